"""`torchvision.models.efficientnet`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.models.efficientnet import EfficientNet as EfficientNet
from backlight.vision.models.efficientnet import EfficientNet_B0_Weights as EfficientNet_B0_Weights
from backlight.vision.models.efficientnet import EfficientNet_B1_Weights as EfficientNet_B1_Weights
from backlight.vision.models.efficientnet import EfficientNet_B2_Weights as EfficientNet_B2_Weights
from backlight.vision.models.efficientnet import EfficientNet_B3_Weights as EfficientNet_B3_Weights
from backlight.vision.models.efficientnet import EfficientNet_B4_Weights as EfficientNet_B4_Weights
from backlight.vision.models.efficientnet import EfficientNet_B5_Weights as EfficientNet_B5_Weights
from backlight.vision.models.efficientnet import EfficientNet_B6_Weights as EfficientNet_B6_Weights
from backlight.vision.models.efficientnet import EfficientNet_B7_Weights as EfficientNet_B7_Weights
from backlight.vision.models.efficientnet import EfficientNet_V2_L_Weights as EfficientNet_V2_L_Weights
from backlight.vision.models.efficientnet import EfficientNet_V2_M_Weights as EfficientNet_V2_M_Weights
from backlight.vision.models.efficientnet import EfficientNet_V2_S_Weights as EfficientNet_V2_S_Weights
from backlight.vision.models.efficientnet import FusedMBConv as FusedMBConv
from backlight.vision.models.efficientnet import FusedMBConvConfig as FusedMBConvConfig
from backlight.vision.models.efficientnet import MBConv as MBConv
from backlight.vision.models.efficientnet import MBConvConfig as MBConvConfig
from backlight.vision.models.efficientnet import _MBConvConfig as _MBConvConfig
from backlight.vision.models.efficientnet import efficientnet_b0 as efficientnet_b0
from backlight.vision.models.efficientnet import efficientnet_b1 as efficientnet_b1
from backlight.vision.models.efficientnet import efficientnet_b2 as efficientnet_b2
from backlight.vision.models.efficientnet import efficientnet_b3 as efficientnet_b3
from backlight.vision.models.efficientnet import efficientnet_b4 as efficientnet_b4
from backlight.vision.models.efficientnet import efficientnet_b5 as efficientnet_b5
from backlight.vision.models.efficientnet import efficientnet_b6 as efficientnet_b6
from backlight.vision.models.efficientnet import efficientnet_b7 as efficientnet_b7
from backlight.vision.models.efficientnet import efficientnet_v2_l as efficientnet_v2_l
from backlight.vision.models.efficientnet import efficientnet_v2_m as efficientnet_v2_m
from backlight.vision.models.efficientnet import efficientnet_v2_s as efficientnet_v2_s

__all__ = [
    "EfficientNet",
    "EfficientNet_B0_Weights",
    "EfficientNet_B1_Weights",
    "EfficientNet_B2_Weights",
    "EfficientNet_B3_Weights",
    "EfficientNet_B4_Weights",
    "EfficientNet_B5_Weights",
    "EfficientNet_B6_Weights",
    "EfficientNet_B7_Weights",
    "EfficientNet_V2_L_Weights",
    "EfficientNet_V2_M_Weights",
    "EfficientNet_V2_S_Weights",
    "efficientnet_b0",
    "efficientnet_b1",
    "efficientnet_b2",
    "efficientnet_b3",
    "efficientnet_b4",
    "efficientnet_b5",
    "efficientnet_b6",
    "efficientnet_b7",
    "efficientnet_v2_l",
    "efficientnet_v2_m",
    "efficientnet_v2_s",
]

__getattr__ = _missing_from(__name__)
