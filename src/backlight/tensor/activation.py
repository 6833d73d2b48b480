"""Softmax and the activation functions that torch keeps beside torch.nn: straight pieces first, then smooth ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.inplace import inplace
from backlight.core.op import astype
from backlight.core.random import default_generator
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.ops import activation as cards
from backlight.ops import select
from backlight.ops import softmax as fractions
from backlight.ops.random import draw
from backlight.ops.shape import reshape
from backlight.tensor.dims import axis_is_dim, dim_of
from backlight.tensor.out import into, scalar_type

if TYPE_CHECKING:
    from backlight.core.dtypes import dtype as DType
    from backlight.core.random import Generator
    from backlight.tensor.tensor import Tensor

# Klambauer, Unterthiner, Mayr and Hochreiter (2017): these two keep mean 0 and variance 1 from layer to layer.
SELU_ALPHA, SELU_SCALE = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946


def floating(input: Any, name: str) -> Any:
    """The tensor itself; an error of torch's class if it is none, or of integers."""
    if not isinstance(input, Variable):
        raise TypeError(f"{name}(): argument 'input' (position 1) must be Tensor, not {type(input).__name__}")
    if input._array.dtype.kind in "biuc" and (input._array.dtype.kind != "c" or name != "silu_cpu"):
        kind = scalar_type(dtypes.of(input._array))
        raise NotImplementedError(f"\"{name}\" not implemented for '{kind}'; convert the tensor with .float() first")
    return input


def relu_(input: Tensor) -> Tensor:
    """`relu` in place."""
    return _relu_(input)


_relu_ = inplace(select.relu)


def threshold(input: Tensor, threshold: float, value: float, *, out: Tensor | None = None) -> Tensor:
    """The element where it is greater than `threshold`, else `value`.

    >>> threshold(backlight.tensor([-2., 0.5]), 0, 9)
    tensor([9.0000, 0.5000])
    """
    result = cards.threshold(input, threshold=threshold, value=value)
    return result if out is None else into(out, result, "threshold")


def threshold_(input: Tensor, threshold: float, value: float) -> Tensor:
    """`threshold` in place."""
    return _threshold_(input, threshold=threshold, value=value)


_threshold_ = inplace(cards.threshold, second=True)


def hardshrink(input: Tensor, lambd: float = 0.5, *, out: Tensor | None = None) -> Tensor:
    """The element where |x| > λ, else 0.

    >>> hardshrink(backlight.tensor([-2., 0.5]), 1)
    tensor([-2.,  0.])
    """
    result = cards.hardshrink(floating(input, "hardshrink"), size=lambd)
    return result if out is None else into(out, result, "hardshrink")


def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """x where it is positive, else w·x, with `weight` of one number, or of one per channel (dimension 1).

    >>> prelu(backlight.tensor([-2., 0.5]), backlight.tensor([0.1]))
    tensor([-0.2000,  0.5000])
    """
    x, w = floating(input, "prelu")._array, weight._array
    if w.ndim > 1:
        raise RuntimeError(f"prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {w.ndim}")
    if w.dtype != x.dtype:
        kinds = [scalar_type(dtypes.of(a)) for a in (x, w)]
        raise RuntimeError(f"prelu: Type promoting not supported. Got {kinds[0]} and {kinds[1]}")
    if w.size != 1:
        if not x.ndim:
            raise RuntimeError("Not allow zero-dim input tensor.")
        channels = x.shape[1] if x.ndim > 1 else 1
        if w.size != channels:
            raise RuntimeError(
                "Mismatch of parameter numbers and input channel size. "
                f"Found parameter numbers = {w.size} and channel size = {channels}."
            )
    ones = [1] * x.ndim
    if x.ndim > 1:
        ones[1] = w.size  # (c,) -> (1, c, 1, …)
    return cards.prelu(input, reshape(weight, shape=tuple(ones)), form="prelu")


def rrelu(
    input: Tensor,
    lower: float = 1 / 8,
    upper: float = 1 / 3,
    training: bool = False,
    generator: Generator | None = None,
) -> Tensor:
    """`leaky_relu` with a slope drawn anew for each negative element in training, with the mean slope otherwise.

    >>> rrelu(backlight.tensor([-2., 0.5]))
    tensor([-0.4583,  0.5000])
    """
    return cards.prelu(input, _slopes(input, lower, upper, training, generator), form="rrelu")


def rrelu_(
    input: Tensor,
    lower: float = 1 / 8,
    upper: float = 1 / 3,
    training: bool = False,
    generator: Generator | None = None,
) -> Tensor:
    """`rrelu` in place."""
    return _prelu_(input, _slopes(input, lower, upper, training, generator), form="rrelu")


_prelu_ = inplace(cards.prelu, "rrelu_", second=True)


def _slopes(input: Any, lower: float, upper: float, training: bool, generator: Generator | None) -> Any:
    x = floating(input, "rrelu_with_noise")._array
    if lower > upper:
        raise RuntimeError(f"Lower bound should be less than or equal to the upper bound, got {lower} and {upper}")
    slopes = np.ones(x.shape, x.dtype)
    if training:
        falling = x <= 0
        shape = (int(np.count_nonzero(falling)),)
        how = {"generator": generator or default_generator, "shape": shape, "dtype": np.float64}
        slopes[falling] = draw(how="uniform", low=lower, high=upper, **how)
    else:
        slopes[...] = (lower + upper) / 2
    return constant(slopes)


def selu(input: Tensor) -> Tensor:
    """scale·x for positive x, else scale·α·(exp(x) − 1), with the constants that normalise a deep network.

    >>> selu(backlight.tensor([-2., 0.5]))
    tensor([-1.5202,  0.5254])
    """
    return cards.elu(floating(input, "elu"), alpha=SELU_ALPHA, scale=SELU_SCALE, rate=1, form="elu")


def selu_(input: Tensor) -> Tensor:
    """`selu` in place."""
    return elu_(floating(input, "elu"), alpha=SELU_ALPHA, scale=SELU_SCALE, rate=1, form="elu")


def celu(input: Tensor, alpha: float = 1.0) -> Tensor:
    """x for positive x, else α·(exp(x/α) − 1).

    >>> celu(backlight.tensor([-2., 0.5]))
    tensor([-0.8647,  0.5000])
    """
    return cards.elu(floating(input, "celu"), **_celu(alpha))


def celu_(input: Tensor, alpha: float = 1.0) -> Tensor:
    """`celu` in place."""
    return elu_(floating(input, "celu"), **_celu(alpha))


def _celu(alpha: float) -> dict:
    if alpha == 0:
        raise RuntimeError("ZeroDivisionError: alpha cannot be 0 for CELU")
    return {"alpha": alpha, "scale": 1, "rate": 1 / alpha, "form": "celu"}


elu_ = inplace(cards.elu, second=True)


@axis_is_dim
def softmax(input: Tensor, dim: int, dtype: DType | None = None, *, out: Tensor | None = None) -> Tensor:
    """exp(xᵢ) / Σⱼ exp(xⱼ) along `dim`: positive numbers that sum to 1.

    `dtype` converts the input first. IndexError if there is no such dimension.

    >>> softmax(backlight.tensor([0., 0.]), dim=0)
    tensor([0.5000, 0.5000])
    """
    result = _along(fractions.softmax, input, dim, dtype)
    return result if out is None else into(out, result, "softmax")


@axis_is_dim
def log_softmax(input: Tensor, dim: int, dtype: DType | None = None, *, out: Tensor | None = None) -> Tensor:
    """xᵢ − log Σⱼ exp(xⱼ) along `dim`, the logarithm of `softmax`, which keeps its digits where that is near 0 or 1.

    >>> log_softmax(backlight.tensor([0., 0.]), dim=0)
    tensor([-0.6931, -0.6931])
    """
    result = _along(fractions.log_softmax, input, dim, dtype)
    return result if out is None else into(out, result, "log_softmax")


def _along(card: Any, input: Any, dim: int, dtype: DType | None) -> Tensor:
    if dtype is not None:
        kind = dtypes.to_numpy(dtype)
        input = input if input._array.dtype == kind else astype(input, dtype=kind)
    return card(floating(input, f"{card.__name__}_lastdim_kernel_impl"), axis=dim_of(dim, input._array.ndim))


class ActivationMethods(Variable):
    """The methods of this family; `Tensor` inherits them."""

    softmax, log_softmax = softmax, log_softmax
    prelu, hardshrink = prelu, hardshrink
