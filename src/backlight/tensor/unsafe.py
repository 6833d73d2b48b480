"""What torch calls unsafe: parts that the graph does not watch, and indices whose masked places do not count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core.card import known_as
from backlight.ops import join
from backlight.ops.mask import masked_fill
from backlight.tensor.dims import axis_is_dim, dim_of
from backlight.tensor.joining import cat, chunk, split
from backlight.tensor.picking import index_put

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def _unwatched(parts: Any, node: str) -> tuple[Tensor, ...]:
    """Parts of one memory, of which the graph does not know that they share it."""
    for part in parts:
        part._base, part._locked = None, None
        known_as(part, node)
    return parts


@axis_is_dim
def unsafe_split(tensor: Tensor, split_size: int | Sequence[int], dim: int = 0) -> tuple[Tensor, ...]:
    """`split`, whose parts may be written to in place: the graph does not know that they share memory.

    >>> unsafe_split(backlight.arange(3), 2)
    (tensor([0, 1]), tensor([2]))
    """
    node = "UnsafeSplitBackward0" if isinstance(split_size, int) else "UnsafeSplitWithSizesBackward0"
    return _unwatched(split(tensor, split_size, dim), node)


def unsafe_split_with_sizes(input: Tensor, split_sizes: Sequence[int], dim: int = 0) -> tuple[Tensor, ...]:
    """`split_with_sizes`, whose parts may be written to in place, as those of `unsafe_split`."""
    return unsafe_split(input, split_sizes, dim)


@axis_is_dim
def unsafe_chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """`chunk`, whose parts may be written to in place, as those of `unsafe_split`."""
    return _unwatched(chunk(input, chunks, dim), "UnsafeSplitBackward0")


def _chunk_cat(tensors: Sequence[Tensor], dim: int, num_chunks: int, *, out: Tensor | None = None) -> Tensor:
    """Each tensor in `num_chunks` equal chunks along `dim`, zeros added where it is too short, side by side.

    A tensor (…, n, …) becomes (…, num_chunks, rest), and these are joined along their last dimension.
    """
    if not tensors:
        raise RuntimeError("_chunk_cat expects a non-empty input tensor list")
    if num_chunks < 1:
        raise RuntimeError(f"_chunk_cat expects positive num_chunks, got {num_chunks}")
    if any(not x.numel() for x in tensors):
        raise RuntimeError("_chunk_cat expects non-empty tensor")
    if dim < 0 and len({x.ndim for x in tensors}) > 1:
        raise RuntimeError("_chunk_cat expects non-negative dim when input tensors have different ndims")
    if dim >= min([x.ndim for x in tensors]):
        raise RuntimeError("_chunk_cat expects dim < ndim for all input tensors")
    axis = dim_of(dim, tensors[0].ndim)
    if any(x.shape[:axis] != tensors[0].shape[:axis] for x in tensors):
        raise RuntimeError("_chunk_cat expects same sizes of 0,...,dim-1 dimensions")
    rows: list[Any] = []
    for x in tensors:
        short = -x.shape[axis] % num_chunks
        if short:
            x = join.concatenate(x, x.new_zeros((*x.shape[:axis], short, *x.shape[axis + 1 :])), axis=axis)
        rows.append(x.reshape((*x.shape[:axis], num_chunks, -1)))  # (…, n, rest) -> (…, chunks, n/chunks·rest)
    return cat(rows, axis + 1, out=out)


def _within(indices: Sequence[Tensor | None], shape: Sequence[int]) -> list[Any]:
    """The indices moved to the nearest that there is."""
    return [index if index is None else index.clamp(-n, n - 1) for index, n in zip(indices, shape, strict=False)]


def _unsafe_masked_index(input: Tensor, mask: Tensor, indices: Sequence[Tensor | None], fill: float) -> Tensor:
    """input[indices] where `mask` is true, `fill` elsewhere, whatever the indices are there."""
    key = tuple([slice(None) if index is None else index for index in _within(indices, input.shape)])
    return known_as(masked_fill(input[key], ~mask._array, value=fill), "UnsafeMaskedIndexBackward0")


def _unsafe_masked_index_put_accumulate(
    input: Tensor, mask: Tensor, indices: Sequence[Tensor | None], values: Tensor
) -> Tensor:
    """A copy of `input` with `values` added at the indices where `mask` is true."""
    kept = masked_fill(values, np.logical_not(mask._array), value=0)
    result = index_put(input, _within(indices, input.shape), kept, accumulate=True)
    return known_as(result, "UnsafeMaskedIndexPutAccumulateBackward0")
