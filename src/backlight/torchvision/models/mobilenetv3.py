"""`torchvision.models.mobilenetv3`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.models.mobilenetv3 import InvertedResidual as InvertedResidual
from backlight.vision.models.mobilenetv3 import InvertedResidualConfig as InvertedResidualConfig
from backlight.vision.models.mobilenetv3 import MobileNet_V3_Large_Weights as MobileNet_V3_Large_Weights
from backlight.vision.models.mobilenetv3 import MobileNet_V3_Small_Weights as MobileNet_V3_Small_Weights
from backlight.vision.models.mobilenetv3 import MobileNetV3 as MobileNetV3
from backlight.vision.models.mobilenetv3 import _mobilenet_v3 as _mobilenet_v3
from backlight.vision.models.mobilenetv3 import _mobilenet_v3_conf as _mobilenet_v3_conf
from backlight.vision.models.mobilenetv3 import mobilenet_v3_large as mobilenet_v3_large
from backlight.vision.models.mobilenetv3 import mobilenet_v3_small as mobilenet_v3_small

__all__ = [
    "MobileNetV3",
    "MobileNet_V3_Large_Weights",
    "MobileNet_V3_Small_Weights",
    "mobilenet_v3_large",
    "mobilenet_v3_small",
]

__getattr__ = _missing_from(__name__)
