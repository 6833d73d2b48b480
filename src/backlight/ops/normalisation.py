"""Values moved to mean 0 and variance 1: by given statistics, then by their own.

x is seen in a working shape: (n, c, l) with a mean per channel for batches, (rows, l) for layers, (n, groups, c, l) for
groups. `axes` are those that a mean runs over; `affine` is the shape in which weight and bias stand beside x.
"""

from __future__ import annotations

from math import prod

import numpy as np

from backlight.core.fit import sum_to
from backlight.core.op import op
from backlight.ops.reduce import count, kept
from backlight.ops.reduce import sum as total
from backlight.ops.shape import reshape
from backlight.ops.twofold import twofold

PIECE = 1 << 15  # numbers handled at a time, so that what lies between two steps stays in the processor's cache


def _pieces(shape):
    """Slices of the first dimension with about PIECE numbers each."""
    rows = max(1, PIECE // max(1, prod(shape[1:])))
    return [slice(start, start + rows) for start in range(0, shape[0], rows)]


def _beside(part, rows):
    """The rows of something that stands beside x; all of it if it is the same for every row."""
    return part if part.shape[0] == 1 else part[rows]


def wide(dtype):
    """The type in which numbers of `dtype` are computed with."""
    return np.dtype(np.float32) if dtype.itemsize == 2 else dtype


def _by_given(x, w, b, mean, var, shape, affine, eps):
    dtype = wide(x.dtype)
    mean = mean.reshape(affine).astype(dtype)
    scale = 1 / np.sqrt(var.reshape(affine).astype(dtype) + dtype.type(eps))
    scale = scale if w is None else scale * w.reshape(affine)
    x = x.reshape(shape)
    out = np.empty(shape, x.dtype)
    for rows in _pieces(shape):
        part = x[rows] - mean
        part *= scale
        if b is not None:
            part += b.reshape(affine)
        out[rows] = part
    return out


def _root(var, affine, eps):
    return reshape((var + eps) ** -0.5, shape=affine)


def _weighed(g, w, affine):
    return g if w is None else g * reshape(w, shape=affine)


def _for_weight(g, x, w, mean, var, affine, eps):
    steep = g * ((x - reshape(mean, shape=affine)) * _root(var, affine, eps))
    return reshape(sum_to(steep, shape=affine), shape=w.shape)


# By a mean and a variance that are given, as running averages are in evaluation: a linear function of x.
normalise_by = op(
    lambda x, w, b, mean, var, shape, affine, eps: _by_given(x, w, b, mean, var, shape, affine, eps).reshape(x.shape),
    lambda g, out, x, w, b, mean, var, shape, affine, eps: reshape(
        _weighed(reshape(g, shape=shape), w, affine) * _root(var, affine, eps), shape=x.shape
    ),
    lambda g, out, x, w, b, mean, var, shape, affine, eps: _for_weight(
        reshape(g, shape=shape), reshape(x, shape=shape), w, mean, var, affine, eps
    ),
    lambda g, out, x, w, b, mean, var, shape, affine, eps: reshape(
        sum_to(reshape(g, shape=shape), shape=affine), shape=b.shape
    ),
    None,
    None,
    name="normalise_by",
    kind="elementwise",
    label="(x − μ)/σ",
    local=("w/σ", "(x − μ)/σ", "1", "", ""),
    grad_fn="NativeBatchNormBackward0",
)


def _centred(values, mean):
    """Pieces of the values with their mean taken away: (rows, piece); the memory of a piece is used again."""
    room = None
    for rows in _pieces(values.shape):
        part = values[rows]
        if room is None:
            room = np.empty(part.shape, mean.dtype)
        yield rows, np.subtract(part, _beside(mean, rows), out=room[: len(part)])


def _mean(x, axes):
    """The mean over the axes, of which one is the last; they keep the size 1."""
    steady = kept(x.shape, axes)
    return (_gathered(_row_sums(x, wide(x.dtype)), steady) / max(1, count(x.shape, axes))).astype(wide(x.dtype))


def _var(x, mean, axes):
    squares = np.empty(x.shape[:-1], mean.dtype)
    for rows, part in _centred(x, mean):
        squares[rows] = np.vecdot(part, part)
    return (_gathered(squares, mean.shape) / max(1, count(x.shape, axes))).astype(mean.dtype)


SHORT = 1024  # numbers in a row; below it, a product with ones sums faster, above it NumPy's sum has more digits


def _row_sums(x, dtype):
    """The sums along the last dimension."""
    if x.dtype == dtype and x.shape[-1] <= SHORT:
        return x @ np.ones(x.shape[-1], dtype)
    return np.add.reduce(x, axis=-1, dtype=dtype)


def _gathered(sums, shape):
    """Sums of rows, added up to the shape that a mean has, in which dimensions of size 1 are added over."""
    axes = tuple([i for i, (have, want) in enumerate(zip(sums.shape, shape, strict=False)) if have != want])
    if axes:
        sums = np.add.reduce(sums, axis=axes, dtype=np.float64)
    return sums.reshape(shape)


def _normalise(x, w, b, shape, axes, affine, stats, eps, form):
    """The result, and the mean and the variance that it was made with, in the shape `stats`."""
    values = x.reshape(shape)
    mean = _mean(values, axes)
    small = mean.dtype.type(eps)
    w, b = [None if a is None else a.reshape(affine) for a in (w, b)]
    out = np.empty(x.shape, x.dtype)
    result = out.reshape(shape)
    together = 0 in axes
    var = _var(values, mean, axes) if together else np.empty(mean.shape, mean.dtype)
    scale = _scale(var, small, w, affine) if together else None
    for rows, part in _centred(values, mean):
        if not together:  # each row has a variance of its own
            var[rows] = _gathered(np.vecdot(part, part), var[rows].shape) / max(1, count(shape, axes))
            scale = _scale(var[rows], small, w, affine)
        part *= scale
        if w is not None and affine[-1] != 1:
            part *= w
        if b is None:
            result[rows] = part
        else:
            np.add(part, b, out=result[rows], casting="same_kind")
    return out, mean.reshape(stats), var.reshape(stats)


def _scale(var, small, w, affine):
    """1/σ, times the weight if that is the same along a row."""
    rstd = (var + small) ** -0.5
    return rstd if w is None or affine[-1] != 1 else rstd * w


def _slopes(g, gm, gv, x, w, b, mean, var, shape, axes, affine, eps):
    """The gradients for x, w and b, from those for the result, the mean and the variance."""
    steady = kept(shape, axes)
    gm, gv, mean, var = [a.reshape(steady) for a in (gm, gv, mean, var)]
    rstd = (var + var.dtype.type(eps)) ** -0.5
    back = _slopes_of_channels if affine[-1] == 1 else _slopes_of_rows
    dx = np.empty(x.shape, x.dtype)
    dw, db = back(g.reshape(shape), gm, gv, x.reshape(shape), w, mean, rstd, axes, affine, dx.reshape(shape))
    return (
        dx,
        None if w is None else dw.reshape(w.shape).astype(w.dtype, copy=False),
        None if b is None else db.reshape(b.shape).astype(b.dtype, copy=False),
    )


def _slopes_of_channels(g, gm, gv, x, w, mean, rstd, axes, affine, dx):
    """Weights are the same along the last dimension: all sums are made of those along it."""
    n, dtype = max(1, count(x.shape, axes)), rstd.dtype
    products = np.empty(x.shape[:-1], dtype)
    for rows, part in _centred(x, mean):
        products[rows] = np.vecdot(part, g[rows])
    sums, products = _row_sums(g, dtype)[..., None], products[..., None]  # (n, c) -> (n, c, 1)
    dw, db = _gathered(products * rstd, affine), _gathered(sums, affine)
    w = dtype.type(1) if w is None else w.reshape(affine)
    slope = (_gathered(w * products, rstd.shape) * (rstd * rstd * rstd) - 2 * gv) / n
    level = (_gathered(w * sums, rstd.shape) * rstd - gm) / n
    scale, slope, level = [a.astype(dtype, copy=False) for a in (w * rstd, slope, level)]
    for rows, part in _centred(x, mean):
        part *= _beside(slope, rows)
        part += _beside(level, rows)
        np.subtract(g[rows] * _beside(scale, rows), part, out=dx[rows], casting="same_kind")
    return dw, db


def _slopes_of_rows(g, gm, gv, x, w, mean, rstd, axes, affine, dx):
    """A mean for each row, weights along it."""
    n, dtype = max(1, x.shape[1]), rstd.dtype
    weights = np.ones(x.shape[1], dtype) if w is None else w.reshape(-1).astype(dtype, copy=False)
    dw, db = np.zeros(weights.shape), np.zeros(weights.shape)
    room = None
    for rows, part in _centred(x, mean):
        r, given = rstd[rows], g[rows].astype(dtype, copy=False)
        if room is None:
            room = np.empty(part.shape, dtype)
        product = np.multiply(given, part, out=room[: len(part)])
        dw += r[:, 0] @ product
        db += np.ones(len(given), dtype) @ given
        slope = ((product @ weights)[:, None] * (r * r * r) - 2 * gv[rows]) / n
        level = ((given @ weights)[:, None] * r - gm[rows]) / n
        part *= slope
        part += level
        given = np.multiply(given, r, out=product)
        if w is not None:
            given *= weights
        np.subtract(given, part, out=dx[rows], casting="same_kind")
    return dw, db


def _slopes_by_ops(g, gm, gv, x, w, b, mean, var, shape, axes, affine, eps):
    n, steady = max(1, count(shape, axes)), kept(shape, axes)
    gm, gv, mean, var = [reshape(a, shape=steady) for a in (gm, gv, mean, var)]
    rstd = (var + eps) ** -0.5
    given, values = reshape(g, shape=shape), reshape(x, shape=shape)
    standard = (values - mean) * rstd
    product = given * standard
    weighed = _weighed(given, w, affine)
    slope = total(weighed * standard, axis=axes, keepdims=True) - 2 * gv / (rstd * rstd)
    level = total(weighed, axis=axes, keepdims=True) - gm / rstd
    dx = (weighed - (standard * slope + level) / n) * rstd
    return (
        reshape(dx, shape=x.shape),
        None if w is None else reshape(sum_to(product, shape=affine), shape=w.shape),
        None if b is None else reshape(sum_to(given, shape=affine), shape=b.shape),
    )


slopes = twofold(_slopes, _slopes_by_ops)

# By their own mean and variance, which are results too: (result, mean, variance).
normalise = op(
    _normalise,
    joint=lambda g, out, x, w, b, shape, axes, affine, stats, eps, form: slopes(
        *g, x, w, b, out[1], out[2], shape=shape, axes=axes, affine=affine, eps=eps
    ),
    name="normalise",
    kind="reduce",
    label="(x − μ)/σ",
    local=("w/σ·(δᵢⱼ − 1/n − x̂ᵢ·x̂ⱼ/n)", "x̂", "1"),
    grad_fn=lambda params: params["form"],
)
