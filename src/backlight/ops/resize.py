"""Arrays with their last axes resized, one axis after the other, each a linear map; the gradient is its transpose."""

from __future__ import annotations

from math import prod

import numpy as np

from backlight.core.op import op
from backlight.ops.precision import in_float32
from backlight.ops.resampling import changes, matrix, taps, transposed

DENSE = 32  # up to so many elements per weight, one product with a matrix beats picking elements


def _picked(x, axis, index):
    """The elements at `index` along `axis`, as a view where they lie at equal steps."""
    steps = np.diff(index)
    if len(index) > 1 and steps[0] > 0 and (steps == steps[0]).all():
        return x[(*(slice(None),) * axis, slice(int(index[0]), int(index[-1]) + 1, int(steps[0])))]
    return x.take(index, axis)


def _weighted(x, axis, index, weight):
    shape = (-1,) + (1,) * (x.ndim - axis - 1)
    if len(index) == 1 and (weight == 1).all():
        return np.ascontiguousarray(_picked(x, axis, index[0]))
    out = np.zeros((*x.shape[:axis], index.shape[1], *x.shape[axis + 1 :]), x.dtype)
    for k, (at, w) in enumerate(zip(index, weight, strict=True)):
        part = _picked(x, axis, at)
        if not (w == 1).all():
            part = part * w.reshape(shape)
        if k:
            out += part
        else:
            out[...] = part
    return out


def _product(x, axis, dense):
    n, m = dense.shape
    if axis == x.ndim - 1:
        out = x.reshape(-1, n) @ dense  # (…, n) @ (n, m)
    else:
        out = dense.T @ x.reshape(prod(x.shape[:axis]), n, prod(x.shape[axis + 1 :]))  # (m, n) @ (…, n, …)
    return out.reshape(*x.shape[:axis], m, *x.shape[axis + 1 :])


def _resized(x, axis, along, back):
    if not changes(along):
        return x
    work = np.dtype(x.dtype)
    index, weight = (transposed if back else taps)(along, work)
    small = x.size and index.size and len(weight) > 1 and x.shape[axis] <= DENSE * len(weight)
    # a product with zeros would spread an infinity or NaN to all elements
    if small and np.isfinite(np.add.reduce(x, axis=None)):
        dense = matrix(along, work)
        return _product(x, axis, dense.T if back else dense)
    return _weighted(x, axis, index, weight)


def _resize(x, axes, form, back=False):
    first = x.ndim - len(axes)
    start = x
    for i in reversed(range(len(axes))):
        x = _resized(x, first + i, axes[i], back)
    return x.copy() if x is start else x


# With `back`, from the resized array to the original's shape: the transpose.
resize = op(
    in_float32(_resize),
    lambda g, out, x, axes, form, back=False: resize(g, axes=axes, form=form, back=not back),
    name="resize",
    kind="gather",
    label=lambda params: f"resize to {'×'.join([str(a.n if params.get('back') else a.m) for a in params['axes']])}",
    local=("the weights",),
    grad_fn=lambda params: f"{params['form']}Backward{'Backward' if params.get('back') else ''}0",
)


def _fixed_point(weight):
    """Weights as whole numbers of 16 bits, and the number of binary digits behind the point."""
    largest, digits = weight.max(initial=0), 0
    while digits < 22 and int(0.5 + largest * (1 << (digits + 1))) < 1 << 15:
        digits += 1
    return np.trunc(weight * (1 << digits) + np.where(weight < 0, -0.5, 0.5)), digits


def _resize_bytes(x, axes, form):
    first = x.ndim - len(axes)
    for i in reversed(range(len(axes))):
        if axes[i].n != axes[i].m:
            whole, digits = _fixed_point(matrix(axes[i], np.dtype(float)))
            total = _product(x.astype(float), first + i, whole).astype(np.int64)  # exact: far below 2⁵³
            x = np.clip((total + (1 << digits >> 1)) >> digits, 0, 255).astype(np.uint8)
    return x.copy()


# Images of bytes: weights of 16 bits, each axis rounded to bytes, as torch and Pillow do.
resize_bytes = op(_resize_bytes, name="resize_bytes", kind="gather", label="resize")
