"""Reading and writing parts of a tensor: x[key] and x[key] = value, for every kind of key."""

from __future__ import annotations

from collections.abc import Iterator
from operator import index as as_int
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.errors import broadcast_reason, warn
from backlight.core.inplace import write_by, write_part
from backlight.core.op import astype
from backlight.core.variable import Variable
from backlight.ops import index as cards
from backlight.ops.shape import reshape
from backlight.tensor.dims import dim_of
from backlight.tensor.joining import unbind

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def _getitem(self: Any, key: Any) -> Tensor:
    kind = key.__class__
    if kind is int:
        return cards.getitem(self, key=(key, ...))
    if isinstance(key, Variable) and key._array.ndim and key._array.dtype.char in "?lq":  # bool or int64
        return cards.index(self, key._array, axes=(0,))
    basic = _basic(key if kind is tuple else (key,))
    if basic is not None:
        return cards.getitem(self, key=basic)
    basic, axes, indices = _resolved(self._array, key)
    if basic is not None:
        self = cards.getitem(self, key=basic)
    return cards.index(self, *indices, axes=axes) if axes else self


def _basic(key: Any) -> tuple | None:
    """A key of ints, slices, None and `...`, with a `...` in it so that NumPy gives a view; None for any other key."""
    dots = False
    for part in key:
        kind = part.__class__
        if kind is int or part is None:
            continue
        if kind is slice:
            start, stop, step = part.start, part.stop, part.step
            if (
                (start is None or start.__class__ is int)
                and (stop is None or stop.__class__ is int)
                and (step is None or (step.__class__ is int and step > 0))
            ):
                continue
            return None
        if part is ... and not dots:
            dots = True
            continue
        return None
    return key if dots else (*key, ...)


def _resolved(array: np.ndarray, key: Any) -> tuple[tuple | None, tuple, tuple]:
    """Any key as a basic one that makes a view, then the axes of that view to index, and the arrays to index them with.

    The basic key is None where it would change nothing.
    """
    parts = [_part(p) for p in _as_tuple(key)]
    rest = array.ndim - sum([_dims(p) for p in parts])  # the dimensions that the (first) `...` stands for
    if rest < 0:
        if not array.ndim:
            raise IndexError("invalid index of a 0-dim tensor. Use `tensor.item()` to convert it to a number")
        raise IndexError(f"too many indices for tensor of dimension {array.ndim}: {array.ndim - rest} were given")
    basic: list = []
    axes: list[int] = []
    indices: list[np.ndarray] = []
    at = 0  # the next axis of the view
    for part in parts:
        if part is ...:
            basic.extend([slice(None)] * rest)
            at, rest = at + rest, 0
        elif part.__class__ is int:
            basic.append(part)
        elif part.__class__ is slice:
            basic.append(part)
            at += 1
        elif part is None or part.__class__ is bool:
            basic.append(None)
            if part is not None:  # a bool is an index for a dimension of its own
                axes.append(at)
                indices.append(np.zeros(int(part), np.int64))
            at += 1
        else:
            axes.append(at)
            indices.append(part)
            basic.extend([slice(None)] * _dims(part))
            at += _dims(part)
    plain = all([part == slice(None) for part in basic])
    return None if plain else (*basic, ...), tuple(axes), tuple(indices)


def _as_tuple(key: Any) -> tuple:
    if key.__class__ is tuple:
        return key
    if isinstance(key, list) and any(
        isinstance(k, (list, tuple, slice, Variable, np.ndarray)) or k is None or k is ... for k in key
    ):
        warn(
            "Using a non-tuple sequence for multidimensional indexing is deprecated; use x[tuple(seq)] instead of "
            "x[seq], or x[torch.tensor(seq)] for an index tensor."
        )
        return tuple(key)
    return (key,)


def _part(part: Any) -> Any:
    """One part of a key as an int, a slice with ints, None, Ellipsis, a bool, or an array of ints or bools."""
    if part is None or part is ... or part.__class__ is int or part.__class__ is bool:
        return part
    if isinstance(part, slice):
        return _slice(part)
    if isinstance(part, Variable):
        return index_array(part._array, narrow=False)
    if isinstance(part, np.ndarray):
        return index_array(part, narrow=True)
    if isinstance(part, np.bool_):
        return bool(part)
    if isinstance(part, (list, tuple, range)):
        from backlight.tensor.data import array_of

        return index_array(array_of(part) if len(part) else np.zeros(0, np.int64), narrow=True)
    if isinstance(part, str):
        raise TypeError(f"a tensor cannot be indexed with a string, got {part!r}")
    try:
        return as_int(part)
    except TypeError:
        raise IndexError(
            "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got "
            f"{type(part).__name__})"
        ) from None


def _slice(part: slice) -> slice:
    start, stop, step = [None if n is None else as_int(n) for n in (part.start, part.stop, part.step)]
    if step is not None and step <= 0:
        raise ValueError(
            "slice step cannot be zero" if not step else f"step must be greater than zero, got {step}; use .flip(dim)"
        )
    return slice(start, stop, step)


def index_array(array: np.ndarray, narrow: bool = False) -> Any:
    """An array as an index: of bools or ints, or the int or bool that it holds without dimensions."""
    kind = array.dtype.kind
    if kind == "b":
        return array if array.ndim else bool(array)
    if array.dtype == np.uint8:
        warn("indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead.")
        return array.astype(bool) if array.ndim else bool(array)
    if kind not in "iu" or (array.dtype.itemsize < 4 and not narrow):
        raise IndexError(
            f"tensors used as indices must be long, int, byte or bool tensors, got {dtypes.of(array)}; use .long()"
        )
    return array if array.ndim else int(array)


def _dims(part: Any) -> int:
    """How many dimensions of the tensor a part of a key stands for."""
    if part is None or part is ... or part.__class__ is bool:
        return 0
    return part.ndim if isinstance(part, np.ndarray) and part.dtype.kind == "b" else 1


def _setitem(self: Any, key: Any, value: Any) -> None:
    if isinstance(key, Variable) and key._array.ndim and key._array.dtype.char in "?lq":
        _write_indexed(self, (0,), (key._array,), value)
        return
    basic = _basic(key if key.__class__ is tuple else (key,))
    if basic is None:
        basic, axes, indices = _resolved(self._array, key)
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
    if (kind is float and dtype.kind == "f") or (kind is bool and dtype.kind != "V"):
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


def narrow(input: Tensor, dim: int, start: int | Tensor, length: int) -> Tensor:
    """A view of `length` slices along `dim`, from number `start` on.

    >>> narrow(backlight.arange(5), 0, 1, 3)
    tensor([1, 2, 3])
    """
    array = input._array
    if not array.ndim:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
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
