"""`torch.cpu.amp.autocast_mode`: the older name."""

from backlight.amp.cpu import autocast as autocast
from backlight.core.missing import missing_from as _missing_from

__getattr__ = _missing_from(__name__)
