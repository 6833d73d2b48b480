"""What a record keeps of an array: all of a small one, statistics of a large one."""

from __future__ import annotations

from math import hypot
from typing import Any, NamedTuple

import numpy as np

from backlight.see.summary import Summary

SMALL = 64  # up to so many numbers are kept
FULL = 1 << 16  # and up to so many of what is asked for by name
BINS = 16
SAMPLE = 1024  # of more numbers, evenly spread ones are counted in the bins


class Statistics(NamedTuple):
    """A large array in brief; what is not finite is counted, and left out of the rest."""

    minimum: float | None
    maximum: float | None
    mean: float | None
    deviation: float | None
    norm: float | None
    zeros: int
    nonfinite: int
    size: int
    histogram: tuple[int, ...] | None = None  # counts between minimum and maximum, of parameters alone
    full: np.ndarray | None = None  # all of it, where someone asked for it by name


Values = np.ndarray | Statistics


def brief(array: np.ndarray, histogram: bool = False) -> Values:
    """A copy of a small array, the statistics of a large one."""
    if array.size <= SMALL:
        return array.copy()
    told = Summary(array)
    norm = None
    if told.mean is not None and told.deviation is not None:
        norm = hypot(told.mean, told.deviation) * (array.size - told.nonfinite) ** 0.5
    zeros = int(np.count_nonzero(array == 0))  # which is faster than to count what is not zero
    counts = _counts(array, told) if histogram else None
    return Statistics(
        told.minimum, told.maximum, told.mean, told.deviation, norm, zeros, told.nonfinite, array.size, counts
    )


def _counts(array: np.ndarray, told: Summary) -> tuple[int, ...] | None:
    if array.dtype.kind != "f" or told.minimum is None or told.maximum is None or told.nonfinite:
        return None
    width = told.maximum - told.minimum
    if not 0 < width < np.inf:
        return None
    flat = array.ravel()
    some = flat[:: -(-flat.size // SAMPLE)].astype(np.float64)  # in which the width of float16 does not overflow
    places = ((some - told.minimum) / width * BINS).astype(np.intp)
    return tuple(np.bincount(np.minimum(places, BINS - 1), minlength=BINS).tolist())


def norm_of(array: np.ndarray) -> float:
    """The square root of the sum of squares, in float64 where float32 would overflow."""
    flat = np.abs(array.ravel()) if array.dtype.kind == "c" else array.ravel()
    with np.errstate(all="ignore"):
        square = float(flat.dot(flat)) if flat.dtype.kind == "f" and flat.dtype.itemsize > 2 else np.inf
        if not 1e-30 < square < 1e30:
            square = float(np.square(flat.astype(np.float64)).sum())
    return square**0.5


def plain(array: np.ndarray) -> Any:
    """Nested lists of plain numbers that read back as the same values of the array's type.

    >>> plain(np.array([0.1, np.inf], np.float32))
    [0.1, 'Infinity']
    """
    if array.dtype.kind in "biu":
        return array.tolist()
    if array.dtype.kind == "c":
        return _nested([str(x) for x in array.ravel()], array.shape)
    return _nested([number(x) for x in array.ravel()], array.shape)


def number(x: Any) -> float | str:
    """A float as JSON can hold it: the shortest that reads back as the same; what is not finite as a word.

    >>> number(np.float32(0.1)), number(float("nan")), number(float("-inf"))
    (0.1, 'NaN', '-Infinity')
    """
    value = float(str(x))
    if value != value:
        return "NaN"
    if value in (np.inf, -np.inf):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def _nested(flat: list, shape: tuple[int, ...]) -> Any:
    if not shape:
        return flat[0]
    for length in shape[:0:-1]:
        flat = [flat[i : i + length] for i in range(0, len(flat), length)] if length else []
    return flat
