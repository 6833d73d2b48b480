"""`torchvision.transforms.autoaugment`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.transforms.autoaugment import AugMix as AugMix
from backlight.vision.transforms.autoaugment import AutoAugment as AutoAugment
from backlight.vision.transforms.autoaugment import AutoAugmentPolicy as AutoAugmentPolicy
from backlight.vision.transforms.autoaugment import RandAugment as RandAugment
from backlight.vision.transforms.autoaugment import TrivialAugmentWide as TrivialAugmentWide
from backlight.vision.transforms.interpolation import InterpolationMode as InterpolationMode

__all__ = [
    "AugMix",
    "AutoAugment",
    "AutoAugmentPolicy",
    "RandAugment",
    "TrivialAugmentWide",
]

__getattr__ = _missing_from(__name__)
