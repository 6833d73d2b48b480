"""`torch.nn.parameter`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.tensor.parameter import Buffer as Buffer
from backlight.tensor.parameter import Parameter as Parameter
from backlight.tensor.parameter import UninitializedBuffer as UninitializedBuffer
from backlight.tensor.parameter import UninitializedParameter as UninitializedParameter
from backlight.tensor.parameter import UninitializedTensorMixin as UninitializedTensorMixin
from backlight.tensor.parameter import is_lazy as is_lazy

__getattr__ = _missing_from(__name__)
