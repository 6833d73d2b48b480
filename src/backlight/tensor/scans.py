"""Along a dimension: running sums, products and extrema, then differences and areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.core import dtypes
from backlight.core.inplace import inplace
from backlight.core.variable import Variable
from backlight.ops import scan as cards
from backlight.tensor.dims import dim_of
from backlight.tensor.extrema import both
from backlight.tensor.reduction import in_dtype, renamed
from backlight.tensor.reduction import sum as sum_
from backlight.tensor.results import Named, named
from backlight.tensor.surface import floating, given, tensor_in

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

_CUMMAX, _CUMMIN = named("cummax", "values", "indices"), named("cummin", "values", "indices")


def cumsum(
    input: Tensor,
    dim: int | None = None,
    *,
    dtype: dtypes.dtype | None = None,
    out: Tensor | None = None,
    **numpy_names: Any,
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
    **numpy_names: Any,
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


def logcumsumexp(input: Tensor, dim: int, *, out: Tensor | None = None) -> Tensor:
    """At each place along `dim` the logarithm of the sum of the exponentials up to there.

    >>> logcumsumexp(backlight.tensor([0.0, 0.0]), 0)
    tensor([0.0000, 0.6931])
    """
    x = floating(tensor_in("logcumsumexp", input))
    return given(out, cards.logcumsumexp(x, axis=dim_of(dim, x._array.ndim)), "logcumsumexp")


def cummax(input: Tensor, dim: int, *, out: Any = None) -> Named:
    """At each place along `dim` the largest element up to there and its position (the last one at a tie).

    >>> cummax(backlight.tensor([1, 3, 2]), 0).values
    tensor([1, 3, 3])
    """
    x = tensor_in("cummax", input)
    return both(_CUMMAX, cards.cummax(x, axis=dim_of(dim, x._array.ndim)), out, "cummax")


def cummin(input: Tensor, dim: int, *, out: Any = None) -> Named:
    """At each place along `dim` the smallest element up to there and its position (the last one at a tie).

    >>> cummin(backlight.tensor([2, 3, 1]), 0).values
    tensor([2, 2, 1])
    """
    x = tensor_in("cummin", input)
    return both(_CUMMIN, cards.cummin(x, axis=dim_of(dim, x._array.ndim)), out, "cummin")


def _along(ndim: int, dim: int, part: slice) -> tuple:
    return (slice(None),) * dim + (part,) + (slice(None),) * (ndim - dim - 1)


def diff(
    input: Tensor,
    n: int = 1,
    dim: int = -1,
    prepend: Tensor | None = None,
    append: Tensor | None = None,
    *,
    out: Tensor | None = None,
    **numpy_names: Any,
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
    if prepend is not None or append is not None:
        from backlight.tensor.joining import cat

        x = cat([part for part in (prepend, x, append) if part is not None], dim)
    for _ in range(min(n, x._array.shape[dim])):
        later = x[_along(x._array.ndim, dim, slice(1, None))]
        earlier = x[_along(x._array.ndim, dim, slice(None, -1))]
        x = later ^ earlier if x._array.dtype.kind == "b" else later - earlier
    return given(out, x, "diff")


def trapezoid(y: Tensor, x: Tensor | None = None, *, dx: float | None = None, dim: int = -1) -> Tensor:
    """The area under y along `dim` by the trapezoidal rule, at the places x or at the distance `dx` (1).

    >>> trapezoid(backlight.tensor([1.0, 2.0, 3.0]))
    tensor(4.)
    """
    heights: Any = tensor_in("trapezoid", y)
    ndim = heights._array.ndim
    dim = dim_of(dim, ndim)
    pairs = heights[_along(ndim, dim, slice(1, None))] + heights[_along(ndim, dim, slice(None, -1))]
    if not isinstance(x, Variable):
        return sum_(pairs, dim) * ((1 if dx is None else dx) / 2)
    if x._array.ndim == 1:
        x = x.reshape(tuple([-1 if i == dim else 1 for i in range(ndim)]))  # (n,) -> (1, …, n, …, 1)
    return sum_(diff(x, dim=dim) * pairs, dim) / 2


trapz = trapezoid


class ScanMethods:
    """The methods of this family; `Tensor` inherits them."""

    cumsum, cumsum_, cumprod, cumprod_ = cumsum, inplace(cumsum), cumprod, inplace(cumprod)
    logcumsumexp, cummax, cummin, diff = logcumsumexp, cummax, cummin, diff
