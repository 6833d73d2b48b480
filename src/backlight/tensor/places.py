"""Places in a tensor: counted through all of it or per dimension, and slices combined at such places."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core.card import known_as
from backlight.core.fit import broadcast_to
from backlight.core.inplace import inplace
from backlight.core.result import constant
from backlight.ops.scatter import scatter_reduce
from backlight.ops.shape import reshape
from backlight.tensor.dims import axis_is_dim, dim_of
from backlight.tensor.gathering import index_of, like, row
from backlight.tensor.surface import given, no_tensor, tensor_in

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def unravel_index(indices: Tensor, shape: int | Sequence[int]) -> tuple[Tensor, ...]:
    """For places counted through all of a tensor of the `shape`, their index in each dimension.

    ValueError for floating indices and negative sizes.

    >>> unravel_index(backlight.tensor([4, 5]), (2, 3))
    (tensor([1, 1]), tensor([1, 2]))
    """
    if not hasattr(indices, "_array"):
        raise no_tensor("unravel_index", indices)
    places = indices._array
    if places.dtype.kind not in "iu":
        raise ValueError(f"expected 'indices' to be integer dtype, but got {indices.dtype}")
    sizes = tuple(shape) if isinstance(shape, Sequence) else (shape,)
    if not all(isinstance(n, int) for n in sizes):
        raise TypeError(f"expected 'shape' to be int or sequence of ints, but got {shape!r}")
    if any(n < 0 for n in sizes):
        raise ValueError(f"'shape' cannot have negative values, but got {sizes}")
    steps = [prod(sizes[i + 1 :]) for i in range(len(sizes))]
    return tuple([constant(places.astype(np.int64) // step % n) for step, n in zip(steps, sizes, strict=True)])


def nonzero_static(input: Tensor, *, size: int, fill_value: int = -1, out: Tensor | None = None) -> Tensor:
    """As `nonzero`, but always `size` rows: cut off, or filled up with `fill_value`.

    >>> nonzero_static(backlight.tensor([0, 3]), size=2)
    tensor([[ 1],
            [-1]])
    """
    if size < 0:
        raise RuntimeError(f"nonzero_static: 'size' must be an non-negative integer, got {size}")
    found = np.argwhere(tensor_in("nonzero_static", input)._array)[:size]
    rows = np.full((size, found.shape[1]), fill_value, np.int64)
    rows[: len(found)] = found
    return given(out, constant(rows), "nonzero_static")


@axis_is_dim
def index_reduce(
    input: Tensor,
    dim: int,
    index: Tensor,
    source: Tensor,
    reduce: str,
    *,
    include_self: bool = True,
    out: Tensor | None = None,
) -> Tensor:
    """A copy in which the slices of `source` are combined at the slices along `dim` that `index` names.

    `reduce` is "prod", "mean", "amax" or "amin"; what was there counts if `include_self`.

    >>> index_reduce(backlight.tensor([1.0, 2.0]), 0, backlight.tensor([0, 0]), backlight.tensor([3.0, 5.0]), "prod")
    tensor([15.,  2.])
    """
    if reduce not in ("prod", "mean", "amax", "amin"):
        raise RuntimeError(f"index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got {reduce}.")
    x, at = tensor_in("index_reduce", input), index_of(index, "index_reduce")
    axis, values = dim_of(dim, x._array.ndim), row(source)
    _expect_slices(row(x)._array, values._array, at, axis)
    ones = tuple([-1 if i == axis else 1 for i in range(values._array.ndim)])
    spread = broadcast_to(reshape(at, shape=ones), shape=values._array.shape)  # (n,) -> (1, n, 1) -> (a, n, c)
    result = scatter_reduce(row(x), values, spread, axis=axis, reduce=reduce, include_self=bool(include_self))
    return given(out, like(x, known_as(result, "IndexReduceBackward0")), "index_reduce")


def _expect_slices(x: Any, source: Any, at: Any, axis: int) -> None:
    if at.ndim > 1:
        raise IndexError(f"index_reduce(): Index is supposed to be a vector, but got dim: {at.ndim}")
    if at.dtype not in (np.int32, np.int64):
        raise RuntimeError(f"index_reduce(): Expected dtype int32/int64 for index, got {at.dtype}")
    if source.dtype != x.dtype:
        raise RuntimeError(f"index_reduce(): self and source must have one dtype: {x.dtype}, {source.dtype}")
    if source.ndim != x.ndim or source.shape[axis] != at.size:
        raise RuntimeError(
            f"index_reduce(): Number of indices ({at.size}) should be equal to the slices of source, of shape "
            f"{list(source.shape)}, along dimension {axis}"
        )
    if any(a != b for i, (a, b) in enumerate(zip(x.shape, source.shape, strict=True)) if i != axis):
        raise RuntimeError(
            "index_reduce(): source tensor shape must match self tensor shape, excluding the specified dimension. "
            f"Got self.shape = {list(x.shape)} source.shape = {list(source.shape)}"
        )


index_reduce_ = inplace(index_reduce, "index_reduce_")
