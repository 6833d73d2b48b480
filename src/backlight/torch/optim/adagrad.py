"""`torch.optim.adagrad`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.optim.adaptive import Adagrad as Adagrad

__getattr__ = _missing_from(__name__)
