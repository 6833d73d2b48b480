"""`torchvision`: what of it is there, each part loaded at its first use."""

from backlight.core.missing import missing_from as _missing_from
from backlight.torchvision.version import __version__ as __version__
from backlight.vision.backends import disable_beta_transforms_warning as disable_beta_transforms_warning
from backlight.vision.backends import get_image_backend as get_image_backend
from backlight.vision.backends import get_video_backend as get_video_backend
from backlight.vision.backends import set_image_backend as set_image_backend
from backlight.vision.backends import set_video_backend as set_video_backend

__getattr__ = _missing_from(__name__)
