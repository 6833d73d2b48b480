"""The largest element of each window, one axis after the other, and the choice of elements as a map and its transpose.

Of an array (…, h, w) the last axis is pooled first: of each window in a row its largest, then of those the largest in
each column's window. So k·k windows cost 2k comparisons, not k². What is kept for backward are the places in the
windows, one small integer for each comparison's result.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from backlight.core.op import op
from backlight.ops.windows import Even, Uneven, apart, first_inside, inside, part, positions, taps


def _lowest(dtype):
    return np.iinfo(dtype).min if dtype.kind in "iu" else -np.inf


def _largest(x, axis, windows, wanted):
    """The largest of each window along `axis`, and its place in the window if `wanted`."""
    if isinstance(windows, Uneven):
        return _largest_uneven(x, axis, windows, wanted)
    places = np.uint8 if windows.size <= 256 else np.int32
    best: Any = None
    which: Any = None
    if not inside(windows, x.shape[axis]):
        shape = (*x.shape[:axis], windows.count, *x.shape[axis + 1 :])
        best = np.full(shape, _lowest(x.dtype), x.dtype)
        which = np.empty(shape, places)
        which[...] = first_inside(windows).reshape((-1,) + (1,) * (x.ndim - axis - 1))
    owned = best is not None
    for j, outs, ins in taps(windows, x.shape[axis], axis):
        tap = x[ins]
        if best is None:
            best = tap
            continue
        here = best[outs]
        if wanted:
            later = np.greater(tap, here).view(np.uint8)
            if which is None:
                which = later.astype(places, copy=False)
            else:  # j grows, so the later place is the larger one
                there = which[outs]
                np.maximum(there, later if j == 1 else later * places(j), out=there)
        if owned:
            np.maximum(here, tap, out=here)
        else:
            best, owned = np.maximum(here, tap), True
    if not owned:
        best = best.copy()
    if wanted and which is None:
        which = np.zeros(best.shape, places)
    if wanted and x.dtype.kind not in "iu" and np.isnan(np.maximum.reduce(best, axis=None, initial=0)):
        for j, outs, ins in taps(windows, x.shape[axis], axis):  # NaN is the largest, and the last one counts
            there = which[outs]
            np.maximum(there, np.isnan(x[ins]) * places(j), out=there)
    return best, which


def _largest_uneven(x, axis, windows, wanted):
    shape = (*x.shape[:axis], len(windows.starts), *x.shape[axis + 1 :])
    best = np.empty(shape, x.dtype)
    which: Any = np.empty(shape, np.int32) if wanted else None
    for i, (start, end) in enumerate(zip(windows.starts, windows.ends, strict=True)):
        window, at = x[part(axis, start, end)], (*(slice(None),) * axis, i)
        best[at] = np.maximum.reduce(window, axis=axis)
        if wanted:
            which[at] = window.argmax(axis)
            if window.dtype.kind not in "iu":
                missing = np.isnan(window)
                if missing.any():
                    last = end - start - 1 - np.flip(missing, axis).argmax(axis)
                    which[at] = np.where(missing.any(axis), last, which[at])
    return best, which


def _axes(windows, ndim):
    """The pooled axes with their windows, the last one first, as they are pooled."""
    return [(ndim - 1 - i, w) for i, w in enumerate(reversed(windows))]


def _window_max(x, windows, wanted):
    choices = []
    for axis, w in _axes(windows, x.ndim):
        x, which = _largest(x, axis, w, wanted)
        choices.append(which)
    return (x, *choices) if wanted else x


def chosen(choices, windows, shape):
    """The places of the chosen elements in the plane, counted row by row: the indices that torch gives."""
    ndim, along = len(shape), []
    for (axis, w), which in zip(_axes(windows, ndim), choices, strict=True):
        here = positions(which, w, axis)
        along = [*[np.take_along_axis(a, here, axis) for a in along], here]
    total, step = along[0], 1
    for (axis, _), here in zip(_axes(windows, ndim)[1:], along[1:], strict=True):
        step *= shape[axis + 1]
        total = total + here * step
    return total


# The largest of each window and its place in the window, per axis; without `wanted` the largest alone.
window_max = op(_window_max, name="window_max", kind="reduce", label="max of windows")


def _window_pick(x, *choices, windows, form):
    for (axis, w), which in zip(_axes(windows, x.ndim), choices, strict=True):
        x = np.take_along_axis(x, positions(which, w, axis), axis)
    return x


def _masked(g, mask):
    """`g` where `mask` is true, else 0 (never −0, and no NaN for an infinite g: the bits are multiplied)."""
    bits = np.dtype(f"i{g.dtype.itemsize}")
    return np.multiply(g.view(bits), mask).view(g.dtype)


def _spread(g, which, axis, windows, n):
    """Each element of g at the place that it was chosen from, on an axis of n elements."""
    out = np.zeros((*g.shape[:axis], n, *g.shape[axis + 1 :]), g.dtype)
    if isinstance(windows, Even):
        alone = apart(windows)
        bits = np.dtype(f"i{g.dtype.itemsize}")
        for j, outs, ins in taps(windows, n, axis):
            here, mask = out[ins], which[outs] == j
            if alone:
                np.multiply(g[outs].view(bits), mask, out=here.view(bits))
            else:
                np.add(here, _masked(g[outs], mask), out=here)
        return out
    lead = (slice(None),) * axis
    for i, (start, end) in enumerate(zip(windows.starts, windows.ends, strict=True)):
        for j in range(end - start):
            out[(*lead, start + j)] += _masked(g[(*lead, i)], which[(*lead, i)] == j)
    return out


def _window_place(g, *choices, windows, shape, form):
    for (axis, w), which in reversed(list(zip(_axes(windows, g.ndim), choices, strict=True))):
        g = _spread(g, which, axis, w, shape[axis])
    return g


# The elements at chosen places of their windows. The gradient of the largest is that of the choice.
window_pick = op(
    _window_pick,
    joint=lambda g, out, x, *choices, windows, form: (
        window_place(g, *choices, windows=windows, shape=x.shape, form=form),
        *[None] * len(choices),
    ),
    name="window_pick",
    kind="gather",
    label="max of windows",
    local=("1 for the largest of each window",),
    grad_fn=lambda params: f"{params['form']}Backward0",
)
window_place = op(
    _window_place,
    joint=lambda g, out, x, *choices, windows, shape, form: (
        window_pick(g, *choices, windows=windows, form=form),
        *[None] * len(choices),
    ),
    name="window_place",
    kind="gather",
    label="Σ back to the largest",
    local=("1",),
    grad_fn=lambda params: f"{params['form']}BackwardBackward0",
)
