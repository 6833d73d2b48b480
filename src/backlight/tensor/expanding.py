"""More of the same: dimensions expanded without a copy, elements repeated, and all combinations of several tensors."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations as _combinations
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core.errors import broadcast_reason, warn
from backlight.core.fit import broadcast_to as broadcast_card
from backlight.core.fit import sum_to
from backlight.core.layout import contiguous_format
from backlight.core.op import astype
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.ops import index
from backlight.ops import shape as cards
from backlight.ops.clone import clone
from backlight.ops.reduce import sum as total
from backlight.ops.rows import index_select
from backlight.tensor.dims import axis_is_dim, dim_of, sizes_of
from backlight.tensor.joining import stack
from backlight.tensor.shaping import reshape, unsqueeze
from backlight.tensor.size import Size

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def broadcast_to(input: Tensor, size: Sequence[int]) -> Tensor:
    """A view of a larger shape in which dimensions of size 1 are repeated without being copied.

    >>> broadcast_to(backlight.tensor([1, 2]), (2, 2))
    tensor([[1, 2],
            [1, 2]])
    """
    return _expanded(input, sizes_of((size,), "broadcast_to"))


def _expanded(x: Any, sizes: tuple) -> Tensor:
    shape = x._array.shape
    lead = len(sizes) - len(shape)
    if lead < 0:
        raise RuntimeError(
            f"expand: the number of sizes provided ({len(sizes)}) must be greater or equal to the number of dimensions "
            f"in the tensor ({len(shape)}), sizes {list(sizes)} for shape {list(shape)}"
        )
    full = list(sizes)
    for i, size in enumerate(sizes):
        old = shape[i - lead] if i >= lead else None
        if size == -1:
            if old is None:
                raise RuntimeError(
                    f"The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension {i}"
                )
            full[i] = old
        elif size != old and old not in (None, 1):
            raise RuntimeError(
                f"The expanded size of the tensor ({size}) must match the existing size ({old}) at non-singleton "
                f"dimension {i}.  Target sizes: {list(sizes)}.  Tensor sizes: {list(shape)}"
            )
        elif size < 0:
            raise RuntimeError(f"expand: negative size {size} at dimension {i} of {list(sizes)}")
    return broadcast_card(x, shape=tuple(full))


def broadcast_tensors(*tensors: Tensor) -> tuple[Tensor, ...]:
    """Views of all tensors in their common shape."""
    given: Any = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (tuple, list)) else tensors
    shape = broadcast_shapes(*[x._array.shape for x in given])
    return tuple([broadcast_card(x, shape=tuple(shape)) for x in given])


def broadcast_shapes(*shapes: Sequence[int] | int) -> Size:
    """The shape that tensors of these shapes have together.

    >>> broadcast_shapes((2, 1), (3,))
    torch.Size([2, 3])
    """
    full = [(s,) if isinstance(s, int) else tuple(s) for s in shapes]
    common = [1] * max(map(len, full), default=0)
    for shape in full:
        for i, n in enumerate(reversed(shape), 1):
            if n != 1:
                if common[-i] not in (1, n):
                    raise RuntimeError(broadcast_reason(full))
                common[-i] = n
    return Size(common)


def _expand(self: Any, *sizes: Any, size: Sequence[int] | None = None, implicit: bool = False) -> Tensor:
    """A view of a larger shape in which dimensions of size 1 are repeated without being copied; −1 keeps a size.

    >>> backlight.tensor([[1], [2]]).expand(-1, 2)
    tensor([[1, 1],
            [2, 2]])
    """
    return _expanded(self, sizes_of(sizes if size is None else (size,), "expand"))


def tile(input: Tensor, dims: Sequence[int]) -> Tensor:
    """The tensor repeated `dims[i]` times along each dimension i, counted from the last one.

    >>> tile(backlight.tensor([1, 2]), (2,))
    tensor([1, 2, 1, 2])
    """
    reps = sizes_of((dims,), "tile")
    return _repeated(input, (1,) * (input._array.ndim - len(reps)) + reps)


def _repeated(x: Any, reps: tuple) -> Tensor:
    if len(reps) < x._array.ndim:
        raise RuntimeError(
            f"Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor: got "
            f"{len(reps)} for {x._array.ndim} dimensions"
        )
    if reps and min(reps) < 0:
        raise RuntimeError(f"Trying to create tensor with negative dimension: repeats are {list(reps)}")
    return cards.tile(x, reps=reps)


@axis_is_dim
def repeat_interleave(
    input: Tensor, repeats: Tensor | int | None = None, dim: int | None = None, *, output_size: int | None = None
) -> Tensor:
    """Each element repeated in place, `repeats` times, along `dim` (all elements in one row without it).

    Given a single tensor of counts, the indices 0, 1, … repeated so many times.

    >>> repeat_interleave(backlight.tensor([5, 6]), 2)
    tensor([5, 5, 6, 6])
    """
    if repeats is None:
        return constant(np.repeat(np.arange(input._array.size), _counts(input._array)))
    x = reshape(input, (-1,) if input._array.size else (0,)) if dim is None else input
    axis = dim_of(0 if dim is None else dim, x._array.ndim)
    size = x._array.shape[axis] if x._array.ndim else 1
    if isinstance(repeats, Variable):
        counts = _counts(repeats._array)
        if counts.size not in (1, size) or counts.ndim > 1:
            raise RuntimeError(
                f"repeats must have the same size as input along dim, but got repeats.size(0) = {counts.size} and "
                f"input.size({axis}) = {size}"
            )
        return index_select(x, np.repeat(np.arange(size), counts), axis=axis)
    if repeats < 0:
        raise RuntimeError("Repeats must be non-negative")
    shape = x._array.shape
    count = int(repeats)
    spread = broadcast_card(unsqueeze(x, axis + 1), shape=(*shape[: axis + 1], count, *shape[axis + 1 :]))
    repeated = clone(spread, memory_format=contiguous_format)
    return reshape(repeated, (*shape[:axis], size * count, *shape[axis + 1 :]))  # (…, n, count, …) -> (…, n · count, …)


def _counts(repeats: np.ndarray) -> np.ndarray:
    if repeats.dtype.kind not in "iu":
        raise RuntimeError(f"repeats has to be Long or Int tensor, got {repeats.dtype}")
    if repeats.size and repeats.min() < 0:
        raise RuntimeError("repeats can not be negative")
    return repeats


def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple[Tensor, ...]:
    """Views of vectors as grids, one per vector: grid i holds at [a, b, …] the i-th coordinate of that point.

    Args:
        indexing: "ij" (rows follow the first vector) or "xy" (columns do); "ij" with a warning when left out.

    >>> x, y = meshgrid(backlight.tensor([1, 2]), backlight.tensor([3, 4, 5]), indexing="ij")
    >>> x.shape, y[0]
    (torch.Size([2, 3]), tensor([3, 4, 5]))
    """
    vectors = list(tensors[0]) if len(tensors) == 1 and isinstance(tensors[0], (tuple, list)) else list(tensors)
    if indexing is None:
        warn("torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument.")
    elif indexing not in ("ij", "xy"):
        raise RuntimeError(f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}')
    for v in vectors:
        if v._array.ndim > 1:
            raise RuntimeError(
                f"torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got shape {tuple(v._array.shape)}"
            )
        if v._array.dtype != vectors[0]._array.dtype:
            raise RuntimeError("meshgrid expects all tensors to have the same dtype")
    order = list(range(len(vectors)))
    if indexing == "xy" and len(vectors) > 1:
        order[:2] = [1, 0]
    shape = tuple([vectors[i]._array.size for i in order])
    grids = []
    for i, v in enumerate(vectors):
        at = order.index(i)
        column = reshape(v, (1,) * at + (v._array.size,) + (1,) * (len(vectors) - at - 1))
        grids.append(broadcast_card(column, shape=shape))
    return tuple(grids)


def cartesian_prod(*tensors: Tensor) -> Tensor:
    """All combinations of one element from each vector, as rows.

    >>> cartesian_prod(backlight.tensor([1, 2]), backlight.tensor([3, 4])).tolist()
    [[1, 3], [1, 4], [2, 3], [2, 4]]
    """
    if len(tensors) == 1:
        return tensors[0]
    return stack([reshape(grid, (-1,)) for grid in meshgrid(*tensors, indexing="ij")], 1)


def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Tensor:
    """All choices of `r` elements of a vector, as rows, in the order of the vector.

    >>> combinations(backlight.tensor([1, 2, 3])).tolist()
    [[1, 2], [1, 3], [2, 3]]
    """
    if input._array.ndim != 1:
        raise RuntimeError(f"Expect a 1D vector, but got shape {list(input._array.shape)}")
    if r < 0:
        raise RuntimeError(f"Expect a non-negative number, but got {r}")
    if not r:
        return index.index(input, np.zeros(0, np.int64), axes=(0,))
    choose = combinations_with_replacement if with_replacement else _combinations
    rows = np.array(list(choose(range(input._array.size), r)), np.int64).reshape(-1, r)  # (combinations, r)
    return index.index(input, rows, axes=(0,))


def _repeat(self: Any, *sizes: Any, repeats: Any = None) -> Tensor:
    """The tensor repeated so many times along each dimension: x.repeat(2, 3).

    >>> backlight.tensor([1, 2]).repeat(2, 2)
    tensor([[1, 2, 1, 2],
            [1, 2, 1, 2]])
    """
    return _repeated(self, sizes_of(sizes if repeats is None else (repeats,), "repeat"))


class ExpandingMethods:
    """The methods of this family; `Tensor` inherits them."""

    expand, repeat, repeat_interleave, broadcast_to = _expand, _repeat, repeat_interleave, broadcast_to

    def expand_as(self: Any, other: Tensor) -> Tensor:
        """A view of the shape of `other`."""
        return _expanded(self, other._array.shape)

    def sum_to_size(self: Any, *sizes: Any, size: Any = None) -> Tensor:
        """The sum over what broadcasting `size` to this tensor's shape would repeat."""
        shape = sizes_of(sizes if size is None else (size,), "sum_to_size")
        if not shape:
            return total(self)
        if shape == self._array.shape:
            return self
        return sum_to(astype(self, dtype=np.dtype(np.int64)) if self._array.dtype.kind in "biu" else self, shape=shape)

    def tile(self: Any, *sizes: Any, dims: Any = None) -> Tensor:
        """The tensor repeated along dimensions, counted from the last one: x.tile(2)."""
        return tile(self, sizes_of(sizes if dims is None else (dims,), "tile"))
