"""`torch.nn`: what of it is there."""

from backlight.core.missing import missing_from
from backlight.nn.parameter import Parameter as Parameter

__getattr__ = missing_from(__name__)
