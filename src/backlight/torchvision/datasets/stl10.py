"""`torchvision.datasets.stl10`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.datasets.stl10 import STL10 as STL10

__getattr__ = _missing_from(__name__)
