"""What random transforms draw from torch's generator, in torchvision's order, so that a seed gives the same images."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from backlight.core import random
from backlight.tensor.creation import empty
from backlight.tensor.data import tensor
from backlight.tensor.random import rand, randperm
from backlight.tensor.tensor import Tensor


def chance(p: float) -> bool:
    """True with probability p."""
    return bool(rand(1)._array[0] < p)


def uniform(low: float, high: float) -> float:
    """A number between the two."""
    return empty(1).uniform_(low, high).item()


def whole(low: int, high: int) -> int:
    """A whole number from `low` to `high` - 1."""
    return int(random.integers(random.default_generator, low, high, (1,), np.int64)[0])


def logs(ratio: Sequence[float]) -> list[float]:
    return tensor(ratio).log().tolist()


def sizes(area: int, scale: Sequence[float], log_ratio: Sequence[float]) -> tuple[int, int]:
    """The sides of a rectangle that has a share of the area: the one that grows with the ratio first."""
    share = area * uniform(scale[0], scale[1])
    ratio = empty(1).uniform_(log_ratio[0], log_ratio[1]).exp().item()
    return round(math.sqrt(share * ratio)), round(math.sqrt(share / ratio))


def part(height: int, width: int, scale: Sequence[float], ratio: Sequence[float]) -> tuple[int, int, int, int]:
    """(top, left, height, width) of a random part; after ten that do not fit the largest in the middle that does."""
    log_ratio = logs(ratio)
    for _ in range(10):
        w, h = sizes(height * width, scale, log_ratio)
        if 0 < w <= width and 0 < h <= height:
            return whole(0, height - h + 1), whole(0, width - w + 1), h, w
    w, h = width, height
    if width / height < min(ratio):
        h = round(w / min(ratio))
    elif width / height > max(ratio):
        w = round(h * max(ratio))
    return (height - h) // 2, (width - w) // 2, h, w


def hole(shape: Sequence[int], scale: Sequence[float], ratio: Sequence[float], value: Any) -> tuple | None:
    """(top, left, height, width, values) of what is to be erased; None after ten that do not fit."""
    channels, height, width = shape
    log_ratio = logs(ratio)
    for _ in range(10):
        h, w = sizes(height * width, scale, log_ratio)
        if h < height and w < width:
            v = empty(channels, h, w).normal_() if value is None else tensor(value)[:, None, None]
            return whole(0, height - h + 1), whole(0, width - w + 1), h, w, v
    return None


def corners(width: int, height: int, distortion_scale: float) -> tuple[list, list]:
    """The corners (x, y) of an image, and where they come to: the upper left first, then clockwise."""
    dx, dy = int(distortion_scale * (width // 2)), int(distortion_scale * (height // 2))
    left, right, top, bottom = (0, dx + 1), (width - dx - 1, width), (0, dy + 1), (height - dy - 1, height)
    moved = [[whole(*x), whole(*y)] for x, y in ((left, top), (right, top), (right, bottom), (left, bottom))]
    return [[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], moved


def turn(
    degrees: Sequence[float], translate: Any, scale: Any, shear: Any, size: Sequence[int]
) -> tuple[float, tuple[int, int], float, tuple[float, float]]:
    """(angle, translation, scale, shear) of a random affine map of an image of `size` (width, height)."""
    angle = uniform(float(degrees[0]), float(degrees[1]))
    moved = (0, 0)
    if translate is not None:
        far = float(translate[0] * size[0]), float(translate[1] * size[1])
        moved = round(uniform(-far[0], far[0])), round(uniform(-far[1], far[1]))
    factor = 1.0 if scale is None else uniform(scale[0], scale[1])
    shear_x = 0.0 if shear is None else uniform(shear[0], shear[1])
    shear_y = 0.0 if shear is None or len(shear) < 4 else uniform(shear[2], shear[3])
    return angle, moved, factor, (shear_x, shear_y)


def jitter(*ranges: Sequence[float] | None) -> tuple:
    """The order of the four changes, and a factor of each that has a range."""
    return randperm(4), *(None if given is None else uniform(given[0], given[1]) for given in ranges)


def waves(alpha: Sequence[float], sigma: Sequence[float], size: Sequence[int], blur: Any) -> Tensor:
    """(1, height, width, 2): a smooth random displacement in x and y; `blur` is the Gaussian blur to use."""
    from backlight.tensor.joining import cat

    moves = []
    for i, n in ((0, size[1]), (1, size[0])):
        d = rand(1, 1, *size) * 2 - 1
        if sigma[i] > 0.0:
            k = int(8 * sigma[i] + 1) | 1  # odd
            d = blur(d, [k, k], list(sigma))
        moves.append(d * alpha[i] / n)
    return cat(moves, 1).permute(0, 2, 3, 1)


def dirichlet(concentration: np.ndarray) -> np.ndarray:
    """Rows of positive numbers that sum to 1, one for each row (..., k) of concentrations."""
    return random.dirichlet(random.default_generator, concentration)
