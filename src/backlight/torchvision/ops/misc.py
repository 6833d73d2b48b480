"""`torchvision.ops.misc`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.ops.layers import MLP as MLP
from backlight.vision.ops.layers import Conv2dNormActivation as Conv2dNormActivation
from backlight.vision.ops.layers import Conv3dNormActivation as Conv3dNormActivation
from backlight.vision.ops.layers import ConvNormActivation as ConvNormActivation
from backlight.vision.ops.layers import FrozenBatchNorm2d as FrozenBatchNorm2d
from backlight.vision.ops.layers import Permute as Permute
from backlight.vision.ops.layers import SqueezeExcitation as SqueezeExcitation

__getattr__ = _missing_from(__name__)
