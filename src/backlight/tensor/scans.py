"""Along a dimension: running sums, products and extrema, then differences and areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.core import dtypes
from backlight.core.inplace import inplace
from backlight.core.variable import Variable
from backlight.ops import scan as cards
from backlight.ops.clone import clone
from backlight.tensor.dims import axis_is_dim, dim_of
from backlight.tensor.extrema import both
from backlight.tensor.reduction import in_dtype, renamed
from backlight.tensor.reduction import sum as sum_
from backlight.tensor.results import Named, named
from backlight.tensor.surface import floating, given, tensor_in

if TYPE_CHECKING:
    from typing import Unpack

    from backlight.tensor.options import NumpyNames
    from backlight.tensor.tensor import Tensor

_CUMMAX, _CUMMIN = named("cummax", "values", "indices"), named("cummin", "values", "indices")


def cumsum(
    input: Tensor,
    dim: int | None = None,
    *,
    dtype: dtypes.dtype | None = None,
    out: Tensor | None = None,
    **numpy_names: Unpack[NumpyNames],
) -> Tensor:
    """At each place along `dim` the sum up to there; integers and bools give int64.

    >>> cumsum(backlight.tensor([1, 2, 3]), 0)
    tensor([1, 3, 6])
    """
    return _scan("cumsum", cards.cumsum, input, dim, dtype, out, numpy_names)


def cumprod(
    input: Tensor,
    dim: int | None = None,
    *,
    dtype: dtypes.dtype | None = None,
    out: Tensor | None = None,
    **numpy_names: Unpack[NumpyNames],
) -> Tensor:
    """At each place along `dim` the product up to there; integers and bools give int64.

    >>> cumprod(backlight.tensor([1, 2, 3]), 0)
    tensor([1, 2, 6])
    """
    return _scan("cumprod", cards.cumprod, input, dim, dtype, out, numpy_names)


def _scan(name, card, input, dim, dtype, out, numpy_names):
    if numpy_names:
        dim, _ = renamed(name, numpy_names, dim, False)
    if dim is None:
        raise TypeError(f'{name}() missing 1 required positional arguments: "dim"')
    x = in_dtype(tensor_in(name, input), dtype)
    return given(out, in_dtype(card(x, axis=dim_of(dim, x._array.ndim)), dtype), name)


@axis_is_dim
def logcumsumexp(input: Tensor, dim: int, *, out: Tensor | None = None) -> Tensor:
    """At each place along `dim` the logarithm of the sum of the exponentials up to there.

    >>> logcumsumexp(backlight.tensor([0.0, 0.0]), 0)
    tensor([0.0000, 0.6931])
    """
    x = floating(tensor_in("logcumsumexp", input))
    return given(out, cards.logcumsumexp(x, axis=dim_of(dim, x._array.ndim)), "logcumsumexp")


@axis_is_dim
def cummax(input: Tensor, dim: int, *, out: Any = None) -> Named:
    """At each place along `dim` the largest element up to there and its position (the last one at a tie).

    >>> cummax(backlight.tensor([1, 3, 2]), 0).values
    tensor([1, 3, 3])
    """
    x = tensor_in("cummax", input)
    return both(_CUMMAX, cards.cummax(x, axis=dim_of(dim, x._array.ndim)), out, "cummax")


@axis_is_dim
def cummin(input: Tensor, dim: int, *, out: Any = None) -> Named:
    """At each place along `dim` the smallest element up to there and its position (the last one at a tie).

    >>> cummin(backlight.tensor([2, 3, 1]), 0).values
    tensor([2, 2, 1])
    """
    x = tensor_in("cummin", input)
    return both(_CUMMIN, cards.cummin(x, axis=dim_of(dim, x._array.ndim)), out, "cummin")


def along(ndim: int, dim: int, part: slice) -> tuple:
    """The key of a part along one of `ndim` dimensions."""
    return (slice(None),) * dim + (part,) + (slice(None),) * (ndim - dim - 1)


def diff(
    input: Tensor,
    n: int = 1,
    dim: int = -1,
    prepend: Tensor | None = None,
    append: Tensor | None = None,
    *,
    out: Tensor | None = None,
    **numpy_names: Unpack[NumpyNames],
) -> Tensor:
    """The difference of each element along `dim` to the one before, taken n times; for bools whether they differ.

    `prepend` and `append` are joined to `input` first.

    >>> diff(backlight.tensor([1, 4, 9]))
    tensor([3, 5])
    """
    if numpy_names:
        dim, _ = renamed("diff", numpy_names, dim, False)
    x: Any = tensor_in("diff", input)
    if x._array.ndim == 0:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    dim = dim_of(dim, x._array.ndim)
    if n < 0:
        raise RuntimeError(f"order must be non-negative but got {n}")
    if n == 0:
        return given(out, clone(x), "diff")  # whatever there is to prepend
    if prepend is not None or append is not None:
        from backlight.tensor.joining import cat

        x = cat([part for part in (prepend, x, append) if part is not None], dim)
    for _ in range(min(n, x._array.shape[dim])):
        later = x[along(x._array.ndim, dim, slice(1, None))]
        earlier = x[along(x._array.ndim, dim, slice(None, -1))]
        x = later ^ earlier if x._array.dtype.kind == "b" else later - earlier
    return given(out, x, "diff")


@axis_is_dim
def trapezoid(y: Tensor, x: Tensor | None = None, *, dx: float | None = None, dim: int = -1) -> Tensor:
    """The area under y along `dim` by the trapezoidal rule, at the places x or at the distance `dx` (1).

    >>> trapezoid(backlight.tensor([1.0, 2.0, 3.0]))
    tensor(4.)
    """
    heights: Any = tensor_in("trapezoid", y)
    axis = dim_of(dim, heights._array.ndim)
    if not isinstance(x, Variable):
        return sum_(pair_sums(heights, axis), axis) * ((1 if dx is None else dx) / 2)
    return sum_(widths("trapezoid", x, heights, axis) * pair_sums(heights, axis), axis) / 2


def pair_sums(y: Any, axis: int) -> Any:
    """Each element along an axis and the next one, added."""
    ndim = y._array.ndim
    return y[along(ndim, axis, slice(1, None))] + y[along(ndim, axis, slice(None, -1))]


def widths(name: str, x: Any, y: Any, axis: int) -> Any:
    """The distances of the places x of the values y: one vector for all, or one place for each value."""
    shape, ndim = x._array.shape, y._array.ndim
    if len(shape) == 1:
        if shape[0] != y._array.shape[axis]:
            raise RuntimeError(
                f"{name}: There must be one `x` value for each sample point: {shape[0]} and {y._array.shape[axis]}"
            )
        x = x.reshape(tuple([-1 if i == axis else 1 for i in range(ndim)]))  # (n,) -> (1, …, n, …, 1)
    elif len(shape) < ndim:
        x = x.reshape((1,) * (ndim - len(shape)) + shape)  # (…) -> (1, …)
    return diff(x, dim=axis)


trapz = trapezoid


class ScanMethods:
    """The methods of this family; `Tensor` inherits them."""

    cumsum, cumsum_, cumprod, cumprod_ = cumsum, inplace(cumsum), cumprod, inplace(cumprod)
    logcumsumexp, cummax, cummin, diff = logcumsumexp, cummax, cummin, diff
