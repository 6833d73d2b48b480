"""Running results along an axis: sums first, then products, extrema, sums in logarithms.

With `reverse` they run from the end: the gradient of a scan is a scan the other way round.
"""

from __future__ import annotations

from math import inf, isqrt

import numpy as np

from backlight.core.card import is_complex
from backlight.core.layout import in_order
from backlight.core.op import op
from backlight.ops.along import place_along
from backlight.ops.functions import exp, log
from backlight.ops.order import expect_order
from backlight.ops.select import where
from backlight.ops.special import log_of_sum


def _turned(x, axis, reverse):
    return np.flip(x, axis) if reverse and x.ndim else x


def _accumulate(ufunc, x, axis, reverse):
    """float32 is accumulated in float64, as torch does."""
    kind = x.dtype.kind
    dtype = np.int64 if kind in "biu" else x.dtype
    if not x.ndim:
        return x.astype(dtype)
    wide = dtype if kind in "biuc" else np.float64
    total = _turned(ufunc.accumulate(_turned(x, axis, reverse), axis=axis, dtype=wide), axis, reverse)
    return total.astype(dtype, "C")


cumsum = op(
    lambda x, axis, reverse=False: _accumulate(np.add, x, axis, reverse),
    lambda g, out, x, axis, reverse=False: cumsum(g, axis=axis, reverse=not reverse),
    name="cumsum",
    kind="reduce",
    label="Σ so far",
    local=("1 up to here",),
)


def _shift(x, axis, reverse=False, fill=0):
    out = np.full_like(x, fill)
    if x.ndim:
        source, target = (_turned(np.moveaxis(a, axis, 0), 0, reverse) for a in (x, out))
        target[1:] = source[:-1]
    return out


LONG = 200  # steps; the gradient of a cumprod of 10,000 numbers takes 22 ms step by step, 0.9 ms by blocks


def _carry(x, y, axis, reverse=False):
    out = np.array(x)
    if x.ndim:
        total, factor = (_turned(np.moveaxis(a, axis, 0), 0, reverse) for a in (out, y))
        if len(total) > LONG:
            found = _by_blocks(total, factor)
            if np.isfinite(found).all():  # the product of many factors may overflow where their sums with zero do not
                total[...] = found
                return out
        for i in range(1, len(total)):
            total[i] += factor[i] * total[i - 1]
    return out


def _by_blocks(x, y):
    """The recurrence along the first axis: in all blocks of √n at once, each as if the first; then from one to next."""
    n, size = len(x), isqrt(len(x))
    count = -(-n // size)
    total, factor = (np.zeros((count * size, *x.shape[1:]), np.result_type(x, np.float64)) for _ in range(2))
    total[:n], factor[:n] = x, y
    total, factor = (a.reshape(count, size, *x.shape[1:]) for a in (total, factor))  # (n, …) -> (blocks, √n, …)
    with np.errstate(all="ignore"):
        for i in range(1, size):
            total[:, i] += factor[:, i] * total[:, i - 1]
            factor[:, i] *= factor[:, i - 1]
        for k in range(1, count):
            total[k] += factor[k] * total[k - 1, -1]
    return total.reshape(count * size, *x.shape[1:])[:n]


# The value before, xᵢ₋₁, along the axis; `fill` stands before the first.
shift = op(
    _shift,
    lambda g, out, x, axis, reverse=False, fill=0: shift(g, axis=axis, reverse=not reverse),
    name="shift",
    kind="gather",
    label="one before",
    local=("1 for the one before",),
)
# rᵢ = xᵢ + yᵢ·rᵢ₋₁, which takes as many steps as the axis is long.
carry = op(
    _carry,
    lambda g, out, x, y, axis, reverse=False: _carried_back(g, y, axis, reverse),
    lambda g, out, x, y, axis, reverse=False: (
        _carried_back(g, y, axis, reverse) * shift(out, axis=axis, reverse=reverse)
    ),
    name="carry",
    kind="reduce",
    label="x + y·r so far",
    local=("Π y from there to here", "r before · Π y from there to here"),
)


def _carried_back(g, y, axis, reverse):
    return carry(g, shift(y, axis=axis, reverse=not reverse), axis=axis, reverse=not reverse)


# No division by x in the gradient, so that zeros may stand among the factors.
cumprod = op(
    lambda x, axis, reverse=False: _accumulate(np.multiply, x, axis, reverse),
    lambda g, out, x, axis, reverse=False: (
        shift(out, axis=axis, reverse=reverse, fill=1) * _carried_back(g, x, axis, reverse)
    ),
    name="cumprod",
    kind="reduce",
    label="Π so far",
    local=("Π of the others so far",),
)


def _cumulative_extremum(ufunc, x, axis):
    if not x.ndim:
        return x.copy(), np.zeros((), np.int64)
    expect_order(x, ufunc.__name__)
    x = in_order(x)
    values = ufunc.accumulate(x, axis=axis)
    places = np.arange(x.shape[axis]).reshape((-1,) + (1,) * (x.ndim - axis % x.ndim - 1))
    return values, np.maximum.accumulate(np.where((x == values) | (x != x), places, 0), axis=axis)


cummax = op(
    lambda x, axis: _cumulative_extremum(np.maximum, x, axis),
    joint=lambda g, out, x, axis: (
        place_along(g[0], out[1], axis=axis, size=x.shape[axis] if x.ndim else 1, repeats=True),
    ),
    name="cummax",
    kind="reduce",
    label="max so far",
    local=("1 for the largest so far",),
)
cummin = op(
    lambda x, axis: _cumulative_extremum(np.minimum, x, axis),
    joint=lambda g, out, x, axis: (
        place_along(g[0], out[1], axis=axis, size=x.shape[axis] if x.ndim else 1, repeats=True),
    ),
    name="cummin",
    kind="reduce",
    label="min so far",
    local=("1 for the smallest so far",),
)


def _log_sums(x, axis, reverse):
    if x.dtype.kind != "c" or not x.ndim:
        return _accumulate(np.logaddexp, x, axis, reverse)
    out = x.astype(np.complex128)
    total = _turned(np.moveaxis(out, axis, 0), 0, reverse)
    for i in range(1, len(total)):
        total[i] = log_of_sum(total[i - 1], total[i])
    return out.astype(x.dtype)


def _log_sums_back(g, out, x, axis, reverse):
    if is_complex(x):
        logs = where(g != 0, log(where(g != 0, g, 1)) - out, -inf)
        return exp(logcumsumexp(logs, axis=axis, reverse=not reverse) + x)
    return _share(g, out, x, axis, reverse) - _share(-g, out, x, axis, reverse)


def _share(g, out, x, axis, reverse):
    """What the positive gradients g give to x, computed in logarithms so that nothing overflows."""
    logs = where(g > 0, log(where(g > 0, g, 1)) - out, -inf)
    return exp(logcumsumexp(logs, axis=axis, reverse=not reverse) + x)


logcumsumexp = op(
    lambda x, axis, reverse=False: _log_sums(x, axis, reverse),
    lambda g, out, x, axis, reverse=False: _log_sums_back(g, out, x, axis, reverse),
    name="logcumsumexp",
    kind="reduce",
    label="log Σ exp so far",
    local=("exp(x − out)",),
)
