"""`torchvision.utils`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.grids import make_grid as make_grid
from backlight.vision.grids import save_image as save_image
from backlight.vision.marking import draw_bounding_boxes as draw_bounding_boxes
from backlight.vision.marking import draw_keypoints as draw_keypoints
from backlight.vision.marking import draw_segmentation_masks as draw_segmentation_masks

__all__ = [
    "draw_bounding_boxes",
    "draw_keypoints",
    "draw_segmentation_masks",
    "make_grid",
    "save_image",
]

__getattr__ = _missing_from(__name__)
