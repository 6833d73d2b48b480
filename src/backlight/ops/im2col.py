"""The patches of images as columns, and columns summed back to images: each is the gradient of the other."""

from __future__ import annotations

from math import prod

import numpy as np
from numpy.lib.stride_tricks import as_strided

from backlight.core.op import op
from backlight.ops.convolving import add_taps
from backlight.ops.patches import Geometry


def counts(size, kernel, stride, padding, dilation) -> tuple[int, ...]:
    """How many patches there are along each axis."""
    return tuple(
        [(n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, s, p, d in zip(size, kernel, stride, padding, dilation)]
    )


def _im2col(x, kernel, stride, padding, dilation):
    n, c, *size = x.shape
    shape = counts(size, kernel, stride, padding, dilation)
    if any(padding):
        padded = np.zeros((n, c, *[m + 2 * p for m, p in zip(size, padding)]), x.dtype)
        padded[(..., *[slice(p, p + m) for m, p in zip(size, padding)])] = x
        x = padded
    steps = x.strides[2:]
    strides = (*x.strides[:2], *[s * d for s, d in zip(steps, dilation)], *[s * t for s, t in zip(steps, stride)])
    windows = as_strided(x, (n, c, *kernel, *shape), strides)
    return np.array(windows, order="C").reshape(n, c * prod(kernel), prod(shape))  # (n, c, k, l) -> (n, c·k, l)


def _col2im(x, size, kernel, stride, padding, dilation):
    n, c = x.shape[0], x.shape[1] // prod(kernel)
    shape = counts(size, kernel, stride, padding, dilation)
    out = np.zeros((n, 1, c, *size), x.dtype)
    if out.size:
        here = Geometry((n, c, *size), kernel, shape, stride, padding, dilation, 1, False)
        columns = x.reshape(n, 1, c, *kernel, *shape)  # (n, c·k, l) -> (n, 1, c, k, l)
        add_taps(out, columns, here, tuple([slice(0, m) for m in shape]))
    return out.reshape(n, c, *size)


im2col = op(
    _im2col,
    lambda g, out, x, **how: col2im(g, size=x.shape[2:], **how),
    name="im2col",
    kind="gather",
    label="patches",
    local=("1 for each patch it is in",),
    grad_fn="Im2ColBackward0",
)
col2im = op(
    _col2im,
    lambda g, out, x, size, **how: im2col(g, **how),
    name="col2im",
    kind="gather",
    label="Σ patches",
    local=("1",),
    grad_fn="Col2ImBackward0",
)
