"""Values that land on one place, combined with what was there: their sum, mean, product, maximum or minimum."""

from __future__ import annotations

import numpy as np

from backlight.core.op import op
from backlight.ops.gather import checked, corner, from_corner, gather, places, same_dtype, scatter_add
from backlight.ops.order import expect_order
from backlight.ops.select import where, zeros_like

_COMBINE = {"sum": np.add, "mean": np.add, "prod": np.multiply, "amax": np.maximum, "amin": np.minimum}


def _scatter_reduce(x, src, index, axis, reduce, include_self=True):
    if reduce not in _COMBINE:
        raise RuntimeError(f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}")
    same_dtype(x, src, "scatter")
    if reduce in ("amax", "amin"):
        expect_order(x, "scatter_reduce")
    key = places(checked(x, index, axis, "scatter_reduce"), axis)
    out = x.copy()
    if not include_self:
        out[key] = _neutral(reduce, x.dtype)
    _COMBINE[reduce].at(out, key, corner(src, index, "scatter_reduce"))
    if reduce == "mean":
        counts = np.full(x.shape, int(include_self))
        np.add.at(counts, key, 1)
        counts = np.maximum(counts, 1)
        out = out // counts if x.dtype.kind in "iu" else out / counts
    return out.astype(x.dtype, copy=False)


def _neutral(reduce, dtype):
    """What changes nothing when it is combined with a value."""
    if reduce in ("sum", "mean", "prod"):
        return int(reduce == "prod")
    if dtype.kind == "b":
        return reduce == "amin"
    if dtype.kind not in "iu":
        return -np.inf if reduce == "amax" else np.inf
    return np.iinfo(dtype).min if reduce == "amax" else np.iinfo(dtype).max


def _gradients(g, out, x, src, index, *, axis, reduce, include_self=True):
    def back(values):
        return gather(values, index, axis=axis)

    def total(values):
        return scatter_add(zeros_like(x), values, index, axis=axis)

    part = corner(src, index, "scatter_reduce")
    count = total(zeros_like(part) + 1)
    own = zeros_like(x) + 1 if include_self else where(count == 0, zeros_like(x) + 1, 0)  # the weight of x itself
    if reduce == "sum":
        gx, gsrc = g * own, back(g)
    elif reduce == "mean":
        share = g / (count + own)
        gx, gsrc = share * own, back(share)
    elif reduce == "prod":
        gx = g * own * scatter_reduce(zeros_like(x) + 1, src, index, axis=axis, reduce="prod")
        gsrc = _product_of_others(g, out, x, part, index, axis, include_self)
    else:  # all that reach the extremum share its gradient
        mine, theirs = own * (x == out), where(part == back(out), zeros_like(part) + 1, 0)
        share = g / (mine + total(theirs))
        gx, gsrc = mine * share, theirs * back(share)
    return gx, from_corner(gsrc, src), None


def _product_of_others(g, out, x, part, index, axis, include_self):
    """g times the product of all that landed on the same place but the value itself, of which one may be zero."""
    zero = where(part == 0, zeros_like(part) + 1, 0)
    zeros = gather(scatter_add(zeros_like(x), zero, index, axis=axis), index, axis=axis)
    alone = (zero == 1) & (zeros == 1)
    rest = scatter_reduce(
        x, where(alone, 1, part), index, axis=axis, reduce="prod", include_self=include_self
    )  # the product without that zero
    safe = where(zero == 1, 1, part)
    return where(alone, gather(g * rest, index, axis=axis), gather(g * out, index, axis=axis) / safe)


scatter_reduce = op(
    _scatter_reduce,
    joint=_gradients,
    name="scatter_reduce",
    kind="gather",
)
