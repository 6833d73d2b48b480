"""Other shapes for the same elements: views first, then what has to copy."""

from __future__ import annotations

from math import prod

import numpy as np

from backlight.core.fit import broadcast_to, sum_to
from backlight.core.layout import in_order
from backlight.core.op import op
from backlight.core.strided import steps, strided_sum, window


def _reshape(x, shape, copied=False):
    try:
        return x.reshape(shape)
    except ValueError:
        raise RuntimeError(shape_mismatch(shape, x.size)) from None


def shape_mismatch(shape, size: int) -> str:
    """Why `size` elements cannot take `shape`, in which one entry may be -1."""
    if sum(n == -1 for n in shape) > 1:
        return f"only one dimension can be inferred, shape {list(shape)} has several -1"
    known = prod(n for n in shape if n != -1)
    if -1 in shape and size == known == 0:
        return (
            f"cannot reshape tensor of 0 elements into shape {list(shape)} because the unspecified dimension size -1 "
            "can be any value and is ambiguous"
        )
    text = f"shape '{list(shape)}' is invalid for input of size {size}"
    if -1 in shape and known:
        return f"{text}: {size} elements do not divide by {known}"
    return f"{text}: it has room for {known} elements"


def viewable(x: np.ndarray, shape: tuple) -> bool:
    """Whether `x` can be seen in another shape, in which one entry may be -1, without a copy of its memory.

    The dimensions of x fall into chunks that lie in memory without gaps; those of the shape must not reach across two.
    """
    known = prod([n for n in shape if n != -1])
    if x.size != known and (-1 not in shape or not known or x.size % known):
        return True  # no such shape at all: the attempt will say so
    left = [x.size // known if n == -1 else n for n in shape]
    count = 1  # of elements in the chunk so far, from the last dimension on
    last = x.ndim - 1
    for d in reversed(range(x.ndim)):
        count *= x.shape[d]
        if d and (x.shape[d - 1] == 1 or x.strides[d - 1] == count * x.strides[last]):
            continue
        taken = 1
        while left and (taken < count or left[-1] == 1):
            taken *= left.pop()
        if taken != count:
            return False
        count, last = 1, d - 1
    return True


reshape = op(
    _reshape,
    lambda g, out, x, shape, copied=False: reshape(g, shape=x.shape),
    name="reshape",
    kind="view",
    label=lambda params: f"reshape {'×'.join(map(str, params['shape'])) or 'to a number'}",
    local=("1",),
    grad_fn=lambda params: "UnsafeViewBackward0" if params.get("copied") else "ViewBackward0",
)


def _squeeze(x, axis=None):
    if axis is None or not x.ndim:
        return x.squeeze()
    axes = axis if axis.__class__ is tuple else (axis,)
    return x.squeeze(tuple([a for a in axes if x.shape[a] == 1]))


squeeze = op(
    _squeeze,
    lambda g, out, x, axis=None: reshape(g, shape=x.shape),
    name="squeeze",
    kind="view",
    local=("1",),
    grad_fn=lambda params: f"SqueezeBackward{0 if params['axis'] is None else 1 + (params['axis'].__class__ is tuple)}",
)

expand_dims = op(
    lambda x, axis: x.reshape((*x.shape[:axis], 1, *x.shape[axis:])),
    lambda g, out, x, axis: squeeze(g, axis=axis),
    name="expand_dims",
    kind="view",
    label="unsqueeze",
    local=("1",),
    grad_fn="UnsqueezeBackward0",
)

swapaxes = op(
    lambda x, axis1, axis2: x.swapaxes(axis1, axis2) if x.ndim else x[...],
    lambda g, out, x, axis1, axis2: swapaxes(g, axis1=axis1, axis2=axis2),
    name="swapaxes",
    kind="view",
    label="transpose",
    local=("1",),
    grad_fn="TransposeBackward0",
)

matrix_transpose = op(
    lambda x: x.T,
    lambda g, out, x: matrix_transpose(g),
    name="matrix_transpose",
    kind="view",
    label="t",
    local=("1",),
    grad_fn="TBackward0",
)


def inverse(axes: tuple) -> tuple:
    """The order of axes that undoes a transpose by `axes`."""
    undo = [0] * len(axes)
    for to, axis in enumerate(axes):
        undo[axis] = to
    return tuple(undo)


transpose = op(
    lambda x, axes: x.transpose(axes),
    lambda g, out, x, axes: transpose(g, axes=inverse(axes)),
    name="transpose",
    kind="view",
    label="permute",
    local=("1",),
    grad_fn="PermuteBackward0",
)


def _diagonal(x, offset=0, axis1=0, axis2=1):
    view = x.diagonal(offset, axis1, axis2)
    if x.flags.writeable:
        view.flags.writeable = True  # NumPy's is read-only by default
    return view


def _place_diagonal(x, shape, offset=0, axis1=0, axis2=1):
    placed = np.zeros(shape, x.dtype)
    _diagonal(placed, offset, axis1, axis2)[...] = x
    return placed


diagonal = op(
    _diagonal,
    lambda g, out, x, **where: place_diagonal(g, shape=x.shape, **where),
    name="diagonal",
    kind="view",
    local=("1",),
    grad_fn="DiagonalBackward0",
)

place_diagonal = op(
    _place_diagonal,
    lambda g, out, x, shape, **where: diagonal(g, **where),
    name="place_diagonal",
    kind="gather",
    label="diag",
    local=("1",),
    grad_fn="DiagEmbedBackward0",
)

flip = op(
    lambda x, axis: np.flip(x, axis).copy(),
    lambda g, out, x, axis: flip(g, axis=axis),
    name="flip",
    kind="gather",
    local=("1",),
)

roll = op(
    lambda x, shift, axis=None: in_order(np.roll(x, shift, axis)),
    lambda g, out, x, shift, axis=None: roll(g, shift=tuple([-s for s in shift]), axis=axis),
    name="roll",
    kind="gather",
    local=("1",),
)

tril = op(
    lambda x, k=0: in_order(np.where(np.tri(*x.shape[-2:], k=k, dtype=bool), x, x.dtype.type(0))),
    lambda g, out, x, k=0: tril(g, k=k),
    name="tril",
    kind="elementwise",
    local=("1 on and below the diagonal",),
)

triu = op(
    lambda x, k=0: in_order(np.where(np.tri(*x.shape[-2:], k=k - 1, dtype=bool), x.dtype.type(0), x)),
    lambda g, out, x, k=0: triu(g, k=k),
    name="triu",
    kind="elementwise",
    local=("1 on and above the diagonal",),
)


def _untile(g, shape, reps):
    lead = len(reps) - len(shape)
    shape = (1,) * lead + tuple(shape)
    pairs = [n for pair in zip(reps, shape, strict=True) for n in pair]
    ones = [n for size in shape for n in (1, size)]
    # (r0·n0, r1·n1, …) -> (r0, n0, r1, n1, …), summed over the repeats -> (n0, n1, …)
    return reshape(sum_to(reshape(g, shape=tuple(pairs)), shape=tuple(ones)), shape=shape[lead:])


tile = op(
    lambda x, reps: np.tile(x, reps),
    lambda g, out, x, reps: _untile(g, x.shape, reps),
    name="tile",
    kind="gather",
    label="repeat",
    local=("1",),
    grad_fn="RepeatBackward0",
)

# The sum of a matrix's diagonal.
trace = op(
    lambda x: x.trace(dtype=np.int64 if x.dtype.kind in "biu" else x.dtype),
    lambda g, out, x: place_diagonal(broadcast_to(g, shape=(min(x.shape),)), shape=x.shape),
    name="trace",
    kind="reduce",
    label="trace",
    local=("1 on the diagonal",),
)

rot90 = op(
    lambda x, k, axes: np.rot90(x, k, axes).copy(),
    lambda g, out, x, k, axes: rot90(g, k=-k % 4, axes=axes),
    name="rot90",
    kind="gather",
    local=("1",),
)


def _windows(shape, strides, axis, size, step):
    """The shape and strides of all windows along an axis."""
    count = (shape[axis] - size) // step + 1
    return (
        (*shape[:axis], count, *shape[axis + 1 :], size),
        (*strides[:axis], strides[axis] * step, *strides[axis + 1 :], strides[axis]),
    )


def _unfold(x, axis, size, step):
    return window(x, *_windows(x.shape, steps(x), axis, size, step))


def _fold(g, shape, axis, size, step):
    strides = tuple([prod(shape[i + 1 :]) for i in range(len(shape))])
    windows, along = _windows(shape, strides, axis, size, step)
    return strided_sum(g, base=(shape, strides), shape=windows, strides=along, offset=0)


unfold = op(
    _unfold,
    lambda g, out, x, axis, size, step: _fold(g, tuple(x.shape), axis, size, step),
    name="unfold",
    kind="view",
    label="windows",
    local=("1",),
)
