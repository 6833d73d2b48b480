"""Elements of whole planes by their place, counted row by row: picked, summed back, and written into empty planes."""

from __future__ import annotations

from math import prod

import numpy as np

from backlight.core.op import op


def _flat(x, axes):
    """The last axes as one: (…, h, w) -> (…, h·w)."""
    return x.reshape(*x.shape[: x.ndim - axes], prod(x.shape[x.ndim - axes :]))


def _plane_pick(x, index, axes, form=""):
    return np.take_along_axis(_flat(x, axes), _flat(index, axes), -1).reshape(index.shape)


def _plane_sum(g, index, shape, axes):
    rows, at = _flat(g, axes).reshape(-1, prod(g.shape[-axes:])), _flat(index, axes)
    planes, area = len(rows), prod(shape[len(shape) - axes :])
    total = np.zeros(planes * area, g.dtype)
    cells = at.reshape(rows.shape) + np.arange(planes)[:, None] * area  # (p, k) + (p, 1): places in the flat array
    np.add.at(total, cells.reshape(-1), rows.reshape(-1))
    return total.reshape(shape)


def _plane_write(x, index, shape, axes, form=""):
    out = np.zeros((*shape[: len(shape) - axes], prod(shape[len(shape) - axes :])), x.dtype)
    np.put_along_axis(out, _flat(index, axes), _flat(x, axes), -1)
    return out.reshape(shape)


plane_pick = op(
    _plane_pick,
    lambda g, out, x, index, axes, form="": plane_sum(g, index, shape=x.shape, axes=axes),
    None,
    name="plane_pick",
    kind="gather",
    label="max of windows",
    local=("1 for the largest of each window", ""),
    grad_fn=lambda params: f"{params.get('form') or 'Gather'}Backward0",
)
plane_sum = op(
    _plane_sum,
    lambda g, out, x, index, shape, axes: plane_pick(g, index, axes=axes),
    None,
    name="plane_sum",
    kind="gather",
    label="Σ back to the largest",
    local=("1", ""),
    grad_fn="ScatterAddBackward0",
)
# Zeros, and the elements of x at their places; where a place comes twice, the last one stays.
plane_write = op(
    _plane_write,
    lambda g, out, x, index, shape, axes, form="": plane_pick(g, index, axes=axes),
    None,
    name="plane_write",
    kind="gather",
    label="unpool",
    local=("1", ""),
    grad_fn=lambda params: f"{params.get('form') or 'Scatter'}Backward0",
)
