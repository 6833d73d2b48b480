"""The focal loss, in which what is well classified counts little (Lin et al., 2017)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlight.nn.functional import binary_cross_entropy_with_logits

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def sigmoid_focal_loss(
    inputs: Tensor, targets: Tensor, alpha: float = 0.25, gamma: float = 2, reduction: str = "none"
) -> Tensor:
    """−α_t·(1 − p_t)^γ·log p_t, where p_t is the probability given to the right answer.

    Args:
        inputs: logits of any shape.
        targets: 0 or 1 for each.
        alpha: the weight of targets 1, 1 − α of those 0; −1 for no weights.
        reduction: "none", "mean" or "sum".
    """
    if not 0 <= alpha <= 1 and alpha != -1:
        raise ValueError(f"Invalid alpha value: {alpha}. alpha must be in the range [0,1] or -1 for ignore.")
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"Invalid value for 'reduction': {reduction!r}; supported are 'none', 'mean' and 'sum'")
    p = inputs.sigmoid()
    right = p * targets + (1 - p) * (1 - targets)
    loss = binary_cross_entropy_with_logits(inputs, targets, reduction="none") * (1 - right) ** gamma
    if alpha >= 0:
        loss = (alpha * targets + (1 - alpha) * (1 - targets)) * loss
    return loss if reduction == "none" else getattr(loss, reduction)()
