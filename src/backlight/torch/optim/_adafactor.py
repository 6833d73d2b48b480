"""`torch.optim._adafactor`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.optim.adafactor import Adafactor as Adafactor

__getattr__ = _missing_from(__name__)
