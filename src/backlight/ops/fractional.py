"""Fractional max pooling: windows at random steps, drawn for each plane, and the largest element of each."""

from __future__ import annotations

from math import prod

import numpy as np

from backlight.core.op import op


def starts(samples: np.ndarray, n: int, count: int, size: int) -> np.ndarray:
    """Where the `count` windows begin on an axis of n elements: (…,) random numbers in [0, 1) give (…, count)."""
    real = samples.dtype.type
    out = np.full((*samples.shape, count), n - size, np.int64)
    if count > 1:
        step = real(n - size) / real(count - 1)
        at = np.arange(count - 1).astype(samples.dtype)
        drawn = samples[..., None]  # (…,) + (count − 1,) -> (…, count − 1)
        out[..., :-1] = ((at + drawn) * step).astype(np.int64) - (drawn * step).astype(np.int64)
    return out


def _fractional_max(x, samples, kernel, counts):
    axes = len(kernel)
    sizes = x.shape[-axes:]
    column = range(axes) if axes == 3 else range(axes - 1, -1, -1)  # which of the samples is for which axis
    begin = np.int64(0)
    for d, (n, k, m, i) in enumerate(zip(sizes, kernel, counts, column, strict=True)):
        along = starts(samples[..., i], n, m, k).reshape(*samples.shape[:-1], *[1] * d, m, *[1] * (axes - d - 1))
        begin = begin * n + along  # places in the plane, counted row by row
    begin = np.broadcast_to(begin, (*x.shape[:-axes], *counts))
    lead = x.shape[:-axes]
    flat, at = x.reshape(*lead, prod(sizes)), begin.reshape(*lead, prod(counts))  # (…, h, w) -> (…, h·w)
    best, index = np.take_along_axis(flat, at, -1), at
    for offset in np.ndindex(*kernel):
        here = at + np.ravel_multi_index(offset, sizes)
        value = np.take_along_axis(flat, here, -1)
        later = (value > best) | (value != value)
        best, index = np.where(later, value, best), np.where(later, here, index)
    return best.reshape(begin.shape), index.reshape(begin.shape)


# The largest of each window and its place in the plane.
fractional_max = op(_fractional_max, name="fractional_max", kind="reduce", label="max of windows")
