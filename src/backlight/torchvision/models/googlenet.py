"""`torchvision.models.googlenet`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.models.googlenet import BasicConv2d as BasicConv2d
from backlight.vision.models.googlenet import GoogLeNet as GoogLeNet
from backlight.vision.models.googlenet import GoogLeNet_Weights as GoogLeNet_Weights
from backlight.vision.models.googlenet import GoogLeNetOutputs as GoogLeNetOutputs
from backlight.vision.models.googlenet import Inception as Inception
from backlight.vision.models.googlenet import InceptionAux as InceptionAux
from backlight.vision.models.googlenet import _GoogLeNetOutputs as _GoogLeNetOutputs
from backlight.vision.models.googlenet import googlenet as googlenet

__all__ = [
    "GoogLeNet",
    "GoogLeNetOutputs",
    "GoogLeNet_Weights",
    "_GoogLeNetOutputs",
    "googlenet",
]

__getattr__ = _missing_from(__name__)
