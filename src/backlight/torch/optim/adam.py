"""`torch.optim.adam`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.optim.adam import Adam as Adam

__getattr__ = _missing_from(__name__)
