"""Order: sorting whole axes first, then the first few, the k-th, the middle one and the most frequent."""

from __future__ import annotations

import numpy as np

from backlight.core.layout import in_order
from backlight.core.op import op
from backlight.ops.along import positions
from backlight.ops.extrema import chosen_back, shared
from backlight.ops.order import expect_order


def _order(x, axis, descending):
    """The positions of the elements in order; equal ones stay as they were, NaN counts as the largest."""
    expect_order(x, "sort")
    if not x.ndim:
        return np.zeros((), np.int64)
    if x.dtype.kind == "V":  # of bfloat16 NumPy does not know what is NaN
        x = x.astype(np.float32)
    if not descending:
        return x.argsort(axis, kind="stable")
    return x.shape[axis] - 1 - np.flip(np.flip(x, axis).argsort(axis, kind="stable"), axis)


def _at(x, index, axis):
    return x[positions(index, axis)] if x.ndim else x.copy()


def _sort(x, axis, descending=False):
    index = _order(x, axis, descending)
    return _at(x, index, axis), index


sort = op(
    _sort,
    joint=lambda g, out, x, axis, descending=False: (chosen_back(g[0], out[1], x, axis, True),),
    name="sort",
    kind="gather",
    local=("1 at its place",),
)
argsort = op(_order, name="argsort", kind="gather")


def _first(x, k, axis):
    """The part of x along `axis` up to k."""
    return x[(slice(None),) * (axis % x.ndim) + (slice(k),)] if x.ndim else x


def _topk(x, k, axis, largest=True):
    if not x.ndim or not 0 < k < x.shape[axis] // 4:
        index = np.ascontiguousarray(_first(_order(x, axis, largest), k, axis)) if x.ndim else _order(x, axis, largest)
        return _at(x, index, axis), index
    # a few of many: find them first, then put them in order
    edge = x.shape[axis] - k if largest else k - 1
    parted = np.argpartition(x, edge, axis)
    index = np.sort(_first(np.flip(parted, axis) if largest else parted, k, axis), axis)
    index = _at(index, _order(_at(x, index, axis), axis, largest), axis)
    return _at(x, index, axis), index


topk = op(
    _topk,
    joint=lambda g, out, x, k, axis, largest=True: (chosen_back(g[0], out[1], x, axis, True),),
    name="topk",
    kind="gather",
    label="top k",
    local=("1 if it is one of them",),
)


def _one(x, index, axis, keepdims):
    """The elements at `index` along `axis`, of which `index` has one."""
    value = _at(x, index, axis)
    if keepdims or not x.ndim:
        return value, index
    return in_order(value.squeeze(axis)), in_order(index.squeeze(axis))


def _nth(index, n, axis):
    return index.take(n if np.ndim(n) else [n], axis=axis) if index.ndim else index


def _kthvalue(x, k, axis, keepdims=False):
    return _one(x, _nth(_order(x, axis, False), k - 1, axis), axis, keepdims)


kthvalue = op(
    _kthvalue,
    joint=lambda g, out, x, k, axis, keepdims=False: (chosen_back(g[0], out[1], x, axis, keepdims),),
    name="kthvalue",
    kind="reduce",
    label="k-th",
    local=("1 for the k-th",),
)


def _median_along(x, axis, keepdims=False, skip_nan=False):
    """Of an even number the lower one; NaN if there is any, unless they are to be skipped."""
    expect_order(x, "median")
    if not x.ndim:
        return x.copy(), np.zeros((), np.int64)
    order, n = _order(x, axis, False), x.shape[axis]
    missing = np.add.reduce(x != x, axis=axis, keepdims=True, dtype=np.int64)
    place = np.maximum(n - missing - 1, 0) // 2 if skip_nan else np.where(missing, n - missing, (n - 1) // 2)
    return _one(x, _at(order, place, axis), axis, keepdims)


def _median(x, skip_nan=False):
    if not x.size:
        return x.dtype.type(np.nan)
    return _median_along(x.reshape(-1), 0, skip_nan=skip_nan)[0]


median = op(
    _median,
    lambda g, out, x, skip_nan=False: shared(g, out, x, None),
    name="median",
    kind="reduce",
    local=("1 where x = out, shared",),
    grad_fn=lambda params: "NanmedianBackward0" if params.get("skip_nan") else "MedianBackward0",
)
median_along = op(
    _median_along,
    joint=lambda g, out, x, axis, keepdims=False, skip_nan=False: (chosen_back(g[0], out[1], x, axis, keepdims),),
    name="median_along",
    kind="reduce",
    label="median",
    local=("1 for the median",),
    grad_fn=lambda params: "NanmedianBackward1" if params.get("skip_nan") else "MedianBackward1",
)


def _mode(x, axis, keepdims=False):
    """The smallest of the most frequent values, at its last position."""
    if not x.ndim:
        return x.copy(), np.zeros((), np.int64)
    order = np.moveaxis(_order(x, axis, False), axis, -1)
    ordered = np.moveaxis(_at(x, np.moveaxis(order, -1, axis), axis), axis, -1)
    places = np.arange(ordered.shape[-1])
    new = np.ones(ordered.shape, bool)
    new[..., 1:] = ordered[..., 1:] != ordered[..., :-1]
    run = places - np.maximum.accumulate(np.where(new, places, 0), axis=-1)
    index = _at(order, run.argmax(-1, keepdims=True), -1)
    return _one(x, np.moveaxis(index, -1, axis), axis, keepdims)


mode = op(
    _mode,
    joint=lambda g, out, x, axis, keepdims=False: (chosen_back(g[0], out[1], x, axis, keepdims),),
    name="mode",
    kind="reduce",
    local=("1 for the last of the most frequent",),
)
