"""`torchvision.ops.boxes`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.ops.boxes import batched_nms as batched_nms
from backlight.vision.ops.boxes import box_area as box_area
from backlight.vision.ops.boxes import box_convert as box_convert
from backlight.vision.ops.boxes import box_iou as box_iou
from backlight.vision.ops.boxes import clip_boxes_to_image as clip_boxes_to_image
from backlight.vision.ops.boxes import distance_box_iou as distance_box_iou
from backlight.vision.ops.boxes import generalized_box_iou as generalized_box_iou
from backlight.vision.ops.boxes import masks_to_boxes as masks_to_boxes
from backlight.vision.ops.boxes import nms as nms
from backlight.vision.ops.boxes import remove_small_boxes as remove_small_boxes

__getattr__ = _missing_from(__name__)
