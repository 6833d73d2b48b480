"""Rows by their numbers, elements by their place in the whole, and elements where a mask is true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.card import known_as
from backlight.core.inplace import write_by
from backlight.core.op import astype
from backlight.core.variable import Variable
from backlight.ops import clone, rows
from backlight.ops import index as cards
from backlight.ops import mask as masks
from backlight.tensor.dims import axis_is_dim, dim_of
from backlight.tensor.gathering import index_of, like, row
from backlight.tensor.indexing import narrow, number_of
from backlight.tensor.keys import index_array
from backlight.tensor.out import into
from backlight.tensor.shaping import ravel
from backlight.tensor.surface import given

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def _vector(index: Any, name: str) -> np.ndarray:
    array = index_of(index, name)
    if array.ndim > 1:
        raise IndexError(f"{name}(): Index is supposed to be a vector, got {array.ndim} dimensions")
    return array.reshape(-1)


@axis_is_dim
def index_select(input: Tensor, dim: int, index: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The slices along `dim` that the vector `index` names, as a copy.

    >>> index_select(backlight.tensor([[1, 2], [3, 4]]), 0, backlight.tensor([1, 1]))
    tensor([[3, 4],
            [3, 4]])
    """
    at = _vector(index, "index_select")
    axis = dim_of(dim, input._array.ndim)
    result = like(input, rows.index_select(row(input), at, axis=axis))
    return result if out is None else into(out, result, "index_select", input, index)


def _expect_tensor(value: Any, name: str) -> Any:
    if not isinstance(value, Variable):
        raise TypeError(f"{name}(): argument 'source' must be Tensor, not {type(value).__name__}")
    return value


def _expect_dtype(x: Any, source: Any, name: str) -> None:
    if x._array.dtype != source._array.dtype:
        have, want = (dtypes.scalar_type(dtypes.of(t._array)) for t in (x, source))
        raise RuntimeError(f"{name}: self ({have}) and source ({want}) must have the same scalar type")


def _prepared(x: Any, dim: int, index: Any, source: Any, name: str) -> tuple[Any, np.ndarray, int]:
    """The source, the index as a vector, and the axis, of an op that writes slices."""
    at = _vector(index, name)
    _expect_dtype(x, _expect_tensor(source, name), f"{name}_()")
    if not x._array.ndim:
        if source._array.ndim:
            raise RuntimeError(
                f"{name}_(): source tensor shape must match self tensor shape, excluding the specified dimension. "
                f"Got self.shape = [] source.shape = {list(source._array.shape)}"
            )
        source = row(source)
    return source, at, dim_of(dim, x._array.ndim)


@axis_is_dim
def index_add(
    input: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: float = 1, out: Tensor | None = None
) -> Tensor:
    """A copy with the slices of `source`, times `alpha`, added to the slices along `dim` that `index` names.

    >>> index_add(backlight.zeros(3), 0, backlight.tensor([0, 0, 2]), backlight.ones(3))
    tensor([2., 0., 1.])
    """
    source, at, axis = _prepared(input, dim, index, source, "index_add")
    result = like(input, rows.index_add(row(input), source, at, axis=axis, alpha=alpha))
    return result if out is None else into(out, result, "index_add")


@axis_is_dim
def _index_add_(self: Any, dim: int, index: Tensor, source: Tensor, *, alpha: float = 1) -> Any:
    """`index_add` in place."""
    source, at, axis = _prepared(self, dim, index, source, "index_add")
    write_by(row(self), rows.index_add, rows.add_rows, source, at, axis=axis, alpha=alpha)
    return self


@axis_is_dim
def index_copy(input: Tensor, dim: int, index: Tensor, source: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A copy with the slices along `dim` that `index` names replaced by those of `source`."""
    source, at, axis = _prepared(input, dim, index, source, "index_copy")
    result = like(input, rows.index_copy(row(input), source, at, axis=axis))
    return result if out is None else into(out, result, "index_copy")


@axis_is_dim
def _index_copy_(self: Any, dim: int, index: Tensor, source: Tensor) -> Any:
    """`index_copy` in place."""
    source, at, axis = _prepared(self, dim, index, source, "index_copy")
    write_by(row(self), rows.index_copy, rows.copy_rows, source, at, axis=axis)
    return self


@axis_is_dim
def index_fill(input: Tensor, dim: int, index: Tensor, value: Tensor | float) -> Tensor:
    """A copy with the slices along `dim` that `index` names filled with `value`."""
    return _index_fill_(clone.clone(input), dim, index, value)


@axis_is_dim
def _index_fill_(self: Any, dim: int, index: Tensor, value: Any) -> Any:
    """`index_fill` in place."""
    at, axis = _vector(index, "index_fill"), dim_of(dim, self._array.ndim)
    size = row(self)._array.shape[axis]
    if at.size and not -size <= at.min() <= at.max() < size:
        wrong = next(i for i in at.tolist() if not -size <= i < size)
        raise IndexError(f"index {wrong} is out of bounds for dimension {axis} with size {size}")
    if isinstance(value, Variable):
        value = _zero_dim(value, self._array.dtype, "index_fill_")
        write_by(row(self), cards.index_put, cards.write_at, value, np.unique(at), axes=(axis,))
        if self._base is None:
            known_as(self, "IndexFillBackward1")
    else:
        number = number_of(value, self._array.dtype)
        write_by(row(self), rows.index_fill, rows.fill_rows, np.where(at < 0, at + size, at), axis=axis, value=number)
    return self


def _zero_dim(value: Any, dtype: np.dtype, name: str) -> Any:
    if value._array.ndim:
        raise RuntimeError(
            f"{name} only supports a 0-dimensional value tensor, but got tensor with {value._array.ndim} dimension(s)."
        )
    if value._array.dtype == dtype:
        return value
    if not value._needs_grad:
        number_of(value._array.item(), dtype)  # its error, where the dtype cannot hold the value
    return astype(value, dtype=dtype)


def _indices(indices: Any, name: str) -> tuple[tuple, tuple]:
    """The axes and the index arrays of `index_put`."""
    if not isinstance(indices, (tuple, list)):
        raise TypeError(f"{name}(): argument 'indices' must be tuple of Tensors, not {type(indices).__name__}")
    axes, arrays, axis = [], [], 0
    for number, index in enumerate(indices):
        if not isinstance(index, Variable):
            raise TypeError(f"expected Tensor as element {number} in argument 0, but got {type(index).__name__}")
        array = index_array(index._array)
        axes.append(axis)
        arrays.append(array)
        axis += array.ndim if array.dtype.kind == "b" else 1
    return tuple(axes), tuple(arrays)


def index_put(input: Tensor, indices: Any, values: Tensor, accumulate: bool = False) -> Tensor:
    """A copy with `values` written to (or, with `accumulate`, added at) the places that index tensors name together.

    >>> index_put(backlight.zeros(3), (backlight.tensor([0, 2]),), backlight.tensor(5.0))
    tensor([5., 0., 5.])
    """
    axes, arrays = _indices(indices, "index_put")
    _expect_dtype(input, _expect_tensor(values, "index_put"), "index_put")
    return cards.index_put(input, values, *arrays, axes=axes, accumulate=accumulate)


def _index_put_(self: Any, indices: Any, values: Any, accumulate: bool = False) -> Any:
    """`index_put` in place."""
    axes, arrays = _indices(indices, "index_put_")
    _expect_dtype(self, _expect_tensor(values, "index_put_"), "index_put_")
    return write_by(self, cards.index_put, cards.write_at, values, *arrays, axes=axes, accumulate=accumulate)


def take(input: Tensor, index: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The elements at places counted through all of `input`, in the shape of `index`.

    >>> take(backlight.tensor([[1, 2], [3, 4]]), backlight.tensor([0, 3]))
    tensor([1, 4])
    """
    result = cards.take(input, _long(index, "take"))
    return result if out is None else into(out, result, "take", input, index)


def _long(index: Any, name: str) -> np.ndarray:
    array = index_of(index, name, 2)
    if array.dtype != np.int64:
        raise RuntimeError(f"{name}(): Expected a long tensor for index, but got {dtypes.of(array)}")
    return array


def put(input: Tensor, index: Tensor, source: Tensor, accumulate: bool = False) -> Tensor:
    """A copy with the elements of `source` written to places counted through all of `input`."""
    return _put_(clone.clone(input), index, source, accumulate)


def _put_(self: Any, index: Tensor, source: Tensor, accumulate: bool = False) -> Any:
    """`put` in place."""
    at = _long(index, "put_")
    _expect_dtype(self, _expect_tensor(source, "put_"), "put_()")
    if source._array.size != at.size:
        raise IndexError(
            "put_(): Expected source and index to have the same number of elements, but got "
            f"source.numel() = {source._array.size}, index.numel() = {at.size}"
        )
    total = self._array.size
    if at.size and not -total <= at.min() <= at.max() < total:
        wrong = next(i for i in at.ravel().tolist() if not -total <= i < total)
        raise IndexError(f"out of range: tried to access index {wrong} on a tensor of {total} elements.")
    at, target = np.where(at < 0, at + total, at).reshape(-1), row(self)
    places = np.unravel_index(at, target._array.shape) if at.size else (at,) * target._array.ndim
    axes = tuple(range(len(places)))
    write_by(target, cards.index_put, cards.write_at, ravel(source), *places, axes=axes, accumulate=accumulate)
    if target is self and self._base is None:
        known_as(self, "PutBackward0")
    return self


def masked_fill(input: Tensor, mask: Tensor, value: Tensor | float) -> Tensor:
    """A copy with `value` where `mask`, which broadcasts with it, is true.

    >>> masked_fill(backlight.tensor([1.0, 2.0]), backlight.tensor([True, False]), float("-inf"))
    tensor([-inf, 2.])
    """
    if isinstance(value, Variable):
        return masks.masked_put(input, _zero_dim(value, input._array.dtype, "masked_fill_"), _mask(mask))
    return masks.masked_fill(input, _mask(mask), value=number_of(value, input._array.dtype))


def _masked_fill_(self: Any, mask: Tensor, value: Any) -> Any:
    """`masked_fill` in place."""
    within = _mask(mask)
    if len(within.shape) > self._array.ndim:
        raise RuntimeError(
            f"output with shape {list(self._array.shape)} doesn't match the broadcast shape {list(within.shape)}"
        )
    if isinstance(value, Variable):
        value = _zero_dim(value, self._array.dtype, "masked_fill_")
        return write_by(self, masks.masked_put, masks.put_where, value, within)
    number = number_of(value, self._array.dtype)
    return write_by(self, masks.masked_fill, masks.fill_where, within, value=number)


def _mask(mask: Any) -> np.ndarray:
    if not isinstance(mask, Variable):
        raise TypeError(f"argument 'mask' must be Tensor, not {type(mask).__name__}")
    return mask._array


def masked_select(input: Tensor, mask: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The elements where `mask`, which broadcasts with `input`, is true, in one dimension.

    >>> masked_select(backlight.tensor([1, 2, 3]), backlight.tensor([True, False, True]))
    tensor([1, 3])
    """
    result = masks.masked_select(input, _mask(mask))
    return result if out is None else into(out, result, "masked_select", input, mask)


def masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """A copy with the elements of `source`, one after the other, where `mask` is true."""
    return masks.masked_scatter(input, _expect_tensor(source, "masked_scatter"), _mask(mask))


def _masked_scatter_(self: Any, mask: Tensor, source: Tensor) -> Any:
    """`masked_scatter` in place."""
    return write_by(
        self, masks.masked_scatter, masks.write_where, _expect_tensor(source, "masked_scatter_"), _mask(mask)
    )


@axis_is_dim
def narrow_copy(input: Tensor, dim: int, start: int | Tensor, length: int, *, out: Tensor | None = None) -> Tensor:
    """A copy of `length` slices along `dim`, from number `start` on."""
    try:
        part = narrow(input, dim, start, length)
    except IndexError as error:
        if dim >= input._array.ndim:  # the one class of error of this function's own
            raise RuntimeError(str(error)) from None
        raise
    return given(out, known_as(clone.clone(part), "NarrowCopyBackward0"), "narrow_copy")


class PickingMethods:
    """The methods of this family; `Tensor` inherits them."""

    index_select, take, masked_select, narrow_copy = index_select, take, masked_select, narrow_copy
    index_add, index_add_ = index_add, _index_add_
    index_copy, index_copy_ = index_copy, _index_copy_
    index_fill, index_fill_ = index_fill, _index_fill_
    index_put, index_put_ = index_put, _index_put_
    put, put_ = put, _put_
    masked_fill, masked_fill_ = masked_fill, _masked_fill_
    masked_scatter, masked_scatter_ = masked_scatter, _masked_scatter_
