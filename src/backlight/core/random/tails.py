"""Distributions with a tail, each a function of one uniform double: exponential, geometric, cauchy."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from backlight.core.random.drawing import FLOAT64, WIDE_UNSIGNED, filled, is_floating, mapped, unit
from backlight.core.random.fused import multiply_add
from backlight.core.random.generator import Generator


def exponential(
    generator: Generator, shape: Sequence[int], dtype: np.typing.DTypeLike, rate: float = 1.0
) -> np.ndarray:
    """-log(1 - u) / rate. RuntimeError unless `rate` > 0 and `dtype` is a float type.

    >>> exponential(Generator(0), (2,), np.float64)
    array([3.50832619, 1.23038476])
    """
    dtype = np.dtype(dtype)
    if not rate > 0:
        raise RuntimeError(f"exponential_ expects lambda > 0.0, but found lambda={rate}")
    _require_continuous(dtype, "Exponential")
    return filled(generator, shape, dtype, lambda n: -1.0 / rate * mapped(math.log1p, -unit(generator, n, FLOAT64)))


def geometric(generator: Generator, shape: Sequence[int], dtype: np.typing.DTypeLike, p: float) -> np.ndarray:
    """ceil(log(u) / log(1 - p)), the number of tosses until the first success. RuntimeError unless 0 < p < 1.

    >>> geometric(Generator(0), (4,), np.int64, 0.1)
    array([1, 4, 8, 1])
    """
    dtype = np.dtype(dtype)
    if not 0 < p < 1:
        raise RuntimeError(f"geometric_ expects p to be in (0, 1), but got p={p}")
    if dtype.kind in "bc" or dtype.char in WIDE_UNSIGNED:
        raise NotImplementedError(f'"geometric_cpu" not implemented for {dtype}')
    return filled(
        generator, shape, dtype, lambda n: np.ceil(mapped(_log, unit(generator, n, FLOAT64)) / math.log1p(-p))
    )


def _log(x: float) -> float:
    return math.log(x) if x else -math.inf


def cauchy(
    generator: Generator, shape: Sequence[int], dtype: np.typing.DTypeLike, median: float = 0.0, sigma: float = 1.0
) -> np.ndarray:
    """median + sigma * tan(pi * (u - 1/2)). RuntimeError unless `sigma` > 0 and `dtype` is a float type.

    >>> cauchy(Generator(0), (2,), np.float64)
    array([10.59772933,  0.76476726])
    """
    dtype = np.dtype(dtype)
    if not sigma > 0:
        raise RuntimeError(f"cauchy_ expects sigma > 0.0, but found sigma={sigma}")
    _require_continuous(dtype, "Cauchy")

    def values(n: int) -> np.ndarray:
        tangents = mapped(math.tan, math.pi * (unit(generator, n, FLOAT64) - 0.5))
        return multiply_add(tangents, sigma, median)

    return filled(generator, shape, dtype, values)


def _require_continuous(dtype: np.dtype, name: str) -> None:
    if not is_floating(dtype):
        raise RuntimeError(
            f"{name} distribution is a continuous probability distribution. "
            f"dtype must be a floating point but you specified {dtype}"
        )
