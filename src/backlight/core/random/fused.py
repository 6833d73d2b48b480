"""x * scale + shift rounded once, as by the fused instruction (FMA) that torch's kernels use on processors with it."""

from __future__ import annotations

import math

import numpy as np


def multiply_add(x: np.ndarray, scale: float, shift: float | np.ndarray) -> np.ndarray:
    """x * scale + shift with a single rounding, for float32 or float64; `scale` and `shift` are of that type too.

    For float64, `shift` may be an array of the shape of `x`.
    """
    scale = float(scale)
    if isinstance(shift, np.ndarray):
        return _in_pairs(x, scale, shift)
    shift = float(shift)
    if scale == 1:
        return x + x.dtype.type(shift)
    exact_product = abs(math.frexp(scale)[0]) in (0.0, 0.5)  # nought or a power of two
    if exact_product or not (1e-200 < abs(scale) < 1e200 and 0 < abs(shift) < math.inf):
        return x * x.dtype.type(scale) + x.dtype.type(shift)
    return _in_float64(x, scale, shift) if x.dtype == np.float32 else _in_pairs(x, scale, shift)


def _in_float64(x: np.ndarray, scale: float, shift: float) -> np.ndarray:
    """For float32: the product is exact in float64, so only the sum can have been rounded before the last rounding."""
    product = x.astype(np.float64)
    product *= scale
    total = product + shift
    # That does harm only where it made a tie, halfway between two float32: 29 digits will go, the first of them one.
    ties = (total.view(np.int64) & 0x1FFFFFFF) == 0x10000000
    if ties.any():
        rounded, error = two_sum(product[ties], shift)
        total[ties] = np.where(error, np.nextafter(rounded, np.copysign(np.inf, error)), rounded)
    return total.astype(np.float32)


def _in_pairs(x: np.ndarray, scale: float, shift: float | np.ndarray) -> np.ndarray:
    """For float64: Boldo and Melquiond's sum of three with round-to-odd, which needs no wider type."""
    product, product_error = two_product(x, scale)
    low, low_error = two_sum(product_error, shift)
    high, high_error = two_sum(product, low)
    rest, error = two_sum(low_error, high_error)
    even = (rest.view(np.int64) & 1) == 0
    odd = np.where(even & (error != 0), np.nextafter(rest, np.copysign(np.inf, error)), rest)
    return high + odd


def two_sum(x: np.ndarray, y: np.ndarray | float) -> tuple[np.ndarray, np.ndarray]:
    """x + y rounded, and what the rounding took away (Knuth)."""
    total = x + y
    part = total - x
    return total, (x - (total - part)) + (y - part)


def two_product(x: np.ndarray, y: float) -> tuple[np.ndarray, np.ndarray]:
    """x * y rounded, and what the rounding took away (Dekker)."""
    product = x * y
    x_high, x_low = _halves(x)
    y_high, y_low = _halves(y)
    return product, x_low * y_low - (((product - x_high * y_high) - x_low * y_high) - x_high * y_low)


def _halves(x):
    """x as the sum of two numbers of 26 digits each, whose products are exact (Veltkamp)."""
    spread = 134217729.0 * x  # 2**27 + 1
    high = spread - (spread - x)
    return high, x - high
