"""`torch.signal`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.torch.signal import windows as windows

__getattr__ = _missing_from(__name__)
