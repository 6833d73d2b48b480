"""`torch.optim.adamax`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.optim.adaptive import Adamax as Adamax

__getattr__ = _missing_from(__name__)
