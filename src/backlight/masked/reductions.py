"""Reductions of the elements whose mask is True: sums, extrema, means, the middle, norms, spreads.

Of no element at all the result is what the operation starts from: 0 for a sum, −∞ for a maximum, NaN for a mean.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.result import constant
from backlight.masked.filling import ONE, ZERO, axes_of, cast, filled, highest, lowest, mask_of
from backlight.ops.reduce import count as size_of
from backlight.tensor import extrema, reduction
from backlight.tensor.complex import conj
from backlight.tensor.linalg import vector_norm
from backlight.tensor.sorting import nanmedian
from backlight.tensor.surface import tensor_in

if TYPE_CHECKING:
    from backlight.core.dtypes import dtype as DType
    from backlight.tensor.tensor import Tensor

Dims = int | tuple[int, ...] | None


def sum(
    input: Tensor,
    dim: Dims = None,
    *,
    keepdim: bool | None = False,
    dtype: DType | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The sum over `dim`, by default over all; integers give int64.

    >>> sum(backlight.tensor([1.0, 2.0, 4.0]), mask=backlight.tensor([True, False, True]))
    tensor(5.)
    """
    x = filled("sum", input, mask, ZERO)
    return reduction.sum(x, axes_of(dim, x._array.ndim), bool(keepdim), dtype=dtype)


def prod(
    input: Tensor,
    dim: Dims = None,
    *,
    keepdim: bool | None = False,
    dtype: DType | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The product over `dim`, by default over all; integers give int64.

    >>> prod(backlight.tensor([3.0, 2.0, 4.0]), mask=backlight.tensor([True, False, True]))
    tensor(12.)
    """
    x = cast(filled("prod", input, mask, ONE), dtype)
    axes = axes_of(dim, x._array.ndim)
    if x._array.dtype.kind in "biu" and dtype is None:
        x = cast(x, dtypes.int64)
    for axis in reversed(axes):
        x = reduction.prod(x, axis, bool(keepdim))
    return cast(x, dtype)


def _extremum(name: str, take: Any, stands_in: Any) -> Any:
    def call(
        input: Tensor,
        dim: Dims = None,
        *,
        keepdim: bool | None = False,
        dtype: DType | None = None,
        mask: Tensor | None = None,
    ) -> Tensor:
        x = filled(name, input, mask, stands_in)
        return cast(take(x, axes_of(dim, x._array.ndim), bool(keepdim)), dtype)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"The {'largest' if name == 'amax' else 'smallest'} element over `dim`, by default over all."
    return call


amax = _extremum("amax", extrema.amax, lowest)
amin = _extremum("amin", extrema.amin, highest)


def _place(name: str, find: Any, stands_in: Any) -> Any:
    def call(
        input: Tensor,
        dim: int | None = None,
        *,
        keepdim: bool | None = False,
        dtype: DType | None = None,
        mask: Tensor | None = None,
    ) -> Tensor:
        x = filled(name, input, mask, stands_in)
        return cast(find(x, dim, bool(keepdim)), dtypes.of(x._array) if dtype is None else dtype)

    call.__name__ = call.__qualname__ = name
    which = "largest" if name == "argmax" else "smallest"
    call.__doc__ = f"The position of the {which} element along `dim`, in the dtype of the input as torch has it."
    return call


argmax = _place("argmax", extrema.argmax, lowest)
argmin = _place("argmin", extrema.argmin, highest)


def _counts(name: str, x: Any, mask: Any, axes: tuple[int, ...], keepdim: bool) -> Any:
    """How many elements each result comes from."""
    if mask is None:
        shape = [1 if i in axes else n for i, n in enumerate(x._array.shape) if keepdim or i not in axes]
        return constant(np.full(shape, size_of(x._array.shape, axes)))
    return reduction.sum(constant(mask_of(name, x, mask)), axes, keepdim)


def mean(
    input: Tensor,
    dim: Dims = None,
    *,
    keepdim: bool | None = False,
    dtype: DType | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The mean over `dim`, by default over all; ValueError for integers without a floating `dtype`.

    >>> mean(backlight.tensor([1.0, 2.0, 4.0]), mask=backlight.tensor([True, False, True]))
    tensor(2.5000)
    """
    x = tensor_in("masked.mean", input)
    kind = dtypes.of(x._array) if dtype is None else dtype
    if kind.category < dtypes.FLOAT:
        raise ValueError(
            f"mean(): Could not infer output dtype. {'Input' if dtype is None else 'Optional'} dtype must be either a "
            f"floating point or complex dtype. Got: {kind}"
        )
    axes = axes_of(dim, x._array.ndim)
    total = sum(x, dim, keepdim=keepdim, dtype=kind, mask=mask)
    return total / _counts("mean", x, mask, axes, bool(keepdim))


def median(
    input: Tensor, dim: int = -1, *, keepdim: bool = False, dtype: DType | None = None, mask: Tensor | None = None
) -> Tensor:
    """The middle element along `dim`, the lower one of two; NaN is left out, too.

    ValueError where a whole row of integers is left out.

    >>> median(backlight.tensor([1.0, 2.0, 4.0]), mask=backlight.tensor([True, False, True]))
    tensor(1.)
    """
    x = tensor_in("masked.median", input)
    kind = dtypes.of(x._array)
    floats = x if kind.is_floating_point else cast(x, dtypes.float32)
    found = nanmedian(filled("median", floats, mask, lambda kind: math.nan), dim, keepdim).values
    if kind.is_floating_point:
        return found
    if (found._array != found._array).any():
        raise ValueError("masked median expects no fully masked out rows if dtype is not floating point")
    return cast(found, kind if dtype is None else dtype)


def norm(
    input: Tensor,
    ord: float | None = 2.0,
    dim: Dims = None,
    *,
    keepdim: bool | None = False,
    dtype: DType | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The norm (Σ |x|ᵖ)¹ᐟᵖ over `dim`, by default over all, with p = `ord`.

    >>> norm(backlight.tensor([3.0, 2.0, 4.0]), mask=backlight.tensor([True, False, True]))
    tensor(5.)
    """
    order = 2.0 if ord is None else ord
    x = filled("norm", input, mask, highest if order == -math.inf else ZERO)
    return vector_norm(x, order, axes_of(dim, x._array.ndim), bool(keepdim), dtype=dtype)


def logsumexp(
    input: Tensor, dim: Dims = None, *, keepdim: bool = False, dtype: DType | None = None, mask: Tensor | None = None
) -> Tensor:
    """log Σ exp(x) over `dim`, by default over all.

    >>> logsumexp(backlight.tensor([0.0, 2.0, 0.0]), mask=backlight.tensor([True, False, True]))
    tensor(0.6931)
    """
    x = filled("logsumexp", input, mask, lowest)
    kind = dtypes.of(x._array) if dtype is None else dtype
    return cast(reduction.logsumexp(x, axes_of(dim, x._array.ndim), bool(keepdim)), kind)


def var(
    input: Tensor,
    dim: Dims = None,
    unbiased: bool | None = None,
    *,
    correction: float | None = None,
    keepdim: bool | None = False,
    dtype: DType | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The variance over `dim`, by default over all: Σ |x − mean|² / (n − correction), where n counts the elements.

    >>> var(backlight.tensor([1.0, 9.0, 3.0]), mask=backlight.tensor([True, False, True]))
    tensor(2.)
    """
    return _spread("var", input, dim, unbiased, correction, keepdim, dtype, mask)


def std(
    input: Tensor,
    dim: Dims = None,
    unbiased: bool | None = None,
    *,
    correction: float | None = None,
    keepdim: bool | None = False,
    dtype: DType | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The standard deviation over `dim`: the square root of `var`, with the same arguments.

    >>> std(backlight.tensor([1.0, 9.0, 3.0]), mask=backlight.tensor([True, False, True]))
    tensor(1.4142)
    """
    return _spread("std", input, dim, unbiased, correction, keepdim, dtype, mask)


def _spread(name, input, dim, unbiased, correction, keepdim, dtype, mask):
    if unbiased is not None and correction is not None:
        raise AssertionError("Only one of unbiased and correction may be given")  # as torch says it
    x: Any = tensor_in(f"masked.{name}", input)
    kind = dtypes.of(x._array) if dtype is None else dtype
    if kind.category < dtypes.FLOAT:
        kind = dtypes.float32
    less = correction if correction is not None else 1 if unbiased is None else int(unbiased)
    axes = axes_of(dim, x._array.ndim)
    off = x - sum(x, dim, keepdim=True, dtype=kind, mask=mask) / _counts(name, x, mask, axes, True)
    squares = sum(off * conj(off), dim, keepdim=keepdim, dtype=kind, mask=mask)
    result = cast(squares / (_counts(name, x, mask, axes, bool(keepdim)) - less).clamp(min=0), kind)
    return result.sqrt() if name == "std" else result
