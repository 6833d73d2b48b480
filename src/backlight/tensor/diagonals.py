"""Diagonals and triangles of matrices: views, then copies, then indices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.card import known_as
from backlight.core.inplace import inplace, write_part
from backlight.core.op import promoted
from backlight.core.result import constant
from backlight.ops import clone
from backlight.ops import shape as cards
from backlight.ops.join import block_diag as joined
from backlight.tensor.dims import dim_of
from backlight.tensor.options import made
from backlight.tensor.out import into
from backlight.tensor.shaping import atleast_2d, ravel

if TYPE_CHECKING:
    from typing import Unpack

    from backlight.tensor.options import Options
    from backlight.tensor.tensor import Tensor


def diagonal(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """A view of the diagonal `offset` places above the main one, in the plane of two dimensions; it comes last.

    >>> diagonal(backlight.tensor([[1, 2], [3, 4]]))
    tensor([1, 4])
    """
    axis1, axis2 = _plane(dim1, dim2, input._array.ndim)
    return cards.diagonal(input, offset=offset, axis1=axis1, axis2=axis2)


def _plane(dim1: int, dim2: int, ndim: int) -> tuple[int, int]:
    axis1, axis2 = dim_of(dim1, ndim), dim_of(dim2, ndim)
    if axis1 == axis2:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    return axis1, axis2


def diag_embed(input: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """Zeros with the last dimension of `input` on a diagonal in the plane of two new dimensions.

    >>> diag_embed(backlight.tensor([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """
    shape = input._array.shape
    axis1, axis2 = _plane(dim1, dim2, len(shape) + 1)
    side = shape[-1] + abs(offset)
    full = list(shape[:-1])
    for axis in sorted((axis1, axis2)):
        full.insert(axis, side)
    return cards.place_diagonal(input, shape=tuple(full), offset=offset, axis1=axis1, axis2=axis2)


def diag(input: Tensor, diagonal: int = 0, *, out: Tensor | None = None) -> Tensor:
    """A matrix with the vector `input` on its diagonal; of a matrix, a copy of its diagonal.

    >>> diag(backlight.tensor([1, 2])), diag(backlight.tensor([[1, 2], [3, 4]]))
    (tensor([[1, 0],
            [0, 2]]), tensor([1, 4]))
    """
    ndim = input._array.ndim
    if ndim not in (1, 2):
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {ndim}D")
    if ndim == 1:
        result = diag_embed(input, diagonal)
    else:
        result = known_as(
            clone.clone(cards.diagonal(input, offset=diagonal, axis1=0, axis2=1)), "DiagonalBackward0_copy"
        )
    return result if out is None else into(out, result, "diag")


def diagflat(input: Tensor, offset: int = 0) -> Tensor:
    """A matrix with all elements of `input` on its diagonal."""
    return diag_embed(ravel(input), offset)


def tril(input: Tensor, diagonal: int = 0, *, out: Tensor | None = None) -> Tensor:
    """The lower triangles of matrices, up to the diagonal `diagonal` places above the main one; zeros elsewhere.

    >>> tril(backlight.ones(2, 2))
    tensor([[1., 0.],
            [1., 1.]])
    """
    result = cards.tril(_matrices(input, "tril"), k=diagonal)
    return result if out is None else into(out, result, "tril")


def triu(input: Tensor, diagonal: int = 0, *, out: Tensor | None = None) -> Tensor:
    """The upper triangles of matrices, from the diagonal `diagonal` places above the main one; zeros elsewhere.

    >>> triu(backlight.ones(2, 2), diagonal=1)
    tensor([[0., 1.],
            [0., 0.]])
    """
    result = cards.triu(_matrices(input, "triu"), k=diagonal)
    return result if out is None else into(out, result, "triu")


def _matrices(x: Any, name: str) -> Tensor:
    if x._array.ndim < 2:
        raise RuntimeError(f"{name}: input tensor must have at least 2 dimensions, got {x._array.ndim}")
    return x


def trace(input: Tensor) -> Tensor:
    """The sum of the diagonal of a matrix.

    >>> trace(backlight.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor(5.)
    """
    if input._array.ndim != 2:
        raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {input._array.ndim}")
    return cards.trace(input)


def block_diag(*tensors: Tensor) -> Tensor:
    """A matrix with the tensors, of up to two dimensions, as blocks along its diagonal.

    >>> block_diag(backlight.tensor([[1, 2]]), backlight.tensor(3))
    tensor([[1, 2, 0],
            [0, 0, 3]])
    """
    blocks = [atleast_2d(x) for x in tensors]
    for x in blocks:
        if x._array.ndim > 2:
            raise RuntimeError(f"torch.block_diag: Input tensors must have 2 or fewer dimensions. Got {x._array.ndim}D")
    if not blocks:
        return constant(np.zeros((1, 0), dtypes.default_numpy()))
    return joined(*promoted(*blocks))


def tril_indices(row: int, col: int, offset: int = 0, **options: Unpack[Options]) -> Tensor:
    """The indices of the lower triangle of a (row, col) matrix: rows first, then columns.

    >>> tril_indices(2, 2)
    tensor([[0, 1, 1],
            [0, 0, 1]])
    """
    return _indices("tril_indices", np.tri(*_sides(row, col), k=offset, dtype=bool), options)


def triu_indices(row: int, col: int, offset: int = 0, **options: Unpack[Options]) -> Tensor:
    """The indices of the upper triangle of a (row, col) matrix: rows first, then columns."""
    return _indices("triu_indices", ~np.tri(*_sides(row, col), k=offset - 1, dtype=bool), options)


def _sides(row: int, col: int) -> tuple[int, int]:
    for name, n in (("row", row), ("col", col)):
        if n < 0:
            raise RuntimeError(f"{name} must be non-negative, got {n}")
    return row, col


def _indices(function: str, mask: np.ndarray, options: Any) -> Tensor:
    return made(function, np.stack(mask.nonzero()).astype, options, dtypes.int64.numpy)  # (2, triangle)


def _fill_diagonal_(self: Any, fill_value: float, wrap: bool = False) -> Tensor:
    """Fill the main diagonal in place; with `wrap`, that of a tall matrix starts again below its end."""
    array = self._array
    if array.ndim < 2:
        raise RuntimeError("fill_diagonal_: dimensions must larger than 1")
    if array.ndim > 2:
        if len(set(array.shape)) > 1:
            raise RuntimeError("fill_diagonal_: all dimensions of input must be of equal length")
        write_part(self, np.einsum("i" * array.ndim + "->i", array), fill_value, "fill_diagonal_")
        return self
    tops = range(0, array.shape[0], array.shape[1] + 1) if wrap and array.shape[1] else (0,)
    for top in tops:
        part = array[top:].diagonal()
        part.flags.writeable = array.flags.writeable
        write_part(self, part, fill_value, "fill_diagonal_")
    return self


class DiagonalMethods:
    """The methods of this family; `Tensor` inherits them."""

    diagonal, diag_embed, diag, diagflat, trace = diagonal, diag_embed, diag, diagflat, trace
    tril, tril_ = tril, inplace(tril)
    triu, triu_ = triu, inplace(triu)
    fill_diagonal_ = _fill_diagonal_
