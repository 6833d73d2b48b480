"""Several tensors to one along a dimension, and one to several."""

from __future__ import annotations

from itertools import accumulate, pairwise

import numpy as np

from backlight.core.layout import has_channels_last, in_order
from backlight.core.op import op


def _concatenate(*xs, axis=0):
    try:
        out = np.concatenate(xs, axis)
        return out if out.flags.c_contiguous or has_channels_last(out) else in_order(out)
    except ValueError:
        raise RuntimeError(_why_not(xs, axis)) from None


def _why_not(xs, axis) -> str:
    first = xs[0]
    for number, x in enumerate(xs):
        if x.ndim != first.ndim:
            return f"Tensors must have same number of dimensions: got {first.ndim} and {x.ndim} (tensor {number})"
        if any(a != b for i, (a, b) in enumerate(zip(first.shape, x.shape, strict=True)) if i != axis):
            return (
                f"Sizes of tensors must match except in dimension {axis}. Expected shape {first.shape} but got "
                f"{x.shape} for tensor number {number} in the list."
            )
    return "zero-dimensional tensors cannot be concatenated; use stack instead"


def _pieces(g, xs, axis):
    stops = list(accumulate(x.shape[axis] for x in xs))
    lead = (slice(None),) * axis
    return [g[(*lead, slice(stop - x.shape[axis], stop))] for x, stop in zip(xs, stops, strict=True)]


concatenate = op(
    _concatenate,
    joint=lambda g, out, *xs, axis=0: _pieces(g, xs, axis),
    reads=(False, (False,)),
    name="concatenate",
    kind="gather",
    label="cat",
    local=("1 on its part",),
    grad_fn="CatBackward0",
)


def _stack(*xs, axis=0):
    try:
        return in_order(np.stack(xs, axis))
    except ValueError:
        other = next((number, x) for number, x in enumerate(xs) if x.shape != xs[0].shape)
        raise RuntimeError(
            f"stack expects each tensor to be equal size, but got {list(xs[0].shape)} at entry 0 and "
            f"{list(other[1].shape)} at entry {other[0]}"
        ) from None


stack = op(
    _stack,
    joint=lambda g, out, *xs, axis=0: [g[(slice(None),) * axis + (i,)] for i in range(len(xs))],
    reads=(False, (False,)),
    name="stack",
    kind="gather",
    local=("1 on its part",),
)


def _corners(xs):
    """Where each block of a block diagonal lies."""
    rows, columns = (list(accumulate((x.shape[i] for x in xs), initial=0)) for i in (0, 1))
    return [(slice(a, b), slice(c, d)) for (a, b), (c, d) in zip(pairwise(rows), pairwise(columns), strict=True)]


def _block_diag(*xs):
    places = _corners(xs)
    total = np.zeros((places[-1][0].stop, places[-1][1].stop), xs[0].dtype)
    for x, place in zip(xs, places, strict=True):
        total[place] = x
    return total


block_diag = op(
    _block_diag,
    joint=lambda g, out, *xs: [g[place] for place in _corners(xs)],
    reads=(False, (False,)),
    name="block_diag",
    kind="gather",
    local=("1 on its part",),
)


def _split(x, sizes, axis=0, equal=False):
    lead = (slice(None),) * axis
    return tuple([x[(*lead, slice(stop - n, stop))] for n, stop in zip(sizes, accumulate(sizes), strict=True)])


split = op(
    _split,
    joint=lambda gs, outs, x, *, sizes, axis=0, equal=False: (concatenate(*gs, axis=axis),),
    name="split",
    kind="view",
    local=("1",),
    grad_fn=lambda params: "SplitBackward0" if params.get("equal") else "SplitWithSizesBackward0",
)


def _unstack(x, axis=0):
    lead = (slice(None),) * axis
    return tuple([x[(*lead, i, ...)] for i in range(x.shape[axis])])


unstack = op(
    _unstack,
    joint=lambda gs, outs, x, *, axis=0: (stack(*gs, axis=axis),),
    name="unstack",
    kind="view",
    label="unbind",
    local=("1",),
    grad_fn="UnbindBackward0",
)
