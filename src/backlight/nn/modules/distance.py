"""How far or how alike two batches of vectors are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlight.nn import functional as F
from backlight.nn.modules.module import Module

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


class PairwiseDistance(Module):
    """|x₁ - x₂ + eps|, the p-norm over the last dimension."""

    torch_module = "torch.nn.modules.distance"
    __constants__ = ("eps", "keepdim", "norm")

    def __init__(self, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> None:
        super().__init__()
        self.norm = p
        self.eps = eps
        self.keepdim = keepdim

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        """(N, D), twice → (N)."""
        return F.pairwise_distance(x1, x2, self.norm, self.eps, self.keepdim)


class CosineSimilarity(Module):
    """x₁ · x₂ / (|x₁| |x₂|) along `dim`."""

    torch_module = "torch.nn.modules.distance"
    __constants__ = ("dim", "eps")

    def __init__(self, dim: int = 1, eps: float = 1e-8) -> None:
        super().__init__()
        self.dim = dim
        self.eps = eps

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        """Two tensors of one shape → one dimension fewer."""
        return F.cosine_similarity(x1, x2, self.dim, self.eps)
