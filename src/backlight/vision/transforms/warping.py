"""Images as tensors, turned, sheared and bent: where each pixel comes from, then what is there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.core.dtypes import dtype as DType
from backlight.core.result import constant
from backlight.nn.functional.warping import grid_sample
from backlight.tensor.data import tensor
from backlight.tensor.joining import cat
from backlight.tensor.selection import where
from backlight.tensor.tensor import Tensor
from backlight.vision.transforms.shaping import batched


def inverse_affine(
    center: Sequence[float], angle: float, translate: Sequence[float], scale: float, shear: Sequence[float]
) -> list[float]:
    """[a, b, c, d, e, f] of (x, y) -> (ax + by + c, dx + ey + f): from a place in the result to one in the image."""
    rot, sx, sy = math.radians(angle), math.radians(shear[0]), math.radians(shear[1])
    (cx, cy), (tx, ty) = center, translate
    a = math.cos(rot - sy) / math.cos(sy)
    b = -math.cos(rot - sy) * math.tan(sx) / math.cos(sy) - math.sin(rot)
    c = math.sin(rot - sy) / math.cos(sy)
    d = -math.sin(rot - sy) * math.tan(sx) / math.cos(sy) + math.cos(rot)
    m = [x / scale for x in (d, -b, 0.0, -c, a, 0.0)]
    m[2] += m[0] * (-cx - tx) + m[1] * (-cy - ty)
    m[5] += m[3] * (-cx - tx) + m[4] * (-cy - ty)
    m[2] += cx
    m[5] += cy
    return m


def from_middle(center: Any, img: Tensor) -> list[float]:
    """A centre of rotation given from the upper left corner, as counted from the middle of the image."""
    return [0.0, 0.0] if center is None else [float(c - n * 0.5) for c, n in zip(center, img.shape[:-3:-1])]


def perspective_coefficients(startpoints: Sequence, endpoints: Sequence) -> list[float]:
    """The eight numbers of the map that takes four end points to the start points, as float32 holds them."""
    if len(startpoints) != 4 or len(endpoints) != 4:
        raise ValueError(
            f"Please provide exactly four corners, got {len(startpoints)} startpoints and {len(endpoints)} endpoints."
        )
    rows = []
    for (x, y), (u, v) in zip(endpoints, startpoints):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    q, r = np.linalg.qr(np.array(np.array(rows, np.float32), np.float64))  # as LAPACK's gels does it
    solved = np.linalg.solve(r, q.T @ np.array(startpoints, np.float64).ravel())
    return solved.astype(np.float32).tolist()


def coefficients_of(startpoints: Any, endpoints: Any, coefficients: Any) -> Sequence[float]:
    """The eight coefficients, given or found; ValueError for both or neither."""
    points: Any = None if startpoints is None or endpoints is None else (startpoints, endpoints)
    if (points is None) == (coefficients is None):
        raise ValueError("perspective takes either the startpoints and endpoints or the coefficients")
    if points is not None:
        return perspective_coefficients(*points)
    if len(coefficients) != 8:
        raise ValueError("Argument coefficients should have 8 float values")
    return coefficients


def size_after(matrix: Sequence[float], width: int, height: int) -> tuple[int, int]:
    """(width, height) of what holds the whole of a turned image."""
    half = np.array([0.5 * width, 0.5 * height], np.float32)
    corners = np.array([[-1, -1], [-1, 1], [1, 1], [1, -1]], np.float32) * half
    theta = np.array(matrix, np.float32).reshape(2, 3)
    moved = np.concatenate([corners, np.ones((4, 1), np.float32)], 1) @ theta.T  # (4, 2)
    tolerance = np.float32(1e-4)
    low, high = (np.trunc((end(moved, axis=0) + half) / tolerance) * tolerance for end in (np.min, np.max))
    w, h = np.ceil(high) - np.floor(low)
    return int(w), int(h)


def _places(width: int, height: int, x: float, y: float, kind: Any) -> np.ndarray:
    """(height · width, 3): the place of each pixel, the first at (x, y), and 1."""
    base = np.ones((height, width, 3), kind)
    base[..., 0] = np.arange(width) + x
    base[..., 1] = (np.arange(height) + y)[:, None]
    return base.reshape(-1, 3)


def affine_grid(matrix: Sequence[float], size: tuple[int, int], out: tuple[int, int], dtype: DType) -> Tensor:
    """(1, oh, ow, 2): where in the image, from -1 to 1, each pixel of the result is; sizes are (width, height)."""
    kind = dtype.numpy
    theta = np.array(matrix, kind).reshape(2, 3).T / np.array([0.5 * size[0], 0.5 * size[1]], kind)
    return constant((_places(*out, (1 - out[0]) * 0.5, (1 - out[1]) * 0.5, kind) @ theta).reshape(1, out[1], out[0], 2))


def perspective_grid(coefficients: Sequence[float], size: tuple[int, int], dtype: DType) -> Tensor:
    """The same for a map of eight numbers: (ax + by + c, dx + ey + f) / (gx + hy + 1)."""
    kind = dtype.numpy
    numbers = np.array([*coefficients, 1.0], kind)
    above = numbers[:6].reshape(2, 3).T / np.array([0.5 * size[0], 0.5 * size[1]], kind)
    below = np.stack([numbers[6:], numbers[6:]], 1)
    base = _places(*size, 0.5, 0.5, kind)
    return constant(((base @ above) / (base @ below) - 1).reshape(1, size[1], size[0], 2))


def identity_grid(height: int, width: int, dtype: DType = dtypes.float32) -> Tensor:
    """(1, height, width, 2): each pixel's own place, from -1 to 1."""
    from backlight.tensor.expanding import meshgrid
    from backlight.tensor.joining import stack
    from backlight.tensor.ranges import linspace

    rows, columns = (linspace((1 - n) / n, (n - 1) / n, n, dtype=dtype) for n in (height, width))
    y, x = meshgrid(rows, columns, indexing="ij")
    return stack([x, y], -1).unsqueeze(0)


def floats_of(img: Tensor) -> DType:
    """The dtype in which an image is warped: its own if it has floats."""
    return img.dtype if img.dtype.is_floating_point else dtypes.float32


def check_warp(img: Tensor, interpolation: str, fill: Any) -> None:
    if not isinstance(fill, (int, float, tuple, list, type(None))):
        raise ValueError(f"fill is a number, a sequence of numbers or None, not {fill!r}")
    channels = 1 if img.ndim == 2 else img.shape[-3]
    if isinstance(fill, (tuple, list)) and len(fill) not in (1, channels):
        what = "The number of elements in 'fill' cannot broadcast to match the number of channels of the image"
        raise ValueError(f"{what} ({len(fill)} != {channels})")
    if interpolation not in ("nearest", "bilinear"):
        raise ValueError(f"Interpolation mode '{interpolation}' is unsupported with Tensor input")


def sampled(img: Tensor, grid: Tensor, mode: str, fill: Any, *, late: bool = False) -> Tensor:
    """The image at the places of the grid, with `fill` (a number, or one per channel) where it has no pixels.

    How much of a pixel is inside is a further channel that goes along. `late` mixes as v2 does, (x - fill)·m + fill,
    which rounds otherwise than x·m + (1 - m)·fill.
    """
    x, back = batched(img, (grid.dtype,))
    if len(x) > 1:
        grid = grid.expand(len(x), -1, -1, -1)
    if fill is None:
        return back(grid_sample(x, grid, mode=mode, padding_mode="zeros", align_corners=False))
    n, _, h, w = x.shape
    out = grid_sample(cat([x, x.new_ones(n, 1, h, w)], 1), grid, mode=mode, padding_mode="zeros", align_corners=False)
    out, inside = out[:, :-1], out[:, -1:]  # (N, C, h, w), (N, 1, h, w)
    colours = tensor(list(fill) if isinstance(fill, (tuple, list)) else [float(fill)], dtype=x.dtype).view(1, -1, 1, 1)
    if mode == "nearest":
        return back(where(inside < 0.5, colours, out))
    return back((out - colours) * inside + colours if late else out * inside + (1.0 - inside) * colours)


def affine(img: Tensor, matrix: Sequence[float], interpolation: str, fill: Any = None, late: bool = False) -> Tensor:
    check_warp(img, interpolation, fill)
    size = (img.shape[-1], img.shape[-2])
    return sampled(img, affine_grid(matrix, size, size, floats_of(img)), interpolation, fill, late=late)


def rotate(
    img: Tensor, matrix: Sequence[float], interpolation: str, expand: bool, fill: Any = None, late: bool = False
) -> Tensor:
    check_warp(img, interpolation, fill)
    size = (img.shape[-1], img.shape[-2])
    out = size_after(matrix, *size) if expand else size
    return sampled(img, affine_grid(matrix, size, out, floats_of(img)), interpolation, fill, late=late)


def perspective(
    img: Tensor, coefficients: Sequence[float], interpolation: str, fill: Any = None, late: bool = False
) -> Tensor:
    check_warp(img, interpolation, fill)
    size = (img.shape[-1], img.shape[-2])
    return sampled(img, perspective_grid(coefficients, size, floats_of(img)), interpolation, fill, late=late)


def elastic(img: Tensor, displacement: Tensor, interpolation: str, fill: Any = None, late: bool = False) -> Tensor:
    if not isinstance(displacement, Tensor):
        raise TypeError(f"displacement is a Tensor (1, H, W, 2), not {type(displacement)}")
    shape = (1, *img.shape[-2:], 2)
    if displacement.shape != shape:
        raise ValueError(f"Argument displacement shape should be {shape}, but given {tuple(displacement.shape)}")
    check_warp(img, interpolation, fill)
    dtype = floats_of(img) if late else dtypes.float32
    grid = identity_grid(shape[1], shape[2], dtype) + displacement.to(dtype)
    return sampled(img, grid, interpolation, fill, late=late)


def forward_affine(
    center: Sequence[float], angle: float, translate: Sequence[float], scale: float, shear: Sequence[float]
) -> list[float]:
    """The same numbers from a place in the image to one in the result, for points and boxes."""
    rot, sx, sy = math.radians(angle), math.radians(shear[0]), math.radians(shear[1])
    (cx, cy), (tx, ty) = center, translate
    a = math.cos(rot - sy) / math.cos(sy)
    c = math.sin(rot - sy) / math.cos(sy)
    b, d = -(a * math.tan(sx) + math.sin(rot)), math.cos(rot) - c * math.tan(sx)
    m = [a * scale, b * scale, 0.0, c * scale, d * scale, 0.0]
    m[2] += cx + tx - m[0] * cx - m[1] * cy
    m[5] += cy + ty - m[3] * cx - m[4] * cy
    return m


def inverse_perspective(coefficients: Sequence[float]) -> list[float]:
    """The eight numbers of the map back; RuntimeError where there is none."""
    a, b, c, d, e, f, g, h = coefficients
    determinant = a * e - b * d
    if determinant == 0:
        raise RuntimeError(f"Provided perspective_coeffs {list(coefficients)} can not be inverted: a·e - b·d is zero")
    above = (e - f * h, -b + c * h, b * f - c * e, -d + f * g, a - c * g, -a * f + c * d)
    return [x / determinant for x in (*above, -e * g + d * h, -a * h + b * g)]
