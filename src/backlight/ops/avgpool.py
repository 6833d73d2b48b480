"""The mean of each window, summed one axis after the other, and its transpose: each mean's gradient shared out."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from backlight.core.op import op
from backlight.ops.precision import in_float32
from backlight.ops.windows import inside, taps

MANY = 16  # from this size on, windows that tile an axis are summed by one reduction


def _tile(windows, n):
    """Whether the windows lie side by side and cover an axis of n elements."""
    return windows.size == windows.step and n == windows.size * windows.count and not windows.before


def _summed(x, axis, windows):
    n = x.shape[axis]
    size, count = windows.size, windows.count
    if size >= MANY and _tile(windows, n):
        return np.add.reduce(x.reshape(*x.shape[:axis], count, size, *x.shape[axis + 1 :]), axis=axis + 1)
    total: Any = None
    owned = False
    if not inside(windows, n):
        total, owned = np.zeros((*x.shape[:axis], count, *x.shape[axis + 1 :]), x.dtype), True
    for _, outs, ins in taps(windows, n, axis):
        if total is None:
            total = x[ins]
        elif owned:
            here = total[outs]
            here += x[ins]
        else:
            total, owned = total + x[ins], True
    return total if owned else total.copy()


def _shared(g, axis, windows, n):
    if _tile(windows, n):
        return np.repeat(g, windows.size, axis)
    out = np.zeros((*g.shape[:axis], n, *g.shape[axis + 1 :]), g.dtype)
    for _, outs, ins in taps(windows, n, axis):
        here = out[ins]
        here += g[outs]
    return out


def _divisor(windows, shape, padded, divisor):
    """By what each window's sum is divided: a number, or an array that broadcasts."""
    if divisor is not None:
        return divisor
    counts = []
    for w, n in zip(windows, shape, strict=True):
        start = np.arange(w.count) * w.step - w.before
        end = np.minimum(start + w.size, n + w.before)
        if not padded:
            start, end = np.maximum(start, 0), np.minimum(end, n)
        counts.append(end - start)
    if all([(c == w.size).all() for c, w in zip(counts, windows, strict=True)]):
        return prod([w.size for w in windows])
    return prod(np.ix_(*counts))


def _divided(x, divisor):
    if x.dtype.kind == "i":  # towards zero, as C does
        return np.sign(x) * np.sign(divisor) * (np.abs(x) // np.abs(divisor))
    return x / (divisor.astype(x.dtype) if isinstance(divisor, np.ndarray) else divisor)


def _window_mean(x, windows, padded, divisor, form):
    first = x.ndim - len(windows)
    by = _divisor(windows, x.shape[first:], padded, divisor)
    for i in reversed(range(len(windows))):
        x = _summed(x, first + i, windows[i])
    return _divided(x, by)


def _window_share(g, windows, shape, padded, divisor, form):
    first = g.ndim - len(windows)
    g = _divided(g, _divisor(windows, shape[first:], padded, divisor))
    for i in range(len(windows)):
        g = _shared(g, first + i, windows[i], shape[first + i])
    return g


window_mean = op(
    in_float32(_window_mean),
    lambda g, out, x, **how: window_share(g, shape=x.shape, **how),
    name="window_mean",
    kind="reduce",
    label="mean of windows",
    local=("1/size of the window",),
    grad_fn=lambda params: f"{params['form']}Backward0",
)
window_share = op(
    in_float32(_window_share),
    lambda g, out, x, shape, **how: window_mean(g, **how),
    name="window_share",
    kind="gather",
    label="shared by windows",
    local=("1/size of the window",),
    grad_fn=lambda params: f"{params['form']}BackwardBackward0",
)
