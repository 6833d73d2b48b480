"""Reductions: sums and means, then products, questions, counts, and sums of exponentials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.core import dtypes
from backlight.core.later import later_method
from backlight.core.op import astype
from backlight.core.variable import Variable
from backlight.ops import reduce as cards
from backlight.tensor.dims import axis_is_dim, dim_of, dims_of, reduced
from backlight.tensor.out import into
from backlight.tensor.surface import floating, given, no_tensor, tensor_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Unpack

    from backlight.tensor.options import NumpyNames
    from backlight.tensor.tensor import Tensor


def axis_of(dim: Any, ndim: int) -> Any:
    """NumPy's `axis` for torch's `dim`: None, an int, or a tuple of ints, of which an empty one means all.

    >>> axis_of(1, 2), axis_of([0, -1], 2), axis_of((), 2)
    (1, (0, 1), None)
    """
    if dim is None or (dim.__class__ is int and -ndim <= dim < ndim):
        return dim
    if isinstance(dim, (tuple, list)):
        return (dims_of(dim, ndim) or None) if ndim or not dim else dims_of(dim, ndim)[0]
    try:
        return dim_of(dim, ndim)
    except TypeError:
        raise TypeError(f"argument 'dim' must be int or tuple of ints, not {type(dim).__name__}") from None


def renamed(name: str, numpy_names: Mapping[str, Any], dim: Any, keepdim: bool) -> tuple[Any, bool]:
    """`dim` and `keepdim` from a call that used NumPy's words for them, axis and keepdims, which torch takes too."""
    for word, value in numpy_names.items():
        if word == "axis":
            dim = value
        elif word == "keepdims":
            keepdim = value
        else:
            raise TypeError(f"{name}() got an unexpected keyword argument {word!r}")
    return dim, keepdim


def in_dtype(x: Any, dtype: dtypes.dtype | None) -> Any:
    """The tensor converted to `dtype`, if one is given."""
    if dtype is None or dtypes.of(x._array) is dtype:
        return x
    return astype(x, dtype=dtypes.to_numpy(dtype))


def sum(
    input: Tensor,
    dim: int | tuple[int, ...] | None = None,
    keepdim: bool = False,
    *,
    dtype: dtypes.dtype | None = None,
    out: Tensor | None = None,
    **numpy_names: Unpack[NumpyNames],
) -> Tensor:
    """The sum over the dimensions `dim`, by default over all; integers and bools give int64.

    With `keepdim` the reduced dimensions stay, with size 1; `dtype` is the type to compute in.

    >>> x = backlight.tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> sum(x), sum(x, 0), sum(x, dim=1, keepdim=True)
    (tensor(10.), tensor([4., 6.]), tensor([[3.],
            [7.]]))
    """
    if numpy_names:
        dim, keepdim = renamed("sum", numpy_names, dim, keepdim)
    if not isinstance(input, Variable):
        raise no_tensor("sum", input)
    if dim is None and dtype is None and not keepdim:
        result = cards.sum(input)
    else:
        result = cards.sum(in_dtype(input, dtype), axis=axis_of(dim, input._array.ndim), keepdims=keepdim)
        result = in_dtype(result, dtype)
    return result if out is None else into(out, result, "sum")


def mean(
    input: Tensor,
    dim: int | tuple[int, ...] | None = None,
    keepdim: bool = False,
    *,
    dtype: dtypes.dtype | None = None,
    out: Tensor | None = None,
    **numpy_names: Unpack[NumpyNames],
) -> Tensor:
    """The mean over the dimensions `dim`, by default over all; RuntimeError for integers without a floating `dtype`.

    >>> x = backlight.tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> mean(x), mean(x, 0)
    (tensor(2.5000), tensor([2., 3.]))
    """
    if numpy_names:
        dim, keepdim = renamed("mean", numpy_names, dim, keepdim)
    if not isinstance(input, Variable):
        raise no_tensor("mean", input)
    if dtype is not None:
        input = in_dtype(input, dtype)
    if input._array.dtype.kind in "biu":
        raise RuntimeError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. "
            f"Got: {dtypes.of(input._array)}; write x.float().mean()"
        )
    if dim is None and not keepdim:
        result = cards.mean(input)
    else:
        result = cards.mean(input, axis=axis_of(dim, input._array.ndim), keepdims=keepdim)
    return result if out is None else into(out, result, "mean")


@reduced
def nansum(
    input: Tensor,
    dim: int | tuple[int, ...] | None = None,
    keepdim: bool = False,
    *,
    dtype: dtypes.dtype | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The sum over `dim`, with NaN counted as 0.

    >>> nansum(backlight.tensor([1.0, float("nan"), 2.0]))
    tensor(3.)
    """
    x = in_dtype(tensor_in("nansum", input), dtype)
    return given(out, cards.nansum(x, axis=axis_of(dim, x._array.ndim), keepdims=keepdim), "nansum")


@reduced
def nanmean(
    input: Tensor,
    dim: int | tuple[int, ...] | None = None,
    keepdim: bool = False,
    *,
    dtype: dtypes.dtype | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The mean over `dim` of what is not NaN.

    >>> nanmean(backlight.tensor([1.0, float("nan"), 2.0]))
    tensor(1.5000)
    """
    x = in_dtype(tensor_in("nanmean", input), dtype)
    if x._array.dtype.kind in "biu":
        raise RuntimeError(
            f"nanmean(): expected input to have floating point or complex dtype but got {dtypes.of(x._array)}"
        )
    axis = axis_of(dim, x._array.ndim)
    total = cards.nansum(x, axis=axis, keepdims=keepdim)
    return given(out, total / cards.sum(x == x, axis=axis, keepdims=keepdim), "nanmean")


def prod(
    input: Tensor,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    dtype: dtypes.dtype | None = None,
    out: Tensor | None = None,
    **numpy_names: Unpack[NumpyNames],
) -> Tensor:
    """The product over the dimension `dim`, by default over all; integers and bools give int64.

    >>> prod(backlight.tensor([1.0, 2.0, 3.0]))
    tensor(6.)
    """
    if numpy_names:
        dim, keepdim = renamed("prod", numpy_names, dim, keepdim)
    x = in_dtype(tensor_in("prod", input), dtype)
    axis = None if dim is None else dim_of(dim, x._array.ndim)
    return given(out, in_dtype(cards.prod(x, axis=axis, keepdims=keepdim), dtype), "prod")


def _question(name: str, card: Any, sentence: str) -> Any:
    def call(
        input: Tensor,
        dim: int | tuple[int, ...] | None = None,
        keepdim: bool = False,
        *,
        out: Tensor | None = None,
        **numpy_names: Unpack[NumpyNames],
    ) -> Tensor:
        if numpy_names:
            dim, keepdim = renamed(name, numpy_names, dim, keepdim)
        x = tensor_in(name, input)
        return given(out, card(x, axis=axis_of(dim, x._array.ndim), keepdims=keepdim), name)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = sentence
    return call


all = _question("all", cards.all, "Whether all elements along `dim` are true (not 0), by default all there are.")
any = _question("any", cards.any, "Whether one of the elements along `dim` is true (not 0), by default of all.")


@axis_is_dim
def count_nonzero(input: Tensor, dim: int | tuple[int, ...] | None = None) -> Tensor:
    """How many elements along `dim` are not 0.

    >>> count_nonzero(backlight.tensor([0, 1, 2]))
    tensor(2)
    """
    x = tensor_in("count_nonzero", input)
    return cards.count_nonzero(x, axis=axis_of(dim, x._array.ndim))


def logsumexp(
    input: Tensor,
    dim: int | tuple[int, ...],
    keepdim: bool = False,
    *,
    out: Tensor | None = None,
    **numpy_names: Unpack[NumpyNames],
) -> Tensor:
    """log Σ exp(x) over the dimensions `dim`, without overflow.

    >>> logsumexp(backlight.tensor([1000.0, 1000.0]), 0)
    tensor(1000.6932)
    """
    if numpy_names:
        dim, keepdim = renamed("logsumexp", numpy_names, dim, keepdim)
    x = floating(tensor_in("logsumexp", input))
    return given(out, cards.logsumexp(x, axis=axis_of(dim, x._array.ndim), keepdims=keepdim), "logsumexp")


class ReductionMethods:
    """The methods of this family; `Tensor` inherits them."""

    sum, mean, nansum, nanmean, prod = sum, mean, nansum, nanmean, prod
    all, any, count_nonzero, logsumexp = all, any, count_nonzero, logsumexp
    hash_tensor = later_method("backlight.tensor.bits", "hash_tensor")
