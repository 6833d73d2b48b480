"""Other shapes for the same elements in the same order: views, or copies where memory allows no view."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING, Any

from backlight.core import dtypes
from backlight.core.layout import contiguous_format
from backlight.core.result import constant
from backlight.core.strided import steps
from backlight.core.variable import Variable
from backlight.ops import shape as cards
from backlight.ops.clone import clone
from backlight.tensor.dims import axis_is_dim, dim_of, dims_of, sizes_of

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def reshape(input: Tensor, shape: Sequence[int]) -> Tensor:
    """The same elements in another `shape`, in which one entry may be -1; a view where memory allows.

    >>> reshape(backlight.arange(6), (2, -1))
    tensor([[0, 1, 2],
            [3, 4, 5]])
    """
    if not isinstance(shape, (tuple, list)):
        raise TypeError(f"reshape(): argument 'shape' (position 2) must be tuple of ints, not {type(shape).__name__}")
    return _reshaped(input, sizes_of((shape,), "reshape"))


def _reshaped(x, shape: tuple):
    refuse_negative(shape)
    if x._array.flags.c_contiguous or cards.viewable(x._array, shape):
        return cards.reshape(x, shape=shape)
    return cards.reshape(x, shape=shape, copied=True)


def refuse_negative(shape: tuple) -> None:
    if shape and min(shape) < -1:
        wrong = min(shape)
        raise RuntimeError(f"invalid shape dimension {wrong} at index {shape.index(wrong)} of shape {list(shape)}")


def _view(self: Tensor, *shape: Any, size: Sequence[int] | None = None, dtype: dtypes.dtype | None = None) -> Tensor:
    """The same memory in another shape (or, given a dtype, read as that type); RuntimeError where that needs a copy.

    >>> x = backlight.arange(6)
    >>> x.view(2, 3).shape, x.view(-1, 2).shape
    (torch.Size([2, 3]), torch.Size([3, 2]))
    """
    if (len(shape) == 1 and isinstance(shape[0], dtypes.dtype)) or dtype is not None:
        return _view_dtype(self, dtype or shape[0])
    if size is not None:
        shape = (size,)
    elif not shape:
        raise TypeError("view() expects a shape or a dtype: x.view(2, 3), x.view((2, 3)) or x.view(torch.float64)")
    shape = sizes_of(shape, "view")
    refuse_negative(shape)
    if not self._array.flags.c_contiguous and not cards.viewable(self._array, shape):
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
            f"contiguous subspaces): shape {tuple(self._array.shape)}, strides {steps(self._array)}, as {shape}. "
            "Use .reshape(...) instead."
        )
    return cards.reshape(self, shape=shape)


def _view_dtype(x, dtype):
    kind = dtypes.to_numpy(dtype)
    try:
        array = x._array.view(kind)
    except (ValueError, TypeError):
        raise RuntimeError(
            f"self.size(-1) must be divisible by {kind.itemsize / x._array.itemsize:g} to view "
            f"{dtypes.of(x._array)} as {dtype} (different element sizes), and its last dimension must be contiguous; "
            f"got shape {tuple(x._array.shape)}"
        ) from None
    return constant(array)


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """The dimensions from `start_dim` to `end_dim` made one; a view where memory allows.

    >>> flatten(backlight.zeros(2, 3, 4), 1).shape
    torch.Size([2, 12])
    """
    shape = input._array.shape
    start, end = dim_of(start_dim, len(shape)), dim_of(end_dim, len(shape))
    if start > end:
        raise RuntimeError(
            f"flatten() has invalid args: start_dim cannot come after end_dim, got {start_dim} and {end_dim}"
        )
    if start == end and shape:
        return input
    return _reshaped(input, (*shape[:start], prod(shape[start : end + 1]), *shape[end + 1 :]))


@axis_is_dim
def unflatten(input: Tensor, dim: int, sizes: Sequence[int]) -> Tensor:
    """One dimension made several, of `sizes`, one of which may be -1.

    >>> unflatten(backlight.zeros(2, 12), 1, (3, -1)).shape
    torch.Size([2, 3, 4])
    """
    shape = input._array.shape
    at = dim_of(dim, len(shape))
    sizes = sizes_of((sizes,), "unflatten")
    known = prod(n for n in sizes if n != -1)
    if not sizes or (known != shape[at] if -1 not in sizes else not known or shape[at] % known):
        raise RuntimeError(
            f"unflatten: Provided sizes {list(sizes)} don't multiply up to the size of dim {at} ({shape[at]}) "
            "in the input tensor"
        )
    return _reshaped(input, (*shape[:at], *sizes, *shape[at + 1 :]))


def ravel(input: Tensor) -> Tensor:
    """All elements in one dimension, in the order of their indices; a view where they lie in memory so."""
    x = input if input._array.flags.c_contiguous else clone(input, memory_format=contiguous_format)
    return _reshaped(x, (-1,) if input._array.size else (0,))


def squeeze(
    input: Tensor, dim: int | Sequence[int] | None = None, *, axis: int | Sequence[int] | None = None
) -> Tensor:
    """A view without the dimensions of size 1, or without those of them that `dim` names.

    >>> squeeze(backlight.zeros(1, 3, 1)).shape, squeeze(backlight.zeros(1, 3, 1), 0).shape
    (torch.Size([3]), torch.Size([3, 1]))
    """
    if dim is None:
        if axis is None:
            return cards.squeeze(input, axis=None)
        dim = axis
    ndim = input._array.ndim
    return cards.squeeze(input, axis=dims_of(dim, ndim) if isinstance(dim, (tuple, list)) else dim_of(dim, ndim))


def unsqueeze(input: Tensor, dim: int | None = None, *, axis: int | None = None) -> Tensor:
    """A view with a dimension of size 1 more, before `dim`.

    >>> unsqueeze(backlight.zeros(3), 1).shape
    torch.Size([3, 1])
    """
    if dim is None:
        if axis is None:
            raise TypeError('unsqueeze() missing 1 required positional arguments: "dim"')
        dim = axis
    return cards.expand_dims(input, axis=dim_of(dim, input._array.ndim + 1))


def atleast_1d(*tensors: Any) -> Any:
    """Each tensor with at least one dimension."""
    return _each(tensors, lambda x: x if x._array.ndim else _reshaped(x, (1,)))


def atleast_2d(*tensors: Any) -> Any:
    """Each tensor with at least two dimensions; a vector becomes a row."""
    return _each(tensors, _at_least_2d)


def _at_least_2d(x: Any) -> Tensor:
    ndim = x._array.ndim
    return x if ndim > 1 else unsqueeze(x, 0) if ndim else _reshaped(x, (1, 1))


def atleast_3d(*tensors: Any) -> Any:
    """Each tensor with at least three dimensions; a vector lies along the second, a matrix before the third."""
    return _each(tensors, _at_least_3d)


def _at_least_3d(x: Any) -> Tensor:
    ndim = x._array.ndim
    return x if ndim > 2 else unsqueeze(_at_least_2d(x), -1) if ndim else _reshaped(x, (1, 1, 1))


def _each(tensors: tuple, change: Any) -> Any:
    if len(tensors) == 1 and isinstance(tensors[0], Variable):
        return change(tensors[0])
    given = tensors[0] if len(tensors) == 1 else tensors
    return tuple([change(x) for x in given])


class ShapingMethods:
    """The methods of this family; `Tensor` inherits them."""

    flatten, ravel, squeeze, unsqueeze = flatten, ravel, squeeze, unsqueeze
    view = _view

    def reshape(self: Any, *args: Any, shape: Sequence[int] | None = None) -> Tensor:
        """The same elements in another shape, in which one size may be -1; a view where memory allows.

        >>> backlight.arange(6).reshape(2, -1).shape
        torch.Size([2, 3])
        """
        if shape is None and not args:
            raise TypeError('reshape() missing 1 required positional arguments: "shape"')
        return _reshaped(self, sizes_of(args if shape is None else (shape,), "reshape"))

    def unflatten(self: Any, dim: int, sizes: Sequence[int]) -> Tensor:
        """One dimension made several, of `sizes`, one of which may be -1."""
        return unflatten(self, dim, sizes)

    def view_as(self: Any, other: Tensor) -> Tensor:
        """The same memory in the shape of `other`."""
        return _view(self, other._array.shape)

    def reshape_as(self: Any, other: Tensor) -> Tensor:
        """The same elements in the shape of `other`."""
        return _reshaped(self, other._array.shape)
