"""How far numbers spread: variance and standard deviation, then vector norms and distances."""

from __future__ import annotations

from math import inf, nan

import numpy as np

from backlight.core.layout import in_order
from backlight.core.op import op
from backlight.ops.arithmetic import absolute, direction, power_scalar
from backlight.ops.reduce import count, kept, mean, sum
from backlight.ops.select import where


def _var(x, axis=None, correction=1, keepdims=False):
    if x.dtype.kind == "c":
        return _var(x.real, axis, correction, keepdims) + _var(x.imag, axis, correction, keepdims)
    wide = x.astype(np.float64)  # two passes in float64 give float32 to the last bit
    n = count(x.shape, axis)
    wide -= np.add.reduce(wide, axis=axis, keepdims=True) / n
    total = np.add.reduce(np.square(wide, out=wide), axis=axis, keepdims=keepdims)
    with np.errstate(all="ignore"):
        return in_order(np.asarray(total / np.float64(max(n - correction, 0))).astype(x.dtype))


_mean = mean.op.forward


def _var_slope(g, x, axis, correction):
    freedom = count(x.shape, axis) - correction
    scale = 2 / freedom if freedom > 0 else nan
    return g.reshape(kept(x.shape, axis)) * scale * (x - mean(x, axis=axis, keepdims=True))


var = op(
    _var,
    lambda g, out, x, axis=None, correction=1, keepdims=False: _var_slope(g, x, axis, correction),
    name="var",
    kind="reduce",
    holomorphic=False,
    local=("2(x − mean)/(n − c)",),
)
std = op(
    lambda x, **how: np.sqrt(_var(x, **how)),
    lambda g, out, x, axis=None, correction=1, keepdims=False: _var_slope(
        where(out == 0, 0, g / (2 * out)), x, axis, correction
    ),
    name="std",
    kind="reduce",
    holomorphic=False,
    local=("(x − mean)/((n − c)·out)",),
)


# The same with the mean, in one node.
var_mean = op(
    lambda x, axis=None, correction=1, keepdims=False: (_var(x, axis, correction, keepdims), _mean(x, axis, keepdims)),
    joint=lambda g, out, x, axis=None, correction=1, keepdims=False: (
        _var_slope(g[0], x, axis, correction) + g[1].reshape(kept(x.shape, axis)) / count(x.shape, axis),
    ),
    name="var_mean",
    kind="reduce",
    local=("2(x − mean)/(n − c), and 1/n",),
    holomorphic=False,
)
std_mean = op(
    lambda x, axis=None, correction=1, keepdims=False: (
        np.sqrt(_var(x, axis, correction, keepdims)),
        _mean(x, axis, keepdims),
    ),
    joint=lambda g, out, x, axis=None, correction=1, keepdims=False: (
        _var_slope(where(out[0] == 0, 0, g[0] / (2 * out[0])), x, axis, correction)
        + g[1].reshape(kept(x.shape, axis)) / count(x.shape, axis),
    ),
    name="std_mean",
    kind="reduce",
    local=("(x − mean)/((n − c)·std), and 1/n",),
    holomorphic=False,
)


def _vector_norm(x, ord=2, axis=None, keepdims=False):
    how = {"axis": axis, "keepdims": keepdims}
    if x.dtype.itemsize == 2:
        return np.asarray(_vector_norm(x.astype(np.float32), ord, axis, keepdims)).astype(x.dtype)
    if ord == 2:
        return np.sqrt(np.add.reduce(x * x if x.dtype.kind != "c" else (x * x.conj()).real, **how))
    size = np.abs(x)
    if ord == 1:
        return np.add.reduce(size, **how)
    if ord == inf:
        return np.maximum.reduce(size, **how)
    if ord == -inf:
        return np.minimum.reduce(size, **how)
    if ord == 0:
        return np.add.reduce(x != 0, dtype=size.dtype, **how)
    return np.power(np.add.reduce(np.power(size, ord), **how), 1 / ord)


def _norm_slope(g, out, x, ord, axis):
    """The gradient for x; where the norm is 0 it has a corner, and the gradient is 0 by convention."""
    shape = kept(x.shape, axis)
    g, out = g.reshape(shape), out.reshape(shape)
    if ord == 0:
        return None
    if ord == 1:
        return g * direction(x)
    if ord == 2:
        return where(out == 0, 0, g * (x / where(out == 0, 1, out)))
    if ord in (inf, -inf):
        hit = absolute(x) == out
        return where(hit, direction(x) * (g / sum(hit, axis=axis, keepdims=True)), 0)
    share = absolute(where(x == 0, 1, x)) / where(out == 0, 1, out)  # powers of it neither vanish nor overflow
    return where((x == 0) | (out == 0), 0, direction(x) * (g * power_scalar(share, exponent=ord - 1)))


_LENGTHS = {
    0: "0",
    1: "sign x",
    2: "x/out",
    inf: "sign x where |x| = out, shared",
    -inf: "sign x where |x| = out, shared",
}

vector_norm = op(
    lambda x, ord=2, axis=None, keepdims=False: in_order(_vector_norm(x, ord, axis, keepdims)),
    lambda g, out, x, ord=2, axis=None, keepdims=False: _norm_slope(g, out, x, ord, axis),
    name="vector_norm",
    kind="reduce",
    label="norm",
    local=(lambda p: _LENGTHS.get(p.get("ord", 2), "sign x·(|x|/out)ᵖ⁻¹"),),
    grad_fn="LinalgVectorNormBackward0",
    holomorphic=False,
)
