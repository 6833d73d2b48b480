"""Padding: with a constant, then with the array's own elements (reflected, repeated at the edge, or in a circle)."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from backlight.core.op import op
from backlight.ops.windows import part


def _grown(x, pads):
    """The shape with its last axes longer by (before, after) each, and the keys of what is kept, there and here."""
    first = x.ndim - len(pads)
    shape, there, here = list(x.shape), [slice(None)] * first, [slice(None)] * first
    for axis, (before, after) in enumerate(pads, first):
        n = x.shape[axis]
        shape[axis] = n + before + after
        there.append(slice(max(before, 0), max(shape[axis] - max(after, 0), 0)))
        here.append(slice(max(-before, 0), max(n - max(-after, 0), 0)))
    return shape, tuple(there), tuple(here)


def _pad(x, pads, value):
    shape, there, here = _grown(x, pads)
    out = np.full(shape, value, x.dtype) if value else np.zeros(shape, x.dtype)
    out[there] = x[here]
    return out


pad = op(
    _pad,
    lambda g, out, x, pads, value: pad(g, pads=tuple([(-a, -b) for a, b in pads]), value=0),
    name="pad",
    kind="gather",
    label=lambda params: f"pad {params['value']}",
    local=("1 inside",),
    grad_fn="ConstantPadNdBackward0",
)


def sources(n: int, before: int, after: int, mode: str) -> np.ndarray:
    """For each element of the padded axis the element of the axis of n that it repeats."""
    if mode == "circular":
        kept = np.arange(max(-before, 0), n - max(-after, 0))
        return kept[np.arange(-max(before, 0), len(kept) + max(after, 0)) % max(len(kept), 1)]
    along = np.arange(-before, n + after)
    return np.clip(along, 0, n - 1) if mode == "replicate" else n - 1 - np.abs(n - 1 - np.abs(along))


@lru_cache(256)
def _runs(n, before, after, mode):
    """The sources as runs (start there, start here, length, step), whose step is 1, or 0 for one that is repeated."""
    index = sources(n, before, after, mode).tolist()
    runs, start = [], 0
    while start < len(index):
        end = start + 1
        step = index[end] - index[start] if end < len(index) else 1
        while step in (0, 1) and end < len(index) and index[end] - index[end - 1] == step:
            end += 1
        runs.append((start, index[start], end - start, min(abs(step), 1)))
        start = end
    return runs


def _pairs(axis, *how):
    """For each run its key in the padded array and in the array itself."""
    for there, here, length, step in _runs(*how):
        yield part(axis, there, there + length), part(axis, here, here + (length if step else 1)), step


def _pad_own(x, pads, mode):
    first = x.ndim - len(pads)
    for axis, (before, after) in enumerate(pads, first):
        if before or after:
            n = x.shape[axis]
            out = np.empty((*x.shape[:axis], n + before + after, *x.shape[axis + 1 :]), x.dtype)
            for there, here, _ in _pairs(axis, n, before, after, mode):
                out[there] = x[here]
            x = out
    return x if any(map(any, pads)) else x.copy()


def _fold_own(g, pads, mode, shape):
    first = g.ndim - len(pads)
    for axis, (before, after) in reversed(list(enumerate(pads, first))):
        n = shape[axis]
        if before or after:
            total = np.zeros((*g.shape[:axis], n, *g.shape[axis + 1 :]), g.dtype)
            for there, here, step in _pairs(axis, n, before, after, mode):
                values = g[there]
                total[here] += values if step else np.add.reduce(values, axis=axis, keepdims=True)
            g = total
    return g


def _own_name(params):
    if params["mode"] == "circular":
        return "CopySlices"
    return f"{'Reflection' if params['mode'] == 'reflect' else 'Replication'}Pad{len(params['pads'])}DBackward0"


pad_own = op(
    _pad_own,
    lambda g, out, x, pads, mode: fold_own(g, pads=pads, mode=mode, shape=x.shape),
    name="pad_own",
    kind="gather",
    label=lambda params: f"pad {params['mode']}",
    local=("1 for each repeat",),
    grad_fn=_own_name,
)
fold_own = op(
    _fold_own,
    lambda g, out, x, pads, mode, shape: pad_own(g, pads=pads, mode=mode),
    name="fold_own",
    kind="gather",
    label="Σ of repeats",
    local=("1",),
    grad_fn=lambda params: _own_name(params).replace("Backward0", "BackwardBackward0"),
)
