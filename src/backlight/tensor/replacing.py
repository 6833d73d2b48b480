"""Copies of a tensor with one part, that a view would show, replaced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from backlight.core.card import known_as
from backlight.core.op import astype
from backlight.core.strided import geometry, strided_scatter
from backlight.tensor.diagonals import diagonal
from backlight.tensor.dims import axis_is_dim, dim_of
from backlight.tensor.indexing import select
from backlight.tensor.memory import as_strided
from backlight.tensor.surface import given

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


@axis_is_dim
def select_scatter(input: Tensor, src: Tensor, dim: int, index: int) -> Tensor:
    """A copy with the slice number `index` along `dim` replaced by `src`."""
    return _embedded(input, src, select(input.detach(), dim, index), "SelectScatterBackward0")


@axis_is_dim
def slice_scatter(
    input: Tensor,
    src: Tensor,
    dim: int = 0,
    start: int | None = None,
    end: int | None = None,
    step: int = 1,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """A copy with the slices from `start` to `end` along `dim`, `step` apart, replaced by `src`."""
    axis = dim_of(dim, input._array.ndim)
    whole = (slice(None),) * axis
    part = input.detach()[(*whole, slice(start, end, step))]
    return given(out, _embedded(input, src, part, "SliceScatterBackward0"), "slice_scatter")


def diagonal_scatter(input: Tensor, src: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """A copy with a diagonal replaced by `src`."""
    return _embedded(input, src, diagonal(input.detach(), offset, dim1, dim2), "DiagonalScatterBackward0")


def as_strided_scatter(
    input: Tensor, src: Tensor, size: Sequence[int], stride: Sequence[int], storage_offset: int | None = None
) -> Tensor:
    """A copy with the elements that `as_strided` would show replaced by `src`."""
    part = as_strided(input.detach(), size, stride, storage_offset)
    return _embedded(input, src, part, "AsStridedScatterBackward0")


def _embedded(x: Any, src: Any, part: Any, node: str) -> Tensor:
    """A copy of `x` with `src` in the place of `part`, a view of x."""
    if src._array.shape != part._array.shape:
        raise RuntimeError(
            f"expected src to have a size equal to the part of self: {list(src._array.shape)} is not "
            f"{list(part._array.shape)}"
        )
    where = geometry(part._array, x._array)
    values = src if src._array.dtype == x._array.dtype else astype(src, dtype=x._array.dtype)
    return known_as(strided_scatter(x, values, **where), node)


class ReplacingMethods:
    """The methods of this family; `Tensor` inherits them."""

    select_scatter, slice_scatter, diagonal_scatter = select_scatter, slice_scatter, diagonal_scatter
    as_strided_scatter = as_strided_scatter
