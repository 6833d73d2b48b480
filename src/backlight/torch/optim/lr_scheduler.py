"""`torch.optim.lr_scheduler`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.optim.lr_scheduler import *  # noqa: F403
from backlight.optim.lr_scheduler.scheduler import EPOCH_DEPRECATED as EPOCH_DEPRECATION_WARNING  # noqa: F401
from backlight.optim.optimizer import Optimizer as Optimizer

__getattr__ = _missing_from(__name__)
