"""`torchvision.models.mobilenetv2`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.models.mobilenetv2 import InvertedResidual as InvertedResidual
from backlight.vision.models.mobilenetv2 import MobileNet_V2_Weights as MobileNet_V2_Weights
from backlight.vision.models.mobilenetv2 import MobileNetV2 as MobileNetV2
from backlight.vision.models.mobilenetv2 import mobilenet_v2 as mobilenet_v2

__all__ = [
    "MobileNetV2",
    "MobileNet_V2_Weights",
    "mobilenet_v2",
]

__getattr__ = _missing_from(__name__)
