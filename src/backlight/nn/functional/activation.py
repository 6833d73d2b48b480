"""Activation functions: straight pieces first, then smooth ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlight.core.inplace import inplace as in_place
from backlight.ops import activation as cards
from backlight.ops import functions, select
from backlight.ops.gelu import gelu as _gelu
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
from backlight.tensor.surface import given

if TYPE_CHECKING:
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
    """The element where it is greater than `threshold`, else `value`.

    >>> threshold(backlight.tensor([-2., 0.5]), 0, 9)
    tensor([9.0000, 0.5000])
    """
    return (threshold_ if inplace else family.threshold)(input, threshold, value)


def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Tensor:
    """The element, but at least `min_val` and at most `max_val`.

    >>> hardtanh(backlight.tensor([-2., 0.5]))
    tensor([-1.0000,  0.5000])
    """
    if min_val > max_val:
        raise ValueError(f"min_val cannot be greater than max_val, got {min_val} and {max_val}")
    if input._array.dtype.kind in "iu":
        min_val, max_val = int(min_val), int(max_val)
    return (_hardtanh_ if inplace else cards.hardtanh)(input, min=min_val, max=max_val)


def hardtanh_(input: Tensor, min_val: float = -1.0, max_val: float = 1.0) -> Tensor:
    """`hardtanh` in place."""
    return hardtanh(input, min_val, max_val, inplace=True)


def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """The element, but at least 0 and at most 6.

    >>> relu6(backlight.tensor([-2., 8.]))
    tensor([0., 6.])
    """
    return hardtanh(input, 0, 6, inplace)


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """The element where it is positive, else its product with `negative_slope`.

    >>> leaky_relu(backlight.tensor([-2., 0.5]))
    tensor([-0.0200,  0.5000])
    """
    return (_leaky_relu_ if inplace else cards.leaky_relu)(floating(input, "leaky_relu_cpu"), slope=negative_slope)


def leaky_relu_(input: Tensor, negative_slope: float = 0.01) -> Tensor:
    """`leaky_relu` in place."""
    return leaky_relu(input, negative_slope, inplace=True)


def rrelu(
    input: Tensor, lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False, inplace: bool = False
) -> Tensor:
    """`leaky_relu` with a slope drawn anew for each negative element in training, with the mean slope otherwise.

    >>> rrelu(backlight.tensor([-2., 0.5]))
    tensor([-0.4583,  0.5000])
    """
    return (rrelu_ if inplace else family.rrelu)(input, lower, upper, training)


def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """(x + 3)/6, but at least 0 and at most 1: a sigmoid of straight pieces.

    >>> hardsigmoid(backlight.tensor([-2., 0.5]))
    tensor([0.1667, 0.5833])
    """
    return (_hardsigmoid_ if inplace else cards.hardsigmoid)(floating(input, "hardsigmoid_cpu"))


def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """x·hardsigmoid(x).

    >>> hardswish(backlight.tensor([-2., 0.5]))
    tensor([-0.3333,  0.2917])
    """
    return (_hardswish_ if inplace else cards.hardswish)(floating(input, "hardswish_cpu"))


def softshrink(input: Tensor, lambd: float = 0.5, *, out: Tensor | None = None) -> Tensor:
    """The element moved towards 0 by λ, and 0 where |x| ≤ λ.

    >>> softshrink(backlight.tensor([-2., 0.5]), 0.2)
    tensor([-1.8000,  0.3000])
    """
    if not lambd >= 0:
        raise RuntimeError(f"lambda must be greater or equal to 0, but found to be {lambd}")
    return given(out, cards.softshrink(floating(input, "softshrink_cpu"), size=lambd), "softshrink")


def softsign(input: Tensor) -> Tensor:
    """x / (1 + |x|).

    >>> softsign(backlight.tensor([-2., 0.5]))
    tensor([-0.6667,  0.3333])
    """
    return input / (1 + abs(input))


def sigmoid(input: Tensor) -> Tensor:
    """1 / (1 + exp(−x)).

    >>> sigmoid(backlight.tensor([-2., 0.5]))
    tensor([0.1192, 0.6225])
    """
    return functions.sigmoid(input)


def tanh(input: Tensor) -> Tensor:
    """The hyperbolic tangent.

    >>> tanh(backlight.tensor([-2., 0.5]))
    tensor([-0.9640,  0.4621])
    """
    return functions.tanh(input)


def tanhshrink(input: Tensor) -> Tensor:
    """x − tanh x.

    >>> tanhshrink(backlight.tensor([-2., 0.5]))
    tensor([-1.0360,  0.0379])
    """
    return input - functions.tanh(input)


def logsigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log(1 / (1 + exp(−x))), exact to the last digits at both ends.

    >>> logsigmoid(backlight.tensor([-2., 0.5]))
    tensor([-2.1269, -0.4741])
    """
    return given(out, cards.log_sigmoid(floating(input, "log_sigmoid_cpu")), "log_sigmoid")


def softplus(input: Tensor, beta: float = 1, threshold: float = 20, *, out: Tensor | None = None) -> Tensor:
    """log(1 + exp(β·x)) / β, a smooth relu; x itself where β·x > `threshold`.

    >>> softplus(backlight.tensor([-2., 0.5]))
    tensor([0.1269, 0.9741])
    """
    result = cards.softplus(floating(input, "softplus_cpu"), beta=beta, threshold=threshold)
    return given(out, result, "softplus")


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x for positive x, else α·(exp(x) − 1).

    >>> elu(backlight.tensor([-2., 0.5]))
    tensor([-0.8647,  0.5000])
    """
    return (family.elu_ if inplace else cards.elu)(floating(input, "elu_cpu"), alpha=alpha, scale=1, rate=1, form="elu")


def elu_(input: Tensor, alpha: float = 1.0) -> Tensor:
    """`elu` in place."""
    return elu(input, alpha, inplace=True)


def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """scale·x for positive x, else scale·α·(exp(x) − 1), with the constants that normalise a deep network.

    >>> selu(backlight.tensor([-2., 0.5]))
    tensor([-1.5202,  0.5254])
    """
    return selu_(input) if inplace else family.selu(input)


def celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x for positive x, else α·(exp(x/α) − 1).

    >>> celu(backlight.tensor([-2., 0.5]))
    tensor([-0.8647,  0.5000])
    """
    return celu_(input, alpha) if inplace else family.celu(input, alpha)


def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """x·sigmoid(x), also known as swish.

    >>> silu(backlight.tensor([-2., 0.5]))
    tensor([-0.2384,  0.3112])
    """
    return (_silu_ if inplace else cards.silu)(floating(input, "silu_cpu"))


def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """x·tanh(softplus(x)).

    >>> mish(backlight.tensor([-2., 0.5]))
    tensor([-0.2525,  0.3752])
    """
    return (_mish_ if inplace else cards.mish)(floating(input, "mish_cpu"))


def gelu(input: Tensor, *, approximate: str = "none", out: Tensor | None = None) -> Tensor:
    """x·Φ(x), where Φ is the distribution function of the normal distribution, or its approximation by `"tanh"`.

    >>> gelu(backlight.tensor([-2., 0.5]))
    tensor([-0.0455,  0.3457])
    """
    if approximate not in ("none", "tanh"):
        raise RuntimeError(f"approximate argument must be either none or tanh, not {approximate!r}")
    return given(out, _gelu(floating(input, "GeluKernelImpl"), approximate=approximate), "gelu")


def glu(input: Tensor, dim: int = -1) -> Tensor:
    """a·sigmoid(b), where a and b are the two halves of the input along `dim`.

    >>> glu(backlight.tensor([3., 0.]))
    tensor([1.5000])
    """
    shape = floating(input, "glu_cpu")._array.shape
    if not shape:
        raise RuntimeError("glu does not support scalars because halving size must be even")
    axis = dim_of(dim, len(shape))
    if shape[axis] % 2:
        raise RuntimeError(f"Halving dimension must be even, but dimension {axis} is size {shape[axis]}")
    return cards.glu(input, axis=axis)


_hardtanh_, _leaky_relu_ = in_place(cards.hardtanh), in_place(cards.leaky_relu, second=True)
_hardsigmoid_, _hardswish_ = in_place(cards.hardsigmoid), in_place(cards.hardswish)
_silu_, _mish_ = in_place(cards.silu), in_place(cards.mish)
