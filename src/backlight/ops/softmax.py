"""Exponentials made to sum to one: softmax and its logarithm."""

from __future__ import annotations

import numpy as np

from backlight.core.op import op
from backlight.ops.functions import exp
from backlight.ops.reduce import sum


def _shifted(x, axis):
    """x minus its maximum along the axis, in float32 at least: no exponential of it overflows."""
    if x.dtype.itemsize == 2:
        x = x.astype(np.float32)
    return x - np.maximum.reduce(x, axis=axis, keepdims=True, initial=-np.inf)


def _softmax(x, axis):
    if not x.ndim:
        axis = None
    e = np.exp(shifted := _shifted(x, axis), out=shifted if x.ndim else None)
    e /= np.add.reduce(e, axis=axis, keepdims=True)
    return e if e.dtype == x.dtype else e.astype(x.dtype)


softmax = op(
    _softmax,
    lambda g, out, x, axis: out * (g - sum(g * out, axis=axis, keepdims=True)),
    name="softmax",
    kind="reduce",
    local=("outᵢ·(δᵢⱼ − outⱼ)",),
)


def _log_softmax(x, axis):
    if not x.ndim:
        axis = None
    shifted = _shifted(x, axis)
    shifted -= np.log(np.add.reduce(np.exp(shifted), axis=axis, keepdims=True))
    return shifted if shifted.dtype == x.dtype else shifted.astype(x.dtype)


log_softmax = op(
    _log_softmax,
    lambda g, out, x, axis: g - exp(out) * sum(g, axis=axis, keepdims=True),
    name="log_softmax",
    kind="reduce",
    label="log softmax",
    local=("δᵢⱼ − exp outᵢ",),
)
