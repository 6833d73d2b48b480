"""Poisson draws, one at a time: each takes as many doubles as it needs."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from backlight.core.random.drawing import narrow, require_floating
from backlight.core.random.generator import Generator


def poisson(generator: Generator, rate: np.ndarray) -> np.ndarray:
    """A count for each element of `rate`, a float array; the dtype is that of `rate`. RuntimeError for a negative one.

    >>> poisson(Generator(0), np.array([1.0, 5.0, 20.0]))
    array([ 2.,  6., 19.])
    """
    require_floating(rate.dtype, "poisson_cpu")
    if not (rate >= 0).all():
        raise RuntimeError("invalid Poisson rate, expected rate to be non-negative")
    with generator.lock:
        doubles = doubles_of(generator)
        counts = [_large(r, doubles) if r >= 10 else _small(r, doubles) for r in rate.ravel().tolist()]
    return narrow(np.array(counts, np.float64), rate.dtype).reshape(rate.shape)


def doubles_of(generator: Generator) -> Iterator[float]:
    """The next doubles in [0, 1), one by one. The lock is held."""
    while True:
        yield (generator.doubleword() & (2**53 - 1)) * 2.0**-53


def _small(rate: float, doubles: Iterator[float]) -> int:
    """How many uniform numbers can be multiplied before the product falls to exp(-rate) (Knuth)."""
    if rate == 0:
        return 0
    count, product, limit = 0, next(doubles), math.exp(-rate)
    while product > limit:
        product *= next(doubles)
        count += 1
    return count


def _large(rate: float, doubles: Iterator[float]) -> int:
    """Rejection from a transformed uniform number (Hörmann's PTRS)."""
    b = 0.931 + 2.53 * math.sqrt(rate)
    a = -0.059 + 0.02483 * b
    inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
    certain = 0.9277 - 3.6224 / (b - 2)
    while True:
        u, v = next(doubles) - 0.5, next(doubles)
        rest = 0.5 - abs(u)
        if rest:
            count = math.floor((2 * a / rest + b) * u + rate + 0.43)
            if rest >= 0.07 and v <= certain:
                return count
            if count >= 0 and not (rest < 0.013 and v > rest) and v > 0:
                left = math.log(v) + math.log(inverse_alpha) - math.log(a / (rest * rest) + b)
                if left <= -rate + count * math.log(rate) - math.lgamma(count + 1):
                    return count
