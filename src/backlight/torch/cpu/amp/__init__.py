"""`torch.cpu.amp`: the older names."""

from backlight.amp.cpu import GradScaler as GradScaler
from backlight.amp.cpu import autocast as autocast
from backlight.core.missing import missing_from as _missing_from

__getattr__ = _missing_from(__name__)
