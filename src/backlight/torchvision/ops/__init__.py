"""`torchvision.ops`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.torchvision.ops.boxes import batched_nms as batched_nms
from backlight.torchvision.ops.boxes import box_area as box_area
from backlight.torchvision.ops.boxes import box_convert as box_convert
from backlight.torchvision.ops.boxes import box_iou as box_iou
from backlight.torchvision.ops.boxes import clip_boxes_to_image as clip_boxes_to_image
from backlight.torchvision.ops.boxes import distance_box_iou as distance_box_iou
from backlight.torchvision.ops.boxes import generalized_box_iou as generalized_box_iou
from backlight.torchvision.ops.boxes import masks_to_boxes as masks_to_boxes
from backlight.torchvision.ops.boxes import nms as nms
from backlight.torchvision.ops.boxes import remove_small_boxes as remove_small_boxes
from backlight.torchvision.ops.feature_pyramid_network import FeaturePyramidNetwork as FeaturePyramidNetwork
from backlight.torchvision.ops.focal_loss import sigmoid_focal_loss as sigmoid_focal_loss
from backlight.torchvision.ops.misc import MLP as MLP
from backlight.torchvision.ops.misc import Conv2dNormActivation as Conv2dNormActivation
from backlight.torchvision.ops.misc import Conv3dNormActivation as Conv3dNormActivation
from backlight.torchvision.ops.misc import FrozenBatchNorm2d as FrozenBatchNorm2d
from backlight.torchvision.ops.misc import Permute as Permute
from backlight.torchvision.ops.misc import SqueezeExcitation as SqueezeExcitation
from backlight.torchvision.ops.roi_align import RoIAlign as RoIAlign
from backlight.torchvision.ops.roi_align import roi_align as roi_align
from backlight.torchvision.ops.roi_pool import RoIPool as RoIPool
from backlight.torchvision.ops.roi_pool import roi_pool as roi_pool
from backlight.torchvision.ops.stochastic_depth import StochasticDepth as StochasticDepth
from backlight.torchvision.ops.stochastic_depth import stochastic_depth as stochastic_depth

SHADOWED = ("roi_align", "roi_pool", "stochastic_depth")  # modules whose names stand for functions here

__all__ = [
    "Conv2dNormActivation",
    "Conv3dNormActivation",
    "FeaturePyramidNetwork",
    "FrozenBatchNorm2d",
    "MLP",
    "Permute",
    "RoIAlign",
    "RoIPool",
    "SqueezeExcitation",
    "StochasticDepth",
    "batched_nms",
    "box_area",
    "box_convert",
    "box_iou",
    "clip_boxes_to_image",
    "distance_box_iou",
    "generalized_box_iou",
    "masks_to_boxes",
    "nms",
    "remove_small_boxes",
    "roi_align",
    "roi_pool",
    "sigmoid_focal_loss",
    "stochastic_depth",
]

__getattr__ = _missing_from(__name__)
