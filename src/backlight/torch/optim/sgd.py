"""`torch.optim.sgd`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.optim.sgd import SGD as SGD

__getattr__ = _missing_from(__name__)
