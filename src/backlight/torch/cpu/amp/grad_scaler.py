"""`torch.cpu.amp.grad_scaler`: the older name."""

from backlight.amp.cpu import GradScaler as GradScaler
from backlight.core.missing import missing_from as _missing_from

__getattr__ = _missing_from(__name__)
