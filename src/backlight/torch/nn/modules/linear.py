"""`torch.nn.modules.linear`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.attention import NonDynamicallyQuantizableLinear as NonDynamicallyQuantizableLinear
from backlight.nn.modules.lazy import LazyLinear as LazyLinear
from backlight.nn.modules.linear import Bilinear as Bilinear
from backlight.nn.modules.linear import Identity as Identity
from backlight.nn.modules.linear import Linear as Linear

__getattr__ = _missing_from(__name__)
