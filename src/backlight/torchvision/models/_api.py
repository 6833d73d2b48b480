"""`torchvision.models._api`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.models.weights import Weights as Weights
from backlight.vision.models.weights import WeightsEnum as WeightsEnum
from backlight.vision.models.weights import get_model as get_model
from backlight.vision.models.weights import get_model_builder as get_model_builder
from backlight.vision.models.weights import get_model_weights as get_model_weights
from backlight.vision.models.weights import get_weight as get_weight
from backlight.vision.models.weights import list_models as list_models

__all__ = [
    "Weights",
    "WeightsEnum",
    "get_model",
    "get_model_builder",
    "get_model_weights",
    "get_weight",
    "list_models",
]

__getattr__ = _missing_from(__name__)
