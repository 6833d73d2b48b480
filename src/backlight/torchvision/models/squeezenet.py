"""`torchvision.models.squeezenet`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.models.squeezenet import Fire as Fire
from backlight.vision.models.squeezenet import SqueezeNet as SqueezeNet
from backlight.vision.models.squeezenet import SqueezeNet1_0_Weights as SqueezeNet1_0_Weights
from backlight.vision.models.squeezenet import SqueezeNet1_1_Weights as SqueezeNet1_1_Weights
from backlight.vision.models.squeezenet import squeezenet1_0 as squeezenet1_0
from backlight.vision.models.squeezenet import squeezenet1_1 as squeezenet1_1

__all__ = [
    "SqueezeNet",
    "SqueezeNet1_0_Weights",
    "SqueezeNet1_1_Weights",
    "squeezenet1_0",
    "squeezenet1_1",
]

__getattr__ = _missing_from(__name__)
