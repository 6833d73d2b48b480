"""Branches of a residual network that are dropped at random in training (Huang et al., 2016)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlight.nn.modules.module import Module
from backlight.tensor.creation import empty

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def stochastic_depth(input: Tensor, p: float, mode: str, training: bool = True) -> Tensor:
    """Zero the whole batch or, with mode "row", single examples with chance p; what stays is divided by 1 − p.

    >>> stochastic_depth(backlight.ones(2), p=0.5, mode="row", training=False)
    tensor([1., 1.])
    """
    if p < 0.0 or p > 1.0:
        raise ValueError(f"drop probability has to be between 0 and 1, but got {p}")
    if mode not in ("batch", "row"):
        raise ValueError(f"mode has to be either 'batch' or 'row', but got {mode}")
    if not training or p == 0.0:
        return input
    kept = 1.0 - p
    count = input.shape[0] if mode == "row" else 1
    noise = empty(count, *[1] * (input.ndim - 1), dtype=input.dtype).bernoulli_(kept)
    if kept > 0.0:
        noise.div_(kept)
    return input * noise


class StochasticDepth(Module):
    """`stochastic_depth` as a module, which drops in training only."""

    torch_module = "torchvision.ops.stochastic_depth"

    def __init__(self, p: float, mode: str) -> None:
        super().__init__()
        self.p = p
        self.mode = mode

    def forward(self, input: Tensor) -> Tensor:
        return stochastic_depth(input, self.p, self.mode, self.training)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(p={self.p}, mode={self.mode})"
