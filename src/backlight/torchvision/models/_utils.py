"""`torchvision.models._utils`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.models.layers import IntermediateLayerGetter as IntermediateLayerGetter
from backlight.vision.models.layers import _make_divisible as _make_divisible

__getattr__ = _missing_from(__name__)
