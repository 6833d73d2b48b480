"""Exponentials made to sum to one: softmax and its logarithm."""

from __future__ import annotations

import numpy as np

from backlight.core.layout import in_order
from backlight.core.op import op
from backlight.ops.functions import exp
from backlight.ops.precision import in_float32
from backlight.ops.reduce import sum

SHORT = 32  # numbers in a row; NumPy reduces few long rows faster than many short ones (4096 of 10: 0.57 ms, now 0.16)


def _along(kernel, x, axis):
    """The kernel applied along the axis; short rows are made columns first."""
    last = x.ndim - 1
    if x.ndim > 1 and axis == last and x.shape[last] <= SHORT and x.size:
        columns = x.reshape(-1, x.shape[last]).T.copy()  # (…, c) -> (c, n)
        return kernel(columns, 0).T.copy().reshape(x.shape)  # (n, c) -> (…, c)
    return in_order(kernel(x, axis if x.ndim else None))


def _fractions(x, axis):
    e = np.exp(x - np.maximum.reduce(x, axis=axis, keepdims=True, initial=-np.inf))
    e /= np.add.reduce(e, axis=axis, keepdims=True)
    return e


def _log_fractions(x, axis):
    x = x - np.maximum.reduce(x, axis=axis, keepdims=True, initial=-np.inf)
    x -= np.log(np.add.reduce(np.exp(x), axis=axis, keepdims=True))
    return x


softmax = op(
    in_float32(lambda x, axis: _along(_fractions, x, axis)),
    lambda g, out, x, axis: out * (g - sum(g * out, axis=axis, keepdims=True)),
    name="softmax",
    kind="reduce",
    local=("outᵢ·(δᵢⱼ − outⱼ)",),
)
log_softmax = op(
    in_float32(lambda x, axis: _along(_log_fractions, x, axis)),
    lambda g, out, x, axis: g - exp(out) * sum(g, axis=axis, keepdims=True),
    name="log_softmax",
    kind="reduce",
    label="log softmax",
    local=("δᵢⱼ − exp outⱼ",),
)
