"""`torchvision.models.densenet`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.models.densenet import DenseNet as DenseNet
from backlight.vision.models.densenet import DenseNet121_Weights as DenseNet121_Weights
from backlight.vision.models.densenet import DenseNet161_Weights as DenseNet161_Weights
from backlight.vision.models.densenet import DenseNet169_Weights as DenseNet169_Weights
from backlight.vision.models.densenet import DenseNet201_Weights as DenseNet201_Weights
from backlight.vision.models.densenet import _DenseBlock as _DenseBlock
from backlight.vision.models.densenet import _DenseLayer as _DenseLayer
from backlight.vision.models.densenet import _densenet as _densenet
from backlight.vision.models.densenet import _Transition as _Transition
from backlight.vision.models.densenet import densenet121 as densenet121
from backlight.vision.models.densenet import densenet161 as densenet161
from backlight.vision.models.densenet import densenet169 as densenet169
from backlight.vision.models.densenet import densenet201 as densenet201

__all__ = [
    "DenseNet",
    "DenseNet121_Weights",
    "DenseNet161_Weights",
    "DenseNet169_Weights",
    "DenseNet201_Weights",
    "densenet121",
    "densenet161",
    "densenet169",
    "densenet201",
]

__getattr__ = _missing_from(__name__)
