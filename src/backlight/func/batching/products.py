"""Rules for products of vectors and matrices: all of them are products of batches of matrices."""

from __future__ import annotations

from typing import Any

from backlight.func.batching.batch import Batch, shifted
from backlight.ops.linalg import batches
from backlight.ops.reduce import sum as total
from backlight.ops.shape import reshape, swapaxes


def _product(b: Batch, i: int, j: int) -> Any:
    """Operand i @ operand j, where vectors count as a row and a column; examples in front, if either has them."""
    row, column = b.ndims[i] == 1, b.ndims[j] == 1
    lead = max(b.ndims[i], b.ndims[j], 2) - 2
    x, y = _matrices(b, i, lead, -2), _matrices(b, j, lead, -1)
    out = batches(x, y)
    shape = out._array.shape
    if row:
        shape = (*shape[:-2], shape[-1])
    if column:
        shape = shape[:-1]
    return out if shape == out._array.shape else reshape(out, shape=shape)


def _matrices(b: Batch, i: int, lead: int, vector: int) -> Any:
    """Operand i with at least two dimensions and, if it has the examples in front, `lead` dimensions after these."""
    x, shape = b.operands[i], b.shape(i)
    if len(shape) == 1:
        shape = (1, *shape) if vector == -2 else (*shape, 1)
    if b.lanes[i]:
        return b.shaped(x, (*(1,) * (lead + 2 - len(shape)), *shape))
    return x if x._array.shape == shape else reshape(x, shape=shape)


def product(b: Batch) -> Any:
    return _product(b, 0, 1)


def linear(b: Batch) -> Any:
    """b + x @ wᵀ."""
    w = swapaxes(b.operands[2], axis1=-2, axis2=-1)
    turned = Batch(b.op, b.level, [b.operands[0], b.operands[1], w], b.lanes, b.ndims, b.params)
    return _plus(b, _product(turned, 1, 2), 1, 1)


def addmm(b: Batch) -> Any:
    """β·b + α·x @ y, in its four forms."""
    found = _product(b, 1, 2)
    if b.params["form"] == "addbmm":
        found = total(found, axis=1 if b.lanes[1] or b.lanes[2] else 0, keepdims=False)
    return _plus(b, found, b.params["beta"], b.params["alpha"])


def _plus(b: Batch, found: Any, beta: float, alpha: float) -> Any:
    found = found if alpha == 1 else found * alpha
    if not (b.lanes[1] or b.lanes[2]):  # the product is the same for all, and the summand is not
        ndim = found._array.ndim
        return b.raised(0, ndim) * beta + found
    if beta == 0:
        return found
    summand = b.raised(0, found._array.ndim - 1)
    return (summand if beta == 1 else summand * beta) + found


def cross(b: Batch) -> Any:
    return b.call(*b.aligned(), axis=shifted(b.params["axis"]))


def einsum(b: Batch) -> Any:
    """The examples are one index more, of the operands that have them and of the result."""
    operands, _, result = b.params["equation"].partition("->")
    used = set(operands) | set(result)
    extra = next(letter for letter in map(chr, range(ord("a"), 0x110000)) if letter not in used and letter.isalpha())
    terms = [(extra if lane else "") + term for term, lane in zip(operands.split(","), b.lanes, strict=True)]
    return b.call(*b.operands, equation=f"{','.join(terms)}->{extra}{result}")
