"""Rows of numbers with every rounding where torch's kernels have it.

A kernel takes a few numbers at once, as many as a vector register holds. The first of each such group is computed and
rounded, the others by adding to it; what is left over at the end of the row is computed one by one.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from backlight.core.random.fused import multiply_add

_GROUP = 32  # bytes in a vector register; two of them are taken at a time


def steps_from(low: float, by: float, count: int, kind: np.dtype) -> np.ndarray:
    """low, low + by, … as `arange` makes them."""
    if kind.kind in "iu":
        row = np.arange(count)
        row *= by
        row += low
        return row.astype(kind, copy=False)
    work = np.dtype(np.float32 if kind.itemsize == 2 else np.float64)
    step, start = float(work.type(by)), float(work.type(low))
    width = _GROUP // kind.itemsize
    whole = count // (2 * width) * (2 * width)
    out = np.empty(count, kind)
    out[whole:] = multiply_add(np.arange(whole, count).astype(work), step, start).astype(kind)
    if whole:
        groups = out[:whole].reshape(-1, width)
        first = multiply_add(np.arange(0, whole, width).astype(work), step, start).astype(kind).astype(work)
        groups[...] = first[:, None] + (np.arange(width) * step).astype(work)  # (groups, 1) + (width,)
        if kind.itemsize == 8:  # 0, 1 or 2 steps are exact in float64, the third is added with a single rounding
            groups[:, 3] = multiply_add(np.full_like(first, step), 3, first)
    return out


def equal_steps(low: Any, high: Any, count: int, kind: np.dtype) -> np.ndarray:
    """From low to high as `linspace` has them: the first half from the start, the second from the end."""
    if count < 2:
        return np.full(count, low, kind)
    work = kind if kind.kind not in "iu" else np.dtype(np.float64)
    half, back = np.arange(count // 2), np.arange(count // 2, count) - (count - 1)  # back: …, -2, -1, 0
    with np.errstate(all="ignore"):
        start, end = work.type(low), work.type(high)
        step = (end - start) / work.type(count - 1)
        return np.concatenate([_along(half, step, start, work), _along(back, step, end, work)]).astype(kind)


def _along(position: np.ndarray, step: Any, start: Any, work: np.dtype) -> np.ndarray:
    position = position.astype(work)
    return multiply_add(position, step, start) if work.char in "fd" else position * step + start


def powers(base: Any, low: Any, high: Any, count: int, kind: np.dtype) -> np.ndarray:
    """base^low … base^high as `logspace` has them: the ends and their distance in `kind`, the rest in float64.

    A single number is of float64 from the start.
    """
    if kind.kind == "c":
        return np.power(kind.type(base), equal_steps(low, high, count, kind)).astype(kind)
    with np.errstate(all="ignore"):
        start, end = (np.array(value).astype(kind) for value in (low, high))
        if kind.kind in "iu" and kind.itemsize < 4:  # C subtracts small integers as ints
            start, end = start.astype(np.int32), end.astype(np.int32)
        step = float(end - start) / max(count - 1, 1)
        forward = np.arange(count // 2) * step + float(start)
        backward = float(end) - np.arange(count - 1 - count // 2, -1, -1) * step
        exponents = np.concatenate([forward, backward]) if count > 1 else np.full(count, float(low))
        values = _power(float(base), exponents)
        return values.astype(np.float32 if kind.itemsize == 2 and kind.kind not in "iu" else kind).astype(kind)


def _power(base: float, exponents: np.ndarray) -> np.ndarray:
    # NumPy has a power of its own on some processors; the C library's is torch's
    try:
        return np.array([math.pow(base, x) for x in exponents.tolist()], np.float64)
    except (ValueError, OverflowError):
        return np.power(base, exponents)
