"""`torch.nn.modules`: the modules, and the files of torch in which they stand."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn import *  # noqa: F403
from backlight.nn import LATER as _LATER

__getattr__ = _missing_from(__name__, _LATER)
