"""`torchvision.ops.roi_pool`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.ops.regions import RoIPool as RoIPool
from backlight.vision.ops.regions import roi_pool as roi_pool

__getattr__ = _missing_from(__name__)
