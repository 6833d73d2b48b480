"""The order of dimensions, as views; then the order of elements along them, as copies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from backlight.core.errors import warn
from backlight.ops import shape as cards
from backlight.tensor.dims import dim_of, dims_of, sizes_of

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """A view with two dimensions exchanged.

    >>> transpose(backlight.zeros(2, 3, 4), 0, 2).shape
    torch.Size([4, 3, 2])
    """
    ndim = input._array.ndim
    return cards.swapaxes(input, axis1=dim_of(dim0, ndim), axis2=dim_of(dim1, ndim))


def swapaxes(input: Tensor, axis0: int, axis1: int) -> Tensor:
    """`transpose` under NumPy's name."""
    return transpose(input, axis0, axis1)


swapdims = transpose


def t(input: Tensor) -> Tensor:
    """A view of a matrix with rows and columns exchanged; vectors and numbers stay as they are."""
    if input._array.ndim > 2:
        raise RuntimeError(
            f"t() expects a tensor with <= 2 dimensions, but self is {input._array.ndim}D: use .mT for a stack of "
            "matrices, or .permute"
        )
    return cards.matrix_transpose(input)


def adjoint(input: Tensor) -> Tensor:
    """The conjugate transpose of each matrix."""
    if not input._array.ndim:
        return input
    turned = transpose(input, -2, -1)
    return turned.conj() if input._array.dtype.kind == "c" else turned  # type: ignore[attr-defined]


def permute(input: Tensor, dims: Sequence[int]) -> Tensor:
    """A view with the dimensions in another order.

    >>> permute(backlight.zeros(2, 3, 4), (2, 0, 1)).shape
    torch.Size([4, 2, 3])
    """
    ndim = input._array.ndim
    dims = sizes_of((dims,), "permute")
    if len(dims) != ndim:
        raise RuntimeError(
            "permute(): number of dimensions in the tensor input does not match the length of the desired ordering of "
            f"dimensions i.e. input.dim() = {ndim} is not equal to len(dims) = {len(dims)}"
        )
    axes = tuple([dim_of(d, ndim) for d in dims])
    if len(set(axes)) < ndim:
        raise RuntimeError(f"permute(): duplicate dims are not allowed, got {list(dims)}")
    return cards.transpose(input, axes=axes)


def movedim(input: Tensor, source: int | Sequence[int], destination: int | Sequence[int]) -> Tensor:
    """A view with some dimensions at other places, the rest in order.

    >>> movedim(backlight.zeros(2, 3, 4), 0, -1).shape
    torch.Size([3, 4, 2])
    """
    ndim = input._array.ndim
    sides = []
    for name, given in (("source", source), ("destination", destination)):
        dims = [dim_of(d, ndim) for d in (given if isinstance(given, (tuple, list)) else (given,))]
        if len(set(dims)) < len(dims):
            raise RuntimeError(f"movedim: repeated dim in `{name}` ({dims})")
        sides.append(dims)
    if len(sides[0]) != len(sides[1]):
        raise RuntimeError(
            f"movedim: Invalid source or destination dims: source ({sides[0]} dims) should contain the same number of "
            f"dims as destination ({sides[1]} dims)"
        )
    order = [d for d in range(ndim) if d not in sides[0]]
    for to, start in sorted(zip(sides[1], sides[0], strict=True)):
        order.insert(to, start)
    return cards.transpose(input, axes=tuple(order) if ndim else ())


moveaxis = movedim


def flip(input: Tensor, dims: Sequence[int]) -> Tensor:
    """A copy with the elements along `dims` in reverse order.

    >>> flip(backlight.tensor([[1, 2], [3, 4]]), (0,))
    tensor([[3, 4],
            [1, 2]])
    """
    if not isinstance(dims, (tuple, list)):
        raise TypeError(f"flip(): argument 'dims' (position 2) must be tuple of ints, not {type(dims).__name__}")
    axis = dims_of(dims, input._array.ndim)
    return cards.flip(input, axis=axis if input._array.ndim else ())


def fliplr(input: Tensor) -> Tensor:
    """A copy with the columns in reverse order."""
    if input._array.ndim < 2:
        raise RuntimeError("fliplr: Input must be >= 2-d.")
    return cards.flip(input, axis=(1,))


def flipud(input: Tensor) -> Tensor:
    """A copy with the rows in reverse order."""
    if input._array.ndim < 1:
        raise RuntimeError("flipud: Input must be >= 1-d.")
    return cards.flip(input, axis=(0,))


def roll(input: Tensor, shifts: int | Sequence[int], dims: int | Sequence[int] | None = None) -> Tensor:
    """A copy moved on by `shifts` along `dims`; what leaves at the end comes in at the start.

    Without `dims`, all elements are moved as one row.

    >>> roll(backlight.arange(4), 1)
    tensor([3, 0, 1, 2])
    """
    steps = sizes_of((shifts,), "roll")
    if not steps:
        raise RuntimeError("`shifts` required")
    if dims is None or dims == ():
        if len(steps) > 1:
            raise RuntimeError(f"roll: shifts and dimensions must align. shifts: {len(steps)}, dims:0")
        return cards.roll(input, shift=steps, axis=None)
    axes = tuple([dim_of(d, input._array.ndim) for d in (dims if isinstance(dims, (tuple, list)) else (dims,))])
    if len(axes) != len(steps):
        raise RuntimeError(f"roll: shifts and dimensions must align. shifts: {len(steps)}, dims:{len(axes)}")
    return cards.roll(input, shift=steps, axis=axes)


def rot90(input: Tensor, k: int = 1, dims: Sequence[int] = (0, 1)) -> Tensor:
    """A copy turned by k · 90° in the plane of two dimensions, from the first towards the second.

    >>> rot90(backlight.tensor([[1, 2], [3, 4]]))
    tensor([[2, 4],
            [1, 3]])
    """
    ndim = input._array.ndim
    if len(dims) != 2:
        raise RuntimeError(f"expected total rotation dims == 2, but got dims = {len(dims)}")
    if ndim < 2:
        raise RuntimeError(f"expected total dims >= 2, but got total dims = {ndim}")
    first, second = dim_of(dims[0], ndim), dim_of(dims[1], ndim)
    if first == second:
        raise RuntimeError(f"expected rotation dims to be different, but got dim0 = {dims[0]} and dim1 = {dims[1]}")
    return cards.rot90(input, k=k % 4, axes=(first, second))


def _permute(self: Any, *args: Any, dims: Sequence[int] | None = None) -> Tensor:
    """A view with the dimensions in another order: x.permute(2, 0, 1)."""
    if dims is None and not args:
        raise TypeError('permute() missing 1 required positional arguments: "dims"')
    return permute(self, sizes_of(args, "permute") if dims is None else dims)


def _flip(self: Any, *args: Any, dims: Sequence[int] | None = None) -> Tensor:
    """A copy with the elements along some dimensions in reverse order: x.flip(0, 1)."""
    if dims is None and not args:
        raise TypeError('flip() missing 1 required positional arguments: "dims"')
    return flip(self, sizes_of(args, "flip") if dims is None else dims)


def _matrices(x: Any, name: str) -> bool:
    """Whether there is anything to turn; RuntimeError for a vector."""
    if x._array.ndim == 1:
        raise RuntimeError(
            f"tensor.{name} is only supported on matrices or batches of matrices. Got 1-D tensor; "
            "x[:, None] makes it a column."
        )
    if not x._array.ndim:
        warn(f"Tensor.{name} is deprecated on 0-D tensors. This function is the identity in these cases.")
    return x._array.ndim > 1


class TurningMethods:
    """The methods of this family; `Tensor` inherits them."""

    transpose, swapaxes, swapdims, t, movedim, moveaxis = transpose, swapaxes, swapdims, t, movedim, moveaxis
    permute, adjoint, flip, fliplr, flipud, roll, rot90 = _permute, adjoint, _flip, fliplr, flipud, roll, rot90

    @property
    def T(self: Any) -> Tensor:
        """A view with the dimensions in reverse order."""
        ndim = self._array.ndim
        if ndim not in (1, 2):
            warn(
                "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it "
                "will throw an error in a future release. Consider `x.mT` to transpose batches of matrices or "
                "`x.permute(*range(x.ndim)[::-1])` to reverse the dimensions of a tensor."
            )
        return cards.transpose(self, axes=tuple(range(ndim))[::-1])

    @property
    def mT(self: Any) -> Tensor:
        """A view with the last two dimensions exchanged."""
        return transpose(self, -2, -1) if _matrices(self, "mT") else self

    @property
    def H(self: Any) -> Tensor:
        """The conjugate transpose of a matrix."""
        if self._array.ndim not in (0, 2):
            raise RuntimeError(
                f"tensor.H is only supported on matrices (2-D tensors). Got {self._array.ndim}-D tensor. "
                "For batches of matrices, consider using tensor.mH"
            )
        return adjoint(self) if _matrices(self, "H") else self

    @property
    def mH(self: Any) -> Tensor:
        """The conjugate transpose of each matrix."""
        return adjoint(self) if _matrices(self, "mH") else self
