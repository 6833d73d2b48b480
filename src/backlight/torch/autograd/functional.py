"""`torch.autograd.functional`."""

from backlight.autograd.functional import *  # noqa: F403
from backlight.core.missing import missing_from

__getattr__ = missing_from(__name__)
