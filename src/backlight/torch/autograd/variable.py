"""`torch.autograd.variable`."""

from backlight.autograd.variable import Variable as Variable
from backlight.core.missing import missing_from

__getattr__ = missing_from(__name__)
