"""Losses that ask for a margin: between numbers, between a class and the others, between distances."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.result import constant
from backlight.nn.functional.distance import pairwise_distance
from backlight.nn.functional.regression import broadcast_shape, legacy, reduced
from backlight.ops import margins as cards
from backlight.ops.losses import soft_margin_loss as soft_margin
from backlight.ops.reduce import sum as total
from backlight.ops.select import minimum, where
from backlight.ops.shape import reshape
from backlight.tensor.out import scalar_type

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def hinge_embedding_loss(
    input: Tensor,
    target: Tensor,
    margin: float = 1.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The distance x where the target is 1, max(0, margin − x) where it is −1.

    >>> hinge_embedding_loss(backlight.tensor([0.5, 0.5]), backlight.tensor([1, -1]))
    tensor(0.5000)
    """
    reduction = legacy(size_average, reduce, reduction)
    x: Any = input
    y: Any = target
    return reduced(where(y != 1, (margin - x).clamp_min(0), 0) + where(y != -1, x, 0), reduction)


def margin_ranking_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """max(0, margin − y·(x₁ − x₂)): where y is 1, x₁ is to be the larger, where it is −1, x₂.

    >>> margin_ranking_loss(backlight.tensor([1.]), backlight.tensor([3.]), backlight.tensor([1]))
    tensor(2.)
    """
    reduction = legacy(size_average, reduce, reduction)
    x1: Any = input1
    y: Any = target
    if not input1._array.ndim == input2._array.ndim == y._array.ndim:
        sizes = [f"torch.Size({list(t._array.shape)})" for t in (input1, input2, target)]
        raise RuntimeError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: "
            f"input1: {sizes[0]}, input2: {sizes[1]}, target: {sizes[2]} "
        )
    return reduced((-y * (x1 - input2) + margin).clamp_min(0), reduction)


def soft_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """log(1 + exp(−y·x)) for targets y of 1 and −1.

    >>> soft_margin_loss(backlight.zeros(2), backlight.ones(2))
    tensor(0.6931)
    """
    reduction = legacy(size_average, reduce, reduction)
    shape = broadcast_shape(input._array, target._array)
    if shape != input._array.shape:
        raise RuntimeError(
            f"output with shape {list(input._array.shape)} doesn't match the broadcast shape {list(shape)}"
        )
    return soft_margin(input, target, reduction=reduction)


def multi_margin_loss(
    input: Tensor,
    target: Tensor,
    p: int = 1,
    margin: float = 1.0,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Σ max(0, margin − x[class] + xᵢ)ᵖ / c over the other classes of (n, c) or (c,), weighted by class.

    >>> multi_margin_loss(backlight.tensor([[0., 0.5]]), backlight.tensor([0]))
    tensor(0.7500)
    """
    reduction = legacy(size_average, reduce, reduction)
    if p not in (1, 2):
        raise ValueError("only p == 1 and p == 2 supported")
    x, classes = input._array, target._array
    rows = _rows(input)
    n, c = rows._array.shape
    if weight is not None:
        if weight._array.ndim != 1:
            raise ValueError("weight must be one-dimensional")
        if weight._array.size != c:
            raise RuntimeError(f"inconsistent weight size, expected {c} but got {list(weight._array.shape)}")
    if classes.ndim > 1 or classes.size != n:
        raise RuntimeError(
            f"target tensor should be 1-D with size equal to the batch size. Expected target size {[n]}, but got "
            f"{list(classes.shape)}. Input has shape {list(x.shape)}"
        )
    _expect_classes(classes, c)
    flat = constant(classes.reshape(n))
    loss = cards.multi_margin_loss(rows, flat, weight, p=p, margin=margin, reduction=reduction)
    return loss if reduction != "none" or x.ndim == 2 else reshape(loss, shape=classes.shape)


def _rows(input: Any) -> Any:
    """The input as (n, c); an error, as in torch, if it is empty."""
    shape = input._array.shape
    if len(shape) > 2 or 0 in shape[-1:]:
        raise RuntimeError(f"Expected non-empty vector or matrix with optional 0-dim batch size, but got: {[*shape]}")
    return input if len(shape) == 2 else reshape(input, shape=(1, input._array.size))  # (c,) -> (1, c)


def _expect_classes(classes: np.ndarray, count: int, lowest: int = 0) -> None:
    if classes.dtype != np.int64:
        raise RuntimeError(f"expected scalar type Long but found {scalar_type(dtypes.of(classes))}")
    if classes.size and not (classes.min() >= lowest and classes.max() < count):
        raise RuntimeError(f"target out of range: there are {count} classes, numbered from 0")


def multilabel_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Σ max(0, 1 − xⱼ + xᵢ) / c over right classes j and wrong ones i; a row of targets ends at the first −1.

    >>> multilabel_margin_loss(backlight.tensor([[0., 0.5]]), backlight.tensor([[0, -1]]))
    tensor(0.7500)
    """
    reduction = legacy(size_average, reduce, reduction)
    x, classes = input._array, target._array
    rows = _rows(input)
    if classes.shape != x.shape and not (x.ndim < 2 and classes.size == x.size):
        raise RuntimeError(f"inconsistent target size: {list(classes.shape)} for input of size: {list(x.shape)}")
    _expect_classes(classes, rows._array.shape[1], -1)
    flat = constant(classes.reshape(rows._array.shape))
    loss = cards.multilabel_margin_loss(rows, flat, reduction=reduction)
    return loss if reduction != "none" or x.ndim == 2 else reshape(loss, shape=())


def cosine_embedding_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """1 − cos(x₁, x₂) where the target is 1, max(0, cos(x₁, x₂) − margin) where it is −1.

    >>> cosine_embedding_loss(backlight.ones(1, 2), backlight.ones(1, 2), backlight.tensor([-1]))
    tensor(1.)
    """
    reduction = legacy(size_average, reduce, reduction)
    x1: Any = input1
    x2: Any = input2
    y: Any = target
    ndim = y._array.ndim
    if ndim > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if not x1._array.ndim == x2._array.ndim == ndim + 1:
        shapes = [list(t._array.shape) for t in (x1, x2)]
        raise RuntimeError(
            f"{ndim}D target tensor expects {ndim + 1}D input tensors, but found inputs with sizes {shapes[0]} and "
            f"{shapes[1]}."
        )
    dot, one, two = [total(a * b, axis=ndim, keepdims=False) for a, b in ((x1, x2), (x1, x1), (x2, x2))]
    cosine = dot / ((one + 1e-12) * (two + 1e-12)).sqrt()
    loss = where(y == 1, 1 - cosine, 0) + where(y == -1, (cosine - margin).clamp_min(0), 0)
    return reduced(loss, reduction)


def triplet_margin_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float = 1.0,
    p: float = 2,
    eps: float = 1e-6,
    swap: bool = False,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """max(0, margin + ‖anchor − positive‖ − ‖anchor − negative‖) along the last dimension, by the p-norm.

    With `swap`, the negative's distance from the positive counts if it is the smaller one.

    >>> triplet_margin_loss(backlight.zeros(1, 2), backlight.ones(1, 2), backlight.ones(1, 2))
    tensor(1.0000)
    """
    reduction = legacy(size_average, reduce, reduction)
    _check_triplet(anchor, positive, negative, margin)
    return _triplet(anchor, positive, negative, lambda a, b: pairwise_distance(a, b, p, eps), margin, swap, reduction)


def triplet_margin_with_distance_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    *,
    distance_function: Callable[[Tensor, Tensor], Tensor] | None = None,
    margin: float = 1.0,
    swap: bool = False,
    reduction: str = "mean",
) -> Tensor:
    """`triplet_margin_loss` by a distance of one's own, a function of two tensors."""
    reduction = legacy(None, None, reduction)
    _check_triplet(anchor, positive, negative, margin)
    return _triplet(anchor, positive, negative, distance_function or pairwise_distance, margin, swap, reduction)


def _check_triplet(anchor: Tensor, positive: Tensor, negative: Tensor, margin: float) -> None:
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    dims = [t._array.ndim for t in (anchor, positive, negative)]
    if len(set(dims)) > 1:
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: "
            f"anchor {dims[0]}D, positive {dims[1]}D, and negative {dims[2]}D inputs"
        )


def _triplet(anchor, positive, negative, distance, margin, swap, reduction):
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = minimum(far, distance(positive, negative))
    return reduced((margin + near - far).clamp_min(0), reduction)
