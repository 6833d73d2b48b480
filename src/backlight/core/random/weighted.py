"""Sampling places by weight, with replacement (a search in the running sum) or without (a race of exponentials)."""

from __future__ import annotations

import numpy as np

from backlight.core.random.drawing import FLOAT32, FLOAT64, filled, is_floating, unit
from backlight.core.random.generator import Generator
from backlight.core.random.tails import exponential


def multinomial(generator: Generator, weights: np.ndarray, n: int, replacement: bool = False) -> np.ndarray:
    """`n` places of each row of `weights`, drawn by weight: of float weights (rows, places) or (places,), int64.

    RuntimeError for a bad shape, a negative or infinite weight, a row without weight, or more draws than places.
    Without replacement, a row with fewer than `n` weights above zero is filled up with its first other places;
    there torch promises no order.

    >>> multinomial(Generator(0), np.array([0.1, 0.0, 0.9]), 6, replacement=True)
    array([2, 2, 2, 2, 2, 2])
    """
    if not _check(weights, n, replacement):
        return np.empty((*weights.shape[:-1], n), np.int64)
    if replacement and n > 1:
        return _searched(generator, weights, n)
    ratio = weights / exponential(generator, weights.shape, weights.dtype)
    if n == 1:
        return ratio.argmax(axis=-1, keepdims=True)
    return np.argsort(-ratio, axis=-1, kind="stable")[..., :n]


def _searched(generator: Generator, weights: np.ndarray, n: int) -> np.ndarray:
    rows = np.atleast_2d(weights).astype(FLOAT64 if weights.dtype == FLOAT64 else FLOAT32)  # (rows, places)
    share = np.add.accumulate(rows, axis=-1)
    share /= share[:, -1:].copy()
    share[:, -1] = 1
    u = filled(generator, (len(rows), n), FLOAT64, lambda n: unit(generator, n, FLOAT64))
    found = [s.astype(FLOAT64).searchsorted(v) for s, v in zip(share, u, strict=True)]
    return np.array(found, np.int64).reshape(*weights.shape[:-1], n)


def _check(weights: np.ndarray, n: int, replacement: bool) -> bool:
    """Whether there is anything to draw from; RuntimeError for what cannot be drawn from."""
    if weights.ndim not in (1, 2):
        raise RuntimeError(f"prob_dist must be 1 or 2 dim, but its shape is {weights.shape}")
    if not is_floating(weights.dtype):
        raise RuntimeError(f"multinomial only supports floating-point dtypes for input, got: {weights.dtype}")
    if n <= 0:
        raise RuntimeError(f"cannot sample n_sample <= 0 samples: n_sample is {n}")
    places = weights.shape[-1]
    if not replacement and n > places:
        raise RuntimeError(f"cannot sample n_sample > prob_dist.size(-1) samples without replacement: {n} of {places}")
    if places > 2**24:
        raise RuntimeError(f"number of categories cannot exceed 2^24, and is {places}")
    if weights.size == 0:
        return False
    largest = np.maximum.reduce(weights, -1)  # of each row; NaN where one is there
    if not (np.minimum.reduce(weights, None) >= 0 and np.maximum.reduce(largest, None) < np.inf):
        raise RuntimeError("probability tensor contains either `inf`, `nan` or element < 0")
    if not np.minimum.reduce(largest, None) > 0:
        raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")
    return True
