"""`torchvision.datasets.vision`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.datasets.dataset import StandardTransform as StandardTransform
from backlight.vision.datasets.dataset import VisionDataset as VisionDataset

__getattr__ = _missing_from(__name__)
