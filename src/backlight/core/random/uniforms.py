"""Uniform floats, and the coin tosses (bernoulli) that dropout is made of."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from backlight.core.random.drawing import (
    FLOAT32,
    FLOAT64,
    LARGEST,
    WIDE_UNSIGNED,
    count,
    filled,
    narrow,
    require_floating,
    unit,
)
from backlight.core.random.fused import multiply_add
from backlight.core.random.generator import Generator


def uniform(
    generator: Generator, shape: Sequence[int], dtype: np.typing.DTypeLike, low: float = 0.0, high: float = 1.0
) -> np.ndarray:
    """Floats in [low, high), as `rand` and `uniform_` draw them; the 16-bit types are rounded from float32.

    RuntimeError if `low` exceeds `high` or either does not fit into `dtype`.

    >>> uniform(Generator(0), (2,), np.float64, -1, 1)
    array([0.940106  , 0.41563973])
    """
    dtype = np.dtype(dtype)
    if dtype.kind == "c":
        part = FLOAT32 if dtype.itemsize == 8 else FLOAT64
        return uniform(generator, (*shape, 2), part, low, high).view(dtype).reshape(shape)  # (..., 2) -> (...)
    require_floating(dtype, "check_uniform_bounds")
    _check_bounds(low, high, dtype)
    work = FLOAT64 if dtype == FLOAT64 else FLOAT32
    if work == dtype and (low, high) == (0, 1):
        return filled(generator, shape, dtype, lambda n: unit(generator, n, dtype))
    start, width = float(work.type(low)), float(work.type(high) - work.type(low))
    first, end = narrow(np.array([low, high], FLOAT64), dtype)

    def values(n: int) -> np.ndarray:
        drawn = narrow(multiply_add(unit(generator, n, work), width, start), dtype)
        reached = drawn == end  # by rounding, for `high` itself is excluded
        if reached.any():
            drawn[reached] = first
        return drawn

    return filled(generator, shape, dtype, values)


def _check_bounds(low: float, high: float, dtype: np.dtype) -> None:
    largest = LARGEST[dtype.char]
    for name, value in (("from", low), ("to", high)):
        if not -largest <= value <= largest:
            raise RuntimeError(f"{name} is out of bounds for {dtype}: {value} is not in [-{largest}, {largest}]")
    if low > high:
        raise RuntimeError(f"uniform_ expects to return a [from, to) range, but found from={low} > to={high}")
    if high - low > largest:
        raise RuntimeError(
            f"uniform_ expects to-from <= {largest}, the largest {dtype}, but found to={high} and from={low} "
            "which result in to-from to exceed the limit"
        )


def bernoulli(
    generator: Generator, p: float | np.ndarray, shape: Sequence[int], dtype: np.typing.DTypeLike
) -> np.ndarray:
    """Ones with probability `p` and zeros otherwise; `p` is a number, or a float array that broadcasts to `shape`.

    The mask of dropout is `bernoulli(g, 1 - p, x.shape, x.dtype)`. RuntimeError if a `p` is outside [0, 1].

    >>> bernoulli(Generator(0), 0.5, (8,), np.float32)
    array([0., 0., 1., 0., 0., 0., 1., 1.], dtype=float32)
    """
    dtype = np.dtype(dtype)
    each = isinstance(p, np.ndarray)
    if not each and not 0 <= p <= 1:
        raise RuntimeError(f"bernoulli_ expects p to be in [0, 1], but got p={p}")
    if dtype.char in WIDE_UNSIGNED or dtype.kind == "c":
        raise NotImplementedError(f'"bernoulli_scalar_cpu_" not implemented for {dtype}')
    if each:
        return _tossed_each(generator, p, shape).astype(dtype).reshape(shape)
    threshold = np.uint64(math.ceil(p * 2.0**53))  # u < p for u = k / 2**53, asked of k
    return filled(generator, shape, dtype, lambda n: (generator.doublewords(n) & np.uint64(2**53 - 1)) < threshold)


def _tossed_each(generator: Generator, p: np.ndarray, shape: Sequence[int]) -> np.ndarray:
    """A vector of booleans, each true with the probability that stands at its place in `p`."""
    require_floating(p.dtype, "bernoulli_tensor_cpu_p_")
    if not ((p >= 0) & (p <= 1)).all():
        raise RuntimeError("Expected p_in >= 0 && p_in <= 1 to be true: a probability is outside [0, 1]")
    work = FLOAT64 if p.dtype == FLOAT64 else FLOAT32
    u = filled(generator, (count(shape),), work, lambda n: unit(generator, n, work))
    return u < np.broadcast_to(p, shape).reshape(-1).astype(work)
