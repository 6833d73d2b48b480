"""What all draws share: words to floats in [0, 1), an array filled a piece at a time, and the float types."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from backlight.core.random.generator import Generator

FLOAT32, FLOAT64 = np.dtype(np.float32), np.dtype(np.float64)

# Of each float type, by the letter that NumPy has for it ("E" is bfloat16): how many binary digits it holds, and its
# largest value. A letter, because the name of a dtype takes NumPy microseconds to spell.
DIGITS = {"e": 11, "E": 8, "f": 24, "d": 53}
LARGEST = {"e": 65504.0, "E": 3.3895313892515355e38, "f": 3.4028234663852886e38, "d": 1.7976931348623157e308}

# The letters of uint16, uint32 and uint64, for which torch has few kernels.
WIDE_UNSIGNED = "HILQ"

# So many numbers are made at a time, so that the steps of their making find them in the cache. A multiple of 16.
CHUNK = 8192


def count(shape: Sequence[int]) -> int:
    """How many elements an array of `shape` has; RuntimeError for a negative dimension."""
    if shape and min(shape) < 0:
        raise RuntimeError(f"Trying to create tensor with negative dimension {min(shape)}: {list(shape)}")
    return math.prod(shape)


def is_floating(dtype: np.dtype) -> bool:
    return dtype.char in DIGITS


def require_floating(dtype: np.dtype, name: str) -> None:
    if dtype.char not in DIGITS:
        raise NotImplementedError(f'"{name}" not implemented for {dtype}: it draws floating-point numbers')


@np.errstate(all="ignore")  # a parameter may take the numbers to infinity; torch does not warn of that
def filled(
    generator: Generator, shape: Sequence[int], dtype: np.dtype, values: Callable[[int], np.ndarray]
) -> np.ndarray:
    """A fresh array of what `values(n)` gives for the next `n` elements, with the generator locked meanwhile."""
    n = count(shape)
    with generator.lock:
        if n <= CHUNK:
            return narrow(values(n), dtype).reshape(shape)
        out = np.empty(n, dtype)
        for start in range(0, n, CHUNK):
            out[start : start + CHUNK] = narrow(values(min(CHUNK, n - start)), dtype)
    return out.reshape(shape)


def unit(generator: Generator, n: int, dtype: np.dtype) -> np.ndarray:
    """The next `n` floats in [0, 1): multiples of 2**-24 in float32, of 2**-53 in float64. The lock is held."""
    if dtype == FLOAT32:
        words, digits = generator.words(n), 24
    else:
        words, digits = generator.doublewords(n), 53
    words &= 2**digits - 1
    out = np.empty(n, dtype)
    out[...] = words.view(np.int64)  # signed integers convert faster
    out *= 2.0**-digits
    return out


def narrow(values: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """`values` in `dtype`; doubles become 16-bit floats by way of float32, rounded twice as torch does."""
    if dtype.char in "eE" and values.dtype == FLOAT64:
        values = values.astype(FLOAT32)
    return values.astype(dtype, copy=False)


def mapped(function: Callable[[float], float], values: np.ndarray) -> np.ndarray:
    """A function of `math` for each double.

    NumPy has log, cos and their kind of its own, which differ in the last bit between processors. `math` calls the
    C library, as torch does for doubles.
    """
    return np.fromiter(map(function, values.tolist()), np.float64, len(values))
