"""`torchvision.models.inception`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.models.googlenet import BasicConv2d as BasicConv2d
from backlight.vision.models.inception import Inception3 as Inception3
from backlight.vision.models.inception import Inception_V3_Weights as Inception_V3_Weights
from backlight.vision.models.inception import InceptionA as InceptionA
from backlight.vision.models.inception import InceptionAux as InceptionAux
from backlight.vision.models.inception import InceptionB as InceptionB
from backlight.vision.models.inception import InceptionC as InceptionC
from backlight.vision.models.inception import InceptionD as InceptionD
from backlight.vision.models.inception import InceptionE as InceptionE
from backlight.vision.models.inception import InceptionOutputs as InceptionOutputs
from backlight.vision.models.inception import _InceptionOutputs as _InceptionOutputs
from backlight.vision.models.inception import inception_v3 as inception_v3

__all__ = [
    "Inception3",
    "InceptionOutputs",
    "Inception_V3_Weights",
    "_InceptionOutputs",
    "inception_v3",
]

__getattr__ = _missing_from(__name__)
