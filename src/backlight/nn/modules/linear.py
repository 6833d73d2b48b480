"""Layers that multiply by a matrix: Identity, Linear, Bilinear."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from backlight.nn import init
from backlight.nn.functional import bilinear, linear
from backlight.nn.modules.module import Module
from backlight.tensor.creation import empty
from backlight.tensor.parameter import Parameter

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


class Identity(Module):
    """y = x; it takes any arguments and ignores them."""

    torch_module = "torch.nn.modules.linear"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()

    def forward(self, input: Tensor) -> Tensor:
        """The input itself."""
        return input


class Linear(Module):
    """y = x Wᵀ + b.

    Args:
        in_features, out_features: the last size of input (*, in_features) and output (*, out_features).
        bias: whether b is there.

    `weight` (out_features, in_features) and `bias` begin uniform on ±1/√in_features.

    >>> _ = backlight.manual_seed(0)
    >>> Linear(2, 1)(backlight.ones(3, 2)).shape
    torch.Size([3, 1])
    """

    torch_module = "torch.nn.modules.linear"
    __constants__ = ("in_features", "out_features")

    def __init__(
        self, in_features: int, out_features: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.weight = Parameter(empty((out_features, in_features), device=device, dtype=dtype))
        self.register_parameter("bias", Parameter(empty(out_features, device=device, dtype=dtype)) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the weights anew."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            fan_in, _ = init._calculate_fan_in_and_fan_out(self.weight)
            bound = 1 / math.sqrt(fan_in) if fan_in > 0 else 0
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input: Tensor) -> Tensor:
        """x (*, in_features) → (*, out_features)."""
        return linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        """The sizes."""
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"


class Bilinear(Module):
    """y = x₁ᵀ A x₂ + b, one matrix A for each output feature.

    Args:
        in1_features, in2_features, out_features: the last sizes of the two inputs and the output.
        bias: whether b is there.

    `weight` (out, in1, in2) and `bias` begin uniform on ±1/√in1_features.

    >>> Bilinear(2, 3, 1)(backlight.ones(4, 2), backlight.ones(4, 3)).shape
    torch.Size([4, 1])
    """

    torch_module = "torch.nn.modules.linear"
    __constants__ = ("in1_features", "in2_features", "out_features")

    def __init__(
        self,
        in1_features: int,
        in2_features: int,
        out_features: int,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        if in1_features <= 0:
            raise ValueError(f"in1_features must be > 0, but got {in1_features}")
        self.in1_features = in1_features
        self.in2_features = in2_features
        self.out_features = out_features
        self.weight = Parameter(empty((out_features, in1_features, in2_features), device=device, dtype=dtype))
        self.register_parameter("bias", Parameter(empty(out_features, device=device, dtype=dtype)) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the weights anew."""
        bound = 1 / math.sqrt(self.weight.size(1))
        init.uniform_(self.weight, -bound, bound)
        if self.bias is not None:
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input1: Tensor, input2: Tensor) -> Tensor:
        """x₁ (*, in1), x₂ (*, in2) → (*, out)."""
        return bilinear(input1, input2, self.weight, self.bias)

    def extra_repr(self) -> str:
        """The sizes."""
        return (
            f"in1_features={self.in1_features}, in2_features={self.in2_features}, out_features={self.out_features}, "
            f"bias={self.bias is not None}"
        )
