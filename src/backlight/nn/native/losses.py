"""Losses by the names in torch itself, where a reduction is a number: 0 for none, 1 for the mean, 2 for the sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backlight.nn.functional import classification, margins, regression, sequences

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def _word(reduction: int) -> str:
    if reduction not in (0, 1, 2):
        raise ValueError(f"{reduction} is not a valid value for reduction: it is 0 (none), 1 (mean) or 2 (sum)")
    return ("none", "mean", "sum")[reduction]


def hinge_embedding_loss(input: Tensor, target: Tensor, margin: float = 1.0, reduction: int = 1) -> Tensor:
    """`torch.nn.functional.hinge_embedding_loss`."""
    return margins.hinge_embedding_loss(input, target, margin, reduction=_word(reduction))


def margin_ranking_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0, reduction: int = 1
) -> Tensor:
    """`torch.nn.functional.margin_ranking_loss`."""
    return margins.margin_ranking_loss(input1, input2, target, margin, reduction=_word(reduction))


def cosine_embedding_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0, reduction: int = 1
) -> Tensor:
    """`torch.nn.functional.cosine_embedding_loss`."""
    return margins.cosine_embedding_loss(input1, input2, target, margin, reduction=_word(reduction))


def triplet_margin_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float = 1.0,
    p: float = 2.0,
    eps: float = 1e-6,
    swap: bool = False,
    reduction: int = 1,
) -> Tensor:
    """`torch.nn.functional.triplet_margin_loss`."""
    return margins.triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, reduction=_word(reduction))


def kl_div(input: Tensor, target: Tensor, reduction: int = 1, *, log_target: bool = False) -> Tensor:
    """`torch.nn.functional.kl_div`, without its warning about the mean."""
    loss = classification.kl_div(input, target, reduction="none", log_target=log_target)
    return regression.reduced(loss, _word(reduction))


def poisson_nll_loss(input: Tensor, target: Tensor, log_input: bool, full: bool, eps: float, reduction: int) -> Tensor:
    """`torch.nn.functional.poisson_nll_loss`."""
    return regression.poisson_nll_loss(input, target, log_input, full, eps=eps, reduction=_word(reduction))


def binary_cross_entropy_with_logits(
    input: Tensor, target: Tensor, weight: Tensor | None = None, pos_weight: Tensor | None = None, reduction: int = 1
) -> Tensor:
    """`torch.nn.functional.binary_cross_entropy_with_logits`."""
    how = {"pos_weight": pos_weight, "reduction": _word(reduction)}
    return classification.binary_cross_entropy_with_logits(input, target, weight, **how)


def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Tensor | Sequence[int],
    target_lengths: Tensor | Sequence[int],
    blank: int = 0,
    reduction: int = 1,
    zero_infinity: bool = False,
) -> Tensor:
    """`torch.nn.functional.ctc_loss`."""
    lengths = (input_lengths, target_lengths)
    return sequences.ctc_loss(log_probs, targets, *lengths, blank, _word(reduction), zero_infinity)
