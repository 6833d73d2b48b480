"""Several tensors to one, then one tensor to several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from backlight.core import dtypes
from backlight.core.later import later_method
from backlight.core.op import astype
from backlight.core.result import join_base
from backlight.core.variable import Variable
from backlight.ops import join as cards
from backlight.ops.index import getitem
from backlight.tensor.dims import also, axis_is_dim, dim_of, sizes_of
from backlight.tensor.out import into
from backlight.tensor.shaping import atleast_1d, atleast_2d, atleast_3d, reshape

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


@axis_is_dim
def cat(tensors: Sequence[Tensor], dim: int = 0, *, out: Tensor | None = None) -> Tensor:
    """The tensors one after the other along the existing dimension `dim`; their dtypes are promoted.

    A tensor of shape (0,) adds nothing, whatever the shapes of the others.

    >>> cat([backlight.ones(2, 1), backlight.zeros(2, 2)], dim=1)
    tensor([[1., 0., 0.],
            [1., 0., 0.]])
    """
    parts = _alike(_tensors(tensors, "cat", ValueError))
    for number, x in enumerate(parts):
        if not x._array.ndim:
            raise RuntimeError(
                f"zero-dimensional tensor (at position {number}) cannot be concatenated: use stack, or unsqueeze(0)"
            )
    shaped = next((x._array.shape for x in parts if x._array.shape != (0,)), (0,))
    axis = dim_of(dim, len(shaped))
    if len(shaped) > 1:
        nothing = (*shaped[:axis], 0, *shaped[axis + 1 :])
        parts = [x if x._array.shape != (0,) else reshape(x, nothing) for x in parts]  # (0,) -> (a, 0, c)
    result = cards.concatenate(*parts, axis=axis)
    return result if out is None else into(out, result, "cat", *tensors)


concat = concatenate = cat


@axis_is_dim
def stack(tensors: Sequence[Tensor], dim: int = 0, *, out: Tensor | None = None) -> Tensor:
    """The tensors, all of one shape, side by side along a new dimension `dim`.

    >>> stack([backlight.zeros(3), backlight.ones(3)], dim=1).shape
    torch.Size([3, 2])
    """
    parts = _alike(_tensors(tensors, "stack", RuntimeError))
    result = cards.stack(*parts, axis=dim_of(dim, parts[0]._array.ndim + 1))
    return result if out is None else into(out, result, "stack")


def hstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """The tensors side by side: vectors end to end, all others along dimension 1."""
    parts = atleast_1d(*_tensors(tensors, "hstack", RuntimeError))
    parts = parts if isinstance(parts, tuple) else (parts,)
    return cat(parts, 0 if parts[0]._array.ndim == 1 else 1, out=out)


def vstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """The tensors one below the other, vectors as rows."""
    return cat([atleast_2d(x) for x in _tensors(tensors, "vstack", RuntimeError)], 0, out=out)


row_stack = vstack


def dstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """The tensors one behind the other, along dimension 2."""
    return cat([atleast_3d(x) for x in _tensors(tensors, "dstack", RuntimeError)], 2, out=out)


def column_stack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """The tensors side by side, vectors as columns."""
    parts = [
        x if x._array.ndim > 1 else reshape(x, (x._array.size, 1))  # (n,) -> (n, 1)
        for x in _tensors(tensors, "column_stack", RuntimeError)
    ]
    return cat(parts, 1, out=out)


def _tensors(tensors: Any, name: str, error: type[Exception]) -> Sequence:
    if not isinstance(tensors, (tuple, list)):
        raise TypeError(
            f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors, not {type(tensors).__name__}"
        )
    if not tensors:
        raise error(f"{name}(): expected a non-empty list of Tensors")
    for number, x in enumerate(tensors):
        if not isinstance(x, Variable):
            raise TypeError(
                f"expected Tensor as element {number} in argument 0, but got {type(x).__name__}: "
                "make it one with torch.tensor(...)"
            )
    return tensors


def _alike(tensors: Sequence) -> Sequence:
    """The tensors in one dtype; when they are joined, those without dimensions count as much as the others."""
    first = tensors[0]._array.dtype
    if all([x._array.dtype is first for x in tensors]):
        return tensors
    kind = dtypes.of_numpy(first)
    for x in tensors:
        kind = dtypes.promote_types(kind, dtypes.of(x._array))
    joined = dtypes.to_numpy(kind)
    return [x if x._array.dtype == joined else astype(x, dtype=joined) for x in tensors]


@axis_is_dim
def split(tensor: Tensor, split_size_or_sections: int | Sequence[int], dim: int = 0) -> tuple[Tensor, ...]:
    """Views of the parts along `dim`: each of one size (the last may be smaller), or of the sizes listed.

    >>> split(backlight.arange(5), 2)
    (tensor([0, 1]), tensor([2, 3]), tensor([4]))
    """
    total = _length(tensor, dim, "split")
    sizes: Any = split_size_or_sections
    if isinstance(sizes, (tuple, list)):
        sizes = sizes_of((sizes,), "split")
        if sizes and min(sizes) < 0:
            raise RuntimeError(
                "split_with_sizes expects split_sizes have only non-negative entries, but got "
                f"split_sizes={list(sizes)}"
            )
        if sum(sizes) != total:
            raise RuntimeError(
                f"split_with_sizes expects split_sizes to sum exactly to {total} (input tensor's size at dimension "
                f"{dim}), but got split_sizes={list(sizes)}, which sum to {sum(sizes)}"
            )
        return _parts(tensor, "split", cards.split(tensor, sizes=sizes, axis=dim_of(dim, tensor._array.ndim)))
    if sizes < 0:
        raise RuntimeError(f"split expects split_size be non-negative, but got split_size={sizes}")
    if sizes == 0 < total:
        raise RuntimeError(f"split_size can only be 0 if dimension size is 0, but got dimension size of {total}")
    return _evenly(tensor, int(sizes), max(1, -(-total // sizes)) if sizes else 1, total, dim)


@axis_is_dim
def split_with_sizes(input: Tensor, split_sizes: Sequence[int], dim: int = 0) -> tuple[Tensor, ...]:
    """`split` into parts of the sizes listed."""
    return split(input, split_sizes, dim)


def _evenly(tensor: Tensor, size: int, count: int, total: int, dim: int) -> tuple[Tensor, ...]:
    sizes = tuple([max(0, min(size, total - i * size)) for i in range(count)])
    parts = cards.split(tensor, sizes=sizes, axis=dim_of(dim, tensor._array.ndim), equal=True)
    return _parts(tensor, "split", parts)


@axis_is_dim
def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """Views of at most `chunks` parts along `dim`, all of one size but for the last.

    >>> chunk(backlight.arange(5), 3)
    (tensor([0, 1]), tensor([2, 3]), tensor([4]))
    """
    total = _length(input, dim, "chunk")
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    size = -(-total // chunks)
    return _evenly(input, size, -(-total // size) if size else int(chunks), total, dim)


@axis_is_dim
def unbind(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    """Views of all slices along `dim`, without that dimension.

    >>> unbind(backlight.tensor([[1, 2], [3, 4]]))
    (tensor([1, 2]), tensor([3, 4]))
    """
    if not input._array.ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    return _parts(input, "unbind", cards.unstack(input, axis=dim_of(dim, input._array.ndim)))


def _length(x: Tensor, dim: int, name: str) -> int:
    shape = x._array.shape
    if not shape:
        raise RuntimeError(f"{name} expects at least a 1-dimensional tensor")
    return shape[dim_of(dim, len(shape))]


def _parts(whole: Tensor, name: str, parts: tuple) -> tuple[Tensor, ...]:
    """The parts as views of the whole; the graph does not follow writes through one of several."""
    for part in parts:
        join_base(part, whole)
        if part._locked is None:
            part._locked = ("several", name)
    return parts


@also(
    axis="dim",
    indices="indices_or_sections",
    sections="indices_or_sections",
    tensor_indices_or_sections="indices_or_sections",
)
def tensor_split(input: Tensor, indices_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Views of parts along `dim`: so many of nearly one size, or parted before the indices listed.

    >>> [len(part) for part in tensor_split(backlight.arange(7), 3)]
    [3, 2, 2]
    """
    total = _length(input, dim, "tensor_split")
    given = indices_or_sections
    if isinstance(given, Variable):
        given = given._array.tolist()
    if isinstance(given, (tuple, list)):
        stops = [*sizes_of((tuple(given),), "tensor_split"), total]
        starts = [0, *stops[:-1]]
    else:
        if given <= 0:
            raise RuntimeError(f"number of sections must be larger than 0, got {given}")
        small, more = divmod(total, given)
        stops = [(i + 1) * small + min(i + 1, more) for i in range(given)]
        starts = [0, *stops[:-1]]
    lead = (slice(None),) * dim_of(dim, input._array.ndim)
    return tuple([getitem(input, key=(*lead, slice(a, b), ...)) for a, b in zip(starts, stops, strict=True)])


@also(indices="indices_or_sections", sections="indices_or_sections")
def hsplit(input: Tensor, indices_or_sections: int | Sequence[int]) -> tuple[Tensor, ...]:
    """`tensor_split` along dimension 1 (0 for vectors), into equal parts."""
    return _equal_split(input, indices_or_sections, 0 if input._array.ndim == 1 else 1, 1, "hsplit")


@also(indices="indices_or_sections", sections="indices_or_sections")
def vsplit(input: Tensor, indices_or_sections: int | Sequence[int]) -> tuple[Tensor, ...]:
    """`tensor_split` along dimension 0, into equal parts."""
    return _equal_split(input, indices_or_sections, 0, 2, "vsplit")


@also(indices="indices_or_sections", sections="indices_or_sections")
def dsplit(input: Tensor, indices_or_sections: int | Sequence[int]) -> tuple[Tensor, ...]:
    """`tensor_split` along dimension 2, into equal parts."""
    return _equal_split(input, indices_or_sections, 2, 3, "dsplit")


def _equal_split(x: Tensor, sections: Any, dim: int, least: int, name: str) -> tuple[Tensor, ...]:
    shape = x._array.shape
    if len(shape) < least:
        raise RuntimeError(
            f"torch.{name} requires a tensor with at least {least} dimension, but got a tensor with {len(shape)} "
            "dimensions!"
        )
    if isinstance(sections, int) and (sections <= 0 or shape[dim] % sections):
        raise RuntimeError(
            f"torch.{name} attempted to split along dimension {dim}, but the size of the dimension {shape[dim]} is not "
            f"divisible by the split_size {sections}!"
        )
    return tensor_split(x, sections, dim)


class JoiningMethods:
    """The methods of this family; `Tensor` inherits them."""

    split, split_with_sizes = also(split_size="split_size_or_sections")(split), split_with_sizes
    chunk, unbind, tensor_split = chunk, unbind, tensor_split
    hsplit, vsplit, dsplit = hsplit, vsplit, dsplit
    unsafe_chunk = later_method("backlight.tensor.unsafe", "unsafe_chunk")
    unsafe_split = later_method("backlight.tensor.unsafe", "unsafe_split")
    unsafe_split_with_sizes = later_method("backlight.tensor.unsafe", "unsafe_split_with_sizes")
