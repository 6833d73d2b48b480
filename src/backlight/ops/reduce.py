"""Many numbers made one: sums and means, then products, questions and counts, then sums in logarithms."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from backlight.core.layout import in_order
from backlight.core.op import op
from backlight.ops.functions import exp
from backlight.ops.scan import cumprod, shift
from backlight.ops.select import where


def kept(shape, axis):
    """The shape of a reduction's result if the reduced dimensions stay, with size 1.

    >>> kept((2, 3, 4), (0, -1)), kept((2, 3), None)
    ((1, 3, 1), (1, 1))
    """
    if axis is None:
        return (1,) * len(shape)
    if axis.__class__ is int:
        axis = (axis,)
    return tuple([1 if i in axis or i - len(shape) in axis else n for i, n in enumerate(shape)])


def count(shape, axis):
    """How many numbers make one.

    >>> count((2, 3, 4), (0, -1)), count((2, 3), None)
    (8, 6)
    """
    if axis is None:
        return math.prod(shape)
    if not shape:
        return 1
    return shape[axis] if axis.__class__ is int else math.prod([shape[a] for a in axis])


def _variants(name):
    """torch's two names of a node: the first where all is reduced to one number, the second for dimensions."""
    whole, along = f"{name}Backward0", f"{name}Backward1"
    return lambda p: along if p and (p.get("axis") is not None or p.get("keepdims")) else whole


def _spread(x, shape, axis, keepdims):
    out = np.empty(shape, x.dtype)
    out[...] = x if keepdims or not x.ndim else x.reshape(kept(shape, axis))  # (a, c) -> (a, 1, c)
    return out


_FLOAT32 = np.dtype(np.float32)


def _sum(x, axis=None, keepdims=False):
    dtype = x.dtype
    if axis is None and dtype is _FLOAT32 and not keepdims:
        out: Any = np.empty((), dtype)  # an array at once: a scalar would have to become one
        return np.add.reduce(x, None, None, out)
    if dtype.kind in "biu":
        return in_order(np.add.reduce(x, axis=axis, keepdims=keepdims, dtype=np.int64))
    if dtype.itemsize == 2:
        return in_order(np.add.reduce(x, axis=axis, keepdims=keepdims, dtype=np.float32).astype(dtype))
    out = np.add.reduce(x, axis=axis, keepdims=keepdims)
    return out if out.flags.c_contiguous else in_order(out)


sum = op(
    _sum,
    lambda g, out, x, axis=None, keepdims=False: spread(g, shape=x.shape, axis=axis, keepdims=keepdims),
    name="sum",
    kind="reduce",
    label="Σ",
    local=("1",),
    grad_fn=_variants("Sum"),
)
# A reduction undone: every element of the result goes back to all places that it came from.
spread = op(
    _spread,
    lambda g, out, x, shape, axis, keepdims: sum(g, axis=axis, keepdims=keepdims),
    name="spread",
    kind="gather",
    label="expand",
    local=("1",),
    grad_fn="ExpandBackward0",
)


def _mean(x, axis=None, keepdims=False):
    # the sum might be too large for float16 where the mean is not
    wide = np.float32 if x.dtype.itemsize == 2 else None
    total = np.add.reduce(x, axis=axis, keepdims=keepdims, dtype=wide)
    if not total.flags.c_contiguous:
        total = in_order(total)
    out = total / (x.size if axis is None else count(x.shape, axis))
    return out if wide is None else out.astype(x.dtype)


mean = op(
    _mean,
    lambda g, out, x, axis=None, keepdims=False: spread(
        g / count(x.shape, axis), shape=x.shape, axis=axis, keepdims=keepdims
    ),
    name="mean",
    kind="reduce",
    local=("1/n",),
    grad_fn=_variants("Mean"),
)
nansum = op(
    lambda x, axis=None, keepdims=False: _sum(np.where(x != x, x.dtype.type(0), x), axis, keepdims),
    lambda g, out, x, axis=None, keepdims=False: where(
        x == x, spread(g, shape=x.shape, axis=axis, keepdims=keepdims), 0
    ),
    name="nansum",
    kind="reduce",
    label="Σ (no NaN)",
    local=("1 where x is a number",),
)


def _prod(x, axis=None, keepdims=False):
    how = {"axis": axis, "keepdims": keepdims}
    if x.dtype.kind in "biu":
        return in_order(np.multiply.reduce(x, dtype=np.int64, **how))
    if x.dtype.itemsize == 2:
        return in_order(np.multiply.reduce(x, dtype=np.float32, **how).astype(x.dtype))
    return in_order(np.multiply.reduce(x, **how))


def _others(x, axis):
    """For each element the product of all others, before it and after it: so zeros may stand among them."""
    if axis is None:
        return _others(x.reshape(-1), 0).reshape(x.shape)  # (…) -> (n,) -> (…)
    before = shift(cumprod(x, axis=axis), axis=axis, fill=1)
    return before * shift(cumprod(x, axis=axis, reverse=True), axis=axis, reverse=True, fill=1)


prod = op(
    _prod,
    lambda g, out, x, axis=None, keepdims=False: (
        spread(g, shape=x.shape, axis=axis, keepdims=keepdims) * _others(x, axis)
    ),
    name="prod",
    kind="reduce",
    label="Π",
    local=("Π of the others",),
    grad_fn=_variants("Prod"),
)


def _answer(x, out):
    return in_order(np.asarray(out, np.uint8) if x.dtype == np.uint8 else out)


all = op(
    lambda x, axis=None, keepdims=False: _answer(x, np.logical_and.reduce(x, axis=axis, keepdims=keepdims)),
    name="all",
    kind="reduce",
)
any = op(
    lambda x, axis=None, keepdims=False: _answer(x, np.logical_or.reduce(x, axis=axis, keepdims=keepdims)),
    name="any",
    kind="reduce",
)
count_nonzero = op(
    lambda x, axis=None: in_order(np.add.reduce(x != 0, axis=axis, dtype=np.int64)),
    name="count_nonzero",
    kind="reduce",
    label="count ≠ 0",
)


def _logsumexp(x, axis=None, keepdims=False):
    if not x.size:
        return np.log(_sum(x, axis, keepdims))
    top = np.maximum.reduce(x.real, axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, top.dtype.type(0))
    total = in_order(np.log(_sum(np.exp(x - top), axis, True)) + top)
    if keepdims:
        return total
    return total.reshape(()) if axis is None else np.squeeze(total, axis) if x.ndim else total


logsumexp = op(
    _logsumexp,
    lambda g, out, x, axis=None, keepdims=False: (
        g.reshape(kept(x.shape, axis)) * exp(x - out.reshape(kept(x.shape, axis)))
    ),
    name="logsumexp",
    kind="reduce",
    label="log Σ exp",
    local=("exp(x − out)",),
)
