"""Binomial draws, one at a time: by counting gaps, or by rejection where many successes are expected."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from backlight.core.random.counts import doubles_of
from backlight.core.random.drawing import narrow, require_floating
from backlight.core.random.generator import Generator


def binomial(generator: Generator, count: np.ndarray, prob: np.ndarray) -> np.ndarray:
    """How many of `count` tosses succeed, each with probability `prob`; both broadcast, the dtype is that of `count`.

    >>> binomial(Generator(0), np.array([10.0, 100.0]), np.array([0.5, 0.1]))
    array([ 7., 11.])
    """
    require_floating(count.dtype, "binomial_cpu")
    counts, probs = np.broadcast_arrays(count, prob)
    with generator.lock:
        doubles = doubles_of(generator)
        pairs = zip(counts.ravel().tolist(), probs.ravel().tolist(), strict=True)
        found = [_successes(n, p, doubles) for n, p in pairs]
    return narrow(np.array(found, np.float64), count.dtype).reshape(counts.shape)


def _successes(count: float, prob: float, doubles: Iterator[float]) -> float:
    if count != count or prob != prob:
        return math.nan
    if count <= 0 or prob <= 0:
        return 0.0
    if prob >= 1:
        return count
    if prob <= 0.5:
        return (_by_rejection if count * prob >= 10 else _by_gaps)(count, prob, doubles)
    other = 1 - prob
    return count - (_by_rejection if count * other >= 10 else _by_gaps)(count, other, doubles)


def _by_gaps(count: float, prob: float, doubles: Iterator[float]) -> float:
    """The gaps between successes are geometric: how many fit into the tosses."""
    total, successes, rate = 0.0, 0, math.log1p(-prob)
    while True:
        u = next(doubles)
        total += math.ceil(math.log(u) / rate) if u else math.inf
        if total > count:
            return float(successes)
        successes += 1


def _by_rejection(count: float, prob: float, doubles: Iterator[float]) -> float:
    """Rejection from a transformed uniform number (Hörmann's BTRS)."""
    deviation = math.sqrt(count * prob * (1 - prob))
    b = 1.15 + 2.53 * deviation
    a = -0.0873 + 0.0248 * b + 0.01 * prob
    centre = count * prob + 0.5
    certain = 0.92 - 4.2 / b
    odds = prob / (1 - prob)
    alpha = (2.83 + 5.1 / b) * deviation
    top = math.floor((count + 1) * prob)
    while True:
        u, v = next(doubles) - 0.5, next(doubles)
        rest = 0.5 - abs(u)
        if not rest:
            continue
        k = math.floor((2 * a / rest + b) * u + centre)
        if rest >= 0.07 and v <= certain:
            return float(k)
        if 0 <= k <= count and v:
            left = math.log(v * alpha / (a / (rest * rest) + b))
            right = (top + 0.5) * math.log((top + 1) / (odds * (count - top + 1)))
            right += (count + 1) * math.log((count - top + 1) / (count - k + 1))
            right += (k + 0.5) * math.log(odds * (count - k + 1) / (k + 1))
            right += _tail(top) + _tail(count - top) - _tail(k) - _tail(count - k)
            if left <= right:
                return float(k)


def _tail(k: float) -> float:
    """What Stirling's formula for log k! lacks."""
    if k <= 9:
        return math.lgamma(k + 1) - (k + 0.5) * math.log(k + 1) + (k + 1) - math.log(2 * math.pi) / 2
    square = (k + 1) * (k + 1)
    return (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / (k + 1)
