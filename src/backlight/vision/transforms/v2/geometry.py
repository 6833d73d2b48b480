"""v2 functions that move pixels: flips and parts first, then sizes, then warps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backlight.core.errors import warn
from backlight.tensor.tensor import Tensor
from backlight.tensor.turning import rot90
from backlight.vision.transforms import functional as F
from backlight.vision.transforms import shaping
from backlight.vision.transforms.arguments import size_of
from backlight.vision.transforms.interpolation import PILLOW, InterpolationMode, named_mode
from backlight.vision.transforms.pictures import checked, get_dimensions
from backlight.vision.transforms.v2 import boxes, points
from backlight.vision.transforms.v2.registry import dispatched, kernels, nearest
from backlight.vision.transforms.warping import coefficients_of
from backlight.vision.transforms.warping import elastic as bent

NEAREST, BILINEAR = InterpolationMode.NEAREST, InterpolationMode.BILINEAR


@dispatched
def horizontal_flip(inpt: Any) -> Any:
    """Left and right exchanged."""


@dispatched
def vertical_flip(inpt: Any) -> Any:
    """Top and bottom exchanged."""


@dispatched
def crop(inpt: Any, top: int, left: int, height: int, width: int) -> Any:
    """A part; what is outside is 0."""


@dispatched
def pad(inpt: Any, padding: Any, fill: Any = None, padding_mode: str = "constant") -> Any:
    """With a border; `fill` is a number, or one per channel."""


@dispatched
def center_crop(inpt: Any, output_size: Any) -> Any:
    """The middle, padded with 0 where it is smaller."""


@dispatched
def five_crop(inpt: Any, size: Any) -> Any:
    """The four corners and the middle, as a tuple."""


@dispatched
def ten_crop(inpt: Any, size: Any, vertical_flip: bool = False) -> Any:
    """The five crops, and those of the flipped image, as a tuple."""


@dispatched
def resize(
    inpt: Any, size: Any, interpolation: Any = BILINEAR, max_size: int | None = None, antialias: bool | None = True
) -> Any:
    """At `size`: (height, width), the length of the shorter side, or None for a longer side of `max_size`."""


@dispatched
def resized_crop(
    inpt: Any,
    top: int,
    left: int,
    height: int,
    width: int,
    size: Any,
    interpolation: Any = BILINEAR,
    antialias: bool | None = True,
) -> Any:
    """A part, resized."""


@dispatched
def affine(
    inpt: Any,
    angle: float,
    translate: Sequence[float],
    scale: float,
    shear: Any,
    interpolation: Any = NEAREST,
    fill: Any = None,
    center: Any = None,
) -> Any:
    """Turned by `angle` degrees, sheared by degrees (x, y), scaled, and moved by (x, y) pixels."""


@dispatched
def rotate(
    inpt: Any, angle: float, interpolation: Any = NEAREST, expand: bool = False, center: Any = None, fill: Any = None
) -> Any:
    """Turned by `angle` degrees against the clock."""


@dispatched
def perspective(
    inpt: Any,
    startpoints: Any,
    endpoints: Any,
    interpolation: Any = BILINEAR,
    fill: Any = None,
    coefficients: Any = None,
) -> Any:
    """As seen from elsewhere: the start points (x, y) come to the end points, or by eight coefficients."""


@dispatched
def elastic(inpt: Any, displacement: Tensor, interpolation: Any = BILINEAR, fill: Any = None) -> Any:
    """Bent by `displacement` (1, H, W, 2), in halves of the size."""


hflip, vflip, elastic_transform = horizontal_flip, vertical_flip, elastic


def horizontal_flip_image(image: Any) -> Any:
    return F.hflip(image)


def vertical_flip_image(image: Any) -> Any:
    return F.vflip(image)


def crop_image(image: Any, top: int, left: int, height: int, width: int) -> Any:
    return F.crop(image, top, left, height, width)


def pad_image(image: Any, padding: Any, fill: Any = None, padding_mode: str = "constant") -> Any:
    if isinstance(image, Tensor):
        return shaping.pad_by_channel(image, padding, fill, padding_mode)
    return F.pad(image, padding, fill, padding_mode)


def pad_mask(mask: Tensor, padding: Any, fill: Any = None, padding_mode: str = "constant") -> Tensor:
    if isinstance(fill, (tuple, list)):
        raise ValueError("Non-scalar fill value is not supported")
    return shaping.pad_by_channel(mask, padding, fill, padding_mode)


def center_crop_image(image: Any, output_size: Any) -> Any:
    return F.center_crop(image, output_size)


def five_crop_image(image: Any, size: Any) -> tuple:
    return F.five_crop(image, size)


def ten_crop_image(image: Any, size: Any, vertical_flip: bool = False) -> tuple:
    return F.ten_crop(image, size, vertical_flip)


def resize_image(
    image: Any, size: Any, interpolation: Any = BILINEAR, max_size: int | None = None, antialias: bool | None = True
) -> Any:
    mode = named_mode(interpolation)
    _, *now = get_dimensions(image)
    wanted = size_of(now, size, max_size)
    if not isinstance(image, Tensor) and antialias is False:
        warn("Anti-alias option is always applied for PIL Image input. Argument antialias is ignored.")
    if wanted == now:
        return image
    if not isinstance(image, Tensor):
        return checked(image).resize((wanted[1], wanted[0]), PILLOW[mode])  # type: ignore[arg-type]
    return shaping.resize(image, wanted, mode.value, antialias, shaping.NATIVE)


def resized_crop_image(
    image: Any,
    top: int,
    left: int,
    height: int,
    width: int,
    size: Any,
    interpolation: Any = BILINEAR,
    antialias: bool | None = True,
) -> Any:
    return resize_image(F.crop(image, top, left, height, width), size, interpolation, antialias=antialias)


def affine_image(
    image: Any,
    angle: float,
    translate: Sequence[float],
    scale: float,
    shear: Any,
    interpolation: Any = NEAREST,
    fill: Any = None,
    center: Any = None,
) -> Any:
    return F.sheared(image, angle, translate, scale, shear, named_mode(interpolation), fill, center, late=True)


def rotate_image(
    image: Any, angle: float, interpolation: Any = NEAREST, expand: bool = False, center: Any = None, fill: Any = None
) -> Any:
    if isinstance(image, Tensor):
        angle = angle % 360
        quarters, rest = divmod(angle, 90)
        square = expand or image.shape[-1] == image.shape[-2]
        if center is None and rest == 0 and (square or quarters % 2 == 0):
            return image.clone() if not quarters else rot90(image, int(quarters), (-2, -1))
    return F.rotated(image, angle, named_mode(interpolation), expand, center, fill, late=True)


def perspective_image(
    image: Any,
    startpoints: Any,
    endpoints: Any,
    interpolation: Any = BILINEAR,
    fill: Any = None,
    coefficients: Any = None,
) -> Any:
    numbers = coefficients_of(startpoints, endpoints, coefficients)
    return F.seen(image, numbers, named_mode(interpolation), fill, late=True)


def elastic_image(image: Any, displacement: Tensor, interpolation: Any = BILINEAR, fill: Any = None) -> Any:
    mode = named_mode(interpolation).value
    return F.by_tensor(image, lambda x: bent(x, displacement, mode, fill, late=True))


horizontal_flip_mask, vertical_flip_mask, crop_mask = horizontal_flip_image, vertical_flip_image, crop_image
center_crop_mask = center_crop_image
resize_mask, affine_mask, rotate_mask = nearest(resize_image), nearest(affine_image), nearest(rotate_image)
perspective_mask, elastic_mask = nearest(perspective_image), nearest(elastic_image)


def resized_crop_mask(mask: Tensor, top: int, left: int, height: int, width: int, size: Any, **other: Any) -> Tensor:
    return resize_image(F.crop(mask, top, left, height, width), size, NEAREST)


for function, image, mask, of_boxes, of_points in (
    (
        horizontal_flip,
        horizontal_flip_image,
        horizontal_flip_mask,
        boxes.horizontal_flip_bounding_boxes,
        points.horizontal_flip_keypoints,
    ),
    (
        vertical_flip,
        vertical_flip_image,
        vertical_flip_mask,
        boxes.vertical_flip_bounding_boxes,
        points.vertical_flip_keypoints,
    ),
    (crop, crop_image, crop_mask, boxes.crop_bounding_boxes, points.crop_keypoints),
    (pad, pad_image, pad_mask, boxes.pad_bounding_boxes, points.pad_keypoints),
    (center_crop, center_crop_image, center_crop_mask, boxes.center_crop_bounding_boxes, points.center_crop_keypoints),
    (resize, resize_image, resize_mask, boxes.resize_bounding_boxes, points.resize_keypoints),
    (
        resized_crop,
        resized_crop_image,
        resized_crop_mask,
        boxes.resized_crop_bounding_boxes,
        points.resized_crop_keypoints,
    ),
    (affine, affine_image, affine_mask, boxes.affine_bounding_boxes, points.affine_keypoints),
    (rotate, rotate_image, rotate_mask, boxes.rotate_bounding_boxes, points.rotate_keypoints),
    (perspective, perspective_image, perspective_mask, boxes.perspective_bounding_boxes, points.perspective_keypoints),
    (elastic, elastic_image, elastic_mask, boxes.elastic_bounding_boxes, points.elastic_keypoints),
):
    kernels(function, image, image, mask=mask, boxes=of_boxes, points=of_points)
kernels(five_crop, five_crop_image, five_crop_image)
kernels(ten_crop, ten_crop_image, ten_crop_image)
