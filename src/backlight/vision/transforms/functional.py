"""transforms.functional: each operation on a PIL image or on a tensor (..., C, H, W), whichever comes."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Number
from types import ModuleType
from typing import Any

from backlight.core import dtypes
from backlight.core.errors import warn
from backlight.tensor.tensor import Tensor
from backlight.vision.transforms import colour, pil, shaping, warping
from backlight.vision.transforms.arguments import TWO, centred, pair, resized
from backlight.vision.transforms.interpolation import PILLOW, InterpolationMode, interpolation_mode
from backlight.vision.transforms.pictures import checked, get_dimensions, is_pil, pil_to_tensor, to_pil_image

NEAREST, BILINEAR = InterpolationMode.NEAREST, InterpolationMode.BILINEAR


def on(img: Any, tensors: ModuleType) -> Any:
    """The module whose functions take such an image: `tensors`, or `pil`."""
    return tensors if isinstance(img, Tensor) else pil if checked(img) else None


def image_tensor(img: Any) -> Tensor:
    if not isinstance(img, Tensor):
        raise TypeError(f"img should be Tensor Image. Got {type(img)}")
    return img


def convert_image_dtype(image: Tensor, dtype: dtypes.dtype = dtypes.float32) -> Tensor:
    """A tensor in another number type, with its values scaled: 255 of uint8 is 1.0 of floats."""
    return colour.convert_image_dtype(image_tensor(image), dtype)


def normalize(tensor: Tensor, mean: Any, std: Any, inplace: bool = False) -> Tensor:
    """(tensor - mean) / std, with one mean and one std per channel.

    TypeError for what is no tensor of floats, ValueError for a std of 0.
    """
    return colour.normalize(image_tensor(tensor), mean, std, inplace)


def resize(
    img: Any, size: Any, interpolation: Any = BILINEAR, max_size: int | None = None, antialias: bool | None = True
) -> Any:
    """The image at `size`: (height, width), or the length of the shorter side, the longer being at most `max_size`."""
    interpolation = interpolation_mode(interpolation)
    if isinstance(size, (list, tuple)):
        if len(size) not in (1, 2):
            raise ValueError(f"size is an int or a sequence of 1 or 2, not of {len(size)}")
        if max_size is not None and len(size) != 1:
            raise ValueError("max_size goes with a size for the shorter side alone: an int, or a sequence of one")
    _, height, width = get_dimensions(img)
    wanted = resized(height, width, size, max_size)
    if wanted == [height, width]:
        return img
    if isinstance(img, Tensor):
        smooth = antialias and interpolation is not InterpolationMode.LANCZOS
        return shaping.resize(img, wanted, interpolation.value, smooth)
    if antialias is False:
        warn("Anti-alias option is always applied for PIL Image input. Argument antialias is ignored.")
    return pil.resize(img, wanted, PILLOW[interpolation])


def pad(img: Any, padding: Any, fill: Any = 0, padding_mode: str = "constant") -> Any:
    """The image with a border: `padding` for all sides, (left and right, top and bottom), or (l, t, r, b).

    `padding_mode`: constant, edge, reflect or symmetric.
    """
    return on(img, shaping).pad(img, padding, fill, padding_mode)


def crop(img: Any, top: int, left: int, height: int, width: int) -> Any:
    """A part of the image; what is outside of it is 0."""
    return on(img, shaping).crop(img, top, left, height, width)


def center_crop(img: Any, output_size: Any) -> Any:
    """The middle of the image, which is padded with 0 where it is smaller."""
    height, width = pair(output_size)
    _, h, w = get_dimensions(img)
    padding, (top, left) = centred(h, w, (height, width))
    return crop(pad(img, padding) if any(padding) else img, top, left, height, width)


def resized_crop(
    img: Any,
    top: int,
    left: int,
    height: int,
    width: int,
    size: Any,
    interpolation: Any = BILINEAR,
    antialias: bool | None = True,
) -> Any:
    """A part of the image, resized."""
    return resize(crop(img, top, left, height, width), size, interpolation, antialias=antialias)


def hflip(img: Any) -> Any:
    """Left and right exchanged."""
    return on(img, shaping).hflip(img)


def vflip(img: Any) -> Any:
    """Top and bottom exchanged."""
    return on(img, shaping).vflip(img)


def five_crop(img: Any, size: Any) -> tuple:
    """The four corners and the middle: top left, top right, bottom left, bottom right, centre."""
    height, width = pair(size, TWO)
    _, h, w = get_dimensions(img)
    if width > w or height > h:
        raise ValueError(f"Requested crop size {(height, width)} is bigger than input size {(h, w)}")
    corners = [crop(img, top, left, height, width) for top in (0, h - height) for left in (0, w - width)]
    return (*corners, center_crop(img, [height, width]))


def ten_crop(img: Any, size: Any, vertical_flip: bool = False) -> tuple:
    """The five crops of the image, and of the image flipped."""
    return five_crop(img, size) + five_crop(vflip(img) if vertical_flip else hflip(img), size)


def rotate(
    img: Any, angle: float, interpolation: Any = NEAREST, expand: bool = False, center: Any = None, fill: Any = None
) -> Any:
    """The image turned by `angle` degrees against the clock around `center` (x, y), its middle unless given.

    `expand` makes it large enough for all of it; `fill` is the colour of what is outside.
    """
    mode = interpolation_mode(interpolation)
    if not isinstance(angle, (int, float)):
        raise TypeError("Argument angle should be int or float")
    if center is not None and not isinstance(center, (list, tuple)):
        raise TypeError("Argument center should be a sequence")
    return rotated(img, angle, mode, expand, center, fill)


def rotated(
    img: Any, angle: float, mode: InterpolationMode, expand: bool, center: Any, fill: Any, late: bool = False
) -> Any:
    if not isinstance(img, Tensor):
        return pil.rotate(checked(img), angle, PILLOW[mode], expand, center, fill)
    matrix = warping.inverse_affine(warping.from_middle(center, img), -angle, [0.0, 0.0], 1.0, [0.0, 0.0])
    return warping.rotate(img, matrix, mode.value, expand, fill, late)


def affine(
    img: Any,
    angle: float,
    translate: Sequence[int],
    scale: float,
    shear: Any,
    interpolation: Any = NEAREST,
    fill: Any = None,
    center: Any = None,
) -> Any:
    """The image turned by `angle` degrees, sheared by degrees (x, y), scaled, and moved by (x, y) pixels."""
    return sheared(img, angle, translate, scale, shear, interpolation_mode(interpolation), fill, center)


def sheared(
    img: Any,
    angle: float,
    translate: Sequence[float],
    scale: float,
    shear: Any,
    mode: InterpolationMode,
    fill: Any,
    center: Any,
    late: bool = False,
) -> Any:
    shear = affine_arguments(angle, translate, scale, shear, center)
    if isinstance(img, Tensor):
        matrix = warping.inverse_affine(warping.from_middle(center, img), angle, translate, scale, shear)
        return warping.affine(img, matrix, mode.value, fill, late)
    _, height, width = get_dimensions(img)
    middle = [width * 0.5, height * 0.5] if center is None else center
    return pil.affine(img, warping.inverse_affine(middle, angle, translate, scale, shear), PILLOW[mode], fill)


def affine_arguments(angle: Any, translate: Any, scale: float, shear: Any, center: Any) -> list[float]:
    """(x, y) of the shear; TypeError and ValueError for arguments of another form."""
    if not isinstance(angle, (int, float)):
        raise TypeError("Argument angle should be int or float")
    if not isinstance(translate, (list, tuple)):
        raise TypeError("Argument translate should be a sequence")
    if len(translate) != 2:
        raise ValueError("Argument translate should be a sequence of length 2")
    if scale <= 0.0:
        raise ValueError("Argument scale should be positive")
    if not isinstance(shear, (Number, list, tuple)):
        raise TypeError("Shear should be either a single value or a sequence of two values")
    if center is not None and not isinstance(center, (list, tuple)):
        raise TypeError("Argument center should be a sequence")
    both = [shear, 0.0] if isinstance(shear, Number) else list(shear) * (2 if len(shear) == 1 else 1)
    if len(both) != 2:
        raise ValueError(f"Shear should be a sequence containing two values. Got {shear}")
    return both


def perspective(
    img: Any, startpoints: Sequence, endpoints: Sequence, interpolation: Any = BILINEAR, fill: Any = None
) -> Any:
    """The image as seen from elsewhere: the four start points (x, y) come to the end points."""
    coefficients = warping.perspective_coefficients(startpoints, endpoints)
    return seen(img, coefficients, interpolation_mode(interpolation), fill)


def seen(img: Any, coefficients: Sequence[float], mode: InterpolationMode, fill: Any, late: bool = False) -> Any:
    if isinstance(img, Tensor):
        return warping.perspective(img, coefficients, mode.value, fill, late)
    return pil.perspective(checked(img), coefficients, PILLOW[mode], fill)


def elastic_transform(img: Any, displacement: Tensor, interpolation: Any = BILINEAR, fill: Any = None) -> Any:
    """The image bent by `displacement` (1, H, W, 2), in halves of its size."""
    mode = interpolation_mode(interpolation)
    return by_tensor(img, lambda x: warping.elastic(x, displacement, mode.value, fill))


def by_tensor(img: Any, change: Any) -> Any:
    """`change`, which takes tensors, of an image of either kind."""
    if isinstance(img, Tensor):
        return change(img)
    return to_pil_image(change(pil_to_tensor(checked(img))), mode=img.mode)


def adjust_brightness(img: Any, brightness_factor: float) -> Any:
    """The image `brightness_factor` times as bright."""
    return on(img, colour).adjust_brightness(img, brightness_factor)


def adjust_contrast(img: Any, contrast_factor: float) -> Any:
    """The image with another contrast: 0 is grey, 1 leaves it."""
    return on(img, colour).adjust_contrast(img, contrast_factor)


def adjust_saturation(img: Any, saturation_factor: float) -> Any:
    """The image with stronger colours: 0 is black and white, 1 leaves it."""
    return on(img, colour).adjust_saturation(img, saturation_factor)


def adjust_hue(img: Any, hue_factor: float) -> Any:
    """The image with its colours moved around the circle of hues, by -0.5 … 0.5 of it; ValueError beyond."""
    return on(img, colour).adjust_hue(img, hue_factor)


def adjust_gamma(img: Any, gamma: float, gain: float = 1) -> Any:
    """gain · img ^ gamma, of values from 0 to 1."""
    return on(img, colour).adjust_gamma(img, gamma, gain)


def adjust_sharpness(img: Any, sharpness_factor: float) -> Any:
    """The image sharper: 0 blurs it, 1 leaves it."""
    return on(img, colour).adjust_sharpness(img, sharpness_factor)


def to_grayscale(img: Any, num_output_channels: int = 1) -> Any:
    """A PIL image in black and white, of 1 or 3 channels."""
    if not is_pil(img):
        raise TypeError(f"to_grayscale takes a PIL image, not {type(img)}; rgb_to_grayscale takes tensors too")
    return pil.rgb_to_grayscale(img, num_output_channels)


def rgb_to_grayscale(img: Any, num_output_channels: int = 1) -> Any:
    """An image in black and white, of 1 or 3 channels."""
    return on(img, colour).rgb_to_grayscale(img, num_output_channels)


def gaussian_blur(img: Any, kernel_size: Any, sigma: Any = None) -> Any:
    """The image blurred by a bell of `kernel_size` pixels (x, y), which are odd, and of width `sigma`."""
    kernel_size, sigma = blur_arguments(kernel_size, sigma)
    return by_tensor(img, lambda x: colour.gaussian_blur(x, kernel_size, sigma))


def blur_arguments(kernel_size: Any, sigma: Any) -> tuple[list[int], list[float]]:
    """Both as pairs; TypeError and ValueError for other forms, an even size, or a width that is not positive."""
    if not isinstance(kernel_size, (int, list, tuple)):
        raise TypeError(f"kernel_size should be int or a sequence of integers. Got {type(kernel_size)}")
    sizes = [kernel_size] * 2 if isinstance(kernel_size, int) else list(kernel_size)
    if len(sizes) != 2:
        raise ValueError(f"If kernel_size is a sequence its length should be 2. Got {len(sizes)}")
    if any(n % 2 == 0 or n < 0 for n in sizes):
        raise ValueError(f"kernel_size should have odd and positive integers. Got {sizes}")
    if sigma is None:
        return sizes, [n * 0.15 + 0.35 for n in sizes]
    if not isinstance(sigma, (int, float, list, tuple)):
        raise TypeError(f"sigma should be either float or sequence of floats. Got {type(sigma)}")
    widths = [float(sigma)] * 2 if isinstance(sigma, (int, float)) else list(sigma) * (2 if len(sigma) == 1 else 1)
    if len(widths) != 2:
        raise ValueError(f"If sigma is a sequence, its length should be 2. Got {len(widths)}")
    if any(s <= 0.0 for s in widths):
        raise ValueError(f"sigma should have positive values. Got {widths}")
    return sizes, widths


def erase(img: Tensor, i: int, j: int, h: int, w: int, v: Any, inplace: bool = False) -> Tensor:
    """A tensor with the values `v` in the rectangle of h × w from row i and column j."""
    return shaping.erase(image_tensor(img), i, j, h, w, v, inplace)


def invert(img: Any) -> Any:
    """The negative of the image."""
    return on(img, colour).invert(img)


def posterize(img: Any, bits: int) -> Any:
    """The image with its `bits` highest bits alone, 0 to 8."""
    if not 0 <= bits <= 8:
        raise ValueError(f"The number if bits should be between 0 and 8. Got {bits}")
    return on(img, colour).posterize(img, bits)


def solarize(img: Any, threshold: float) -> Any:
    """The image with what is at least as bright as `threshold` inverted."""
    return on(img, colour).solarize(img, threshold)


def autocontrast(img: Any) -> Any:
    """The image with its darkest pixel black and its brightest white, by channel."""
    return on(img, colour).autocontrast(img)


def equalize(img: Any) -> Any:
    """The image of bytes with all levels as frequent as can be, by channel."""
    return on(img, colour).equalize(img)
