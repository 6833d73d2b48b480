"""Searching and counting, without gradients: where something is, what there is, how often it comes."""

from __future__ import annotations

from typing import Any

import numpy as np

from backlight.core.op import op

nonzero = op(lambda x: np.argwhere(x), name="nonzero", kind="gather", label="where ≠ 0")


def _searchsorted(x, y, side: Any = "left"):
    if x.ndim == 1:
        return np.asarray(np.searchsorted(x, y, side))
    if not y.size:
        return np.zeros(y.shape, np.int64)
    rows, values = x.reshape(-1, x.shape[-1]), y.reshape(-1, y.shape[-1])  # (…, n) -> (r, n)
    found = [np.searchsorted(row, value, side) for row, value in zip(rows, values, strict=True)]
    return np.array(found, np.int64).reshape(y.shape)


# The positions at which the values y go into the sorted x, row by row if x has rows.
searchsorted = op(_searchsorted, name="searchsorted", kind="gather")
isin = op(
    lambda x, y, invert=False: np.isin(x, y, invert=invert),
    name="isin",
    kind="gather",
    label="∈",
)
bincount = op(
    lambda x, weights=None, minlength=0: np.bincount(x, weights, minlength),
    name="bincount",
    kind="reduce",
)


def _histogram(x, bins, min, max):
    return np.histogram(x, bins, (min, max))[0].astype(x.dtype)


histogram = op(_histogram, name="histogram", kind="reduce")


def _unique(x, axis=None):
    """The sorted values, where in them each element is, and how often each comes."""
    known = x.astype(np.float32) if x.dtype.kind == "V" else x  # of bfloat16 NumPy does not know what is NaN
    values, inverse, counts = np.unique(known, False, True, True, axis, equal_nan=False)
    return values.astype(x.dtype, copy=False), inverse.reshape(x.shape if axis is None else -1), counts


def _unique_consecutive(x, axis=None):
    """The same for runs of equal values, in their order."""
    rows = x.reshape(-1, 1) if axis is None else np.moveaxis(x, axis, 0)  # (…) -> (n, 1), or (n, …)
    new = np.ones(len(rows), bool)
    if len(rows) > 1:
        new[1:] = (rows[1:] != rows[:-1]).reshape(len(rows) - 1, -1).any(1)
    starts = np.flatnonzero(new)
    values = rows[starts].reshape(-1) if axis is None else np.moveaxis(rows[starts], 0, axis)
    inverse = np.cumsum(new) - 1
    return values, inverse.reshape(x.shape if axis is None else -1), np.diff(starts, append=len(rows))


unique = op(_unique, name="unique", kind="gather")
unique_consecutive = op(_unique_consecutive, name="unique_consecutive", kind="gather", label="unique in runs")
