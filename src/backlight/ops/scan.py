"""Running results along an axis: sums first, then products, extrema, sums in logarithms.

With `reverse` they run from the end: the gradient of a scan is a scan the other way round.
"""

from __future__ import annotations

from math import inf

import numpy as np

from backlight.core.op import op
from backlight.ops.along import place_along
from backlight.ops.functions import exp, log
from backlight.ops.select import where


def _turned(x, axis, reverse):
    return np.flip(x, axis) if reverse and x.ndim else x


def _accumulate(ufunc, x, axis, reverse):
    """float32 is accumulated in float64, as torch does."""
    kind = x.dtype.kind
    dtype = np.int64 if kind in "biu" else x.dtype
    if not x.ndim:
        return x.astype(dtype)
    wide = dtype if kind in "biuc" else np.float64
    return _turned(ufunc.accumulate(_turned(x, axis, reverse), axis=axis, dtype=wide), axis, reverse).astype(dtype)


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


def _carry(x, y, axis, reverse=False):
    out = np.array(x)
    if x.ndim:
        total, factor = (_turned(np.moveaxis(a, axis, 0), 0, reverse) for a in (out, y))
        for i in range(1, len(total)):
            total[i] += factor[i] * total[i - 1]
    return out


# The value before, xᵢ₋₁, along the axis; `fill` stands before the first.
shift = op(
    _shift,
    lambda g, out, x, axis, reverse=False, fill=0: shift(g, axis=axis, reverse=not reverse),
    name="shift",
    kind="gather",
    label="one before",
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
)
cummin = op(
    lambda x, axis: _cumulative_extremum(np.minimum, x, axis),
    joint=lambda g, out, x, axis: (
        place_along(g[0], out[1], axis=axis, size=x.shape[axis] if x.ndim else 1, repeats=True),
    ),
    name="cummin",
    kind="reduce",
    label="min so far",
)


def _share(g, out, x, axis, reverse):
    """What the positive gradients g give to x, computed in logarithms so that nothing overflows."""
    logs = where(g > 0, log(where(g > 0, g, 1)) - out, -inf)
    return exp(logcumsumexp(logs, axis=axis, reverse=not reverse) + x)


logcumsumexp = op(
    lambda x, axis, reverse=False: _accumulate(np.logaddexp, x, axis, reverse),
    lambda g, out, x, axis, reverse=False: _share(g, out, x, axis, reverse) - _share(-g, out, x, axis, reverse),
    name="logcumsumexp",
    kind="reduce",
    label="log Σ exp so far",
    local=("exp(x − out)",),
)
