"""`torch.nn.modules.upsampling`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.upsampling import Upsample as Upsample
from backlight.nn.modules.upsampling import UpsamplingBilinear2d as UpsamplingBilinear2d
from backlight.nn.modules.upsampling import UpsamplingNearest2d as UpsamplingNearest2d

__getattr__ = _missing_from(__name__)
