"""How weights begin: constants first, then random numbers of a fixed spread, then spreads by the shape."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal
from warnings import warn

from backlight.autograd.grad_mode import no_grad
from backlight.tensor.creation import empty_like

if TYPE_CHECKING:
    from backlight.tensor.generator import Generator
    from backlight.tensor.tensor import Tensor


def constant_(tensor: Tensor, val: float) -> Tensor:
    """Fill the tensor with a number.

    >>> constant_(backlight.empty(2), 0.5)
    tensor([0.5000, 0.5000])
    """
    with no_grad():
        return tensor.fill_(val)


def ones_(tensor: Tensor) -> Tensor:
    """Fill the tensor with ones."""
    return constant_(tensor, 1.0)


def zeros_(tensor: Tensor) -> Tensor:
    """Fill the tensor with zeros."""
    with no_grad():
        return tensor.zero_()


def eye_(tensor: Tensor) -> Tensor:
    """Make a matrix the identity, as far as its shape allows."""
    _demand(tensor.dim() == 2, "Only tensors with 2 dimensions are supported")
    with no_grad():
        zeros_(tensor).fill_diagonal_(1)
    return tensor


def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """Make the weight (out, in / groups, *kernel) of a convolution pass on its input, as many channels as fit."""
    _demand(tensor.dim() in (3, 4, 5), "Only tensors with 3, 4, or 5 dimensions are supported")
    out = tensor.shape[0]
    _demand(out % groups == 0, "dim 0 must be divisible by groups")
    middle = tuple([n // 2 for n in tensor.shape[2:]])
    with no_grad():
        tensor.zero_()
        for group in range(groups):
            for d in range(min(out // groups, tensor.shape[1])):
                tensor[(group * (out // groups) + d, d, *middle)] = 1
    return tensor


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Fill the tensor from the uniform distribution on [a, b).

    >>> _ = backlight.manual_seed(0)
    >>> uniform_(backlight.empty(2))
    tensor([0.4963, 0.7682])
    """
    with no_grad():
        return tensor.uniform_(a, b, generator=generator)


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Fill the tensor from the normal distribution N(mean, std²)."""
    with no_grad():
        return tensor.normal_(mean, std, generator=generator)


def trunc_normal_(
    tensor: Tensor,
    mean: float = 0.0,
    std: float = 1.0,
    a: float = -2.0,
    b: float = 2.0,
    generator: Generator | None = None,
) -> Tensor:
    """Fill the tensor from N(mean, std²) cut off outside [a, b]; what falls outside is drawn anew."""
    if mean < a - 2 * std or mean > b + 2 * std:
        warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. "
            "The distribution of values may be incorrect.",
            stacklevel=2,
        )

    def below(x: float) -> float:
        return (1.0 + math.erf((x - mean) / std / math.sqrt(2.0))) / 2.0

    with no_grad():
        if below(b) - below(a) > 0.3:
            _drawn_inside(tensor, mean, std, a, b, generator)
        else:  # most numbers of the normal distribution would fall outside
            _accepted(tensor, mean, std, a, b, generator)
    return tensor


def _drawn_inside(tensor: Any, mean: float, std: float, a: float, b: float, generator: Any) -> None:
    """Draw from the normal distribution until all are inside."""
    low, high = [tensor.new_tensor(bound).item() for bound in (a, b)]
    tensor.normal_(mean, std, generator=generator)
    outside = (tensor < low) | (tensor > high)
    while outside.any():
        tensor[outside] = empty_like(tensor).normal_(mean, std, generator=generator)[outside]
        outside = (tensor < low) | (tensor > high)


def _accepted(tensor: Any, mean: float, std: float, a: float, b: float, generator: Any) -> None:
    """Draw evenly from [a, b] and accept each number with a chance that is its density against the highest."""
    highest = -0.5 * ((max(a, min(mean, b)) - mean) / std) ** 2
    pending = empty_like(tensor).fill_(1).bool()
    while pending.any():
        drawn = empty_like(tensor).uniform_(a, b, generator=generator)
        tensor[pending] = drawn[pending]
        density = ((drawn - mean) / std).pow(2) * -0.5 - highest
        chance = empty_like(tensor).uniform_(generator=generator).log_()
        pending = pending & (chance > density)


def sparse_(tensor: Tensor, sparsity: float, std: float = 0.01, generator: Generator | None = None) -> Tensor:
    """Fill a matrix from N(0, std²) and set the share `sparsity` of each column to zero."""
    from backlight.tensor.random import randperm

    _demand(tensor.dim() == 2, "Only tensors with 2 dimensions are supported")
    rows, columns = tensor.shape
    zeros = math.ceil(sparsity * rows)
    with no_grad():
        tensor.normal_(0, std, generator=generator)
        for column in range(columns):
            tensor[randperm(rows)[:zeros], column] = 0
    return tensor


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """The factor on the spread of weights that a nonlinearity asks for: 1 for linear, 5/3 for tanh, √2 for relu, …

    `param` is the negative slope of leaky_relu, 0.01 by default. ValueError for an unknown name.

    >>> calculate_gain("relu")
    1.4142135623730951
    """
    if nonlinearity.startswith(("linear", "conv")) or nonlinearity == "sigmoid":
        return 1.0
    if nonlinearity == "leaky_relu":
        if param is not None and (isinstance(param, bool) or not isinstance(param, (int, float))):
            raise ValueError(f"negative_slope {param} not a valid number")
        return math.sqrt(2.0 / (1 + (0.01 if param is None else param) ** 2))
    gains = {"tanh": 5.0 / 3.0, "relu": math.sqrt(2.0), "selu": 3.0 / 4.0}
    if nonlinearity not in gains:
        raise ValueError(f"Unsupported nonlinearity {nonlinearity}")
    return gains[nonlinearity]


def _calculate_fan_in_and_fan_out(tensor: Tensor) -> tuple[int, int]:
    """How many numbers flow into and out of a neuron of a weight (out, in, *kernel)."""
    if tensor.dim() < 2:
        raise ValueError("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    field = math.prod(tensor.shape[2:])
    return tensor.shape[1] * field, tensor.shape[0] * field


def _calculate_correct_fan(tensor: Tensor, mode: str) -> int:
    if mode.lower() not in ("fan_in", "fan_out"):
        raise ValueError(f"Mode {mode.lower()} not supported, please use one of ['fan_in', 'fan_out']")
    return _calculate_fan_in_and_fan_out(tensor)[mode.lower() == "fan_out"]


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Fill from the uniform distribution on ±gain·√(6 / (fan_in + fan_out)) (Glorot and Bengio, 2010)."""
    bound = math.sqrt(3.0) * gain * math.sqrt(2.0 / float(sum(_calculate_fan_in_and_fan_out(tensor))))
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Fill from N(0, std²) with std = gain·√(2 / (fan_in + fan_out)) (Glorot and Bengio, 2010)."""
    std = gain * math.sqrt(2.0 / float(sum(_calculate_fan_in_and_fan_out(tensor))))
    return normal_(tensor, 0.0, std, generator)


def kaiming_uniform_(
    tensor: Tensor,
    a: float = 0,
    mode: Literal["fan_in", "fan_out"] = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Fill from the uniform distribution on ±gain·√(3 / fan) (He et al., 2015); `a` is the slope of leaky_relu."""
    if 0 in tensor.shape:
        warn("Initializing zero-element tensors is a no-op", stacklevel=2)
        return tensor
    std = calculate_gain(nonlinearity, a) / math.sqrt(_calculate_correct_fan(tensor, mode))
    bound = math.sqrt(3.0) * std
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor,
    a: float = 0,
    mode: Literal["fan_in", "fan_out"] = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Fill from N(0, std²) with std = gain / √fan (He et al., 2015); `a` is the slope of leaky_relu."""
    if 0 in tensor.shape:
        warn("Initializing zero-element tensors is a no-op", stacklevel=2)
        return tensor
    std = calculate_gain(nonlinearity, a) / math.sqrt(_calculate_correct_fan(tensor, mode))
    return normal_(tensor, 0.0, std, generator)


def orthogonal_(tensor: Tensor, gain: float = 1, generator: Generator | None = None) -> Tensor:
    """Fill with a (half) orthogonal matrix, trailing dimensions flattened (Saxe et al., 2013)."""
    from backlight.ops.qr import qr

    _demand(tensor.dim() >= 2, "Only tensors with 2 or more dimensions are supported")
    if tensor.numel() == 0:
        return tensor
    rows = tensor.shape[0]
    columns = tensor.numel() // rows
    with no_grad():
        flat = tensor.new_empty((rows, columns)).normal_(0, 1, generator=generator)
        q, r = qr(flat.t() if rows < columns else flat, mode="reduced")
        q *= r.diagonal().sign()  # makes the distribution uniform
        tensor.view_as(flat).copy_(q.t() if rows < columns else q)
        return tensor.mul_(gain)


def _demand(condition: bool, message: str) -> None:
    if not condition:
        raise ValueError(message)


def _older(function: Callable) -> Callable:
    """The name of long ago, without the underscore."""
    name = function.__name__

    def call(*args: Any, **kwargs: Any) -> Tensor:
        old = name[:-1]
        warn(
            f"`nn.init.{old}` is now deprecated in favor of `nn.init.{name}`.",
            FutureWarning,
            stacklevel=2,
        )
        return function(*args, **kwargs)

    call.__name__ = call.__qualname__ = name[:-1]
    return call


uniform, normal, constant = _older(uniform_), _older(normal_), _older(constant_)
eye, dirac, orthogonal, sparse = _older(eye_), _older(dirac_), _older(orthogonal_), _older(sparse_)
xavier_uniform, xavier_normal = _older(xavier_uniform_), _older(xavier_normal_)
kaiming_uniform, kaiming_normal = _older(kaiming_uniform_), _older(kaiming_normal_)
