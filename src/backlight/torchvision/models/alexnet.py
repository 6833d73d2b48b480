"""`torchvision.models.alexnet`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.models.alexnet import AlexNet as AlexNet
from backlight.vision.models.alexnet import AlexNet_Weights as AlexNet_Weights
from backlight.vision.models.alexnet import alexnet as alexnet

__all__ = [
    "AlexNet",
    "AlexNet_Weights",
    "alexnet",
]

__getattr__ = _missing_from(__name__)
