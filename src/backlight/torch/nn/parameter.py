"""`torch.nn.parameter`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.parameter import Buffer as Buffer
from backlight.nn.parameter import Parameter as Parameter
from backlight.nn.parameter import UninitializedBuffer as UninitializedBuffer
from backlight.nn.parameter import UninitializedParameter as UninitializedParameter
from backlight.nn.parameter import UninitializedTensorMixin as UninitializedTensorMixin
from backlight.nn.parameter import is_lazy as is_lazy

__getattr__ = _missing_from(__name__)
