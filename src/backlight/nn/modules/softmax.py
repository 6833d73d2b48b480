"""Nonlinearities along a dimension: GLU, and softmax with its kin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlight.nn import functional as F
from backlight.nn.modules.activation import _Activation

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


class GLU(_Activation):
    """a · sigmoid(b), where a and b are the halves of the input along `dim`."""

    __constants__ = ("dim",)

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        """Half as long along `dim`."""
        return F.glu(input, self.dim)

    def extra_repr(self) -> str:
        """The dimension."""
        return f"dim={self.dim}"


class Softmax(_Activation):
    """e^xᵢ / Σ e^xⱼ along `dim`.

    >>> Softmax(dim=0)(backlight.zeros(2))
    tensor([0.5000, 0.5000])
    """

    __constants__ = ("dim",)

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = dim

    def __setstate__(self, state: dict) -> None:
        super().__setstate__(state)
        vars(self).setdefault("dim", None)

    def forward(self, input: Tensor) -> Tensor:
        """Positive numbers whose sum along `dim` is 1."""
        return F.softmax(input, self.dim)

    def extra_repr(self) -> str:
        """The dimension."""
        return f"dim={self.dim}"


class Softmin(Softmax):
    """Softmax of -x."""

    def forward(self, input: Tensor) -> Tensor:
        """Positive numbers whose sum along `dim` is 1."""
        return F.softmin(input, self.dim)


class LogSoftmax(Softmax):
    """The logarithm of softmax, computed without overflow."""

    def forward(self, input: Tensor) -> Tensor:
        """Negative numbers."""
        return F.log_softmax(input, self.dim)


class Softmax2d(_Activation):
    """Softmax over the channels of images (N, C, H, W) or (C, H, W)."""

    def forward(self, input: Tensor) -> Tensor:
        """Of the same shape."""
        if input.dim() not in (3, 4):
            raise ValueError(f"Softmax2d: expected input to be 3D or 4D, got {input.dim()}D instead")
        return F.softmax(input, -3)
