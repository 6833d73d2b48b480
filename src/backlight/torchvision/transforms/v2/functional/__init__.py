"""`torchvision.transforms.v2.functional`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.transforms.interpolation import InterpolationMode as InterpolationMode
from backlight.vision.transforms.pictures import pil_to_tensor as pil_to_tensor
from backlight.vision.transforms.pictures import to_pil_image as to_pil_image
from backlight.vision.transforms.v2.boxes import affine_bounding_boxes as affine_bounding_boxes
from backlight.vision.transforms.v2.boxes import center_crop_bounding_boxes as center_crop_bounding_boxes
from backlight.vision.transforms.v2.boxes import crop_bounding_boxes as crop_bounding_boxes
from backlight.vision.transforms.v2.boxes import elastic_bounding_boxes as elastic_bounding_boxes
from backlight.vision.transforms.v2.boxes import horizontal_flip_bounding_boxes as horizontal_flip_bounding_boxes
from backlight.vision.transforms.v2.boxes import pad_bounding_boxes as pad_bounding_boxes
from backlight.vision.transforms.v2.boxes import perspective_bounding_boxes as perspective_bounding_boxes
from backlight.vision.transforms.v2.boxes import resize_bounding_boxes as resize_bounding_boxes
from backlight.vision.transforms.v2.boxes import resized_crop_bounding_boxes as resized_crop_bounding_boxes
from backlight.vision.transforms.v2.boxes import rotate_bounding_boxes as rotate_bounding_boxes
from backlight.vision.transforms.v2.boxes import vertical_flip_bounding_boxes as vertical_flip_bounding_boxes
from backlight.vision.transforms.v2.colours import adjust_brightness as adjust_brightness
from backlight.vision.transforms.v2.colours import adjust_brightness_image as adjust_brightness_image
from backlight.vision.transforms.v2.colours import adjust_contrast as adjust_contrast
from backlight.vision.transforms.v2.colours import adjust_contrast_image as adjust_contrast_image
from backlight.vision.transforms.v2.colours import adjust_gamma as adjust_gamma
from backlight.vision.transforms.v2.colours import adjust_gamma_image as adjust_gamma_image
from backlight.vision.transforms.v2.colours import adjust_hue as adjust_hue
from backlight.vision.transforms.v2.colours import adjust_hue_image as adjust_hue_image
from backlight.vision.transforms.v2.colours import adjust_saturation as adjust_saturation
from backlight.vision.transforms.v2.colours import adjust_saturation_image as adjust_saturation_image
from backlight.vision.transforms.v2.colours import adjust_sharpness as adjust_sharpness
from backlight.vision.transforms.v2.colours import adjust_sharpness_image as adjust_sharpness_image
from backlight.vision.transforms.v2.colours import autocontrast as autocontrast
from backlight.vision.transforms.v2.colours import autocontrast_image as autocontrast_image
from backlight.vision.transforms.v2.colours import equalize as equalize
from backlight.vision.transforms.v2.colours import equalize_image as equalize_image
from backlight.vision.transforms.v2.colours import grayscale_to_rgb as grayscale_to_rgb
from backlight.vision.transforms.v2.colours import grayscale_to_rgb_image as grayscale_to_rgb_image
from backlight.vision.transforms.v2.colours import invert as invert
from backlight.vision.transforms.v2.colours import invert_image as invert_image
from backlight.vision.transforms.v2.colours import permute_channels as permute_channels
from backlight.vision.transforms.v2.colours import permute_channels_image as permute_channels_image
from backlight.vision.transforms.v2.colours import posterize as posterize
from backlight.vision.transforms.v2.colours import posterize_image as posterize_image
from backlight.vision.transforms.v2.colours import rgb_to_grayscale as rgb_to_grayscale
from backlight.vision.transforms.v2.colours import rgb_to_grayscale_image as rgb_to_grayscale_image
from backlight.vision.transforms.v2.colours import solarize as solarize
from backlight.vision.transforms.v2.colours import solarize_image as solarize_image
from backlight.vision.transforms.v2.colours import to_grayscale as to_grayscale
from backlight.vision.transforms.v2.geometry import affine as affine
from backlight.vision.transforms.v2.geometry import affine_image as affine_image
from backlight.vision.transforms.v2.geometry import affine_mask as affine_mask
from backlight.vision.transforms.v2.geometry import center_crop as center_crop
from backlight.vision.transforms.v2.geometry import center_crop_image as center_crop_image
from backlight.vision.transforms.v2.geometry import center_crop_mask as center_crop_mask
from backlight.vision.transforms.v2.geometry import crop as crop
from backlight.vision.transforms.v2.geometry import crop_image as crop_image
from backlight.vision.transforms.v2.geometry import crop_mask as crop_mask
from backlight.vision.transforms.v2.geometry import elastic as elastic
from backlight.vision.transforms.v2.geometry import elastic_image as elastic_image
from backlight.vision.transforms.v2.geometry import elastic_mask as elastic_mask
from backlight.vision.transforms.v2.geometry import elastic_transform as elastic_transform
from backlight.vision.transforms.v2.geometry import five_crop as five_crop
from backlight.vision.transforms.v2.geometry import five_crop_image as five_crop_image
from backlight.vision.transforms.v2.geometry import hflip as hflip
from backlight.vision.transforms.v2.geometry import horizontal_flip as horizontal_flip
from backlight.vision.transforms.v2.geometry import horizontal_flip_image as horizontal_flip_image
from backlight.vision.transforms.v2.geometry import horizontal_flip_mask as horizontal_flip_mask
from backlight.vision.transforms.v2.geometry import pad as pad
from backlight.vision.transforms.v2.geometry import pad_image as pad_image
from backlight.vision.transforms.v2.geometry import pad_mask as pad_mask
from backlight.vision.transforms.v2.geometry import perspective as perspective
from backlight.vision.transforms.v2.geometry import perspective_image as perspective_image
from backlight.vision.transforms.v2.geometry import perspective_mask as perspective_mask
from backlight.vision.transforms.v2.geometry import resize as resize
from backlight.vision.transforms.v2.geometry import resize_image as resize_image
from backlight.vision.transforms.v2.geometry import resize_mask as resize_mask
from backlight.vision.transforms.v2.geometry import resized_crop as resized_crop
from backlight.vision.transforms.v2.geometry import resized_crop_image as resized_crop_image
from backlight.vision.transforms.v2.geometry import resized_crop_mask as resized_crop_mask
from backlight.vision.transforms.v2.geometry import rotate as rotate
from backlight.vision.transforms.v2.geometry import rotate_image as rotate_image
from backlight.vision.transforms.v2.geometry import rotate_mask as rotate_mask
from backlight.vision.transforms.v2.geometry import ten_crop as ten_crop
from backlight.vision.transforms.v2.geometry import ten_crop_image as ten_crop_image
from backlight.vision.transforms.v2.geometry import vertical_flip as vertical_flip
from backlight.vision.transforms.v2.geometry import vertical_flip_image as vertical_flip_image
from backlight.vision.transforms.v2.geometry import vertical_flip_mask as vertical_flip_mask
from backlight.vision.transforms.v2.geometry import vflip as vflip
from backlight.vision.transforms.v2.meta import clamp_bounding_boxes as clamp_bounding_boxes
from backlight.vision.transforms.v2.meta import clamp_keypoints as clamp_keypoints
from backlight.vision.transforms.v2.meta import convert_bounding_box_format as convert_bounding_box_format
from backlight.vision.transforms.v2.meta import get_dimensions as get_dimensions
from backlight.vision.transforms.v2.meta import get_dimensions_image as get_dimensions_image
from backlight.vision.transforms.v2.meta import get_dimensions_video as get_dimensions_video
from backlight.vision.transforms.v2.meta import get_image_num_channels as get_image_num_channels
from backlight.vision.transforms.v2.meta import get_num_channels as get_num_channels
from backlight.vision.transforms.v2.meta import get_num_channels_image as get_num_channels_image
from backlight.vision.transforms.v2.meta import get_num_channels_video as get_num_channels_video
from backlight.vision.transforms.v2.meta import get_num_frames as get_num_frames
from backlight.vision.transforms.v2.meta import get_num_frames_video as get_num_frames_video
from backlight.vision.transforms.v2.meta import get_size as get_size
from backlight.vision.transforms.v2.meta import get_size_bounding_boxes as get_size_bounding_boxes
from backlight.vision.transforms.v2.meta import get_size_image as get_size_image
from backlight.vision.transforms.v2.meta import get_size_keypoints as get_size_keypoints
from backlight.vision.transforms.v2.meta import get_size_mask as get_size_mask
from backlight.vision.transforms.v2.meta import get_size_video as get_size_video
from backlight.vision.transforms.v2.meta import is_pure_tensor as is_pure_tensor
from backlight.vision.transforms.v2.meta import sanitize_bounding_boxes as sanitize_bounding_boxes
from backlight.vision.transforms.v2.meta import sanitize_keypoints as sanitize_keypoints
from backlight.vision.transforms.v2.points import affine_keypoints as affine_keypoints
from backlight.vision.transforms.v2.points import center_crop_keypoints as center_crop_keypoints
from backlight.vision.transforms.v2.points import crop_keypoints as crop_keypoints
from backlight.vision.transforms.v2.points import elastic_keypoints as elastic_keypoints
from backlight.vision.transforms.v2.points import horizontal_flip_keypoints as horizontal_flip_keypoints
from backlight.vision.transforms.v2.points import pad_keypoints as pad_keypoints
from backlight.vision.transforms.v2.points import perspective_keypoints as perspective_keypoints
from backlight.vision.transforms.v2.points import resize_keypoints as resize_keypoints
from backlight.vision.transforms.v2.points import resized_crop_keypoints as resized_crop_keypoints
from backlight.vision.transforms.v2.points import rotate_keypoints as rotate_keypoints
from backlight.vision.transforms.v2.points import vertical_flip_keypoints as vertical_flip_keypoints
from backlight.vision.transforms.v2.registry import register_kernel as register_kernel
from backlight.vision.transforms.v2.values import convert_image_dtype as convert_image_dtype
from backlight.vision.transforms.v2.values import erase as erase
from backlight.vision.transforms.v2.values import erase_image as erase_image
from backlight.vision.transforms.v2.values import gaussian_blur as gaussian_blur
from backlight.vision.transforms.v2.values import gaussian_blur_image as gaussian_blur_image
from backlight.vision.transforms.v2.values import gaussian_noise as gaussian_noise
from backlight.vision.transforms.v2.values import gaussian_noise_image as gaussian_noise_image
from backlight.vision.transforms.v2.values import get_image_size as get_image_size
from backlight.vision.transforms.v2.values import normalize as normalize
from backlight.vision.transforms.v2.values import normalize_image as normalize_image
from backlight.vision.transforms.v2.values import to_dtype as to_dtype
from backlight.vision.transforms.v2.values import to_dtype_image as to_dtype_image
from backlight.vision.transforms.v2.values import to_image as to_image
from backlight.vision.transforms.v2.values import to_tensor as to_tensor
from backlight.vision.transforms.v2.values import uniform_temporal_subsample as uniform_temporal_subsample
from backlight.vision.transforms.v2.values import uniform_temporal_subsample_video as uniform_temporal_subsample_video

# A video is a stack of images.
adjust_brightness_video = adjust_brightness_image
adjust_contrast_video = adjust_contrast_image
adjust_gamma_video = adjust_gamma_image
adjust_hue_video = adjust_hue_image
adjust_saturation_video = adjust_saturation_image
adjust_sharpness_video = adjust_sharpness_image
affine_video = affine_image
autocontrast_video = autocontrast_image
center_crop_video = center_crop_image
crop_video = crop_image
elastic_video = elastic_image
equalize_video = equalize_image
erase_video = erase_image
five_crop_video = five_crop_image
gaussian_blur_video = gaussian_blur_image
gaussian_noise_video = gaussian_noise_image
horizontal_flip_video = horizontal_flip_image
invert_video = invert_image
normalize_video = normalize_image
pad_video = pad_image
permute_channels_video = permute_channels_image
perspective_video = perspective_image
posterize_video = posterize_image
resize_video = resize_image
resized_crop_video = resized_crop_image
rotate_video = rotate_image
solarize_video = solarize_image
ten_crop_video = ten_crop_image
to_dtype_video = to_dtype_image
vertical_flip_video = vertical_flip_image

__getattr__ = _missing_from(__name__)
