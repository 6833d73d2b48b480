"""`torchvision.datasets.folder`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.datasets.folder import IMG_EXTENSIONS as IMG_EXTENSIONS
from backlight.vision.datasets.folder import DatasetFolder as DatasetFolder
from backlight.vision.datasets.folder import ImageFolder as ImageFolder
from backlight.vision.datasets.folder import default_loader as default_loader
from backlight.vision.datasets.folder import find_classes as find_classes
from backlight.vision.datasets.folder import has_file_allowed_extension as has_file_allowed_extension
from backlight.vision.datasets.folder import is_image_file as is_image_file
from backlight.vision.datasets.folder import make_dataset as make_dataset
from backlight.vision.datasets.folder import pil_loader as pil_loader

__getattr__ = _missing_from(__name__)
