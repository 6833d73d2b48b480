"""`torch.optim.adadelta`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.optim.adaptive import Adadelta as Adadelta

__getattr__ = _missing_from(__name__)
