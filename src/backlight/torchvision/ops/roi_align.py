"""`torchvision.ops.roi_align`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.ops.regions import RoIAlign as RoIAlign
from backlight.vision.ops.regions import roi_align as roi_align

__getattr__ = _missing_from(__name__)
