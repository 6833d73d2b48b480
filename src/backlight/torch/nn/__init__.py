"""`torch.nn`: what of it is there."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.parameter import Buffer as Buffer
from backlight.nn.parameter import Parameter as Parameter
from backlight.torch.nn import functional as functional
from backlight.torch.nn import parameter as parameter

__getattr__ = _missing_from(__name__)
