"""`torchvision.models.vgg`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.models.vgg import VGG as VGG
from backlight.vision.models.vgg import VGG11_BN_Weights as VGG11_BN_Weights
from backlight.vision.models.vgg import VGG11_Weights as VGG11_Weights
from backlight.vision.models.vgg import VGG13_BN_Weights as VGG13_BN_Weights
from backlight.vision.models.vgg import VGG13_Weights as VGG13_Weights
from backlight.vision.models.vgg import VGG16_BN_Weights as VGG16_BN_Weights
from backlight.vision.models.vgg import VGG16_Weights as VGG16_Weights
from backlight.vision.models.vgg import VGG19_BN_Weights as VGG19_BN_Weights
from backlight.vision.models.vgg import VGG19_Weights as VGG19_Weights
from backlight.vision.models.vgg import _vgg as _vgg
from backlight.vision.models.vgg import cfgs as cfgs
from backlight.vision.models.vgg import make_layers as make_layers
from backlight.vision.models.vgg import vgg11 as vgg11
from backlight.vision.models.vgg import vgg11_bn as vgg11_bn
from backlight.vision.models.vgg import vgg13 as vgg13
from backlight.vision.models.vgg import vgg13_bn as vgg13_bn
from backlight.vision.models.vgg import vgg16 as vgg16
from backlight.vision.models.vgg import vgg16_bn as vgg16_bn
from backlight.vision.models.vgg import vgg19 as vgg19
from backlight.vision.models.vgg import vgg19_bn as vgg19_bn

__all__ = [
    "VGG",
    "VGG11_BN_Weights",
    "VGG11_Weights",
    "VGG13_BN_Weights",
    "VGG13_Weights",
    "VGG16_BN_Weights",
    "VGG16_Weights",
    "VGG19_BN_Weights",
    "VGG19_Weights",
    "vgg11",
    "vgg11_bn",
    "vgg13",
    "vgg13_bn",
    "vgg16",
    "vgg16_bn",
    "vgg19",
    "vgg19_bn",
]

__getattr__ = _missing_from(__name__)
