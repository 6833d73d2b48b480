"""Reading and writing parts of a tensor: x[key] and x[key] = value, for every kind of key."""

from __future__ import annotations

from collections.abc import Iterator
from operator import index as as_int
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.errors import broadcast_reason
from backlight.core.inplace import write_by, write_part
from backlight.core.op import astype
from backlight.core.variable import Variable
from backlight.ops import index as cards
from backlight.ops.shape import reshape
from backlight.tensor.dims import axis_is_dim, dim_of
from backlight.tensor.joining import unbind
from backlight.tensor.keys import basic_key, resolved
from backlight.tensor.numbers import LARGEST_HALF, fitting

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def _getitem(self: Any, key: Any) -> Tensor:
    kind = key.__class__
    if kind is int:
        return cards.getitem(self, key=(key, ...))
    if isinstance(key, Variable) and key._array.ndim and key._array.dtype.char in "?lq":  # bool or int64
        return cards.index(self, key._array, axes=(0,))
    basic = basic_key(key if kind is tuple else (key,))
    if basic is not None:
        return cards.getitem(self, key=basic)
    basic, axes, indices = resolved(self._array, key)
    if basic is not None:
        self = cards.getitem(self, key=basic)
    return cards.index(self, *indices, axes=axes) if axes else self


def _setitem(self: Any, key: Any, value: Any) -> None:
    if isinstance(key, Variable) and key._array.ndim and key._array.dtype.char in "?lq":
        _write_indexed(self, (0,), (key._array,), value)
        return
    basic = basic_key(key if key.__class__ is tuple else (key,))
    if basic is None:
        basic, axes, indices = resolved(self._array, key)
        if axes:
            _write_indexed(self if basic is None else cards.getitem(self, key=basic), axes, indices, value)
            return
    part = self._array if basic is None else cards.view_of(self._array, basic)
    write_part(self, part, _fitted(value, part), "copy_")


def _fitted(value: Any, part: np.ndarray) -> Any:
    """The value as it is written into a part: of its dtype, and of a shape that broadcasts to it."""
    if not isinstance(value, Variable):
        return number_of(value, part.dtype)
    value = _without_ones(value, part.ndim)
    shape, target = value._array.shape, part.shape
    if shape != target and (
        len(shape) > len(target) or any([a not in (1, b) for a, b in zip(shape[::-1], target[::-1], strict=False)])
    ):
        raise RuntimeError(
            f"a value of shape {list(shape)} cannot be written into a part of shape {list(target)}: "
            + broadcast_reason([target, shape])
        )
    return value if value._array.dtype == part.dtype else astype(value, dtype=part.dtype)


def _without_ones(value: Any, ndim: int) -> Any:
    """The value without leading dimensions of size 1 that the place for it, of `ndim` dimensions, does not have."""
    shape = value._array.shape
    while len(shape) > ndim and shape[0] == 1:
        shape = shape[1:]
    return value if shape == value._array.shape else reshape(value, shape=shape)


def number_of(value: Any, dtype: np.dtype) -> Any:
    """A Python number as it is written into a tensor of `dtype`: cut to an int, but never wrapped around."""
    kind = value.__class__
    if kind is float and dtype.kind == "f":
        return value if -LARGEST_HALF < value < LARGEST_HALF else fitting(value, dtype)
    if kind is bool and dtype.kind != "V":
        return value
    if not isinstance(value, (bool, int, float, complex)):
        raise TypeError(
            f"can't assign a {kind.__name__} to a torch tensor of {dtypes.of_numpy(dtype).name}: "
            "make it a tensor first, torch.tensor(value)"
        )
    try:
        if dtype.kind in "iu":
            return dtype.type(int(value)).item()  # type: ignore[arg-type]
        if isinstance(value, complex) and dtype.kind != "c":
            raise OverflowError
        return value if dtype.kind != "b" else bool(value)
    except (OverflowError, ValueError, TypeError) as error:
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            raise ValueError("Overflow when unpacking long long") from error
        raise RuntimeError(f"value {value} cannot be converted to type {dtype} without overflow") from error


def _write_indexed(x: Any, axes: tuple, indices: tuple, value: Any) -> None:
    if not isinstance(value, Variable):
        value = number_of(value, x._array.dtype)
    elif value._array.dtype != x._array.dtype:
        if value._array.ndim or indices[0].dtype.kind != "b":
            raise RuntimeError(
                "Index put requires the source and destination dtypes match, got "
                f"{dtypes.scalar_type(dtypes.of(x._array))} for the destination and "
                f"{dtypes.scalar_type(dtypes.of(value._array))} for the source."
            )
        value = astype(value, dtype=x._array.dtype)
    if isinstance(value, Variable) and value._array.ndim > 1:
        value = _without_ones(value, 1)
    write_by(x, cards.index_put, cards.write_at, value, *indices, axes=axes)


@axis_is_dim
def select(input: Tensor, dim: int, index: int) -> Tensor:
    """A view of the slice number `index` along `dim`, without that dimension."""
    array = input._array
    if not array.ndim:
        raise IndexError("select() cannot be applied to a 0-dim tensor.")
    axis, at = dim_of(dim, array.ndim), as_int(index)
    size = array.shape[axis]
    if not -size <= at < size:
        raise IndexError(
            f"select(): index {at} out of range for tensor of size {list(array.shape)} at dimension {axis}"
        )
    return cards.getitem(input, key=(*[slice(None)] * axis, at, ...))


@axis_is_dim
def narrow(input: Tensor, dim: int, start: int | Tensor, length: int) -> Tensor:
    """A view of `length` slices along `dim`, from number `start` on.

    >>> narrow(backlight.arange(5), 0, 1, 3)
    tensor([1, 2, 3])
    """
    array = input._array
    if not array.ndim:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    if isinstance(start, Variable) and (start._array.ndim or start._array.dtype.kind not in "iu"):
        raise RuntimeError("start must be an 0-dim integral Tensor.")
    axis, first = dim_of(dim, array.ndim), as_int(start)
    size = array.shape[axis]
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    if not -size <= first <= size:
        raise IndexError(f"start out of range (expected to be in range of [{-size}, {size}], but got {first})")
    first = first + size if first < 0 else first
    if first + length > size:
        raise RuntimeError(f"start ({first}) + length ({length}) exceeds dimension size ({size}).")
    return cards.getitem(input, key=(*[slice(None)] * axis, slice(first, first + length), ...))


class IndexingMethods(Variable):
    """The methods of this family; `Tensor` inherits them."""

    __getitem__, __setitem__ = _getitem, _setitem
    select, narrow = select, narrow

    def __len__(self) -> int:
        shape = self._array.shape
        if not shape:
            raise TypeError("len() of a 0-d tensor")
        return shape[0]

    def __iter__(self: Any) -> Iterator[Tensor]:
        if not self._array.ndim:
            raise TypeError("iteration over a 0-d tensor")
        return iter(unbind(self, 0))

    def __contains__(self: Any, element: Any) -> bool:
        if not isinstance(element, (Variable, bool, int, float, complex, np.generic)):
            raise RuntimeError(
                f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {type(element)}."
            )
        return bool((self == element).any())

    def __delitem__(self, key: Any) -> None:
        raise TypeError("Tensor does not support deleting items")
