"""Which elements of an axis make each element of the resized one, and with what weights, for each way to interpolate.

An axis is described by a `Resampling`: how, from n elements to m, with a scale that the user gave (or None), and
whether the centres of the corner elements meet. Positions are computed in the precision of the data, as torch does.
"""

from __future__ import annotations

from collections import namedtuple
from functools import lru_cache

import numpy as np

Resampling = namedtuple("Resampling", "how n m scale align_corners")


@lru_cache(256)
def taps(along: Resampling, dtype: np.dtype) -> tuple[np.ndarray, np.ndarray]:
    """Positions (k, m) of the elements that make each of the m results, and their weights (k, m)."""
    index, weight = _TAPS[along.how](along, np.dtype(dtype).type)
    return np.ascontiguousarray(index, np.intp), np.ascontiguousarray(weight, dtype)


def changes(along: Resampling) -> bool:
    """Whether the axis is resized at all: one of the same size is left as it is (by cubics only without a scale)."""
    return along.n != along.m or (along.how == "cubic" and along.scale is not None)


@lru_cache(256)
def transposed(along: Resampling, dtype: np.dtype) -> tuple[np.ndarray, np.ndarray]:
    """The same for the way back: positions (k, n) of the results that each element went into, and the weights."""
    index, weight = taps(along, dtype)
    results = np.broadcast_to(np.arange(along.m), index.shape)[weight != 0]
    index, weight = index[weight != 0], weight[weight != 0]
    order = np.lexsort((results, index))
    index, results, weight = index[order], results[order], weight[order]
    counts = np.bincount(index, minlength=along.n)
    place = np.arange(len(index)) - np.repeat(np.cumsum(counts) - counts, counts)  # of each among its element's
    shape = (int(counts.max(initial=0)), along.n)
    back, weights = np.zeros(shape, np.intp), np.zeros(shape, dtype)
    back[place, index], weights[place, index] = results, weight
    return back, weights


@lru_cache(64)
def matrix(along: Resampling, dtype: np.dtype) -> np.ndarray:
    """The same as a matrix (n, m), to be multiplied with rows of n elements."""
    index, weight = taps(along, dtype)
    dense = np.zeros((along.n, along.m), dtype)
    np.add.at(dense, (index, np.broadcast_to(np.arange(along.m), index.shape)), weight)
    return dense


def _step(along, real):
    """How far results lie apart, in elements."""
    n, m = along.n, along.m
    if along.align_corners:
        return real(n - 1) / real(m - 1) if m > 1 else real(0)
    return real(1.0 / along.scale) if along.scale else real(n) / real(m)


def _positions(along, real):
    """Where the results lie among the elements, rounded once: torch multiplies and adds in one instruction."""
    step, at = float(_step(along, real)), np.arange(along.m)
    return (step * at if along.align_corners else step * (at + 0.5) - 0.5).astype(real)


def _nearest(along, real):
    if along.m == 2 * along.n:
        return np.arange(along.m)[None] // 2, np.ones((1, along.m), real)
    single = np.float32
    index = np.floor(np.arange(along.m).astype(single) * _step(along, single))
    return np.minimum(index.astype(np.intp), along.n - 1)[None], np.ones((1, along.m), real)


def _nearest_exact(along, real):
    single = np.float32
    index = np.floor((np.arange(along.m).astype(single) + single(0.5)) * _step(along, single))
    return np.minimum(index.astype(np.intp), along.n - 1)[None], np.ones((1, along.m), real)


def _linear(along, real):
    at = np.maximum(_positions(along, real), 0)
    low = np.minimum(np.floor(at).astype(np.intp), along.n - 1)
    high = np.minimum(low + 1, along.n - 1)
    part = np.clip(at - low.astype(real), 0, 1)
    return np.stack([low, high]), np.stack([1 - part, part])


def cubic(t, a=-0.75):
    """The weights of the four elements around a point that lies t after the second; arrays or tensors."""
    u = 1 - t
    return [
        ((a * (t + 1) - 5 * a) * (t + 1) + 8 * a) * (t + 1) - 4 * a,
        ((a + 2) * t - (a + 3)) * t * t + 1,
        ((a + 2) * u - (a + 3)) * u * u + 1,
        ((a * (u + 1) - 5 * a) * (u + 1) + 8 * a) * (u + 1) - 4 * a,
    ]


def _cubic(along, real):
    at = _positions(along, real)
    low = np.minimum(np.floor(at).astype(np.intp), along.n - 1)
    weights = cubic(np.clip(at - low.astype(real), 0, 1))
    return np.clip(low + np.arange(-1, 3)[:, None], 0, along.n - 1), np.stack(weights)


def _area(along, real):
    n, m = along.n, along.m
    at = np.arange(m)
    start, end = at * n // m, -(-(at + 1) * n // m)
    index = start + np.arange(int((end - start).max(initial=1)))[:, None]  # (m,) + (k, 1) -> (k, m)
    weight = (index < end) / (end - start).astype(real)
    return np.minimum(index, end - 1), weight


def _triangle(x):
    return np.maximum(1 - np.abs(x), 0)


def _hat(a):
    def weight(x):
        x = np.abs(x)
        near = ((a + 2) * x - (a + 3)) * x * x + 1
        far = ((x - 5) * x + 8) * x * a - 4 * a
        return np.where(x < 1, near, np.where(x < 2, far, 0))

    return weight


def _lanczos(x):
    return np.where(np.abs(x) < 3, np.sinc(x.astype(float)) * np.sinc(x.astype(float) / 3), 0)


def _filtered(width, weight):
    """Elements within a filter of so many elements, which is stretched where results lie further apart."""

    def taps(along, real):
        step = _step(along, real)
        stretch = max(step, real(1))
        support = real(width) / 2 * stretch
        centre = step * (np.arange(along.m).astype(real) + real(0.5))
        first = np.maximum((centre - support + real(0.5)).astype(np.intp), 0)
        end = np.minimum((centre + support + real(0.5)).astype(np.intp), along.n)
        count = np.clip(end - first, 0, int(np.ceil(support)) * 2 + 1)
        at = np.arange(int(count.max(initial=1)))[:, None]  # (k, 1)
        weights = weight((at + first - centre + real(0.5)) / stretch).astype(real)
        weights = np.where(at < count, weights, 0)
        total = weights.sum(0)
        return np.clip(first + at, 0, along.n - 1), weights / np.where(total == 0, 1, total)

    return taps


_TAPS = {
    "nearest": _nearest,
    "nearest-exact": _nearest_exact,
    "linear": _linear,
    "cubic": _cubic,
    "area": _area,
    "smooth linear": _filtered(2, _triangle),
    "smooth cubic": _filtered(4, _hat(-0.5)),
    "smooth lanczos": _filtered(6, _lanczos),
}
