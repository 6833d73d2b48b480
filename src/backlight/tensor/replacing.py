"""Copies of a tensor with one part, that a view would show, replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.core.op import astype
from backlight.core.strided import geometry, strided_scatter
from backlight.tensor.diagonals import diagonal
from backlight.tensor.dims import dim_of
from backlight.tensor.indexing import select

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def select_scatter(input: Tensor, src: Tensor, dim: int, index: int) -> Tensor:
    """A copy with the slice number `index` along `dim` replaced by `src`."""
    return _embedded(input, src, select(input.detach(), dim, index))


def slice_scatter(
    input: Tensor, src: Tensor, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1
) -> Tensor:
    """A copy with the slices from `start` to `end` along `dim`, `step` apart, replaced by `src`."""
    axis = dim_of(dim, input._array.ndim)
    return _embedded(input, src, input.detach()[(*[slice(None)] * axis, slice(start, end, step))])


def diagonal_scatter(input: Tensor, src: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """A copy with a diagonal replaced by `src`."""
    return _embedded(input, src, diagonal(input.detach(), offset, dim1, dim2))


def _embedded(x: Any, src: Any, part: Any) -> Tensor:
    """A copy of `x` with `src` in the place of `part`, a view of x."""
    if src._array.shape != part._array.shape:
        raise RuntimeError(
            f"expected src to have a size equal to the part of self: {list(src._array.shape)} is not "
            f"{list(part._array.shape)}"
        )
    where = geometry(part._array, x._array)
    return strided_scatter(x, src if src._array.dtype == x._array.dtype else astype(src, dtype=x._array.dtype), **where)


class ReplacingMethods:
    """The methods of this family; `Tensor` inherits them."""

    select_scatter, slice_scatter, diagonal_scatter = select_scatter, slice_scatter, diagonal_scatter
