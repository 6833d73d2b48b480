"""Distances of points from each other: of all pairs of rows of one array, then of the rows of two."""

from __future__ import annotations

from math import inf, prod

import numpy as np

from backlight.core.op import op
from backlight.ops.arithmetic import absolute, power_scalar, sign
from backlight.ops.embedding import embedding, embedding_sum
from backlight.ops.reduce import sum as total
from backlight.ops.select import where
from backlight.ops.shape import expand_dims


def _length(difference, p):
    """The p-norm along the last dimension."""
    if p == 2:
        return np.sqrt(np.vecdot(difference, difference))
    size = np.abs(difference)
    if p == 0:
        return np.add.reduce(size != 0, axis=-1, dtype=size.dtype)
    if p == inf:
        return np.maximum.reduce(size, axis=-1, initial=0)
    if p == 1:
        return np.add.reduce(size, axis=-1)
    return np.power(np.add.reduce(np.power(size, p), axis=-1), 1 / p)


def _slope(g, difference, length, p):
    """The gradient for the differences; 0 where two points are the same."""
    g, length = expand_dims(g, axis=g.ndim), expand_dims(length, axis=length.ndim)
    if p == 0:
        return g * (difference * 0)
    if p == 1:
        return g * sign(difference)
    if p == inf:
        return where(absolute(difference) == length, g * sign(difference), 0)
    if p == 2:
        return difference * where(length == 0, 0, g / where(length == 0, 1, length))
    safe = where(difference == 0, 1, difference)
    powers = where(difference == 0, 0, sign(safe) * power_scalar(absolute(safe), exponent=p - 1))
    return powers * where(length == 0, 0, g * power_scalar(where(length == 0, 1, length), exponent=1 - p))


def _pairs(n):
    """The numbers of the first and of the second row of each pair."""
    return np.triu_indices(n, 1)


def _rows(x, index):
    return embedding(x, index, padding=None, by_frequency=False)


def _pdist(x, p):
    first, second = _pairs(len(x))
    return _length(x[first] - x[second], p)


def _slope_text(difference, p):
    """The local derivative, for those who read."""
    known = {0: "0", 1: f"sign({difference})", 2: f"({difference})/out", inf: f"sign({difference}) for the largest"}
    return known.get(p, f"sign({difference})·(|{difference}|/out)ᵖ⁻¹")


def _pdist_slope(g, out, x, p):
    first, second = _pairs(x.shape[0])
    slope = _slope(g, _rows(x, first) - _rows(x, second), out, p)
    how = {"shape": tuple(x.shape), "padding": None, "by_frequency": False}
    return embedding_sum(slope, first, **how) - embedding_sum(slope, second, **how)


pdist = op(
    _pdist,
    lambda g, out, x, p: _pdist_slope(g, out, x, p),
    name="pdist",
    kind="contract",
    label="distances",
    local=(lambda p: _slope_text("xᵢ − xⱼ", p["p"]),),
)

PIECE = 1 << 16  # differences held at a time


def _cdist(x, y, p):
    shape = np.broadcast_shapes(x.shape[:-2], y.shape[:-2])
    n, m, d = x.shape[-2], y.shape[-2], x.shape[-1]
    x, y = np.broadcast_to(x, (*shape, n, d)), np.broadcast_to(y, (*shape, m, d))
    out = np.empty((*shape, n, m), x.dtype)
    step = max(1, PIECE // max(1, prod(shape) * m * d))
    for i in range(0, n, step):
        rows = slice(i, i + step)
        out[..., rows, :] = _length(x[..., rows, None, :] - y[..., None, :, :], p)  # (…, n, 1, d) - (…, 1, m, d)
    return out


def _differences(x, y):
    return expand_dims(x, axis=x.ndim - 1) - expand_dims(y, axis=y.ndim - 2)


cdist = op(
    _cdist,
    lambda g, out, x, y, p: total(_slope(g, _differences(x, y), out, p), axis=-2, keepdims=False),
    lambda g, out, x, y, p: -total(_slope(g, _differences(x, y), out, p), axis=-3, keepdims=False),
    name="cdist",
    kind="contract",
    label="distances",
    local=(lambda p: _slope_text("xᵢ − yⱼ", p["p"]), lambda p: _slope_text("yⱼ − xᵢ", p["p"])),
)
