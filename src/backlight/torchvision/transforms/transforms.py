"""`torchvision.transforms.transforms`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.transforms.basic import Compose as Compose
from backlight.vision.transforms.basic import ConvertImageDtype as ConvertImageDtype
from backlight.vision.transforms.basic import Lambda as Lambda
from backlight.vision.transforms.basic import LinearTransformation as LinearTransformation
from backlight.vision.transforms.basic import Normalize as Normalize
from backlight.vision.transforms.basic import PILToTensor as PILToTensor
from backlight.vision.transforms.basic import RandomApply as RandomApply
from backlight.vision.transforms.basic import RandomChoice as RandomChoice
from backlight.vision.transforms.basic import RandomOrder as RandomOrder
from backlight.vision.transforms.basic import RandomTransforms as RandomTransforms
from backlight.vision.transforms.basic import ToPILImage as ToPILImage
from backlight.vision.transforms.basic import ToTensor as ToTensor
from backlight.vision.transforms.colouring import ColorJitter as ColorJitter
from backlight.vision.transforms.colouring import GaussianBlur as GaussianBlur
from backlight.vision.transforms.colouring import Grayscale as Grayscale
from backlight.vision.transforms.colouring import RandomAdjustSharpness as RandomAdjustSharpness
from backlight.vision.transforms.colouring import RandomAutocontrast as RandomAutocontrast
from backlight.vision.transforms.colouring import RandomEqualize as RandomEqualize
from backlight.vision.transforms.colouring import RandomErasing as RandomErasing
from backlight.vision.transforms.colouring import RandomGrayscale as RandomGrayscale
from backlight.vision.transforms.colouring import RandomInvert as RandomInvert
from backlight.vision.transforms.colouring import RandomPosterize as RandomPosterize
from backlight.vision.transforms.colouring import RandomSolarize as RandomSolarize
from backlight.vision.transforms.geometric import CenterCrop as CenterCrop
from backlight.vision.transforms.geometric import ElasticTransform as ElasticTransform
from backlight.vision.transforms.geometric import FiveCrop as FiveCrop
from backlight.vision.transforms.geometric import Pad as Pad
from backlight.vision.transforms.geometric import RandomAffine as RandomAffine
from backlight.vision.transforms.geometric import RandomCrop as RandomCrop
from backlight.vision.transforms.geometric import RandomHorizontalFlip as RandomHorizontalFlip
from backlight.vision.transforms.geometric import RandomPerspective as RandomPerspective
from backlight.vision.transforms.geometric import RandomResizedCrop as RandomResizedCrop
from backlight.vision.transforms.geometric import RandomRotation as RandomRotation
from backlight.vision.transforms.geometric import RandomVerticalFlip as RandomVerticalFlip
from backlight.vision.transforms.geometric import Resize as Resize
from backlight.vision.transforms.geometric import TenCrop as TenCrop
from backlight.vision.transforms.interpolation import InterpolationMode as InterpolationMode

__all__ = [
    "CenterCrop",
    "ColorJitter",
    "Compose",
    "ConvertImageDtype",
    "ElasticTransform",
    "FiveCrop",
    "GaussianBlur",
    "Grayscale",
    "InterpolationMode",
    "Lambda",
    "LinearTransformation",
    "Normalize",
    "PILToTensor",
    "Pad",
    "RandomAdjustSharpness",
    "RandomAffine",
    "RandomApply",
    "RandomAutocontrast",
    "RandomChoice",
    "RandomCrop",
    "RandomEqualize",
    "RandomErasing",
    "RandomGrayscale",
    "RandomHorizontalFlip",
    "RandomInvert",
    "RandomOrder",
    "RandomPerspective",
    "RandomPosterize",
    "RandomResizedCrop",
    "RandomRotation",
    "RandomSolarize",
    "RandomVerticalFlip",
    "Resize",
    "TenCrop",
    "ToPILImage",
    "ToTensor",
]

__getattr__ = _missing_from(__name__)
