"""`torch.nn.modules.activation`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.activation import CELU as CELU
from backlight.nn.modules.activation import ELU as ELU
from backlight.nn.modules.activation import GELU as GELU
from backlight.nn.modules.activation import SELU as SELU
from backlight.nn.modules.activation import Hardshrink as Hardshrink
from backlight.nn.modules.activation import Hardsigmoid as Hardsigmoid
from backlight.nn.modules.activation import Hardswish as Hardswish
from backlight.nn.modules.activation import Hardtanh as Hardtanh
from backlight.nn.modules.activation import LeakyReLU as LeakyReLU
from backlight.nn.modules.activation import LogSigmoid as LogSigmoid
from backlight.nn.modules.activation import Mish as Mish
from backlight.nn.modules.activation import PReLU as PReLU
from backlight.nn.modules.activation import ReLU as ReLU
from backlight.nn.modules.activation import ReLU6 as ReLU6
from backlight.nn.modules.activation import RReLU as RReLU
from backlight.nn.modules.activation import Sigmoid as Sigmoid
from backlight.nn.modules.activation import SiLU as SiLU
from backlight.nn.modules.activation import Softplus as Softplus
from backlight.nn.modules.activation import Softshrink as Softshrink
from backlight.nn.modules.activation import Softsign as Softsign
from backlight.nn.modules.activation import Tanh as Tanh
from backlight.nn.modules.activation import Tanhshrink as Tanhshrink
from backlight.nn.modules.activation import Threshold as Threshold
from backlight.nn.modules.attention import MultiheadAttention as MultiheadAttention
from backlight.nn.modules.softmax import GLU as GLU
from backlight.nn.modules.softmax import LogSoftmax as LogSoftmax
from backlight.nn.modules.softmax import Softmax as Softmax
from backlight.nn.modules.softmax import Softmax2d as Softmax2d
from backlight.nn.modules.softmax import Softmin as Softmin

__getattr__ = _missing_from(__name__)
