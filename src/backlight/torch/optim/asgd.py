"""`torch.optim.asgd`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.optim.averaging import ASGD as ASGD

__getattr__ = _missing_from(__name__)
