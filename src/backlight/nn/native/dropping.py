"""Dropout by the names in torch itself: (input, p, train), and each with a form that writes in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core.random import default_generator
from backlight.core.result import constant
from backlight.nn.functional.dropping import dropped
from backlight.ops.dropping import masked_dropout
from backlight.ops.random import draw

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def dropout(input: Tensor, p: float, train: bool) -> Tensor:
    """In training, each element is 0 with probability `p` and else divided by 1 − p; otherwise the input itself."""
    return dropped("dropout", input, p, train, False)


def dropout_(input: Tensor, p: float, train: bool) -> Tensor:
    """`dropout` in place."""
    return dropped("dropout", input, p, train, True)


def feature_dropout(input: Tensor, p: float, train: bool) -> Tensor:
    """`dropout` of whole channels (dimension 1)."""
    return dropped("feature_dropout", input, p, train, False, whole=True)


def feature_dropout_(input: Tensor, p: float, train: bool) -> Tensor:
    """`feature_dropout` in place."""
    return dropped("feature_dropout", input, p, train, True, whole=True)


def alpha_dropout(input: Tensor, p: float, train: bool) -> Tensor:
    """Dropout to the lower limit of selu instead of 0, keeping mean and variance."""
    return dropped("alpha_dropout", input, p, train, False, alpha=True)


def alpha_dropout_(input: Tensor, p: float, train: bool) -> Tensor:
    """`alpha_dropout` in place."""
    return dropped("alpha_dropout", input, p, train, True, alpha=True)


def feature_alpha_dropout(input: Tensor, p: float, train: bool) -> Tensor:
    """`alpha_dropout` of whole channels (dimension 1)."""
    return dropped("feature_alpha_dropout", input, p, train, False, alpha=True, whole=True)


def feature_alpha_dropout_(input: Tensor, p: float, train: bool) -> Tensor:
    """`feature_alpha_dropout` in place."""
    return dropped("feature_alpha_dropout", input, p, train, True, alpha=True, whole=True)


def native_dropout(input: Tensor, p: float, train: bool | None) -> tuple[Tensor, Tensor]:
    """The result of `dropout`, and which elements were kept."""
    x = input._array
    if not (train or train is None) or not x.size:
        return input.clone(), constant(np.ones(x.shape, bool))
    if not 0 <= p <= 1:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    noise: Any = np.zeros(x.shape)
    if p < 1:
        noise = draw(how="bernoulli", generator=default_generator, p=1 - p, shape=x.shape, dtype=x.dtype)
    kept = noise != 0
    return masked_dropout(input, kept, scale=0.0 if p == 1 else 1 / (1 - p)), constant(kept)


def native_dropout_backward(grad_output: Tensor, mask: Tensor, scale: float) -> Tensor:
    """The gradient of `native_dropout`: grad · mask · scale."""
    g: Any = grad_output
    return g * mask * scale
