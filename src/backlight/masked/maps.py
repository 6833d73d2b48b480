"""Scans and normalizations along a dimension in which the elements whose mask is False do not count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlight.core import dtypes
from backlight.masked.filling import ONE, ZERO, cast, filled, highest, lowest
from backlight.masked.reductions import norm
from backlight.ops.select import clip_min
from backlight.tensor import activation, functions, scans

if TYPE_CHECKING:
    from backlight.core.dtypes import dtype as DType
    from backlight.tensor.tensor import Tensor


def cumsum(input: Tensor, dim: int, *, dtype: DType | None = None, mask: Tensor | None = None) -> Tensor:
    """At each place along `dim` the sum up to there.

    >>> cumsum(backlight.tensor([1.0, 2.0, 4.0]), 0, mask=backlight.tensor([True, False, True]))
    tensor([1., 1., 5.])
    """
    x = filled("cumsum", input, mask, ZERO)
    return scans.cumsum(x, dim, dtype=dtypes.of(x._array) if dtype is None else dtype)


def cumprod(input: Tensor, dim: int, *, dtype: DType | None = None, mask: Tensor | None = None) -> Tensor:
    """At each place along `dim` the product up to there.

    >>> cumprod(backlight.tensor([3.0, 2.0, 4.0]), 0, mask=backlight.tensor([True, False, True]))
    tensor([ 3.,  3., 12.])
    """
    x = filled("cumprod", input, mask, ONE)
    return scans.cumprod(x, dim, dtype=dtypes.of(x._array) if dtype is None else dtype)


def softmax(input: Tensor, dim: int, *, dtype: DType | None = None, mask: Tensor | None = None) -> Tensor:
    """The softmax along `dim`; an element that is left out gets 0.

    >>> softmax(backlight.tensor([0.0, 5.0, 0.0]), 0, mask=backlight.tensor([True, False, True]))
    tensor([0.5000, 0.0000, 0.5000])
    """
    return activation.softmax(filled("softmax", input, mask, lowest), dim, dtype=dtype)


def log_softmax(input: Tensor, dim: int, *, dtype: DType | None = None, mask: Tensor | None = None) -> Tensor:
    """The logarithm of the softmax along `dim`; an element that is left out gets −∞.

    >>> log_softmax(backlight.tensor([0.0, 5.0, 0.0]), 0, mask=backlight.tensor([True, False, True]))
    tensor([-0.6931,    -inf, -0.6931])
    """
    return activation.log_softmax(filled("log_softmax", input, mask, lowest), dim, dtype=dtype)


def softmin(input: Tensor, dim: int, *, dtype: DType | None = None, mask: Tensor | None = None) -> Tensor:
    """The softmax of −x along `dim`; an element that is left out gets 0.

    >>> softmin(backlight.tensor([0.0, 5.0, 0.0]), 0, mask=backlight.tensor([True, False, True]))
    tensor([0.5000, 0.0000, 0.5000])
    """
    return activation.softmax(-filled("softmin", input, mask, highest), dim, dtype=dtype)


def normalize(
    input: Tensor, ord: float, dim: int, *, eps: float = 1e-12, dtype: DType | None = None, mask: Tensor | None = None
) -> Tensor:
    """The elements over their norm along `dim`, which counts as `eps` if it is smaller.

    >>> normalize(backlight.tensor([3.0, 2.0, 4.0]), 2.0, 0, mask=backlight.tensor([True, False, True]))
    tensor([0.6000, 0.0000, 0.8000])
    """
    x = filled("normalize", input, mask, ZERO)
    return x / clip_min(norm(input, ord, dim, keepdim=True, dtype=dtype, mask=mask), min=eps)


def logaddexp(
    input: Tensor,
    other: Tensor,
    *,
    dtype: DType | None = None,
    input_mask: Tensor | None = None,
    other_mask: Tensor | None = None,
) -> Tensor:
    """log(exp(x) + exp(y)), where an element that is left out of one of them adds nothing.

    >>> zeros = backlight.zeros(2)
    >>> logaddexp(zeros, zeros, input_mask=backlight.tensor([True, False]))
    tensor([0.6931, 0.0000])
    """
    x, y = filled("logaddexp", input, input_mask, lowest), filled("logaddexp", other, other_mask, lowest)
    return cast(functions.logaddexp(x, y), dtypes.of(x._array) if dtype is None else dtype)
