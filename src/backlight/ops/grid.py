"""An image sampled at the points of a grid: the points' elements and weights, their weighted sum, and its transposes.

A point (x, y[, z]) lies in [−1, 1] across the image. The sum Σ image·weight over the elements around a point is linear
in both; with the gradient that makes a form of three arrays, and each card below is this form with one left open.
"""

from __future__ import annotations

from itertools import product
from math import prod

import numpy as np

from backlight.core.op import op
from backlight.ops.functions import floor, rint
from backlight.ops.join import concatenate, stack
from backlight.ops.linalg import batches
from backlight.ops.precision import in_float32
from backlight.ops.reduce import sum
from backlight.ops.resampling import cubic


def _placed(u, size, padding, align):
    """Coordinates in elements, brought into the image as the padding says, and their slope in u."""
    slope = np.ones_like(u)
    if padding == "reflection":
        low, span = (0, size - 1) if align else (-0.5, size)
        if span:
            beyond = np.fmod(np.abs(u - low), 2 * span)
            slope = np.where((u < low) != (beyond > span), -slope, slope)
            u = np.minimum(beyond, 2 * span - beyond) + low
        else:
            u, slope = np.zeros_like(u), np.zeros_like(u)
    if padding != "zeros":
        inside = (u > 0) & (u < size - 1)
        u, slope = np.fmin(np.fmax(u, 0), size - 1), np.where(inside, slope, 0)
    return u, slope


def _scaled(x, size, align):
    return (x + 1) * ((size - 1) / 2) if align else (x + 1) * (size / 2) - 0.5


def _coordinate(x, size, padding, align):
    return _placed(_scaled(x, size, align), size, padding, align)[0]


def _coordinate_slope(x, size, padding, align):
    return _placed(_scaled(x, size, align), size, padding, align)[1] * (((size - 1) if align else size) / 2)


# From [−1, 1] to elements of an axis of `size`.
grid_coordinate = op(
    _coordinate,
    lambda g, out, x, **how: g * grid_slope(x, **how),
    name="grid_coordinate",
    kind="elementwise",
    local=(lambda p: "(size − 1)/2 inside" if p["align"] else "size/2 inside",),
    grad_fn="AddBackward0",
)
grid_slope = op(_coordinate_slope, name="grid_slope", kind="elementwise")


def _elements(*bases, sizes, offsets, padding, align):
    """The elements around points, counted through the image, (n, k, p); one beyond the last for those outside."""
    total, outside = np.int64(0), False
    n, ndim, p = bases[0].shape[0], len(sizes), prod(bases[0].shape[1:])
    for d, (base, size) in enumerate(zip(bases, sizes, strict=True)):
        at = base.reshape(n, *[1] * ndim, p) + np.array(offsets).reshape(-1, *[1] * (ndim - d))  # (n, …, k, …, p)
        if padding != "zeros" and len(offsets) == 4:
            at = _placed(at, size, padding, align)[0]
        beyond = ~((at >= 0) & (at < size))
        total = total * size + np.where(beyond, 0, at).astype(np.int64)
        outside = outside | beyond
    total = np.where(outside, prod(sizes), total)
    return total.reshape(n, len(offsets) ** ndim, p)


grid_elements = op(_elements, name="grid_elements", kind="gather")


def _with_zero(x):
    """(n, c, h, w) -> (n, c, h·w + 1): planes as rows, and a zero behind the last element."""
    n, c = x.shape[:2]
    return np.concatenate([x.reshape(n, c, prod(x.shape[2:])), np.zeros((n, c, 1), x.dtype)], 2)


def _sample(x, index, weight):
    rows, weight = _with_zero(x), weight.astype(x.dtype, copy=False)
    out = np.zeros((*x.shape[:2], index.shape[2]), x.dtype)
    for b in range(len(rows)):
        for at, w in zip(index[b], weight[b], strict=True):
            out[b] += rows[b].take(at, 1) * w
    return out


def _sample_sum(g, index, weight, shape):
    n, c, area = shape[0], shape[1], prod(shape[2:])
    total = np.empty((n, c, area), g.dtype)
    for b in range(n):
        for channel in range(c):
            parts = g[b, channel] * weight[b]  # (p,) · (k, p)
            sums = np.bincount(index[b].reshape(-1), parts.reshape(-1), area + 1)
            total[b, channel] = sums[:area]
    return total.reshape(shape)


def _sample_inner(g, x, index):
    rows = _with_zero(x)
    out = np.empty(index.shape, g.dtype)
    for b in range(len(rows)):
        for k, at in enumerate(index[b]):
            out[b, k] = np.add.reduce(g[b] * rows[b].take(at, 1), axis=0)
    return out


sample_at = op(  # x (n, c, …), index and weight (n, k, p) -> (n, c, p)
    _sample,
    lambda g, out, x, index, weight: sample_sum(g, index, weight, shape=tuple(x.shape)),
    None,
    lambda g, out, x, index, weight: sample_inner(g, x, index),
    name="sample_at",
    kind="gather",
    label="Σ of elements",
    local=("weight", "", "x"),
)
sample_sum = op(  # g (n, c, p) -> (n, c, …)
    _sample_sum,
    lambda g, out, x, index, weight, shape: sample_at(g, index, weight),
    None,
    lambda g, out, x, index, weight, shape: sample_inner(x, g, index),
    name="sample_sum",
    kind="gather",
    label="Σ back to elements",
    local=("weight", "", "g"),
)
sample_inner = op(  # g (n, c, p) and x (n, c, …) -> (n, k, p)
    _sample_inner,
    lambda g, out, x, y, index: sample_at(y, index, g),
    lambda g, out, x, y, index: sample_sum(x, index, g, shape=tuple(y.shape)),
    None,
    name="sample_inner",
    kind="gather",
    label="Σ over channels",
    local=("y", "x", ""),
)


def _cubic_slopes(t, a=-0.75):
    u, s, v = 1 - t, t + 1, 2 - t
    return [
        (3 * a * s - 10 * a) * s + 8 * a,
        (3 * (a + 2) * t - 2 * (a + 3)) * t,
        -(3 * (a + 2) * u - 2 * (a + 3)) * u,
        -((3 * a * v - 10 * a) * v + 8 * a),
    ]


_OFFSETS = {"nearest": (0,), "bilinear": (0, 1), "bicubic": (-1, 0, 1, 2)}


def _around(grid, sizes, mode, padding, align):
    """For each axis, the first first: base elements, weights and their slopes along the axis, and those of the grid."""
    bases, weights, turns, slopes = [], [], [], []
    row = grid.shape[0], 1, prod(grid.shape[1:-1])
    for d, size in enumerate(sizes):
        x = grid[..., len(sizes) - 1 - d]  # (n, …): the grid has x first
        how = {"size": size, "padding": "zeros" if mode == "bicubic" else padding, "align": align}
        u = grid_coordinate(x, **how)
        base = rint(u) if mode == "nearest" else floor(u)
        t = (u - base).reshape(*row)  # (n, …) -> (n, 1, p)
        bases.append(base)
        slopes.append(grid_slope(x, **how).reshape(*row))
        weights.append([1] if mode == "nearest" else cubic(t) if mode == "bicubic" else [1 - t, t])
        turns.append([0] if mode == "nearest" else _cubic_slopes(t) if mode == "bicubic" else [-1, 1])
    return bases, weights, turns, slopes


def _index(bases, sizes, mode, padding, align):
    return grid_elements(*bases, sizes=sizes, offsets=_OFFSETS[mode], padding=padding, align=align)


def _joined(weights, like):
    """The products of the axes' weights, (n, 1, p) each, as one (n, k, p)."""
    full = like * 0 + 1
    return concatenate(*[_times(combination) * full for combination in product(*weights)], axis=1)


def _times(factors):
    total = factors[0]
    for f in factors[1:]:
        total = total * f
    return total


def _grid_sample(x, grid, mode, padding, align, axes):
    sizes = x.shape[2:]
    bases, weights, _, slopes = _around(grid, sizes, mode, padding, align)
    out = _sample(x, _index(bases, sizes, mode, padding, align), _joined(weights, slopes[0]))
    return out.reshape(*x.shape[:2], *grid.shape[1:-1])


def _for_image(g, x, grid, mode, padding, align):
    sizes = tuple(x.shape[2:])
    bases, weights, _, slopes = _around(grid, sizes, mode, padding, align)
    g = g.reshape(g.shape[0], g.shape[1], prod(g.shape[2:]))  # (n, c, …) -> (n, c, p)
    return sample_sum(g, _index(bases, sizes, mode, padding, align), _joined(weights, slopes[0]), shape=tuple(x.shape))


def _for_grid(g, x, grid, mode, padding, align):
    sizes = tuple(x.shape[2:])
    bases, weights, turns, slopes = _around(grid, sizes, mode, padding, align)
    g = g.reshape(g.shape[0], g.shape[1], prod(g.shape[2:]))  # (n, c, …) -> (n, c, p)
    inner = sample_inner(g, x, _index(bases, sizes, mode, padding, align))  # (n, k, p)
    parts = []
    for d in reversed(range(len(sizes))):
        turned = [turns[i] if i == d else weights[i] for i in range(len(sizes))]
        along = sum(inner * _joined(turned, slopes[d]), axis=1, keepdims=True) * slopes[d]
        parts.append(along.reshape(grid.shape[:-1]))
    return stack(*parts, axis=len(grid.shape) - 1)


grid_sample = op(
    _grid_sample,
    lambda g, out, x, grid, mode, padding, align, axes: _for_image(g, x, grid, mode, padding, align),
    lambda g, out, x, grid, mode, padding, align, axes: _for_grid(g, x, grid, mode, padding, align),
    name="grid_sample",
    kind="gather",
    label="sample",
    local=("the weights", "slope of the image · size/2"),
    grad_fn=lambda params: f"GridSampler{params['axes']}DBackward0",
)


def _points(size, align, dtype):
    """The points of an untouched grid, with a 1 behind: (p, 3) as (x, y, 1), or (p, 4)."""
    spatial = size[2:]
    along = []
    for n in spatial:
        line = np.linspace(-1, 1, n) if n > 1 else np.zeros(1)
        along.append(line if align else line * ((n - 1) / n))
    planes = np.meshgrid(*along, indexing="ij")[::-1]
    points = np.stack([*[p.reshape(-1) for p in planes], np.ones(prod(spatial))], 1)
    return points.astype(getattr(dtype, "numpy", dtype))  # in gradients of gradients, dtype is that of a tensor


def _affine_grid(theta, size, align):
    points = _points(size, align, theta.dtype)
    return (points @ theta.mT).reshape(theta.shape[0], *size[2:], theta.shape[1])


affine_grid = op(
    in_float32(_affine_grid),
    lambda g, out, theta, size, align: batches(
        g.reshape(theta.shape[0], prod(size[2:]), theta.shape[1]).mT, _points(size, align, theta.dtype)
    ),
    name="affine_grid",
    kind="contract",
    label="θ @ points",
    local=("points",),
    grad_fn="AffineGridGeneratorBackward0",
)
