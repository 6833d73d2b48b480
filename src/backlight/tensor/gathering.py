"""Elements taken from, and written to, places that index tensors and masks name: gather and scatter, rows, masks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core.inplace import inplace, write_by
from backlight.core.later import later_method
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.ops import gather as cards
from backlight.ops.scatter import scatter_reduce as scatter_reduce_card
from backlight.ops.shape import reshape
from backlight.tensor.dims import axis_is_dim, dim_of
from backlight.tensor.expanding import broadcast_shapes, broadcast_to
from backlight.tensor.indexing import number_of
from backlight.tensor.out import into
from backlight.tensor.shaping import ravel
from backlight.tensor.surface import given

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def index_of(index: Any, name: str, position: int = 3) -> np.ndarray:
    """The array of an index tensor."""
    if not isinstance(index, Variable):
        raise TypeError(f"{name}(): argument 'index' (position {position}) must be Tensor, not {type(index).__name__}")
    return index._array


def row(x: Any) -> Any:
    """`x` itself, or a view of a number as a row of one."""
    return x if x._array.ndim else ravel(x)


def like(x: Any, result: Any) -> Any:
    """What came of `row(x)` in the shape of x."""
    return result if x._array.ndim else reshape(result, shape=())


@axis_is_dim
def gather(input: Tensor, dim: int, index: Tensor, *, sparse_grad: bool = False, out: Tensor | None = None) -> Tensor:
    """The elements at `index` along `dim`: for dim 1, out[i, j] = input[i, index[i, j]].

    >>> gather(backlight.tensor([[1, 2], [3, 4]]), 1, backlight.tensor([[0], [1]]))
    tensor([[1],
            [4]])
    """
    at = index_of(index, "gather")
    axis = dim_of(dim, input._array.ndim)
    if input._array.ndim:
        result = cards.gather(input, at, axis=axis)
    else:
        result = reshape(cards.gather(row(input), at.reshape(-1), axis=0), shape=at.shape)
    return result if out is None else into(out, result, "gather", input, index)


@axis_is_dim
def take_along_dim(input: Tensor, indices: Tensor, dim: int | None = None, *, out: Tensor | None = None) -> Tensor:
    """The elements at `indices` along `dim`, which broadcast with the other dimensions; of all elements without it."""
    at = index_of(indices, "take_along_dim", 2)
    if dim is None:
        result = gather(ravel(input), 0, constant(at.reshape(-1)))
        return result if out is None else into(out, result, "take_along_dim", input, indices)
    axis = dim_of(dim, input._array.ndim)
    shape = input._array.shape
    if at.ndim != len(shape):
        raise RuntimeError(
            "torch.take_along_dim(): input and indices should have the same number of dimensions, but got "
            f"{len(shape)} dimensions for input, and {at.ndim} dimensions for indices"
        )
    common = list(broadcast_shapes(*[(*s[:axis], 1, *s[axis + 1 :]) for s in (shape, at.shape)]))
    source = broadcast_to(input, (*common[:axis], shape[axis], *common[axis + 1 :]))
    at = np.broadcast_to(at, (*common[:axis], at.shape[axis], *common[axis + 1 :]))
    result = cards.gather(source, np.where(at < 0, at + shape[axis], at), axis=axis)
    return result if out is None else into(out, result, "take_along_dim", input, indices)


def _scatter(x: Any, dim: int, index: Any, src: Any, value: Any, reduce: str | None, here: bool) -> Tensor:
    """Both forms of scatter, of a tensor and of a number, written into `x` itself (`here`) or into a copy."""
    name = "scatter_" if here else "scatter"
    at = index_of(index, name)
    axis = dim_of(dim, x._array.ndim)
    if src is None and value is None:
        raise TypeError(f"{name}() needs src, a tensor, or value, a number")
    source = value if src is None else src
    if reduce is not None:
        if reduce not in ("add", "multiply"):
            raise RuntimeError("reduce argument must be either add or multiply.")
        if not isinstance(source, Variable):
            source = constant(np.full(at.shape, number_of(source, x._array.dtype), x._array.dtype))
        if reduce == "add":
            return (scatter_add_ if here else scatter_add)(x, dim, index, source)
        return (scatter_reduce_ if here else scatter_reduce)(x, dim, index, source, "prod")
    target = row(x)
    at = at if x._array.ndim else at.reshape(-1)
    if isinstance(source, Variable):
        source = source if x._array.ndim else row(source)
        if here:
            write_by(target, cards.scatter, cards.write_along, source, at, axis=axis)
        else:
            target = cards.scatter(target, source, at, axis=axis)
    else:
        number = number_of(source, x._array.dtype)
        if here:
            write_by(target, cards.scatter_value, cards.fill_along, at, axis=axis, value=number)
        else:
            target = cards.scatter_value(target, at, axis=axis, value=number)
    return x if here else like(x, target)


@axis_is_dim
def scatter(
    input: Tensor,
    dim: int,
    index: Tensor,
    src: Tensor | float | None = None,
    *,
    value: Any = None,
    reduce: Any = None,
    out: Tensor | None = None,
) -> Tensor:
    """A copy with values written to `index` along `dim`: for dim 1, out[i, index[i, j]] = src[i, j].

    Args:
        src: a tensor, at least as large as `index`; or a number for all places (also as `value=`).
        reduce: "add" or "multiply" to combine the values with what was there.

    >>> scatter(backlight.zeros(2, 2), 1, backlight.tensor([[0], [1]]), 5.0)
    tensor([[5., 0.],
            [0., 5.]])
    """
    return given(out, _scatter(input, dim, index, src, value, reduce, here=False), "scatter")


@axis_is_dim
def _scatter_(
    self: Any, dim: int, index: Tensor, src: Any = None, *, value: Any = None, reduce: str | None = None
) -> Tensor:
    """`scatter` in place."""
    return _scatter(self, dim, index, src, value, reduce, here=True)


@axis_is_dim
def scatter_add(input: Tensor, dim: int, index: Tensor, src: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A copy with values added at `index` along `dim`: for dim 1, out[i, index[i, j]] += src[i, j].

    >>> scatter_add(backlight.zeros(3), 0, backlight.tensor([0, 2, 0]), backlight.tensor([1.0, 2.0, 3.0]))
    tensor([4., 0., 2.])
    """
    source, at, axis = _prepared(input, dim, index, src, "scatter_add")
    return given(out, like(input, cards.scatter_add(row(input), source, at, axis=axis)), "scatter_add")


@axis_is_dim
def scatter_add_(input: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """`scatter_add` in place."""
    source, at, axis = _prepared(input, dim, index, src, "scatter_add_")
    write_by(row(input), cards.scatter_add, cards.sum_along, source, at, axis=axis)
    return input


def _prepared(x: Any, dim: int, index: Any, src: Any, name: str) -> tuple[Any, np.ndarray, int]:
    if not isinstance(src, Variable):
        raise TypeError(f"{name}(): argument 'src' (position 4) must be Tensor, not {type(src).__name__}")
    at = index_of(index, name)
    axis = dim_of(dim, x._array.ndim)
    return (src, at, axis) if x._array.ndim else (row(src), at.reshape(-1), 0)


@axis_is_dim
def scatter_reduce(
    input: Tensor,
    dim: int,
    index: Tensor,
    src: Tensor,
    reduce: str,
    *,
    include_self: bool = True,
    out: Tensor | None = None,
) -> Tensor:
    """A copy in which the values sent to one place along `dim` are combined, with what was there if `include_self`.

    Args:
        reduce: "sum", "prod", "mean", "amax" or "amin".

    >>> scatter_reduce(backlight.zeros(2), 0, backlight.tensor([0, 0]), backlight.tensor([3.0, 5.0]), "amax")
    tensor([5., 0.])
    """
    source, at, axis = _prepared(input, dim, index, src, "scatter_reduce")
    result = scatter_reduce_card(row(input), source, at, axis=axis, reduce=reduce, include_self=include_self)
    return given(out, like(input, result), "scatter_reduce")


scatter_reduce_ = inplace(scatter_reduce, "scatter_reduce_")


class GatheringMethods:
    """The methods of this family; `Tensor` inherits them."""

    gather, take_along_dim = gather, take_along_dim
    scatter, scatter_ = scatter, _scatter_
    scatter_add, scatter_add_ = scatter_add, scatter_add_
    scatter_reduce, scatter_reduce_ = scatter_reduce, scatter_reduce_
    index_reduce = later_method("backlight.tensor.places", "index_reduce")
    index_reduce_ = later_method("backlight.tensor.places", "index_reduce_")
