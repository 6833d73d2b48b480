"""Operations on PIL images, done by Pillow: turning and colouring first, then padding and warping."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Number
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.vision.transforms.arguments import sides
from backlight.vision.transforms.pictures import from_pixels, pillow

if TYPE_CHECKING:
    from PIL.Image import Image


def hflip(img: Image) -> Image:
    return img.transpose(pillow().Transpose.FLIP_LEFT_RIGHT)


def vflip(img: Image) -> Image:
    return img.transpose(pillow().Transpose.FLIP_TOP_BOTTOM)


def crop(img: Image, top: int, left: int, height: int, width: int) -> Image:
    return img.crop((left, top, left + width, top + height))


def resize(img: Image, size: Sequence[int], interpolation: int) -> Image:
    return img.resize((size[1], size[0]), interpolation)  # type: ignore[arg-type]


def _enhanced(what: str, img: Image, factor: float) -> Image:
    import PIL.ImageEnhance

    return getattr(PIL.ImageEnhance, what)(img).enhance(factor)


def adjust_brightness(img: Image, brightness_factor: float) -> Image:
    return _enhanced("Brightness", img, brightness_factor)


def adjust_contrast(img: Image, contrast_factor: float) -> Image:
    return _enhanced("Contrast", img, contrast_factor)


def adjust_saturation(img: Image, saturation_factor: float) -> Image:
    return _enhanced("Color", img, saturation_factor)


def adjust_sharpness(img: Image, sharpness_factor: float) -> Image:
    return _enhanced("Sharpness", img, sharpness_factor)


def _operated(what: str, img: Image, *arguments: Any) -> Image:
    import PIL.ImageOps

    return getattr(PIL.ImageOps, what)(img, *arguments)


def invert(img: Image) -> Image:
    return _operated("invert", img)


def posterize(img: Image, bits: int) -> Image:
    return _operated("posterize", img, bits)


def solarize(img: Image, threshold: float) -> Image:
    return _operated("solarize", img, threshold)


def autocontrast(img: Image) -> Image:
    return _operated("autocontrast", img)


def equalize(img: Image) -> Image:
    return _operated("equalize", img)


def adjust_hue(img: Image, hue_factor: float) -> Image:
    if not -0.5 <= hue_factor <= 0.5:
        raise ValueError(f"hue_factor ({hue_factor}) is not in [-0.5, 0.5].")
    if img.mode in {"L", "1", "I", "F"}:
        return img
    hue, saturation, value = img.convert("HSV").split()
    turned = np.array(hue) + np.int32(hue_factor * 255).astype(np.uint8)  # bytes go round
    return pillow().merge("HSV", (from_pixels(turned, "L"), saturation, value)).convert(img.mode)


def adjust_gamma(img: Image, gamma: float, gain: float = 1.0) -> Image:
    if gamma < 0:
        raise ValueError(f"gamma is a non-negative number, not {gamma}")
    table = [int((255 + 1 - 1e-3) * gain * pow(level / 255.0, gamma)) for level in range(256)]
    return img.convert("RGB").point(table * 3).convert(img.mode)


def rgb_to_grayscale(img: Image, num_output_channels: int) -> Image:
    if num_output_channels not in (1, 3):
        raise ValueError("num_output_channels should be either 1 or 3")
    grey = img.convert("L")
    return grey if num_output_channels == 1 else pillow().merge("RGB", (grey, grey, grey))


def pad(img: Image, padding: Any, fill: Any = 0, padding_mode: str = "constant") -> Image:
    left, right, top, bottom = sides(padding, padding_mode)
    if fill is not None and not isinstance(fill, (Number, tuple, list)):
        raise TypeError(f"fill is a number or a sequence of numbers, not {type(fill)}")
    if padding_mode == "constant":
        border = (left, top, right, bottom)
        return _with_palette(img, _expanded(img, border, _filling(fill, img)))
    if min(left, right, top, bottom) < 0:
        img = img.crop((-min(left, 0), -min(top, 0), img.width + min(right, 0), img.height + min(bottom, 0)))
    widths = [(max(top, 0), max(bottom, 0)), (max(left, 0), max(right, 0)), (0, 0)]
    pixels = np.asarray(img)
    padded = np.pad(pixels, widths[: pixels.ndim], padding_mode)  # type: ignore[call-overload]
    return _with_palette(img, pillow().fromarray(padded))


def _expanded(img: Image, border: tuple, fill: Any) -> Image:
    import PIL.ImageOps

    return PIL.ImageOps.expand(img, border=border, fill=fill)


def _with_palette(img: Image, made: Image) -> Image:
    palette = img.getpalette() if img.mode == "P" else None
    if palette is not None:
        made.putpalette(palette)
    return made


def _filling(fill: Any, img: Image) -> Any:
    """The colour of what is outside, as Pillow wants it: one number for one channel, or one per channel."""
    channels = len(img.getbands())
    fill = 0 if fill is None else fill
    if isinstance(fill, (int, float)) and channels > 1:
        fill = [fill] * channels
    if isinstance(fill, (list, tuple)):
        if len(fill) not in (1, channels):
            what = "The number of elements in 'fill' does not match the number of channels of the image"
            raise ValueError(f"{what} ({len(fill)} != {channels})")
        fill = tuple(fill) * (channels // len(fill))
    if img.mode == "F":
        return fill
    return tuple(int(x) for x in fill) if isinstance(fill, tuple) else int(fill)


def affine(img: Image, matrix: Sequence[float], interpolation: int, fill: Any = None) -> Image:
    return _transformed(img, "AFFINE", matrix, interpolation, fill)


def perspective(img: Image, coefficients: Sequence[float], interpolation: int, fill: Any = None) -> Image:
    return _transformed(img, "PERSPECTIVE", coefficients, interpolation, fill)


def _transformed(img: Image, how: str, numbers: Sequence[float], interpolation: int, fill: Any) -> Image:
    method = pillow().Transform[how]
    return img.transform(img.size, method, numbers, interpolation, fillcolor=_filling(fill, img))  # type: ignore[arg-type]


def rotate(img: Image, angle: float, interpolation: int, expand: bool, center: Any, fill: Any) -> Image:
    return img.rotate(angle, interpolation, expand, center, fillcolor=_filling(fill, img))  # type: ignore[arg-type]
