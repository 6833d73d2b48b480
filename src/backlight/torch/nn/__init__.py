"""`torch.nn`: what of it is there."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn import *  # noqa: F403
from backlight.nn import LATER as _LATER
from backlight.torch.nn import functional as functional
from backlight.torch.nn import init as init
from backlight.torch.nn import modules as modules
from backlight.torch.nn import parameter as parameter

__getattr__ = _missing_from(__name__, _LATER)
