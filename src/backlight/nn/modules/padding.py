"""Modules that pad: with zeros or a number, by reflection, by the edge, round and round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.nn import functional as F
from backlight.nn.modules.convolution import repeated
from backlight.nn.modules.module import Module

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


class _Pad(Module):
    torch_module = "torch.nn.modules.padding"
    __constants__ = ("padding",)
    dimensions: int
    mode: str

    def __init__(self, padding: Any) -> None:
        super().__init__()
        self.padding = repeated(padding, 2 * self.dimensions)

    def forward(self, input: Tensor) -> Tensor:
        """Larger in the last dimensions."""
        return F.pad(input, self.padding, self.mode)

    def extra_repr(self) -> str:
        """The widths, of the last dimension first."""
        return f"{self.padding}"


class _ConstantPad(_Pad):
    __constants__ = ("padding", "value")
    mode = "constant"

    def __init__(self, padding: Any, value: float) -> None:
        super().__init__(padding)
        self.value = value

    def forward(self, input: Tensor) -> Tensor:
        """Larger in the last dimensions."""
        return F.pad(input, self.padding, "constant", self.value)

    def extra_repr(self) -> str:
        """The widths and the number."""
        return f"padding={self.padding}, value={self.value}"


class _ZeroPad(_ConstantPad):
    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        """The widths."""
        return f"{self.padding}"


class ConstantPad1d(_ConstantPad):
    """Pads the last dimension with a number."""

    dimensions = 1


class ConstantPad2d(_ConstantPad):
    """Pads the last two dimensions with a number."""

    dimensions = 2


class ConstantPad3d(_ConstantPad):
    """Pads the last three dimensions with a number."""

    dimensions = 3


class ZeroPad1d(_ZeroPad):
    """Pads the last dimension with zeros."""

    dimensions = 1


class ZeroPad2d(_ZeroPad):
    """Pads the last two dimensions with zeros.

    >>> ZeroPad2d(1)(backlight.ones(1, 2, 2)).shape
    torch.Size([1, 4, 4])
    """

    dimensions = 2


class ZeroPad3d(_ZeroPad):
    """Pads the last three dimensions with zeros."""

    dimensions = 3


class ReflectionPad1d(_Pad):
    """Pads the last dimension with what is inside, mirrored at the edge."""

    dimensions = 1
    mode = "reflect"


class ReflectionPad2d(_Pad):
    """Pads the last two dimensions with what is inside, mirrored at the edge."""

    dimensions = 2
    mode = "reflect"


class ReflectionPad3d(_Pad):
    """Pads the last three dimensions with what is inside, mirrored at the edge."""

    dimensions = 3
    mode = "reflect"


class ReplicationPad1d(_Pad):
    """Pads the last dimension with the number at the edge."""

    dimensions = 1
    mode = "replicate"


class ReplicationPad2d(_Pad):
    """Pads the last two dimensions with the number at the edge."""

    dimensions = 2
    mode = "replicate"


class ReplicationPad3d(_Pad):
    """Pads the last three dimensions with the number at the edge."""

    dimensions = 3
    mode = "replicate"


class _CircularPad(_Pad):
    mode = "circular"

    def forward(self, input: Tensor) -> Tensor:
        """Larger in the last dimensions."""
        low, high = self.dimensions + 1, self.dimensions + 2
        if input.dim() not in (low, high):
            raise ValueError(f"expected {low}D or {high}D input (got {input.dim()}D input)")
        return F.pad(input, self.padding, "circular")


class CircularPad1d(_CircularPad):
    """Pads the last dimension with the numbers of the other end."""

    dimensions = 1


class CircularPad2d(_CircularPad):
    """Pads the last two dimensions with the numbers of the other end."""

    dimensions = 2


class CircularPad3d(_CircularPad):
    """Pads the last three dimensions with the numbers of the other end."""

    dimensions = 3
