"""`torch.nn.modules.conv`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.convolution import Conv1d as Conv1d
from backlight.nn.modules.convolution import Conv2d as Conv2d
from backlight.nn.modules.convolution import Conv3d as Conv3d
from backlight.nn.modules.convolution import ConvTranspose1d as ConvTranspose1d
from backlight.nn.modules.convolution import ConvTranspose2d as ConvTranspose2d
from backlight.nn.modules.convolution import ConvTranspose3d as ConvTranspose3d
from backlight.nn.modules.convolution import _ConvNd as _ConvNd
from backlight.nn.modules.convolution import _ConvTransposeNd as _ConvTransposeNd
from backlight.nn.modules.lazy import LazyConv1d as LazyConv1d
from backlight.nn.modules.lazy import LazyConv2d as LazyConv2d
from backlight.nn.modules.lazy import LazyConv3d as LazyConv3d
from backlight.nn.modules.lazy import LazyConvTranspose1d as LazyConvTranspose1d
from backlight.nn.modules.lazy import LazyConvTranspose2d as LazyConvTranspose2d
from backlight.nn.modules.lazy import LazyConvTranspose3d as LazyConvTranspose3d

__getattr__ = _missing_from(__name__)
