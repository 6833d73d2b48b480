"""`torch.nn.utils.fusion`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.fusing import fuse_conv_bn_eval as fuse_conv_bn_eval
from backlight.nn.fusing import fuse_conv_bn_weights as fuse_conv_bn_weights
from backlight.nn.fusing import fuse_linear_bn_eval as fuse_linear_bn_eval
from backlight.nn.fusing import fuse_linear_bn_weights as fuse_linear_bn_weights

__getattr__ = _missing_from(__name__)
