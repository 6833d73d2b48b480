"""The rules that need to know nothing of an op: element by element, and one example after the other."""

from __future__ import annotations

from typing import Any

import numpy as np

from backlight.core.result import constant
from backlight.func.batching.batch import Batch
from backlight.ops.index import getitem
from backlight.ops.join import stack


def aligned(b: Batch) -> Any:
    """Element by element: the examples are one dimension more to broadcast over."""
    params = b.params
    if params.get("memory_format") is not None:  # speaks of the dimensions of one example
        params = {**params, "memory_format": None}
    return b.call(*b.aligned(), **params)


def expanded(b: Batch) -> Any:
    """Element by element, where the first operand gives the result its shape."""
    others, shape = b.aligned()[1:], b.shape(0)
    first = b.shaped(b.front(0), (1,) * (max(b.ndims) - len(shape)) + shape)
    return b.call(first, *others, **b.params)


def looped(b: Batch) -> Any:
    """Example by example: always right, and slow."""
    results = [b.call(*_example(b, i), **b.params) for i in range(b.size)]
    if not results:
        return _of_none(b)
    if type(results[0]) is tuple:
        return tuple([stack(*column, axis=0) for column in zip(*results, strict=True)])
    return stack(*results, axis=0)


def _example(b: Batch, i: int) -> list:
    return [getitem(x, key=(i, ...)) if lane else x for x, lane in zip(b.operands, b.lanes, strict=True)]


def _of_none(b: Batch) -> Any:
    """The empty result for no examples, from an example of zeros."""
    zeros = [
        constant(np.zeros(b.shape(i), x._array.dtype)) if lane else x
        for i, (x, lane) in enumerate(zip(b.operands, b.lanes, strict=True))
    ]
    result = b.call(*zeros, **b.params)
    several = [constant(np.zeros((0, *one._array.shape), one._array.dtype)) for one in _as_tuple(result)]
    return tuple(several) if type(result) is tuple else several[0]


def _as_tuple(result: Any) -> tuple:
    return result if type(result) is tuple else (result,)
