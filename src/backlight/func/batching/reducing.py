"""Rules for what runs along axes: results of the same shape first, then reductions, then losses."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from backlight.core.card import OPS
from backlight.core.result import constant
from backlight.func.batching.batch import Batch, shifted
from backlight.func.batching.plain import looped
from backlight.ops.reduce import kept, mean
from backlight.ops.reduce import sum as total


def _each(result: Any, change: Callable) -> Any:
    return tuple([change(one) for one in result]) if type(result) is tuple else change(result)


def along(b: Batch) -> Any:
    """Along one axis of operands of one shape; the result keeps the number of dimensions, or loses the axis."""
    operands, params = b.all_front(), b.params
    if b.ndims[0]:
        return b.call(*operands, **{**params, "axis": shifted(params["axis"])})
    # a number counts as a vector of one element
    operands = [b.shaped(x, (1,)) if hasattr(x, "_array") else x for x in operands]
    return _each(b.call(*operands, **{**params, "axis": 1}), lambda one: b.shaped(one, ()))


def reduced(b: Batch) -> Any:
    """Over one axis, several, or all of one operand."""
    x, axis, keepdims = b.operands[0], b.params.get("axis"), b.params.get("keepdims", False)
    shape = b.shape(0)
    if axis is not None and shape:
        return b.call(x, **{**b.params, "axis": shifted(axis)})
    flat = b.shaped(x, (prod(shape),))
    result = b.call(flat, **{**b.params, "axis": 1})
    return _each(result, lambda one: b.shaped(one, kept(shape, None) if keepdims else ()))


def whole(name: str) -> Callable:
    """A reduction of all elements that takes no axis, by the card `name` that does the same along an axis."""

    def rule(b: Batch) -> Any:
        flat = b.shaped(b.operands[0], (prod(b.shape(0)),))
        return OPS[name].call(flat, axis=1)

    return rule


def _mean_or_sum(b: Batch, each: Any, reduction: str, ndim: int) -> Any:
    axes = tuple(range(1, 1 + ndim))
    if reduction == "none" or not axes:
        return each
    return (mean if reduction == "mean" else total)(each, axis=axes, keepdims=False)


def loss(b: Batch) -> Any:
    """A loss of each element, then their mean or sum."""
    each = b.call(*b.aligned(), **{**b.params, "reduction": "none"})
    return _mean_or_sum(b, each, b.params["reduction"], max(b.ndims))


def _by_rows(b: Batch, x: Any, target: Any, shape: tuple) -> tuple[Any, Any, tuple]:
    """Class scores and classes with the examples as more rows: (B, n, c, …) -> (B·n, c, …); and the target's shape."""
    if len(shape) == 1:
        return x, target, ()
    n, rest = shape[0], shape[1:]
    rows = (b.size * n,)
    reshape = OPS["reshape"].call
    x = None if x is None else reshape(x, shape=(*rows, *rest))
    return x, reshape(target, shape=(*rows, *rest[1:])), (n, *rest[1:])


def likelihood(b: Batch) -> Any:
    """nll_loss: the rows of all examples are one batch of rows."""
    if b.lanes[2]:
        return looped(b)
    shape = b.shape(0)
    x, target, behind = _by_rows(b, b.front(0), b.front(1), shape)
    reduction, w = b.params["reduction"], b.operands[2]
    each = b.shaped(b.call(x, target, w, **{**b.params, "reduction": "none"}), behind)
    if reduction == "none":
        return each
    axes = tuple(range(1, 1 + len(behind)))
    summed = total(each, axis=axes, keepdims=False) if axes else each
    return summed if reduction == "sum" else summed / _counted(b, x._array.shape, x._array.dtype, target, behind)


def _counted(b: Batch, shape: tuple, dtype: Any, target: Any, behind: tuple) -> Any:
    """What the elements of each example count together: the loss of scores that are all −1."""
    ones = constant(np.full(shape, -1, dtype))
    weight = b.operands[2]
    about = {"ignored": b.params["ignored"], "reduction": "none"}
    each = b.shaped(OPS["nll_loss"].call(ones, target, weight, **about), behind)
    axes = tuple(range(1, 1 + len(behind)))
    return total(each, axis=axes, keepdims=False) if axes else each


def likelihood_spread(b: Batch) -> Any:
    """nll_spread, the other way round."""
    if b.lanes[2]:
        return looped(b)
    shape, reduction = tuple(b.params["shape"]), b.params["reduction"]
    _, target, behind = _by_rows(b, None, b.front(1), shape)
    g = b.front(0)
    flat = (b.size * shape[0], *shape[1:]) if len(shape) > 1 else (b.size, *shape)
    if reduction != "none":
        if reduction == "mean":
            g = g / _counted(b, flat, g._array.dtype, target, behind)
        g = OPS["broadcast_to"].call(b.shaped(g, (1,) * len(behind)), shape=(b.size, *behind))
    rows = OPS["reshape"].call(g, shape=(flat[0], *behind[1:])) if behind else g
    spread = b.call(rows, target, b.operands[2], **{**b.params, "shape": flat, "reduction": "none"})
    return b.shaped(spread, shape)


def spread(b: Batch) -> Any:
    """A reduction undone."""
    shape, axis = tuple(b.params["shape"]), b.params["axis"]
    x = b.shaped(b.operands[0], kept(shape, axis))
    axis = tuple(range(1, 1 + len(shape))) if axis is None else shifted(axis)
    return b.call(x, shape=(b.size, *shape), axis=axis, keepdims=True) if shape else x


def sum_to(b: Batch) -> Any:
    shape = tuple(b.params["shape"])
    lead = b.ndims[0] - len(shape)
    if lead < 0:
        return looped(b)  # raises the error
    summed = b.call(b.operands[0], shape=(b.size, *(1,) * lead, *shape))
    return b.shaped(summed, shape)
