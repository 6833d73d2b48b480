"""v2 functions that change colours: grey and factors first, then levels. Where they round otherwise than v1 says so."""

from __future__ import annotations

from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.core.dtypes import dtype as DType
from backlight.tensor.arithmetic import add
from backlight.tensor.selection import where
from backlight.tensor.tensor import Tensor
from backlight.vision.transforms import colour
from backlight.vision.transforms import functional as F
from backlight.vision.transforms.colour import brightest, check_channels, check_factor
from backlight.vision.transforms.pictures import checked
from backlight.vision.transforms.v2.registry import dispatched, kernels, through_tensor
from backlight.vision.transforms.warping import floats_of


@dispatched
def rgb_to_grayscale(inpt: Any, num_output_channels: int = 1) -> Any:
    """In black and white, of 1 or 3 channels."""


@dispatched
def grayscale_to_rgb(inpt: Any) -> Any:
    """With three channels."""


@dispatched
def adjust_brightness(inpt: Any, brightness_factor: float) -> Any:
    """So many times as bright."""


@dispatched
def adjust_contrast(inpt: Any, contrast_factor: float) -> Any:
    """With another contrast: 0 is grey, 1 leaves it."""


@dispatched
def adjust_saturation(inpt: Any, saturation_factor: float) -> Any:
    """With stronger colours: 0 is black and white, 1 leaves it."""


@dispatched
def adjust_sharpness(inpt: Any, sharpness_factor: float) -> Any:
    """Sharper: 0 blurs, 1 leaves it."""


@dispatched
def adjust_hue(inpt: Any, hue_factor: float) -> Any:
    """With the colours moved around the circle of hues, by -0.5 … 0.5 of it."""


@dispatched
def adjust_gamma(inpt: Any, gamma: float, gain: float = 1) -> Any:
    """gain · x ^ gamma, of values from 0 to 1."""


@dispatched
def posterize(inpt: Any, bits: int) -> Any:
    """The highest bits alone."""


@dispatched
def solarize(inpt: Any, threshold: float) -> Any:
    """What is at least as bright as `threshold` inverted."""


@dispatched
def autocontrast(inpt: Any) -> Any:
    """The darkest pixel black and the brightest white, by channel."""


@dispatched
def equalize(inpt: Any) -> Any:
    """All levels as frequent as can be, by channel."""


@dispatched
def invert(inpt: Any) -> Any:
    """The negative."""


@dispatched
def permute_channels(inpt: Any, permutation: Any) -> Any:
    """The channels in another order."""


def to_dtype_image(image: Tensor, dtype: DType = dtypes.float32, scale: bool = False) -> Tensor:
    if image.dtype == dtype:
        return image
    if not scale:
        return image.to(dtype)
    if image.is_floating_point():
        return colour.floats_as(image, dtype)
    if dtype.is_floating_point:
        return image.to(dtype) * (1.0 / brightest(image.dtype))  # v1 divides
    return colour.shifted(image, dtype)


def _light(image: Tensor) -> Tensor:
    """(..., 1, H, W): how bright a pixel is to the eye, as floats; each product is added without being rounded."""
    r, g, b = image.unbind(-3)
    return add(add(r * 0.2989, g, alpha=0.587), b, alpha=0.114).unsqueeze(-3)


def _grey(image: Tensor) -> Tensor:
    """As floats that are whole numbers if the image's are."""
    light = _light(image)
    return light if image.is_floating_point() else light.floor()


def _grey_levels(num_output_channels: int) -> None:
    if num_output_channels not in (1, 3):
        raise ValueError(f"num_output_channels must be 1 or 3, got {num_output_channels}.")


def rgb_to_grayscale_image(image: Tensor, num_output_channels: int = 1) -> Tensor:
    _grey_levels(num_output_channels)
    out = image.clone() if image.shape[-3] == 1 else _light(image).to(image.dtype)
    return out if num_output_channels == 1 else out.expand(*image.shape[:-3], 3, *image.shape[-2:])


def grayscale_to_rgb_image(image: Any) -> Any:
    if not isinstance(image, Tensor):
        return checked(image).convert(mode="RGB")
    return image if image.shape[-3] >= 3 else rgb_to_grayscale_image(image, 3)


def _mixed(x: Tensor, y: Tensor, ratio: float) -> Tensor:
    """ratio · x + (1 - ratio) · y, the second product and the sum rounded once, as v2's add_(alpha=) does."""
    ratio = float(ratio)
    out = add(x * ratio, y, alpha=1.0 - ratio).clamp(0, brightest(x.dtype))
    return out if x.is_floating_point() else out.to(x.dtype)


def adjust_brightness_image(image: Tensor, brightness_factor: float) -> Tensor:
    check_factor("brightness_factor", brightness_factor)
    check_channels(image)
    out = (image * brightness_factor).clamp(0, brightest(image.dtype))
    return out if image.is_floating_point() else out.to(image.dtype)


def adjust_contrast_image(image: Tensor, contrast_factor: float) -> Tensor:
    check_factor("contrast_factor", contrast_factor)
    light = _grey(image) if check_channels(image) == 3 else image.to(floats_of(image))
    return _mixed(image, light.mean((-3, -2, -1), keepdim=True), contrast_factor)


def adjust_saturation_image(image: Tensor, saturation_factor: float) -> Tensor:
    check_factor("saturation_factor", saturation_factor)
    return image if check_channels(image) == 1 else _mixed(image, _grey(image), saturation_factor)


def adjust_sharpness_image(image: Tensor, sharpness_factor: float) -> Tensor:
    check_channels(image)
    check_factor("sharpness_factor", sharpness_factor)
    if min(image.shape[-2:]) <= 2 or image.numel() == 0:
        return image
    kind = floats_of(image)
    kernel = colour.tensor(np.array([1.0, 1, 1, 1, 5, 1, 1, 1, 1]) / 13.0, dtype=kind).reshape(3, 3)
    out = image.to(kind, copy=True)
    soft = colour.blurred(out, kernel)
    inner = out[..., 1:-1, 1:-1]
    soft = soft if image.is_floating_point() else soft.round()
    out[..., 1:-1, 1:-1] = inner.add(soft - inner, alpha=1.0 - sharpness_factor)
    return out.clamp(0, brightest(image.dtype)).to(image.dtype)


def adjust_hue_image(image: Tensor, hue_factor: float) -> Tensor:
    def scaled(x: Tensor, dtype: DType) -> Tensor:
        return to_dtype_image(x, dtype, scale=True)

    return colour.hue_turned(image, hue_factor, scaled, lambda h: h * (1.0 / 6.0), lambda s, f: s * f + (1.0 - s))


def adjust_gamma_image(image: Tensor, gamma: float, gain: float = 1) -> Tensor:
    if gamma < 0:
        raise ValueError(f"gamma is a non-negative number, not {gamma}")
    out = to_dtype_image(image, floats_of(image), scale=True).pow(gamma)
    return to_dtype_image(out if gain == 1.0 else (out * gain).clamp(0.0, 1.0), image.dtype, scale=True)


def posterize_image(image: Tensor, bits: int) -> Tensor:
    if not isinstance(bits, int) or not 0 <= bits <= 8:
        raise TypeError(f"bits must be a positive integer in the range [0, 8], got {bits} instead.")
    if image.is_floating_point():
        levels = 1 << bits
        return (image * levels).floor().clamp(0, levels - 1) * (1.0 / levels)
    depth = colour.BITS[image.dtype]
    return image if bits >= depth else image & (((1 << bits) - 1) << (depth - bits))


def solarize_image(image: Tensor, threshold: float) -> Tensor:
    if threshold > brightest(image.dtype):
        raise TypeError(f"Threshold should be less or equal the maximum value of the dtype, but got {threshold}")
    return where(image >= threshold, invert_image(image), image)


def autocontrast_image(image: Tensor) -> Tensor:
    check_channels(image)
    if image.numel() == 0:
        return image
    bound, x = brightest(image.dtype), image.to(floats_of(image))
    low, high = (end((-2, -1), keepdim=True) for end in (x.amin, x.amax))
    flat: Any = high == low
    step = where(flat, 1.0, (high - low) * (1.0 / bound))
    return ((x - where(flat, 0.0, low)) / step).clamp(0, bound).to(image.dtype)


def equalize_image(image: Tensor) -> Tensor:
    if image.numel() == 0:
        return image
    bytes_ = to_dtype_image(image, dtypes.uint8, scale=True)
    return to_dtype_image(colour.equalized(bytes_), image.dtype, scale=True)


def invert_image(image: Tensor) -> Tensor:
    return brightest(image.dtype) - image


def permute_channels_image(image: Tensor, permutation: Any) -> Tensor:
    order = permutation.tolist() if isinstance(permutation, Tensor) else list(permutation)
    if len(order) != image.shape[-3]:
        raise ValueError(f"Length of permutation does not match number of channels: {len(order)} != {image.shape[-3]}")
    return image[..., order, :, :]


kernels(rgb_to_grayscale, rgb_to_grayscale_image, F.to_grayscale, video=False)
kernels(grayscale_to_rgb, grayscale_to_rgb_image, grayscale_to_rgb_image, video=False)
for function, kernel in (
    (adjust_brightness, adjust_brightness_image),
    (adjust_contrast, adjust_contrast_image),
    (adjust_saturation, adjust_saturation_image),
    (adjust_sharpness, adjust_sharpness_image),
    (adjust_hue, adjust_hue_image),
    (adjust_gamma, adjust_gamma_image),
    (posterize, posterize_image),
    (solarize, solarize_image),
    (autocontrast, autocontrast_image),
    (equalize, equalize_image),
    (invert, invert_image),
):
    kernels(function, kernel, getattr(F, function.__name__))
kernels(permute_channels, permute_channels_image, through_tensor(permute_channels_image))
to_grayscale = rgb_to_grayscale
