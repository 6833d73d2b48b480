"""Images as tensors, with other colours: what transforms share with v2, then brightness to hue, then levels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.core.dtypes import dtype as DType
from backlight.core.result import constant
from backlight.nn.functional.convolution import conv2d
from backlight.nn.functional.padding import pad
from backlight.tensor.creation import ones, zeros_like
from backlight.tensor.data import as_tensor, tensor
from backlight.tensor.joining import cat, stack
from backlight.tensor.ranges import linspace
from backlight.tensor.selection import where
from backlight.tensor.tensor import Tensor
from backlight.vision.transforms.shaping import batched
from backlight.vision.transforms.warping import floats_of

BITS = {
    dtypes.uint8: 8,
    dtypes.int8: 7,
    dtypes.int16: 15,
    dtypes.uint16: 16,
    dtypes.int32: 31,
    dtypes.int64: 63,
}


def brightest(dtype: DType) -> int:
    """The value of white: the greatest one for integers, 1 for floats."""
    return (1 << BITS[dtype]) - 1 if dtype in BITS else 1


def check_channels(img: Tensor, least: int = 2) -> int:
    """How many channels the image has, which have to be 1 or 3."""
    if img.ndim < least:
        raise TypeError(f"Input image tensor should have at least {least} dimensions, but found {img.ndim}")
    channels = 1 if img.ndim == 2 else img.shape[-3]
    if channels not in (1, 3):
        raise TypeError(f"Input image tensor permitted channel values are 1 or 3, but found {channels}")
    return channels


def check_factor(name: str, factor: float) -> None:
    if factor < 0:
        raise ValueError(f"{name} ({factor}) is not non-negative.")


def convert_image_dtype(image: Tensor, dtype: DType = dtypes.float32) -> Tensor:
    """The image in another number type, with its values scaled: 255 of uint8 is 1.0 of floats.

    RuntimeError for float32 to int32 or int64, and float64 to int64, which cannot hold the whole range.

    >>> convert_image_dtype(tensor([0, 51, 255], dtype=dtypes.uint8))
    tensor([0.0000, 0.2000, 1.0000])
    """
    if image.dtype == dtype:
        return image
    if image.is_floating_point():
        return floats_as(image, dtype)
    if dtype.is_floating_point:
        return image.to(dtype) / float(brightest(image.dtype))
    return shifted(image, dtype)


def floats_as(image: Tensor, dtype: DType) -> Tensor:
    if dtype.is_floating_point:
        return image.to(dtype)
    if (image.dtype == dtypes.float32 and dtype in (dtypes.int32, dtypes.int64)) or (
        image.dtype == dtypes.float64 and dtype == dtypes.int64
    ):
        raise RuntimeError(f"The cast from {image.dtype} to {dtype} cannot be performed safely.")
    return (image * (float(brightest(dtype)) + 1.0 - 1e-3)).to(dtype)


def shifted(image: Tensor, dtype: DType) -> Tensor:
    """Integers as other integers: the highest bits stay the highest."""
    up = BITS.get(dtype, 0) - BITS.get(image.dtype, 0)
    if up < 0:
        return image.div(1 << -up, rounding_mode="floor").to(dtype)
    return image.to(dtype) * (1 << up)


def normalize(tensor: Tensor, mean: object, std: object, inplace: bool = False) -> Tensor:
    if not tensor.is_floating_point():
        raise TypeError(f"Input tensor should be a float tensor. Got {tensor.dtype}.")
    if tensor.ndim < 3:
        raise ValueError(
            f"Expected tensor to be a tensor image of size (..., C, H, W). Got tensor.size() = {tensor.size()}"
        )
    m, s = _column(mean, tensor.dtype), _column(std, tensor.dtype)
    if not s._array.all():
        raise ValueError(f"std evaluated to zero after conversion to {tensor.dtype}, leading to division by zero.")
    if inplace or tensor._needs_grad or m._needs_grad or s._needs_grad or type(tensor._array) is not np.ndarray:
        return (tensor.sub_(m) if inplace else tensor.sub(m)).div_(s)
    out = tensor._array - m._array  # every sample of a loader comes by: plain arrays cost a third
    out /= s._array
    return constant(out)


def _column(x: object, dtype: DType) -> Tensor:
    """(C, 1, 1) of a sequence of C numbers, or what else was given."""
    made = as_tensor(x, dtype=dtype) if isinstance(x, Tensor) else np.array(x, dtype.numpy)
    made = made.reshape(-1, 1, 1) if made.ndim == 1 else made
    return made if isinstance(made, Tensor) else constant(made)


def grey(img: Tensor) -> Tensor:
    """(..., 1, H, W): how bright a pixel is to the eye, as floats."""
    r, g, b = img.unbind(-3)
    return (0.2989 * r + 0.587 * g + 0.114 * b).unsqueeze(-3)


def rgb_to_grayscale(img: Tensor, num_output_channels: int = 1) -> Tensor:
    channels = check_channels(img, 3)
    if num_output_channels not in (1, 3):
        raise ValueError("num_output_channels should be either 1 or 3")
    out = grey(img).to(img.dtype) if channels == 3 else img.clone()
    return out.expand(img.shape) if num_output_channels == 3 else out  # one channel stays one, as in torchvision


def _mixed(x: Tensor, y: Tensor, ratio: float) -> Tensor:
    ratio = float(ratio)
    return (ratio * x + (1.0 - ratio) * y).clamp(0, brightest(x.dtype)).to(x.dtype)


def adjust_brightness(img: Tensor, brightness_factor: float) -> Tensor:
    check_factor("brightness_factor", brightness_factor)
    check_channels(img)
    return _mixed(img, zeros_like(img), brightness_factor)


def adjust_contrast(img: Tensor, contrast_factor: float) -> Tensor:
    check_factor("contrast_factor", contrast_factor)
    light = rgb_to_grayscale(img) if check_channels(img) == 3 else img
    return _mixed(img, light.to(floats_of(img)).mean((-3, -2, -1), keepdim=True), contrast_factor)


def adjust_saturation(img: Tensor, saturation_factor: float) -> Tensor:
    check_factor("saturation_factor", saturation_factor)
    return img if check_channels(img) == 1 else _mixed(img, rgb_to_grayscale(img), saturation_factor)


def adjust_gamma(img: Tensor, gamma: float, gain: float = 1) -> Tensor:
    check_channels(img)
    if gamma < 0:
        raise ValueError(f"gamma is a non-negative number, not {gamma}")
    x = img if img.is_floating_point() else convert_image_dtype(img)
    return convert_image_dtype((gain * x.pow(gamma)).clamp(0, 1), img.dtype)


def adjust_hue(img: Tensor, hue_factor: float) -> Tensor:
    return hue_turned(img, hue_factor, convert_image_dtype, lambda h: h / 6.0, lambda s, f: 1.0 - s * (1.0 - f))


def hue_turned(img: Tensor, turn: float, converted: Callable, sixth: Callable, rising: Callable) -> Tensor:
    """Through hue, saturation and value; v2 writes three of the steps otherwise, which round otherwise."""
    if not -0.5 <= turn <= 0.5:
        raise ValueError(f"hue_factor ({turn}) is not in [-0.5, 0.5].")
    if check_channels(img) == 1:
        return img
    x = converted(img, dtypes.float32)
    r, g, b = x.unbind(-3)
    value, low = x.amax(-3), x.amin(-3)
    flat = value == low
    span = value - low
    s = span / where(flat, 1.0, value)
    rc, gc, bc = ((value - c) / where(flat, 1.0, span) for c in (r, g, b))
    is_red, is_green = value == r, value == g
    h = is_red * (bc - gc) + (is_green & ~is_red) * (2.0 + rc - bc) + (~is_green & ~is_red) * (4.0 + gc - rc)
    h = ((sixth(h) + 1.0).fmod(1.0) + turn) % 1.0
    sector = (h * 6.0).floor()
    f = h * 6.0 - sector
    p, q, t = ((value * x).clamp(0.0, 1.0) for x in (1.0 - s, 1.0 - s * f, rising(s, f)))
    choice = tensor([[0, 2, 1, 1, 3, 0], [3, 0, 0, 2, 1, 1], [1, 1, 3, 0, 0, 2]])  # of value, p, q, t for r, g, b
    chosen = choice[:, sector.to(dtypes.int64) % 6].moveaxis(0, -3)  # (..., 3, H, W)
    return converted(stack([value, p, q, t], -3).gather(-3, chosen), img.dtype)


def invert(img: Tensor) -> Tensor:
    check_channels(img, 3)
    return brightest(img.dtype) - img


def posterize(img: Tensor, bits: int) -> Tensor:
    check_channels(img, 3)
    if img.dtype != dtypes.uint8:
        raise TypeError(f"Only torch.uint8 image tensors are supported, but found {img.dtype}")
    return img & (256 - (1 << (8 - bits)))


def solarize(img: Tensor, threshold: float) -> Tensor:
    check_channels(img, 3)
    if threshold > brightest(img.dtype):
        raise TypeError("Threshold should be less than bound of img.")
    return where(img >= threshold, invert(img), img)


def autocontrast(img: Tensor) -> Tensor:
    check_channels(img, 3)
    bound, dtype = brightest(img.dtype), floats_of(img)
    low, high = (end((-2, -1), keepdim=True).to(dtype) for end in (img.amin, img.amax))
    flat: Any = high == low
    scale = where(flat, 1.0, bound / (high - low))
    return ((img - where(flat, 0.0, low)) * scale).clamp(0, bound).to(img.dtype)


def equalize(img: Tensor) -> Tensor:
    check_channels(img, 3)
    if img.dtype != dtypes.uint8:
        raise TypeError(f"Only torch.uint8 image tensors are supported, but found {img.dtype}")
    return equalized(img)


def equalized(img: Tensor) -> Tensor:
    """Each plane of bytes with its levels spread by how often they occur."""
    pixels = img.flatten(-2).to(dtypes.int64)  # (..., H · W)
    each = ones(1, dtype=pixels.dtype).expand_as(pixels)
    counts = pixels.new_zeros(*pixels.shape[:-1], 256).scatter_add_(-1, pixels, each)
    total = counts.cumsum(-1)
    step = (pixels.shape[-1] - counts.gather(-1, total.argmax(-1, keepdim=True))) // 255  # all but the brightest level
    levels = ((total[..., :-1] + step // 2) // step.clamp(min=1)).clamp(0, 255)
    levels = cat([zeros_like(levels[..., :1]), levels], -1)
    spread = levels.gather(-1, pixels).to(img.dtype).view_as(img)
    return where(step.unsqueeze(-1) == 0, img, spread)


def blurred(img: Tensor, kernel: Tensor) -> Tensor:
    """Each channel convolved with (h, w) of weights; the rim that these do not reach is not there."""
    x, back = batched(img, (kernel.dtype,))
    channels = x.shape[1]
    return back(conv2d(x, kernel.expand(channels, 1, *kernel.shape), groups=channels))


def adjust_sharpness(img: Tensor, sharpness_factor: float) -> Tensor:
    check_factor("sharpness_factor", sharpness_factor)
    check_channels(img)
    if min(img.shape[-2:]) <= 2:
        return img
    kernel = ones(3, 3, dtype=floats_of(img))
    kernel[1, 1] = 5.0
    soft = img.clone()
    soft[..., 1:-1, 1:-1] = blurred(img, kernel / kernel.sum())
    return _mixed(img, soft, sharpness_factor)


def gaussian_blur(img: Tensor, kernel_size: list[int], sigma: list[float], kernel: Callable | None = None) -> Tensor:
    rows, columns = ((kernel or bell)(n, s, floats_of(img)) for n, s in zip(kernel_size[::-1], sigma[::-1]))
    x, back = batched(img, (rows.dtype,))
    beside, above = kernel_size[0] // 2, kernel_size[1] // 2
    return back(blurred(pad(x, [beside, beside, above, above], mode="reflect"), rows[:, None] * columns))


def bell(n: int, sigma: float, dtype: DType) -> Tensor:
    """(n,): a normal density at -(n - 1) / 2 … (n - 1) / 2, which sums to 1."""
    half = (n - 1) * 0.5
    density = (-0.5 * (linspace(-half, half, n, dtype=dtype) / sigma).pow(2)).exp()
    return density / density.sum()
