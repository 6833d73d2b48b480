"""Order: sorting, the first few, the k-th, the middle, the most frequent, and what lies at a given share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.card import known_as
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.ops import sort as cards
from backlight.ops.along import pick_along
from backlight.ops.arithmetic import lerp
from backlight.ops.mask import masked_fill
from backlight.tensor.dims import axis_is_dim, dim_of, reduced
from backlight.tensor.extrema import both, refuse_nothing
from backlight.tensor.reduction import renamed
from backlight.tensor.results import Named, named
from backlight.tensor.surface import given, tensor_in

if TYPE_CHECKING:
    from typing import Unpack

    from backlight.tensor.options import NumpyNames
    from backlight.tensor.tensor import Tensor

_SORT, _TOPK = named("sort", "values", "indices"), named("topk", "values", "indices")
_KTHVALUE, _MODE = named("kthvalue", "values", "indices"), named("mode", "values", "indices")
_MEDIAN, _NANMEDIAN = named("median", "values", "indices"), named("nanmedian", "values", "indices")


def sort(
    input: Tensor,
    dim: int = -1,
    descending: bool = False,
    *,
    stable: bool | None = None,
    out: Any = None,
    **numpy_names: Unpack[NumpyNames],
) -> Named:
    """The elements along `dim` in order, and where they came from; equal ones keep their order, NaN is largest.

    >>> sort(backlight.tensor([3.0, 1.0, 2.0]))
    torch.return_types.sort(
    values=tensor([1., 2., 3.]),
    indices=tensor([1, 2, 0]))
    """
    if numpy_names:
        dim, _ = renamed("sort", numpy_names, dim, False)
    x = tensor_in("sort", input)
    found = cards.sort(x, axis=dim_of(dim, x._array.ndim), descending=bool(descending))
    if stable is not None:
        known_as(found[0], "SortBackward1")
    return both(_SORT, found, out, "sort")


def argsort(
    input: Tensor,
    dim: int = -1,
    descending: bool = False,
    *,
    stable: bool = False,
    out: Tensor | None = None,
    **numpy_names: Unpack[NumpyNames],
) -> Tensor:
    """The positions that `sort` gives.

    >>> argsort(backlight.tensor([3.0, 1.0, 2.0]))
    tensor([1, 2, 0])
    """
    if numpy_names:
        dim, _ = renamed("argsort", numpy_names, dim, False)
    x = tensor_in("argsort", input)
    return given(out, cards.argsort(x, axis=dim_of(dim, x._array.ndim), descending=bool(descending)), "argsort")


def msort(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The elements sorted along the first dimension.

    >>> msort(backlight.tensor([3.0, 1.0, 2.0]))
    tensor([1., 2., 3.])
    """
    return given(out, sort(input, 0).values, "msort")


@axis_is_dim
def topk(input: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True, *, out: Any = None) -> Named:
    """The k largest elements along `dim` (the smallest if not `largest`), in order, and their positions.

    RuntimeError if there are fewer than k.

    >>> topk(backlight.tensor([3.0, 1.0, 2.0]), 2).values
    tensor([3., 2.])
    """
    x = tensor_in("topk", input)
    axis = dim_of(dim, x._array.ndim)
    size = x._array.shape[axis] if x._array.ndim else 1
    if not 0 <= k <= size:
        raise RuntimeError(f"selected index k out of range: k = {k} of the {size} elements along dimension {axis}")
    return both(_TOPK, cards.topk(x, k=int(k), axis=axis, largest=bool(largest)), out, "topk")


@reduced
def kthvalue(input: Tensor, k: int, dim: int = -1, keepdim: bool = False, *, out: Any = None) -> Named:
    """The k-th smallest element along `dim`, counted from 1, and its position.

    >>> kthvalue(backlight.tensor([3.0, 1.0, 2.0]), 2).values
    tensor(2.)
    """
    x = tensor_in("kthvalue", input)
    axis = dim_of(dim, x._array.ndim)
    size = x._array.shape[axis] if x._array.ndim else 1
    if not 1 <= k <= size:
        raise RuntimeError(f"kthvalue(): selected number k out of range for dimension {axis}: k = {k} of {size}")
    return both(_KTHVALUE, cards.kthvalue(x, k=int(k), axis=axis, keepdims=keepdim), out, "kthvalue", x)


def median(
    input: Tensor, dim: int | None = None, keepdim: bool = False, *, out: Any = None, **numpy_names: Unpack[NumpyNames]
) -> Any:
    """The middle element in order, the lower one of two; with `dim`, those along it and their positions.

    NaN if there is any.

    >>> median(backlight.tensor([4.0, 1.0, 3.0, 2.0]))
    tensor(2.)
    """
    return _middle("median", _MEDIAN, input, dim, keepdim, out, numpy_names, False)


def nanmedian(
    input: Tensor, dim: int | None = None, keepdim: bool = False, *, out: Any = None, **numpy_names: Unpack[NumpyNames]
) -> Any:
    """The `median` of what is not NaN.

    >>> nanmedian(backlight.tensor([1.0, float("nan"), 3.0]))
    tensor(1.)
    """
    return _middle("nanmedian", _NANMEDIAN, input, dim, keepdim, out, numpy_names, True)


def _middle(name, named_type, input, dim, keepdim, out, numpy_names, skip_nan):
    if numpy_names:
        dim, keepdim = renamed(name, numpy_names, dim, keepdim)
    x = tensor_in(name, input)
    if dim is None:
        return given(out, cards.median(x, skip_nan=skip_nan), name)
    axis = dim_of(dim, x._array.ndim)
    refuse_nothing(name, x, axis)
    return both(named_type, cards.median_along(x, axis=axis, keepdims=keepdim, skip_nan=skip_nan), out, name)


@reduced
def mode(input: Tensor, dim: int = -1, keepdim: bool = False, *, out: Any = None) -> Named:
    """The most frequent element along `dim`, the smallest of several, and its last position.

    >>> mode(backlight.tensor([3, 1, 3, 1, 2])).values
    tensor(1)
    """
    x = tensor_in("mode", input)
    axis = dim_of(dim, x._array.ndim)
    refuse_nothing("mode", x, axis)
    return both(_MODE, cards.mode(x, axis=axis, keepdims=keepdim), out, "mode")


@reduced
def quantile(
    input: Tensor,
    q: float | Tensor,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    interpolation: str = "linear",
    out: Tensor | None = None,
) -> Tensor:
    """The value below which the share `q` of the elements along `dim` lies, by default of all; NaN if there is any.

    `q` is a number in [0, 1] or a tensor of them, which gives a first dimension. Between two elements the result is
    "linear", "lower", "higher", "nearest" or "midpoint". RuntimeError for anything else, and for integers.

    >>> quantile(backlight.tensor([1.0, 2.0, 3.0, 4.0]), 0.5)
    tensor(2.5000)
    """
    return given(out, _quantile("quantile", input, q, dim, keepdim, interpolation, False), "quantile")


@reduced
def nanquantile(
    input: Tensor,
    q: float | Tensor,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    interpolation: str = "linear",
    out: Tensor | None = None,
) -> Tensor:
    """The `quantile` of what is not NaN.

    >>> nanquantile(backlight.tensor([1.0, float("nan"), 2.0]), 0.5)
    tensor(1.5000)
    """
    return given(out, _quantile("nanquantile", input, q, dim, keepdim, interpolation, True), "nanquantile")


def _quantile(name, input, q, dim, keepdim, interpolation, skip_nan):
    x = tensor_in(name, input)
    kind = x._array.dtype
    if kind not in (np.float32, np.float64):
        raise RuntimeError(f"{name}() input tensor must be either float or double dtype, not {dtypes.of(x._array)}")
    if interpolation not in ("linear", "lower", "higher", "midpoint", "nearest"):
        raise RuntimeError(
            f"{name}() interpolation must be one of linear, lower, higher, midpoint or nearest, but got {interpolation}"
        )
    if isinstance(q, Variable) and q._array.dtype != kind:
        raise RuntimeError(f"{name}() q tensor must be same dtype as the input tensor, not {dtypes.of(q._array)}")
    q = q if isinstance(q, Variable) else constant(np.asarray(q, kind))
    if q._array.ndim > 1 or not ((q._array >= 0) & (q._array <= 1)).all():
        raise RuntimeError(f"{name}() q must be a scalar or 1D tensor with values in the range [0, 1] but got {q}")
    if not x._array.size:
        raise RuntimeError(f"{name}() input tensor must be non-empty")
    ndim = x._array.ndim
    rows = x.reshape(-1) if dim is None or not ndim else x.movedim(dim, -1)  # (…, n)
    ordered = cards.sort(rows, axis=-1)[0]
    ranks = _ranks(ordered._array, q, skip_nan)  # (…, m)
    low, high = np.floor(ranks._array), np.ceil(ranks._array)
    if interpolation in ("lower", "higher", "nearest"):
        places = {"lower": low, "higher": high, "nearest": np.rint(ranks._array)}[interpolation]
        found = pick_along(ordered, places.astype(np.int64), axis=-1)
    else:
        weights = constant(np.full_like(low, 0.5)) if interpolation == "midpoint" else ranks - constant(low)
        below, above = (pick_along(ordered, p.astype(np.int64), axis=-1) for p in (low, high))
        found = lerp(below, above, weights)
    found = found.movedim(-1, 0)  # (…, m) -> (m, …)
    if keepdim and ndim:
        found = found.reshape((-1, *([1] * ndim))) if dim is None else found.unsqueeze(dim % ndim + 1)
    return found if q._array.ndim else found.squeeze(0)


def _ranks(ordered: np.ndarray, q: Any, skip_nan: bool) -> Any:
    """Where along the last axis the shares `q` lie, as fractional positions."""
    missing = np.isnan(ordered).sum(-1, keepdims=True)
    last = ordered.shape[-1] - 1
    if skip_nan:
        return q.reshape(-1) * constant(np.maximum(last - missing, 0).astype(ordered.dtype))
    ranks = (q.reshape(-1) * last).expand(*missing.shape[:-1], -1)
    return masked_fill(ranks, missing > 0, value=last) if missing.any() else ranks


class SortingMethods:
    """The methods of this family; `Tensor` inherits them."""

    sort, argsort, msort, topk, kthvalue = sort, argsort, msort, topk, kthvalue
    median, nanmedian, mode, quantile, nanquantile = median, nanmedian, mode, quantile, nanquantile
