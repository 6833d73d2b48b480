"""`torch.nn.parameter`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.parameter import Buffer as Buffer
from backlight.nn.parameter import Parameter as Parameter

__getattr__ = _missing_from(__name__)
