"""`torchvision.models`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.torchvision.models.alexnet import *  # noqa: F403
from backlight.torchvision.models.convnext import *  # noqa: F403
from backlight.torchvision.models.densenet import *  # noqa: F403
from backlight.torchvision.models.efficientnet import *  # noqa: F403
from backlight.torchvision.models.googlenet import *  # noqa: F403
from backlight.torchvision.models.inception import *  # noqa: F403
from backlight.torchvision.models.mobilenetv2 import *  # noqa: F403
from backlight.torchvision.models.mobilenetv3 import *  # noqa: F403
from backlight.torchvision.models.resnet import *  # noqa: F403
from backlight.torchvision.models.squeezenet import *  # noqa: F403
from backlight.torchvision.models.vgg import *  # noqa: F403
from backlight.torchvision.models.vision_transformer import *  # noqa: F403
from backlight.vision.models.weights import Weights as Weights
from backlight.vision.models.weights import WeightsEnum as WeightsEnum
from backlight.vision.models.weights import get_model as get_model
from backlight.vision.models.weights import get_model_builder as get_model_builder
from backlight.vision.models.weights import get_model_weights as get_model_weights
from backlight.vision.models.weights import get_weight as get_weight
from backlight.vision.models.weights import list_models as list_models

SHADOWED = ("alexnet", "googlenet")  # modules whose names stand for functions here

__getattr__ = _missing_from(__name__)
del _missing_from  # scripts go through the functions in this module
