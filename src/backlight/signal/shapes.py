"""The windows as arrays: sums of cosines first, then the triangle, and those that fall off exponentially.

`size` is the number of points and `span` the number of steps from the first point to the last of the symmetric window;
a periodic window is a symmetric one of a point more, without its last.
"""

from __future__ import annotations

import math

import numpy as np

from backlight.ops.modified_bessel import i0

BLACKMAN = (0.42, 0.5, 0.08)
NUTTALL = (0.3635819, 0.4891775, 0.1365995, 0.0106411)


def span_of(size: int, symmetric: bool) -> int:
    return size - 1 if symmetric else size


def cosines(size: int, span: int, weights: tuple[float, ...]) -> np.ndarray:
    """Σ (−1)ⁱ·wᵢ·cos(2πi·k/span): hann, hamming, blackman and their kin."""
    if size == 1:
        return np.ones(1)
    angle = np.arange(size) * (2 * math.pi / span)
    parts = [(-1) ** i * weight * np.cos(i * angle) for i, weight in enumerate(weights)]
    return np.add.reduce(parts, axis=0)


def triangle(size: int, span: int) -> np.ndarray:
    return np.ones(size) if size == 1 else 1 - np.abs(2 * np.arange(size) / span - 1)


def kaiser(size: int, span: int, beta: float) -> np.ndarray:
    """I₀(β·√(1 − x²))/I₀(β), with x from −1 to 1."""
    if size == 1:
        return np.ones(1)
    x = 2 * np.arange(size) / span - 1
    return i0(beta * np.sqrt(np.maximum(1 - x * x, 0))) / i0(np.array(float(beta)))


def sine(size: int, steps: int) -> np.ndarray:
    """Half a period of the sine, at the middles of `steps` pieces."""
    return np.sin((np.arange(size) + 0.5) * (math.pi / steps))


def gaussian(size: int, span: int, deviation: float) -> np.ndarray:
    x = (np.arange(size) - span / 2) / deviation
    return np.exp(-x * x / 2)


def exponential(size: int, centre: float, decay: float) -> np.ndarray:
    return np.exp(-np.abs(np.arange(size) - centre) / decay)
