"""Losses for numbers: the distance of each prediction from its target, averaged."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.errors import broadcast_reason, warn
from backlight.core.fit import broadcast_to
from backlight.core.op import promoted
from backlight.ops import losses as cards
from backlight.ops.functions import exp, log
from backlight.ops.reduce import mean
from backlight.ops.reduce import sum as total
from backlight.tensor.out import scalar_type

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def legacy(size_average: bool | None, reduce: bool | None, reduction: str) -> str:
    """The reduction that is meant: by its name, or by the two arguments that came before it."""
    if size_average is not None or reduce is not None:
        wanted = "none" if reduce is False else "mean" if size_average is not False else "sum"
        warn(f"size_average and reduce args will be deprecated, please use reduction='{wanted}' instead.")
        return wanted
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not a valid value for reduction: it is 'mean', 'sum' or 'none'")
    return reduction


def reduced(loss: Any, reduction: str) -> Any:
    """All losses, their mean, or their sum."""
    if reduction == "none":
        return loss
    return mean(loss, axis=None, keepdims=False) if reduction == "mean" else total(loss, axis=None, keepdims=False)


def matched(input: Any, target: Any, name: str) -> tuple[Any, Any]:
    """Prediction and target at one shape, with torch's warning where they differ, and of one floating dtype."""
    x, y = input._array, target._array
    if x.shape != y.shape:
        warn(
            f"Using a target size ({_size(y)}) that is different to the input size ({_size(x)}). This will likely lead "
            "to incorrect results due to broadcasting. Please ensure they have the same size.",
        )
    if x.dtype != y.dtype:
        input, target = promoted(input, target)
    if input._array.dtype.kind in "biu":
        kind = scalar_type(dtypes.of(input._array))
        raise NotImplementedError(f"\"{name}\" not implemented for '{kind}'; convert the tensors with .float() first")
    if x.shape != y.shape:
        shape = broadcast_shape(x, y)
        input = input if x.shape == shape else broadcast_to(input, shape=shape)
        target = target if y.shape == shape else broadcast_to(target, shape=shape)
    return input, target


def _size(array: Any) -> str:
    return f"torch.Size({list(array.shape)})"


def broadcast_shape(*arrays: Any) -> tuple:
    """The shape that the arrays have together; RuntimeError if they have none."""
    shapes = [a.shape for a in arrays]
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        raise RuntimeError(broadcast_reason(shapes)) from None


def mse_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """The mean of (x − y)², or their sum, or each of them (`reduction="none"`); with weights, the weighted mean.

    >>> mse_loss(backlight.tensor([1., 2.]), backlight.tensor([1., 4.]))
    tensor(2.)
    """
    reduction = legacy(size_average, reduce, reduction)
    input, target = matched(input, target, "mse_cpu")
    if weight is None:
        return cards.mse_loss(input, target, reduction=reduction)
    return _weighted(cards.mse_loss(input, target, reduction="none"), weight, reduction)


def _weighted(loss: Any, weight: Any, reduction: str) -> Any:
    if weight._array.shape != loss._array.shape:
        raise ValueError(
            f"Weights and input must have the same size, but the weights have {list(weight._array.shape)} and the "
            f"losses {list(loss._array.shape)}."
        )
    loss = loss * weight
    if reduction == "mean":
        return total(loss, axis=None, keepdims=False) / total(weight, axis=None, keepdims=False)
    return reduced(loss, reduction)


def l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """The mean of |x − y|, or their sum, or each of them (`reduction="none"`); with weights, the weighted mean.

    >>> l1_loss(backlight.tensor([1., 2.]), backlight.tensor([1., 4.]))
    tensor(1.)
    """
    reduction = legacy(size_average, reduce, reduction)
    input, target = matched(input, target, "l1_loss")
    loss = abs(input - target)
    return reduced(loss, reduction) if weight is None else _weighted(loss, weight, reduction)


def smooth_l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    beta: float = 1.0,
) -> Tensor:
    """(x − y)²/(2β) where |x − y| < β, else |x − y| − β/2.

    >>> smooth_l1_loss(backlight.tensor([1., 2.]), backlight.tensor([1., 4.]))
    tensor(0.7500)
    """
    reduction = legacy(size_average, reduce, reduction)
    if beta < 0:
        raise RuntimeError(f"smooth_l1_loss does not support negative values for beta, got {beta}")
    input, target = matched(input, target, "smooth_l1_loss")
    if beta == 0:
        return reduced(abs(input - target), reduction)
    return cards.smooth_l1_loss(input, target, beta=beta, reduction=reduction)


def huber_loss(
    input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0, weight: Tensor | None = None
) -> Tensor:
    """(x − y)²/2 where |x − y| ≤ δ, else δ·(|x − y| − δ/2).

    >>> huber_loss(backlight.tensor([1., 2.]), backlight.tensor([1., 4.]))
    tensor(0.7500)
    """
    reduction = legacy(None, None, reduction)
    if delta <= 0:
        raise RuntimeError(f"huber_loss does not support non-positive values for delta, got {delta}")
    input, target = matched(input, target, "huber_loss")
    if weight is None:
        return cards.huber_loss(input, target, delta=delta, reduction=reduction)
    # unlike the two losses above, torch does not divide by the sum of the weights here
    return reduced(_weighted(cards.huber_loss(input, target, delta=delta, reduction="none"), weight, "none"), reduction)


def gaussian_nll_loss(
    input: Tensor,
    target: Tensor,
    var: Tensor | float,
    full: bool = False,
    eps: float = 1e-6,
    reduction: str = "mean",
) -> Tensor:
    """(log v + (x − y)²/v)/2, minus the log-likelihood of a normal distribution; v is at least `eps`.

    `full` adds the constant log(2π)/2. ValueError if a variance is negative or their shape does not fit.

    >>> gaussian_nll_loss(backlight.zeros(2), backlight.ones(2), backlight.ones(2))
    tensor(0.5000)
    """
    reduction = legacy(None, None, reduction)
    x: Any = input
    v: Any = var
    if isinstance(v, int | float):
        v = v * x.new_ones(x.shape)
    if (v._array < 0).any():
        raise ValueError("var has negative entry/entries")
    shape = v._array.shape
    if shape != x._array.shape:
        if x._array.shape[:-1] == shape:
            v = v.unsqueeze(-1)
        elif len(shape) != x._array.ndim or sum([n for n, m in zip(shape, x._array.shape, strict=True) if n != m]) != 1:
            raise ValueError(f"var is of incorrect size: {list(shape)} for an input of {list(x._array.shape)}")
    if eps > 0:
        v = v.clone()
        low = v._array < eps
        v._array[low] = eps  # not part of the graph: the gradient passes as if nothing had been done
    loss = 0.5 * (log(v) + (x - target) ** 2 / v)
    if full:
        loss = loss + 0.5 * math.log(2 * math.pi)
    return reduced(loss, reduction)


def poisson_nll_loss(
    input: Tensor,
    target: Tensor,
    log_input: bool = True,
    full: bool = False,
    size_average: bool | None = None,
    eps: float = 1e-8,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """exp(x) − y·x, minus the log-likelihood of counts y whose expected number is exp(x), or x without `log_input`.

    `full` adds Stirling's approximation of log(y!) where y > 1.

    >>> poisson_nll_loss(backlight.zeros(2), backlight.ones(2))
    tensor(1.)
    """
    x: Any = input
    y: Any = target
    reduction = legacy(size_average, reduce, reduction)
    loss = exp(x) - y * x if log_input else x - y * log(x + eps)
    if full:
        stirling = y * log(y) - y + 0.5 * log(2 * math.pi * y)
        loss = loss + stirling.masked_fill(y <= 1, 0)
    return reduced(loss, reduction)
