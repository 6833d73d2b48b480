"""`torchvision.tv_tensors`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.tv_tensors import BoundingBoxes as BoundingBoxes
from backlight.vision.tv_tensors import BoundingBoxFormat as BoundingBoxFormat
from backlight.vision.tv_tensors import Image as Image
from backlight.vision.tv_tensors import KeyPoints as KeyPoints
from backlight.vision.tv_tensors import Mask as Mask
from backlight.vision.tv_tensors import TVTensor as TVTensor
from backlight.vision.tv_tensors import Video as Video
from backlight.vision.tv_tensors import is_rotated_bounding_format as is_rotated_bounding_format
from backlight.vision.tv_tensors import set_return_type as set_return_type
from backlight.vision.tv_tensors import wrap as wrap

__getattr__ = _missing_from(__name__)
