"""`torchvision.transforms.functional`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.transforms.functional import adjust_brightness as adjust_brightness
from backlight.vision.transforms.functional import adjust_contrast as adjust_contrast
from backlight.vision.transforms.functional import adjust_gamma as adjust_gamma
from backlight.vision.transforms.functional import adjust_hue as adjust_hue
from backlight.vision.transforms.functional import adjust_saturation as adjust_saturation
from backlight.vision.transforms.functional import adjust_sharpness as adjust_sharpness
from backlight.vision.transforms.functional import affine as affine
from backlight.vision.transforms.functional import autocontrast as autocontrast
from backlight.vision.transforms.functional import center_crop as center_crop
from backlight.vision.transforms.functional import convert_image_dtype as convert_image_dtype
from backlight.vision.transforms.functional import crop as crop
from backlight.vision.transforms.functional import elastic_transform as elastic_transform
from backlight.vision.transforms.functional import equalize as equalize
from backlight.vision.transforms.functional import erase as erase
from backlight.vision.transforms.functional import five_crop as five_crop
from backlight.vision.transforms.functional import gaussian_blur as gaussian_blur
from backlight.vision.transforms.functional import hflip as hflip
from backlight.vision.transforms.functional import invert as invert
from backlight.vision.transforms.functional import normalize as normalize
from backlight.vision.transforms.functional import pad as pad
from backlight.vision.transforms.functional import perspective as perspective
from backlight.vision.transforms.functional import posterize as posterize
from backlight.vision.transforms.functional import resize as resize
from backlight.vision.transforms.functional import resized_crop as resized_crop
from backlight.vision.transforms.functional import rgb_to_grayscale as rgb_to_grayscale
from backlight.vision.transforms.functional import rotate as rotate
from backlight.vision.transforms.functional import solarize as solarize
from backlight.vision.transforms.functional import ten_crop as ten_crop
from backlight.vision.transforms.functional import to_grayscale as to_grayscale
from backlight.vision.transforms.functional import vflip as vflip
from backlight.vision.transforms.interpolation import InterpolationMode as InterpolationMode
from backlight.vision.transforms.pictures import get_dimensions as get_dimensions
from backlight.vision.transforms.pictures import get_image_num_channels as get_image_num_channels
from backlight.vision.transforms.pictures import get_image_size as get_image_size
from backlight.vision.transforms.pictures import pil_to_tensor as pil_to_tensor
from backlight.vision.transforms.pictures import to_pil_image as to_pil_image
from backlight.vision.transforms.pictures import to_tensor as to_tensor

__getattr__ = _missing_from(__name__)
