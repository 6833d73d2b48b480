"""v2 kernels of points (..., 2): each returns the points, with the new canvas where it changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.core.dtypes import dtype as DType
from backlight.core.result import constant
from backlight.tensor.data import tensor
from backlight.tensor.joining import cat, stack
from backlight.tensor.tensor import Tensor
from backlight.vision.transforms import warping
from backlight.vision.transforms.arguments import pair, sides, size_of
from backlight.vision.transforms.functional import affine_arguments

Canvas = tuple[int, int]


def horizontal_flip_keypoints(keypoints: Tensor, canvas_size: Canvas) -> Tensor:
    return stack([canvas_size[1] - 1 - keypoints[..., 0], keypoints[..., 1]], -1)


def vertical_flip_keypoints(keypoints: Tensor, canvas_size: Canvas) -> Tensor:
    return stack([keypoints[..., 0], canvas_size[0] - 1 - keypoints[..., 1]], -1)


def crop_keypoints(keypoints: Tensor, top: int, left: int, height: int, width: int) -> tuple[Tensor, Canvas]:
    return keypoints - tensor([left, top], dtype=keypoints.dtype), (height, width)


def center_crop_keypoints(keypoints: Tensor, canvas_size: Canvas, output_size: Any) -> tuple[Tensor, Canvas]:
    top, left, height, width = middle(canvas_size, output_size)
    return crop_keypoints(keypoints, top, left, height, width)


def middle(canvas_size: Canvas, output_size: Any) -> tuple[int, int, int, int]:
    """(top, left, height, width) of the middle, which begins outside where the canvas is smaller."""
    height, width = pair(output_size)
    return round((canvas_size[0] - height) / 2.0), round((canvas_size[1] - width) / 2.0), height, width


def pad_keypoints(
    keypoints: Tensor, canvas_size: Canvas, padding: Any, padding_mode: str = "constant"
) -> tuple[Tensor, Canvas]:
    left, top, size = border(canvas_size, padding, padding_mode)
    return keypoints + tensor([left, top], dtype=keypoints.dtype), size


def border(canvas_size: Canvas, padding: Any, padding_mode: str) -> tuple[int, int, Canvas]:
    """What is on the left and above, and the new canvas; ValueError for padding that repeats what is inside."""
    if padding_mode != "constant":
        raise ValueError(f"Padding mode '{padding_mode}' is not supported with boxes or points, only constant")
    left, right, top, bottom = sides(padding, padding_mode)
    return left, top, (canvas_size[0] + top + bottom, canvas_size[1] + left + right)


def resize_keypoints(
    keypoints: Tensor, canvas_size: Canvas, size: Any, max_size: int | None = None
) -> tuple[Tensor, Canvas]:
    height, width = size_of(canvas_size, size, max_size)
    if (height, width) == tuple(canvas_size):
        return keypoints, canvas_size
    ratios = tensor([width / canvas_size[1], height / canvas_size[0]])
    return (keypoints * ratios).to(keypoints.dtype), (height, width)


def resized_crop_keypoints(
    keypoints: Tensor, top: int, left: int, height: int, width: int, size: Any
) -> tuple[Tensor, Canvas]:
    cut, canvas = crop_keypoints(keypoints, top, left, height, width)
    return resize_keypoints(cut, canvas, size)


def affine_keypoints(
    keypoints: Tensor,
    canvas_size: Canvas,
    angle: float,
    translate: Sequence[float],
    scale: float,
    shear: Any,
    center: Any = None,
) -> tuple[Tensor, Canvas]:
    return moved(keypoints, canvas_size, angle, translate, scale, shear, center)


def rotate_keypoints(
    keypoints: Tensor, canvas_size: Canvas, angle: float, expand: bool = False, center: Any = None
) -> tuple[Tensor, Canvas]:
    return moved(keypoints, canvas_size, -angle, [0.0, 0.0], 1.0, [0.0, 0.0], center, expand)


def moved(
    places: Tensor,
    canvas_size: Canvas,
    angle: float,
    translate: Sequence[float],
    scale: float,
    shear: Any,
    center: Any,
    expand: bool = False,
) -> tuple[Tensor, Canvas]:
    """Places (..., 2) after an affine map, and the canvas, which `expand` makes hold all of the old one."""
    shear = affine_arguments(angle, translate, scale, shear, center)
    height, width = canvas_size
    center = [width * 0.5, height * 0.5] if center is None else [float(c) for c in center]
    kind = floats(places)
    theta = tensor(warping.forward_affine(center, angle, translate, scale, shear), dtype=kind).reshape(2, 3).T  # (3, 2)
    out = with_one(places.reshape(-1, 2).to(kind)) @ theta
    if expand:
        rim = tensor([[0.0, 0.0], [0.0, height], [width, height], [width, 0.0]], dtype=kind)
        out = out - (with_one(rim) @ theta).amin(0, keepdim=True)
        width, height = warping.size_after(
            warping.inverse_affine(center, angle, translate, scale, shear), width, height
        )
    return out.reshape(places.shape).to(places.dtype), (height, width)


def floats(x: Tensor) -> DType:
    return x.dtype if x.is_floating_point() else dtypes.float32


def with_one(places: Tensor) -> Tensor:
    """(n, 3): x, y and 1."""
    return cat([places, places.new_ones(len(places), 1)], -1)


def perspective_keypoints(keypoints: Tensor, startpoints: Any, endpoints: Any, coefficients: Any = None) -> Tensor:
    return seen(keypoints, warping.coefficients_of(startpoints, endpoints, coefficients))


def seen(places: Tensor, coefficients: Sequence[float]) -> Tensor:
    """Places (..., 2) after a map of eight coefficients."""
    kind = floats(places)
    numbers = [*warping.inverse_perspective(coefficients), 1.0]
    theta = tensor(numbers, dtype=kind).reshape(3, 3).T  # (3, 3): two above the line, one below
    out = with_one(places.reshape(-1, 2).to(kind)) @ theta
    return (out[:, :2] / out[:, 2:]).reshape(places.shape).to(places.dtype)


def elastic_keypoints(keypoints: Tensor, canvas_size: Canvas, displacement: Tensor) -> Tensor:
    return bent(keypoints, canvas_size, displacement)


def bent(places: Tensor, canvas_size: Canvas, displacement: Tensor) -> Tensor:
    """Places (..., 2) where the displacement takes the pixels that they are in; the nearest guess at its inverse."""
    if not isinstance(displacement, Tensor):
        raise TypeError(f"displacement is a Tensor (1, H, W, 2), not {type(displacement)}")
    height, width = canvas_size
    if displacement.shape != (1, height, width, 2):
        shape = tuple(displacement.shape)
        raise ValueError(f"Argument displacement shape should be {(1, height, width, 2)}, but given {shape}")
    kind = floats(places)
    back = (warping.identity_grid(height, width, kind) - displacement.to(kind))._array[0]  # (H, W, 2)
    x, y = places.reshape(-1, 2)._array.astype(np.int64).T
    found = back[np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)]
    half = np.array([0.5 * width, 0.5 * height], found.dtype)
    return constant((found + 1) * half - found.dtype.type(0.5)).reshape(places.shape).to(places.dtype)
