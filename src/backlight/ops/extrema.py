"""The largest and the smallest: their values, their positions, then both together."""

from __future__ import annotations

import numpy as np

from backlight.core.layout import in_order
from backlight.core.op import op
from backlight.ops.along import place_along
from backlight.ops.reduce import kept, sum
from backlight.ops.select import where


def shared(g, out, x, axis):
    """The gradient of the result, shared evenly by all elements that are equal to it."""
    shape = kept(x.shape, axis)
    hit = x == out.reshape(shape)
    return where(hit, g.reshape(shape) / sum(hit, axis=axis, keepdims=True), 0)


amax = op(
    lambda x, axis=None, keepdims=False: in_order(np.maximum.reduce(x, axis=axis, keepdims=keepdims)),
    lambda g, out, x, axis=None, keepdims=False: shared(g, out, x, axis),
    name="amax",
    kind="reduce",
    label="max",
    local=("1 where x = out, shared",),
)
amin = op(
    lambda x, axis=None, keepdims=False: in_order(np.minimum.reduce(x, axis=axis, keepdims=keepdims)),
    lambda g, out, x, axis=None, keepdims=False: shared(g, out, x, axis),
    name="amin",
    kind="reduce",
    label="min",
    local=("1 where x = out, shared",),
)
# Over all elements torch's names are others.
max = op(
    lambda x: np.maximum.reduce(x, axis=None),
    lambda g, out, x: shared(g, out, x, None),
    name="max",
    kind="reduce",
    local=("1 where x = out, shared",),
    grad_fn="MaxBackward1",
)
min = op(
    lambda x: np.minimum.reduce(x, axis=None),
    lambda g, out, x: shared(g, out, x, None),
    name="min",
    kind="reduce",
    local=("1 where x = out, shared",),
    grad_fn="MinBackward1",
)

argmax = op(
    lambda x, axis=None, keepdims=False: x.argmax(axis=axis, keepdims=keepdims),
    name="argmax",
    kind="reduce",
)
argmin = op(
    lambda x, axis=None, keepdims=False: x.argmin(axis=axis, keepdims=keepdims),
    name="argmin",
    kind="reduce",
)


def chosen_back(g, index, x, axis, keepdims):
    """The gradient of elements that were chosen along `axis`, one each, back at their positions."""
    if x.ndim and not keepdims:
        shape = kept(x.shape, axis)
        g, index = g.reshape(shape), index.reshape(shape)
    return place_along(g, index, axis=axis, size=x.shape[axis] if x.ndim else 1)


# Along one axis: the value and the position of the first element that has it, which alone gets the gradient.
max_along = op(
    lambda x, axis, keepdims=False: (
        in_order(np.maximum.reduce(x, axis=axis, keepdims=keepdims)),
        in_order(x.argmax(axis, keepdims=keepdims)),
    ),
    joint=lambda g, out, x, axis, keepdims=False: (chosen_back(g[0], out[1], x, axis, keepdims),),
    name="max_along",
    kind="reduce",
    label="max",
    local=("1 for the largest",),
    grad_fn="MaxBackward0",
)
min_along = op(
    lambda x, axis, keepdims=False: (
        in_order(np.minimum.reduce(x, axis=axis, keepdims=keepdims)),
        in_order(x.argmin(axis, keepdims=keepdims)),
    ),
    joint=lambda g, out, x, axis, keepdims=False: (chosen_back(g[0], out[1], x, axis, keepdims),),
    name="min_along",
    kind="reduce",
    label="min",
    local=("1 for the smallest",),
    grad_fn="MinBackward0",
)
aminmax = op(
    lambda x, axis=None, keepdims=False: (
        in_order(np.minimum.reduce(x, axis=axis, keepdims=keepdims)),
        in_order(np.maximum.reduce(x, axis=axis, keepdims=keepdims)),
    ),
    joint=lambda g, out, x, axis=None, keepdims=False: (shared(g[0], out[0], x, axis) + shared(g[1], out[1], x, axis),),
    name="aminmax",
    kind="reduce",
    label="min, max",
    local=("1 where x = out, shared",),
)
