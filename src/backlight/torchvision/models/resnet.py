"""`torchvision.models.resnet`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.models.resnet import BasicBlock as BasicBlock
from backlight.vision.models.resnet import Bottleneck as Bottleneck
from backlight.vision.models.resnet import ResNet as ResNet
from backlight.vision.models.resnet import ResNet18_Weights as ResNet18_Weights
from backlight.vision.models.resnet import ResNet34_Weights as ResNet34_Weights
from backlight.vision.models.resnet import ResNet50_Weights as ResNet50_Weights
from backlight.vision.models.resnet import ResNet101_Weights as ResNet101_Weights
from backlight.vision.models.resnet import ResNet152_Weights as ResNet152_Weights
from backlight.vision.models.resnet import ResNeXt50_32X4D_Weights as ResNeXt50_32X4D_Weights
from backlight.vision.models.resnet import ResNeXt101_32X8D_Weights as ResNeXt101_32X8D_Weights
from backlight.vision.models.resnet import ResNeXt101_64X4D_Weights as ResNeXt101_64X4D_Weights
from backlight.vision.models.resnet import Wide_ResNet50_2_Weights as Wide_ResNet50_2_Weights
from backlight.vision.models.resnet import Wide_ResNet101_2_Weights as Wide_ResNet101_2_Weights
from backlight.vision.models.resnet import _resnet as _resnet
from backlight.vision.models.resnet import conv1x1 as conv1x1
from backlight.vision.models.resnet import conv3x3 as conv3x3
from backlight.vision.models.resnet import resnet18 as resnet18
from backlight.vision.models.resnet import resnet34 as resnet34
from backlight.vision.models.resnet import resnet50 as resnet50
from backlight.vision.models.resnet import resnet101 as resnet101
from backlight.vision.models.resnet import resnet152 as resnet152
from backlight.vision.models.resnet import resnext50_32x4d as resnext50_32x4d
from backlight.vision.models.resnet import resnext101_32x8d as resnext101_32x8d
from backlight.vision.models.resnet import resnext101_64x4d as resnext101_64x4d
from backlight.vision.models.resnet import wide_resnet50_2 as wide_resnet50_2
from backlight.vision.models.resnet import wide_resnet101_2 as wide_resnet101_2

__all__ = [
    "ResNeXt101_32X8D_Weights",
    "ResNeXt101_64X4D_Weights",
    "ResNeXt50_32X4D_Weights",
    "ResNet",
    "ResNet101_Weights",
    "ResNet152_Weights",
    "ResNet18_Weights",
    "ResNet34_Weights",
    "ResNet50_Weights",
    "Wide_ResNet101_2_Weights",
    "Wide_ResNet50_2_Weights",
    "resnet101",
    "resnet152",
    "resnet18",
    "resnet34",
    "resnet50",
    "resnext101_32x8d",
    "resnext101_64x4d",
    "resnext50_32x4d",
    "wide_resnet101_2",
    "wide_resnet50_2",
]

__getattr__ = _missing_from(__name__)
