"""Rules for other shapes and parts of the same elements, for joining and for splitting."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

from backlight.core.fit import broadcast_to as expand
from backlight.func.batching.batch import Batch, shifted
from backlight.ops import shape as cards
from backlight.ops.reduce import sum as total


def axes(*names: str) -> Callable:
    """Every operand with the examples in front, and the metadata `names` counted with them."""

    def rule(b: Batch) -> Any:
        moved = {name: shifted(b.params[name]) for name in names if b.params.get(name) is not None}
        return b.call(*b.all_front(), **{**b.params, **moved})

    return rule


def reshape(b: Batch) -> Any:
    shape, size = tuple(b.params["shape"]), prod(b.shape(0))
    known = prod([n for n in shape if n != -1])
    if shape.count(-1) > 1 or (-1 in shape and not known) or (known != size and (-1 not in shape or size % known)):
        raise RuntimeError(cards.shape_mismatch(shape, size))
    shape = tuple([size // known if n == -1 else n for n in shape])
    return b.call(b.operands[0], **{**b.params, "shape": (b.size, *shape)})


def squeeze(b: Batch) -> Any:
    axis, shape = b.params.get("axis"), b.shape(0)
    if axis is None:
        axis = tuple([i for i, n in enumerate(shape) if n == 1])
    elif axis.__class__ is not tuple:
        axis = (axis,)
    gone = {a % len(shape) for a in axis if shape[a] == 1} if shape else set()
    return b.shaped(b.operands[0], tuple([n for i, n in enumerate(shape) if i not in gone]))


def swapaxes(b: Batch) -> Any:
    x = b.operands[0]
    if not b.ndims[0]:
        return x
    return b.call(x, axis1=shifted(b.params["axis1"]), axis2=shifted(b.params["axis2"]))


def matrix_transpose(b: Batch) -> Any:
    return cards.transpose(b.operands[0], axes=(0, *range(b.ndims[0], 0, -1)))


def transpose(b: Batch) -> Any:
    order = [a % b.ndims[0] + 1 for a in b.params["axes"]]
    return b.call(b.operands[0], axes=(0, *order))


def diagonal(b: Batch) -> Any:
    where = {"offset": 0, "axis1": 0, "axis2": 1, **b.params}
    return b.call(b.operands[0], **{**where, "axis1": shifted(where["axis1"]), "axis2": shifted(where["axis2"])})


def place_diagonal(b: Batch) -> Any:
    where = {"offset": 0, "axis1": 0, "axis2": 1, **b.params}
    where["shape"] = (b.size, *where["shape"])
    return b.call(b.operands[0], **{**where, "axis1": shifted(where["axis1"]), "axis2": shifted(where["axis2"])})


def trace(b: Batch) -> Any:
    return total(cards.diagonal(b.operands[0], offset=0, axis1=1, axis2=2), axis=1, keepdims=False)


def broadcast_to(b: Batch) -> Any:
    shape = tuple(b.params["shape"])
    return expand(b.raised(0, len(shape)), shape=(b.size, *shape))


def getitem(b: Batch) -> Any:
    return b.call(b.operands[0], key=(slice(None), *b.params["key"]))


def place(b: Batch) -> Any:
    key = b.params["key"]
    key = key if key.__class__ is tuple else (key,)
    return b.call(b.operands[0], shape=(b.size, *b.params["shape"]), key=(slice(None), *key))


def concatenate(b: Batch) -> Any:
    return b.call(*b.all_front(), axis=shifted(b.params.get("axis", 0)))


def roll(b: Batch) -> Any:
    shape, axis = b.shape(0), b.params.get("axis")
    if axis is not None and shape:
        return b.call(b.operands[0], shift=b.params["shift"], axis=shifted(axis))
    flat = b.shaped(b.operands[0], (prod(shape),))
    return b.shaped(b.call(flat, shift=b.params["shift"], axis=(1,) * len(b.params["shift"])), shape)


def tile(b: Batch) -> Any:
    reps = b.params["reps"]
    reps = tuple(reps) if isinstance(reps, (tuple, list)) else (reps,)
    x = b.raised(0, len(reps))
    return b.call(x, reps=(1, *(1,) * (b.ndims[0] - len(reps)), *reps))
