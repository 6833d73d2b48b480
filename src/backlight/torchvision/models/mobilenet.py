"""`torchvision.models.mobilenet`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.torchvision.models.mobilenetv2 import MobileNet_V2_Weights as MobileNet_V2_Weights
from backlight.torchvision.models.mobilenetv2 import MobileNetV2 as MobileNetV2
from backlight.torchvision.models.mobilenetv2 import mobilenet_v2 as mobilenet_v2
from backlight.torchvision.models.mobilenetv3 import MobileNet_V3_Large_Weights as MobileNet_V3_Large_Weights
from backlight.torchvision.models.mobilenetv3 import MobileNet_V3_Small_Weights as MobileNet_V3_Small_Weights
from backlight.torchvision.models.mobilenetv3 import MobileNetV3 as MobileNetV3
from backlight.torchvision.models.mobilenetv3 import mobilenet_v3_large as mobilenet_v3_large
from backlight.torchvision.models.mobilenetv3 import mobilenet_v3_small as mobilenet_v3_small

__all__ = [
    "MobileNetV2",
    "MobileNetV3",
    "MobileNet_V2_Weights",
    "MobileNet_V3_Large_Weights",
    "MobileNet_V3_Small_Weights",
    "mobilenet_v2",
    "mobilenet_v3_large",
    "mobilenet_v3_small",
]

__getattr__ = _missing_from(__name__)
