"""`torch.optim.lbfgs`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.optim.lbfgs import LBFGS as LBFGS

__getattr__ = _missing_from(__name__)
