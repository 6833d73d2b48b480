"""How a tensor lies in memory: its shape and strides, other windows on the same memory, shapes changed in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core.card import known_as
from backlight.core.inplace import guard, needing, noted, refresh
from backlight.core.layout import channels_last, contiguous_format, preserve_format
from backlight.core.modes import state
from backlight.core.op import record
from backlight.core.result import constant
from backlight.core.strided import address, geometry, resized, root_of, steps, window
from backlight.core.strided import as_strided as as_strided_card
from backlight.core.variable import Variable, edge
from backlight.ops import shape as cards
from backlight.ops.clone import clone
from backlight.ops.index import getitem
from backlight.tensor.dims import also, axis_is_dim, dim_of, dims_of, sizes_of
from backlight.tensor.size import Size

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

_made = tuple.__new__


def numel(input: Tensor) -> int:
    """The number of elements."""
    return input._array.size


def stride(x: Any) -> tuple[int, ...]:
    """How many elements further in memory the next index of each dimension is."""
    array = x._array
    if not array.flags.c_contiguous:
        return steps(array)
    # NumPy leaves the strides of dimensions of size 1 open; these are torch's
    found, step = [], 1
    for n in reversed(array.shape):
        found.append(step)
        step *= max(n, 1)
    return tuple(found[::-1])


def as_strided(input: Tensor, size: Sequence[int], stride: Sequence[int], storage_offset: int | None = None) -> Tensor:
    """A view of the memory of `input` with any size and strides, in elements, from an offset in its storage.

    >>> as_strided(backlight.arange(6), (2, 2), (1, 2))
    tensor([[0, 2],
            [1, 3]])
    """
    sizes, strides = sizes_of((size,), "as_strided"), sizes_of((stride,), "as_strided")
    if strides and min(strides) < 0:
        raise RuntimeError(f"as_strided: Negative strides are not supported, got strides: {list(strides)}")
    if len(sizes) != len(strides):
        raise RuntimeError(f"mismatch in length of strides and shape: {len(strides)} and {len(sizes)}")
    if input._base is not None:
        refresh(input)
    array = input._array
    root = root_of(array)
    offset = _storage_offset(input) if storage_offset is None else storage_offset
    try:
        view = window(root, sizes, strides, offset)
    except ValueError as error:
        raise RuntimeError(
            f"setStorage: sizes {list(sizes)}, strides {list(strides)}, storage offset {offset} are out of bounds for "
            f"storage of size {root.nbytes}"
        ) from error
    if not (input._needs_grad and state.grad):
        return constant(view, input)
    where = geometry(view, array)
    return record(as_strided_card.op, (array,), where, (edge(input),), view, input)


def _storage_offset(x: Variable) -> int:
    return (address(x._array) - address(root_of(x._array))) // x._array.itemsize


def _is_contiguous(self: Any, memory_format: Any = contiguous_format) -> bool:
    """Whether the elements lie in memory in the order of their indices (or of a memory format), without gaps."""
    array = self._array
    if memory_format is contiguous_format:
        return array.flags.c_contiguous
    if memory_format is preserve_format:
        raise RuntimeError("preserve memory format is unsupported by the is_contiguous operator")
    rank = 4 if memory_format is channels_last else 5
    return array.ndim == rank and np.moveaxis(array, 1, -1).flags.c_contiguous  # (N, C, …) -> (N, …, C)


def _contiguous(self: Any, memory_format: Any = contiguous_format) -> Tensor:
    """The tensor itself if it is contiguous, else a copy that is."""
    return self if _is_contiguous(self, memory_format) else clone(self, memory_format=memory_format)


def _unfold(self: Any, dimension: int, size: int, step: int) -> Tensor:
    """A view of all windows of `size` elements along a dimension, `step` apart; the window is the last dimension.

    >>> backlight.arange(5).unfold(0, 2, 1)
    tensor([[0, 1],
            [1, 2],
            [2, 3],
            [3, 4]])
    """
    array = self._array
    axis = dim_of(dimension, array.ndim)
    length = array.shape[axis] if array.ndim else 1
    if size > length:
        raise RuntimeError(f"maximum size for tensor at dimension {axis} is {length} but size is {size}")
    if size < 0 or step <= 0:
        raise RuntimeError(f"unfold: size must be >= 0 and step must be > 0, but size is {size} and step is {step}")
    if not array.ndim:  # a number is a window, or has an empty one
        return getitem(self, key=(None, ...)) if size else getitem(self, key=(None, ...))[:0]
    return cards.unfold(self, axis=axis, size=size, step=step)


def _reshaped(x: Any, what: str, call: Any, **params: Any) -> Tensor:
    """Make `x` itself the view that `call` makes of it; for the graph, that is a write."""
    guard(x, needing(x))
    view = call(x, **params)
    x._array = view._array
    if view._node is not None:
        node: Any = view._node
        name = type(node).__name__  # of the in-place form: SqueezeBackward3 for SqueezeBackward0, else the next number
        x._node = known_as(view, f"{name[:-1]}{int(name[-1]) + (3 if name[:3] == 'Squ' else 1)}")._node
    noted(x, what)
    return x


def _as_strided_(self: Any, size: Sequence[int], stride: Sequence[int], storage_offset: int | None = None) -> Tensor:
    """`as_strided` in place: the tensor itself becomes that view of its memory."""
    return _reshaped(self, "as_strided_", as_strided, size=size, stride=stride, storage_offset=storage_offset)


def _resize_(self: Any, *sizes: Any, size: Any = None, memory_format: Any = None) -> Tensor:
    """Give the tensor another size in place; memory that it had is kept, memory that is new is uninitialised."""
    if self._needs_grad:
        raise RuntimeError("cannot resize variables that require grad")
    shape = sizes_of(sizes if size is None else (size,), "resize_")
    self._array = resized(self._array, shape)
    return self


def resize_as_(input: Tensor, the_template: Tensor, *, memory_format: Any = None) -> Tensor:
    """Give the tensor the size of another one in place."""
    return _resize_(input, the_template._array.shape)


class MemoryMethods(Variable):
    """The methods of this family; `Tensor` inherits them."""

    @property
    def shape(self) -> Size:
        """The sizes of the dimensions."""
        return _made(Size, self._array.shape)

    def size(self, dim: int | None = None, *, axis: int | None = None) -> Any:
        """The sizes of the dimensions, or of one of them."""
        shape = self._array.shape
        if dim is None:
            if axis is None:
                return _made(Size, shape)
            dim = axis
        return shape[dim_of(dim, len(shape))]

    def dim(self) -> int:
        """The number of dimensions."""
        return self._array.ndim

    ndimension = dim

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return self._array.ndim

    numel = nelement = numel

    def element_size(self) -> int:
        """The size of one element in bytes."""
        return self._array.itemsize

    @property
    def itemsize(self) -> int:
        """The size of one element in bytes."""
        return self._array.itemsize

    @property
    def nbytes(self) -> int:
        """The size of all elements in bytes."""
        return self._array.size * self._array.itemsize

    def stride(self, dim: int | None = None, *, axis: int | None = None) -> Any:
        """How many elements further in memory the next index of each dimension (or of one of them) is."""
        strides, dim = stride(self), axis if dim is None else dim
        return strides if dim is None else strides[dim_of(dim, len(strides))]

    def storage_offset(self) -> int:
        """How many elements lie before the first one in the memory that the tensor is a part of."""
        return _storage_offset(self)

    def data_ptr(self) -> int:
        """The address of the first element."""
        return address(self._array) if self._array.size else 0

    def _is_view(self) -> bool:
        return self._base is not None

    is_contiguous, contiguous = _is_contiguous, _contiguous
    as_strided_ = _as_strided_
    as_strided, unfold, resize_ = as_strided, _unfold, _resize_
    resize_as_ = resize_as_

    @axis_is_dim
    def unsqueeze_(self, dim: int) -> Tensor:
        """Insert a dimension of size 1 before `dim`, in place."""
        return _reshaped(self, "unsqueeze_", cards.expand_dims, axis=dim_of(dim, self._array.ndim + 1))

    @axis_is_dim
    def squeeze_(self, dim: Any = None) -> Tensor:
        """Remove dimensions of size 1, in place."""
        ndim = self._array.ndim
        axis = None if dim is None else dims_of(dim, ndim) if isinstance(dim, (tuple, list)) else dim_of(dim, ndim)
        return _reshaped(self, "squeeze_", cards.squeeze, axis=axis)

    def transpose_(self, dim0: int, dim1: int) -> Tensor:
        """Exchange two dimensions, in place."""
        first, second = dim_of(dim0, self._array.ndim), dim_of(dim1, self._array.ndim)
        return _reshaped(self, "transpose_", cards.swapaxes, axis1=first, axis2=second)

    swapaxes_ = also(axis0="dim0", axis1="dim1")(transpose_)
    swapdims_ = transpose_

    def t_(self) -> Tensor:
        """Exchange the dimensions of a matrix, in place."""
        if self._array.ndim > 2:
            raise RuntimeError(f"t_() expects a tensor with <= 2 dimensions, but self is {self._array.ndim}D")
        return _reshaped(self, "t_", cards.matrix_transpose)
