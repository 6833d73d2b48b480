"""Dropout: single numbers, whole channels, and the kinds that keep mean and variance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlight.nn import functional as F
from backlight.nn.modules.module import Module

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


class _Dropout(Module):
    torch_module = "torch.nn.modules.dropout"
    __constants__ = ("inplace", "p")

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        if p < 0 or p > 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p = p
        self.inplace = inplace

    def extra_repr(self) -> str:
        """The probability, and whether it writes in place."""
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_Dropout):
    """In training, each number is 0 with probability p, and divided by 1 - p otherwise; the identity in evaluation."""

    def forward(self, input: Tensor) -> Tensor:
        """Of the same shape."""
        return F.dropout(input, self.p, self.training, self.inplace)


class Dropout1d(_Dropout):
    """In training, each channel of (N, C, L) or (C, L) is 0 with probability p."""

    def forward(self, input: Tensor) -> Tensor:
        """Of the same shape."""
        return F.dropout1d(input, self.p, self.training, self.inplace)


class Dropout2d(_Dropout):
    """In training, each channel of (N, C, H, W) or (C, H, W) is 0 with probability p."""

    def forward(self, input: Tensor) -> Tensor:
        """Of the same shape."""
        return F.dropout2d(input, self.p, self.training, self.inplace)


class Dropout3d(_Dropout):
    """In training, each channel of (N, C, D, H, W) or (C, D, H, W) is 0 with probability p."""

    def forward(self, input: Tensor) -> Tensor:
        """Of the same shape."""
        return F.dropout3d(input, self.p, self.training, self.inplace)


class AlphaDropout(_Dropout):
    """Dropout for SELU networks: mean and variance stay as they are (Klambauer et al., 2017)."""

    def forward(self, input: Tensor) -> Tensor:
        """Of the same shape."""
        return F.alpha_dropout(input, self.p, self.training)


class FeatureAlphaDropout(_Dropout):
    """AlphaDropout of whole channels."""

    def forward(self, input: Tensor) -> Tensor:
        """Of the same shape."""
        return F.feature_alpha_dropout(input, self.p, self.training)
