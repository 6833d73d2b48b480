"""`torchvision.ops.feature_pyramid_network`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.ops.feature_pyramid import ExtraFPNBlock as ExtraFPNBlock
from backlight.vision.ops.feature_pyramid import FeaturePyramidNetwork as FeaturePyramidNetwork
from backlight.vision.ops.feature_pyramid import LastLevelMaxPool as LastLevelMaxPool
from backlight.vision.ops.feature_pyramid import LastLevelP6P7 as LastLevelP6P7

__getattr__ = _missing_from(__name__)
