"""`torch.optim`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.optim import *  # noqa: F403
from backlight.torch.optim import lr_scheduler as lr_scheduler
from backlight.torch.optim import optimizer as optimizer

__getattr__ = _missing_from(__name__)
