"""Activation functions: straight pieces first, then smooth ones, then softmax and its kin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core.errors import warn
from backlight.core.inplace import inplace as in_place
from backlight.core.random import default_generator, exponential
from backlight.core.result import constant
from backlight.ops import activation as cards
from backlight.ops import functions, select
from backlight.tensor import activation as family
from backlight.tensor.activation import celu_ as celu_
from backlight.tensor.activation import floating
from backlight.tensor.activation import hardshrink as hardshrink
from backlight.tensor.activation import prelu as prelu
from backlight.tensor.activation import relu_ as relu_
from backlight.tensor.activation import rrelu_ as rrelu_
from backlight.tensor.activation import selu_ as selu_
from backlight.tensor.activation import threshold_ as threshold_
from backlight.tensor.dims import dim_of

if TYPE_CHECKING:
    from backlight.core.dtypes import dtype as DType
    from backlight.tensor.tensor import Tensor


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """The element where it is positive, else 0.

    >>> relu(backlight.tensor([-1., 2.]))
    tensor([0., 2.])
    """
    if input._array.dtype.kind == "b":
        raise RuntimeError("Boolean inputs not supported for relu")
    return relu_(input) if inplace else select.relu(input)


def threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    """The element where it is greater than `threshold`, else `value`."""
    return (threshold_ if inplace else family.threshold)(input, threshold, value)


def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Tensor:
    """The element, but at least `min_val` and at most `max_val`."""
    if min_val > max_val:
        raise ValueError(f"min_val cannot be greater than max_val, got {min_val} and {max_val}")
    if input._array.dtype.kind in "iu":
        min_val, max_val = int(min_val), int(max_val)
    return (_hardtanh_ if inplace else cards.hardtanh)(input, min=min_val, max=max_val)


def hardtanh_(input: Tensor, min_val: float = -1.0, max_val: float = 1.0) -> Tensor:
    """`hardtanh` in place."""
    return hardtanh(input, min_val, max_val, inplace=True)


def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """The element, but at least 0 and at most 6."""
    return hardtanh(input, 0, 6, inplace)


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """The element where it is positive, else its product with `negative_slope`."""
    return (_leaky_relu_ if inplace else cards.leaky_relu)(floating(input, "leaky_relu_cpu"), slope=negative_slope)


def leaky_relu_(input: Tensor, negative_slope: float = 0.01) -> Tensor:
    """`leaky_relu` in place."""
    return leaky_relu(input, negative_slope, inplace=True)


def rrelu(
    input: Tensor, lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False, inplace: bool = False
) -> Tensor:
    """`leaky_relu` with a slope drawn anew for each negative element in training, with the mean slope otherwise."""
    return (rrelu_ if inplace else family.rrelu)(input, lower, upper, training)


def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """(x + 3)/6, but at least 0 and at most 1: a sigmoid of straight pieces."""
    return (_hardsigmoid_ if inplace else cards.hardsigmoid)(floating(input, "hardsigmoid_cpu"))


def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """x·hardsigmoid(x)."""
    return (_hardswish_ if inplace else cards.hardswish)(floating(input, "hardswish_cpu"))


def softshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """The element moved towards 0 by λ, and 0 where |x| ≤ λ."""
    if not lambd >= 0:
        raise RuntimeError(f"lambda must be greater or equal to 0, but found to be {lambd}")
    return cards.softshrink(floating(input, "softshrink_cpu"), size=lambd)


def softsign(input: Tensor) -> Tensor:
    """x / (1 + |x|)."""
    return input / (1 + abs(input))


def sigmoid(input: Tensor) -> Tensor:
    """1 / (1 + exp(−x))."""
    return functions.sigmoid(input)


def tanh(input: Tensor) -> Tensor:
    """The hyperbolic tangent."""
    return functions.tanh(input)


def tanhshrink(input: Tensor) -> Tensor:
    """x − tanh x."""
    return input - functions.tanh(input)


def logsigmoid(input: Tensor) -> Tensor:
    """log(1 / (1 + exp(−x))), exact to the last digits at both ends."""
    return cards.log_sigmoid(floating(input, "log_sigmoid_cpu"))


def softplus(input: Tensor, beta: float = 1, threshold: float = 20) -> Tensor:
    """log(1 + exp(β·x)) / β, a smooth relu; x itself where β·x > `threshold`."""
    return cards.softplus(floating(input, "softplus_cpu"), beta=beta, threshold=threshold)


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x for positive x, else α·(exp(x) − 1)."""
    return (family.elu_ if inplace else cards.elu)(floating(input, "elu_cpu"), alpha=alpha, scale=1, rate=1, form="elu")


def elu_(input: Tensor, alpha: float = 1.0) -> Tensor:
    """`elu` in place."""
    return elu(input, alpha, inplace=True)


def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """scale·x for positive x, else scale·α·(exp(x) − 1), with the constants that normalise a deep network."""
    return selu_(input) if inplace else family.selu(input)


def celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x for positive x, else α·(exp(x/α) − 1)."""
    return celu_(input, alpha) if inplace else family.celu(input, alpha)


def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """x·sigmoid(x), also known as swish."""
    return (_silu_ if inplace else cards.silu)(floating(input, "silu_cpu"))


def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """x·tanh(softplus(x))."""
    return (_mish_ if inplace else cards.mish)(floating(input, "mish_cpu"))


def gelu(input: Tensor, approximate: str = "none") -> Tensor:
    """x·Φ(x), where Φ is the distribution function of the normal distribution, or its approximation by `"tanh"`."""
    if approximate not in ("none", "tanh"):
        raise RuntimeError(f"approximate argument must be either none or tanh, not {approximate!r}")
    return cards.gelu(floating(input, "GeluKernelImpl"), approximate=approximate)


def glu(input: Tensor, dim: int = -1) -> Tensor:
    """a·sigmoid(b), where a and b are the two halves of the input along `dim`."""
    shape = floating(input, "glu_cpu")._array.shape
    if not shape:
        raise RuntimeError("glu does not support scalars because halving size must be even")
    axis = dim_of(dim, len(shape))
    if shape[axis] % 2:
        raise RuntimeError(f"Halving dimension must be even, but dimension {axis} is size {shape[axis]}")
    return cards.glu(input, axis=axis)


_hardtanh_, _leaky_relu_ = in_place(cards.hardtanh), in_place(cards.leaky_relu)
_hardsigmoid_, _hardswish_ = in_place(cards.hardsigmoid), in_place(cards.hardswish)
_silu_, _mish_ = in_place(cards.silu), in_place(cards.mish)


def softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: DType | None = None) -> Tensor:
    """exp(xᵢ) / Σⱼ exp(xⱼ) along `dim`: positive numbers that sum to 1.

    >>> softmax(backlight.tensor([[1., 1.]]), dim=1)
    tensor([[0.5000, 0.5000]])
    """
    return family.softmax(input, _implicit(input, "softmax") if dim is None else dim, dtype)


def softmin(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: DType | None = None) -> Tensor:
    """The softmax of −x along `dim`."""
    return family.softmax(-input, _implicit(input, "softmin") if dim is None else dim, dtype)


def log_softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: DType | None = None) -> Tensor:
    """log(softmax(x)) along `dim`, with all its digits."""
    return family.log_softmax(input, _implicit(input, "log_softmax") if dim is None else dim, dtype)


def _implicit(input: Any, name: str) -> int:
    warn(
        f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument."
    )
    return 0 if input._array.ndim in (0, 1, 3) else 1


def gumbel_softmax(logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1) -> Tensor:
    """A sample of the Gumbel-softmax distribution along `dim`: softmax((x + noise) / τ).

    `hard` gives one-hot samples whose gradient is that of the soft ones.
    """
    if eps != 1e-10:
        warn("`eps` parameter is deprecated and has no effect.")
    array = floating(logits, "gumbel_softmax")._array
    noise = constant(exponential(default_generator, array.shape, array.dtype))
    soft: Any = family.softmax((logits - functions.log(noise)) / tau, dim)
    if not hard:
        return soft
    values = soft._array
    axis = dim_of(dim, values.ndim)
    sharp = np.zeros_like(values)
    np.put_along_axis(sharp, np.expand_dims(values.argmax(axis), axis), 1, axis)
    return constant(sharp) - soft.detach() + soft
