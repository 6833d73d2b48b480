"""Rules for elements picked by tensors of positions, and put back there."""

from __future__ import annotations

from itertools import pairwise
from math import prod
from typing import Any

import numpy as np

from backlight.core.result import constant
from backlight.func.batching.batch import Batch, shifted
from backlight.func.batching.plain import looped
from backlight.ops import index as cards
from backlight.ops.select import where
from backlight.ops.shape import reshape, transpose


def axis_and_shape(b: Batch) -> Any:
    """Every operand with the examples in front; `axis` and `shape` are those of one example."""
    moved = {name: (b.size, *b.params[name]) for name in ("shape",) if name in b.params}
    return b.call(*b.all_front(), **{**b.params, **moved, "axis": shifted(b.params["axis"])})


def index_unlike(count: int) -> Any:
    """Slices by a vector of numbers, operand `count`, if it is the same for all examples; else one by one."""

    def rule(b: Batch) -> Any:
        if b.lanes[count]:
            return looped(b)
        operands = [x if i == count else b.front(i) for i, x in enumerate(b.operands)]
        return b.call(*operands, **{**b.params, "axis": shifted(b.params["axis"])})

    return rule


def _masks(indices: list) -> bool:
    return any(x._array.dtype.kind == "b" for x in indices)


def _numbers(b: Batch, ndim: int) -> Any:
    """The numbers of the examples, to index with beside indices of `ndim` dimensions."""
    return constant(np.arange(b.size).reshape((b.size,) + (1,) * ndim))


def _contiguous(axes: tuple) -> bool:
    return all(b - a == 1 for a, b in pairwise(axes))


def _indices(b: Batch, first: int) -> tuple[list, int]:
    """The index operands with the examples in front, of one number of dimensions, which comes too."""
    ndim = max(b.ndims[first:])
    return [b.raised(i, ndim) if b.lanes[i] else b.operands[i] for i in range(first, len(b.operands))], ndim


def _to_front(x: Any, start: int, count: int, to: int) -> Any:
    """The `count` dimensions from `start` on moved so that they begin at `to`."""
    order = list(range(x._array.ndim))
    moved = order[start : start + count]
    rest = order[:start] + order[start + count :]
    order = rest[:to] + moved + rest[to:]
    return x if order == sorted(order) else transpose(x, axes=tuple(order))


def index(b: Batch) -> Any:
    """x[indices]: the examples are one more index where the indices differ between them."""
    axes = b.params["axes"]
    indices = b.operands[1:]
    if _masks(indices):
        if any(b.lanes[1:]):
            return looped(b)
        kept = cards.index(b.operands[0], *indices, axes=shifted(axes))
        return kept if _one_run(axes, indices) else _to_front(kept, 1, 1, 0)
    picked, ndim = _indices(b, 1)
    if not any(b.lanes[1:]):
        out = cards.index(b.operands[0], *indices, axes=shifted(axes))
        return out if _contiguous(axes) else _to_front(out, ndim, 1, 0)
    if not b.lanes[0]:
        out = cards.index(b.operands[0], *picked, axes=axes)  # (…, B, index, …)
        return _to_front(out, axes[0], 1, 0) if _contiguous(axes) else out
    out = cards.index(b.operands[0], _numbers(b, ndim), *picked, axes=(0, *shifted(axes)))
    # NumPy puts (B, index) in front; for one example the index stays where its axes were, if they are neighbours
    return _to_front(out, 1, ndim, 1 + axes[0]) if _contiguous(axes) else out


def _one_run(axes: tuple, indices: list) -> bool:
    ends = [a + (i._array.ndim if i._array.dtype.kind == "b" else 1) for a, i in zip(axes, indices, strict=True)]
    return all(end == start for end, start in zip(ends, axes[1:], strict=False))


def index_sum(b: Batch) -> Any:
    """Values summed at indices of zeros: the gradient of `index`."""
    shape, axes = tuple(b.params["shape"]), b.params["axes"]
    indices = b.operands[1:]
    if _masks(indices):
        return looped(b)
    picked, ndim = _indices(b, 1)
    g = b.front(0)
    if not any(b.lanes[1:]):
        g = g if _contiguous(axes) else _to_front(g, 0, 1, ndim)
        return cards.index_sum(g, *indices, shape=(b.size, *shape), axes=shifted(axes))
    g = _to_front(g, 1 + axes[0], ndim, 1) if _contiguous(axes) else g
    return cards.index_sum(g, _numbers(b, ndim), *picked, shape=(b.size, *shape), axes=(0, *shifted(axes)))


def index_put(b: Batch) -> Any:
    """`x` with values written, or added, at indices."""
    axes, accumulate = b.params["axes"], b.params.get("accumulate", False)
    indices = b.operands[2:]
    if _masks(indices) or not hasattr(b.operands[1], "_array"):
        return looped(b) if _masks(indices) or any(b.lanes[2:]) else _put_number(b, axes, accumulate)
    picked, ndim = _indices(b, 2)
    x = b.front(0)
    width = ndim + len(b.shape(0)) - len(axes)
    values = b.raised(1, width)
    if not any(b.lanes[2:]):
        if not _contiguous(axes):
            values = _to_front(b.shaped(b.front(1), _ones_before(b, width)), 0, 1, ndim)
        return cards.index_put(x, values, *indices, axes=shifted(axes), accumulate=accumulate)
    if b.lanes[1] and _contiguous(axes):
        values = _to_front(values, 1 + axes[0], ndim, 1)
    elif not b.lanes[1] and _contiguous(axes) and axes[0]:
        return looped(b)
    return cards.index_put(x, values, _numbers(b, ndim), *picked, axes=(0, *shifted(axes)), accumulate=accumulate)


def _ones_before(b: Batch, width: int) -> tuple:
    shape = b.shape(1)
    return (1,) * (width - len(shape)) + shape


def _put_number(b: Batch, axes: tuple, accumulate: bool) -> Any:
    return cards.index_put(b.front(0), b.operands[1], *b.operands[2:], axes=shifted(axes), accumulate=accumulate)


def take(b: Batch) -> Any:
    """Elements by their numbers, counted through all of a tensor."""
    x, numbers = b.operands
    size = prod(b.shape(0))
    if not b.lanes[0]:
        return b.call(x, numbers)
    flat = b.shaped(x, (size,))
    if not b.lanes[1]:
        return cards.index(flat, numbers, axes=(1,))
    return cards.index(flat, _numbers(b, b.ndims[1]), numbers, axes=(0, 1))


def take_sum(b: Batch) -> Any:
    """Values summed at such places of zeros."""
    shape = tuple(b.params["shape"])
    g, numbers = b.front(0), b.operands[1]
    key = (numbers,) if not b.lanes[1] else (_numbers(b, b.ndims[1]), numbers)
    axes = (1,) if not b.lanes[1] else (0, 1)
    return b.shaped(cards.index_sum(g, *key, shape=(b.size, prod(shape)), axes=axes), shape)


def embedding(b: Batch) -> Any:
    """Rows of a table: of one table for all examples, or of theirs laid one after the other."""
    w, numbers = b.operands
    if not b.lanes[0] and not (b.lanes[1] and b.params.get("by_frequency")):
        return b.call(w, numbers, **b.params)
    if b.params.get("padding") is not None or b.params.get("by_frequency"):
        return looped(b)
    return _of_one_table(b, w, b.front(1))


def _of_one_table(b: Batch, tables: Any, numbers: Any) -> Any:
    rows, *width = b.shape(0)
    table = reshape(tables, shape=(b.size * rows, *width))  # (B, v, d) -> (B·v, d)
    return b.call(table, _beyond(b, numbers, rows), **b.params)


def _beyond(b: Batch, numbers: Any, rows: int) -> Any:
    starts = np.arange(b.size).reshape((b.size,) + (1,) * (numbers._array.ndim - 1)) * rows
    return numbers + constant(starts)


def embedding_sum(b: Batch) -> Any:
    """Rows summed into tables of zeros, one per example."""
    if b.params["by_frequency"]:
        return looped(b)
    shape, padding = tuple(b.params["shape"]), b.params["padding"]
    g, numbers = b.front(0), b.front(1)
    if padding is not None:
        mask = reshape(numbers != constant(np.asarray(padding)), shape=(*numbers._array.shape, 1))
        g = where(mask, g, 0)
    table = (b.size * shape[0], *shape[1:])
    flat = _beyond(b, numbers, shape[0])
    return b.shaped(b.call(g, flat, **{**b.params, "shape": table, "padding": None}), shape)
