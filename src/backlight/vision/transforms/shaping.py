"""Images as tensors, flipped, cut, padded and resized."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.core.dtypes import dtype as DType
from backlight.nn.functional.padding import pad as torch_pad
from backlight.nn.functional.resizing import interpolate
from backlight.tensor.data import tensor
from backlight.tensor.tensor import Tensor
from backlight.vision.transforms.arguments import sides

INTEGERS = (dtypes.uint8, dtypes.int8, dtypes.int16, dtypes.int32, dtypes.int64)
FLOATS = (dtypes.float32, dtypes.float64)
NATIVE = (*FLOATS, dtypes.uint8)  # torch resizes bytes without going through floats


def batched(img: Tensor, accepted: Sequence[DType]) -> tuple[Tensor, Callable[[Tensor], Tensor]]:
    """(..., C, H, W) or (H, W) as (N, C, H, W) of a dtype that is accepted, and what brings a result back."""
    dtype, shape = img.dtype, img.shape
    if len(shape) < 2:
        raise TypeError(f"Tensor is not a torch image: it has shape {list(shape)}, an image has (..., C, H, W).")

    def back(out: Tensor) -> Tensor:
        if out.dtype != dtype:
            out = (out.round() if dtype in INTEGERS else out).to(dtype)
        return out.reshape(*shape[:-2], *out.shape[-2:])  # (N, C, h, w) -> (..., C, h, w)

    x = img if len(shape) == 4 else img.reshape(-1, *(shape[-3:] if len(shape) > 2 else (1, *shape)))
    return x if dtype in accepted else x.to(accepted[0]), back


def hflip(img: Tensor) -> Tensor:
    return img.flip(-1)


def vflip(img: Tensor) -> Tensor:
    return img.flip(-2)


def crop(img: Tensor, top: int, left: int, height: int, width: int) -> Tensor:
    h, w = img.shape[-2:]
    bottom, right = top + height, left + width
    inside = img[..., max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
    if left >= 0 and top >= 0 and right <= w and bottom <= h:
        return inside
    beside = [max(min(right, 0) - left, 0), max(right - max(w, left), 0)]
    above = [max(min(bottom, 0) - top, 0), max(bottom - max(h, top), 0)]
    return _padded(inside, [*beside, *above], "constant", 0)


def resize(img: Tensor, size: Sequence[int], interpolation: str, antialias: Any, accepted: Any = FLOATS) -> Tensor:
    smooth = interpolation in ("bilinear", "bicubic", "lanczos")
    x, back = batched(img, accepted)
    if x.numel() == 0:
        return x.new_zeros((*img.shape[:-2], *size), dtype=img.dtype)
    out = interpolate(
        x, list(size), mode=interpolation, align_corners=False if smooth else None, antialias=bool(antialias and smooth)
    )
    if interpolation in ("bicubic", "lanczos") and img.dtype == dtypes.uint8 and out.dtype != dtypes.uint8:
        out = out.clamp(0, 255)  # these two overshoot
    return back(out)


def pad(img: Tensor, padding: Any, fill: Any = 0, padding_mode: str = "constant") -> Tensor:
    fill = 0 if fill is None else fill
    if not isinstance(fill, (int, float)):
        raise TypeError(f"a tensor is padded with one number (transforms.v2 takes one per channel), not {fill!r}")
    return _padded(img, sides(padding, padding_mode), padding_mode, fill)


def pad_by_channel(img: Tensor, padding: Any, fill: Any = None, padding_mode: str = "constant") -> Tensor:
    """The same, where `fill` may also be one number per channel."""
    around = sides(padding, padding_mode)
    if fill is None or isinstance(fill, (int, float)) or len(fill) == 1:
        return _padded(img, around, padding_mode, fill[0] if isinstance(fill, (tuple, list)) else fill or 0)
    if padding_mode != "constant":
        raise ValueError(f"Padding mode '{padding_mode}' is not supported if fill is not scalar")
    left, right, top, bottom = around
    out = _padded(img, around, padding_mode, 0)
    colour = tensor(fill).to(img.dtype).reshape(-1, 1, 1)
    h, w = out.shape[-2:]
    for rows, columns in (
        (slice(0, max(top, 0)), slice(None)),
        (slice(None), slice(0, max(left, 0))),
        (slice(h - max(bottom, 0), h), slice(None)),
        (slice(None), slice(w - max(right, 0), w)),
    ):
        out[..., rows, columns] = colour
    return out


def _padded(img: Tensor, around: list[int], mode: str, fill: float) -> Tensor:
    if mode == "symmetric":
        return _mirrored(img, around)
    if mode == "constant":
        x, back = batched(img, (img.dtype,))
        return back(torch_pad(x, around, value=float(fill)))
    x, back = batched(img, (img.dtype,) if img.dtype.is_floating_point else FLOATS)
    return back(torch_pad(x, around, mode="replicate" if mode == "edge" else mode))


def _mirrored(img: Tensor, around: list[int]) -> Tensor:
    """Padded by what is inside, the edge itself included, which torch's own padding has no mode for."""
    left, right, top, bottom = around
    h, w = img.shape[-2:]
    rows = _mirrored_places(h, top, bottom)
    columns = _mirrored_places(w, left, right)
    return img[..., rows[:, None], columns]


def _mirrored_places(n: int, before: int, after: int) -> np.ndarray:
    places = np.pad(np.arange(n), (max(before, 0), max(after, 0)), "symmetric")
    return places[max(-before, 0) : len(places) - max(-after, 0)]


def erase(img: Tensor, i: int, j: int, h: int, w: int, v: Any, inplace: bool = False) -> Tensor:
    out = img if inplace else img.clone()
    out[..., i : i + h, j : j + w] = v
    return out
