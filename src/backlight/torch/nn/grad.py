"""`torch.nn.grad`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.convolution_gradients import conv1d_input as conv1d_input
from backlight.nn.convolution_gradients import conv1d_weight as conv1d_weight
from backlight.nn.convolution_gradients import conv2d_input as conv2d_input
from backlight.nn.convolution_gradients import conv2d_weight as conv2d_weight
from backlight.nn.convolution_gradients import conv3d_input as conv3d_input
from backlight.nn.convolution_gradients import conv3d_weight as conv3d_weight

__getattr__ = _missing_from(__name__)
