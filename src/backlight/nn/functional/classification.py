"""Losses for classes and probabilities: log-likelihood and cross entropy, then yes or no, then distributions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.errors import warn
from backlight.core.fit import broadcast_to
from backlight.core.op import promoted
from backlight.core.result import constant
from backlight.nn.functional.regression import broadcast_shape, legacy, reduced
from backlight.ops import losses as cards
from backlight.ops.functions import exp
from backlight.ops.reduce import sum as total
from backlight.ops.select import where
from backlight.ops.shape import reshape
from backlight.ops.special import xlogy
from backlight.tensor.activation import log_softmax
from backlight.tensor.out import scalar_type

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Minus the log-probability of the right class, weighted by class and averaged.

    `input` (n, c, …) holds log-probabilities, `target` (n, …) class numbers; elements of class `ignore_index` do not
    count. IndexError for a class outside 0…c−1.

    >>> nll_loss(backlight.tensor([[-1., -2.]]), backlight.tensor([1]))
    tensor(2.)
    """
    reduction = legacy(size_average, reduce, reduction)
    x, y = input._array, target._array
    if not x.ndim:
        raise ValueError("Expected 1 or more dimensions (got 0)")
    if x.ndim > 1 and y.shape[:1] != x.shape[:1]:
        batch = y.shape[0] if y.ndim else 1
        raise ValueError(f"Expected input batch_size ({x.shape[0]}) to match target batch_size ({batch}).")
    spatial = x.ndim > 2
    if not spatial and y.ndim > 1:
        raise RuntimeError(f"0D or 1D target tensor expected, multi-target not supported: the shape is {list(y.shape)}")
    if y.dtype.kind not in "iu" or y.dtype.itemsize not in (1, 8) or y.dtype == np.int8:
        raise RuntimeError(
            f"expected target dtype to be Long or Byte, but got {scalar_type(dtypes.of(y))}; class numbers are ints: "
            "target.long()"
        )
    if x.ndim == 1 and y.size != 1:
        raise ValueError(f"For 1D input, 1D target must have size 1, but got target size: {y.size}")
    if x.ndim == 4 and y.ndim != 3:
        raise RuntimeError(
            f"only batches of spatial targets supported (3D tensors) but got targets of dimension: {y.ndim}"
        )
    if spatial and y.shape[1:] != x.shape[2:]:
        raise RuntimeError(f"Expected target size {[x.shape[0], *x.shape[2:]]}, got {list(y.shape)}")
    if weight is not None:
        _check_class_weights(weight._array, x)
    if x.ndim == 1 and y.ndim == 1:
        target = constant(y.reshape(()))  # (1,) -> ()
    return cards.nll_loss(input, target, weight, ignored=ignore_index, reduction=reduction, spatial=spatial)


def _check_class_weights(w: np.ndarray, x: np.ndarray) -> None:
    classes = x.shape[1 if x.ndim > 1 else 0]
    if w.shape != (classes,):
        raise RuntimeError(
            f"weight tensor should be defined either for all {classes} classes or no classes but got weight tensor of "
            f"shape: {list(w.shape)}"
        )
    if w.dtype != x.dtype:
        kinds = [scalar_type(dtypes.of(a)) for a in (x, w)]
        raise RuntimeError(f"expected scalar type {kinds[0]} but found {kinds[1]}, the dtype of the class weights")


def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """Minus the log-probability that softmax(x) gives to the target, averaged: what classifiers minimise.

    `input` (n, c, …) holds one number per class, `target` (n, …) class numbers, or (n, c, …) probabilities;
    `label_smoothing` spreads that part of the target over all classes.

    >>> cross_entropy(backlight.zeros(1, 4), backlight.tensor([2]))
    tensor(1.3863)
    """
    reduction = legacy(size_average, reduce, reduction)
    if not 0 <= label_smoothing <= 1:
        raise RuntimeError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing}")
    shape = input._array.shape
    if shape == target._array.shape:
        return _against_probabilities(input, target, weight, ignore_index, reduction, label_smoothing)
    logs: Any = log_softmax(input, 1 if len(shape) > 1 else 0)
    loss = nll_loss(logs, target, weight, ignore_index=ignore_index, reduction=reduction)
    if not label_smoothing:
        return loss
    smooth = _against_all(logs, target._array, weight, ignore_index, reduction)
    return loss * (1 - label_smoothing) + smooth * (label_smoothing / shape[1 if len(shape) > 1 else 0])


def _against_all(logs: Any, target: np.ndarray, weight: Any, ignore_index: int, reduction: str) -> Any:
    """The loss of a target that is every class at once: minus the sum of all log-probabilities."""
    axis = 1 if logs._array.ndim > 1 else 0
    loss = -total(logs if weight is None else logs * _along_classes(weight, logs), axis=axis, keepdims=False)
    ignored = target == ignore_index
    loss = where(constant(ignored.reshape(loss._array.shape)), 0, loss)
    if reduction != "mean":
        return reduced(loss, reduction)
    if weight is None:
        counted = np.count_nonzero(~ignored)
    else:
        counted = weight._array[target[~ignored]].sum()
    return total(loss, axis=None, keepdims=False) / constant(np.asarray(counted, logs._array.dtype))


def _along_classes(weight: Any, x: Any) -> Any:
    ndim = x._array.ndim
    return reshape(weight, shape=(1, -1, *[1] * (ndim - 2))) if ndim > 1 else weight  # (c,) -> (1, c, 1, …)


def _against_probabilities(
    x: Any, target: Any, weight: Any, ignore_index: int, reduction: str, label_smoothing: float
) -> Any:
    shape = x._array.shape
    if target._array.dtype.kind in "biu" or not shape:
        kind = scalar_type(dtypes.of(target._array))
        raise RuntimeError(f"Expected floating point type for target with class probabilities, got {kind}")
    if ignore_index >= 0:
        raise RuntimeError("ignore_index is not supported for floating point target")
    axis = 1 if len(shape) > 1 else 0
    if weight is not None:
        _check_class_weights(weight._array, x._array)
    if label_smoothing:
        target = target * (1 - label_smoothing) + label_smoothing / shape[axis]
    product = log_softmax(x, axis) * target
    if weight is not None:
        product = product * _along_classes(weight, product)
    if reduction == "none":
        return -total(product, axis=axis, keepdims=False)
    loss = -total(product, axis=None, keepdims=False)
    if reduction == "sum":
        return loss
    return loss / (x._array.size / shape[axis]) if x._array.size else loss * float("nan")


def binary_cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """−(y·log x + (1 − y)·log(1 − x)), averaged, for probabilities x and y; logarithms are at least −100.

    >>> binary_cross_entropy(backlight.tensor([0.5]), backlight.tensor([1.]))
    tensor(0.6931)
    """
    reduction = legacy(size_average, reduce, reduction)
    x, y = input._array, target._array
    if x.shape != y.shape:
        raise ValueError(
            f"Using a target size (torch.Size({list(y.shape)})) that is different to the input size "
            f"(torch.Size({list(x.shape)})) is deprecated. Please ensure they have the same size."
        )
    for name, values in (("input", x), ("target", y)):
        if (
            type(values) is np.ndarray
            and values.size
            and not (values.min() >= 0 and values.max() <= 1)
            and not np.isnan(values).any()
        ):
            raise RuntimeError(f"all elements of {name} should be between 0 and 1")
    if x.dtype != y.dtype:
        kinds = [scalar_type(dtypes.of(a)) for a in (y, x)]
        raise RuntimeError(f"Found dtype {kinds[0]} but expected {kinds[1]}; convert with target.to(input.dtype)")
    return cards.binary_cross_entropy(input, target, _expanded(weight, x), reduction=reduction)


def _expanded(weight: Any, x: np.ndarray) -> Any:
    if weight is None or weight._array.shape == x.shape:
        return weight
    return broadcast_to(weight, shape=broadcast_shape(weight._array, x))


def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """`binary_cross_entropy` of sigmoid(x), exact to the last digits at both ends; `pos_weight` weighs yes against no.

    >>> binary_cross_entropy_with_logits(backlight.zeros(1), backlight.ones(1))
    tensor(0.6931)
    """
    reduction = legacy(size_average, reduce, reduction)
    x, y = input._array, target._array
    if x.shape != y.shape:
        raise ValueError(
            f"Target size (torch.Size({list(y.shape)})) must be the same as input size (torch.Size({list(x.shape)}))"
        )
    if y.dtype.kind in "biu":
        kinds = [scalar_type(dtypes.of(a)) for a in (x, y)]
        raise RuntimeError(
            f"result type {kinds[0]} can't be cast to the desired output type {kinds[1]}; convert with target.float()"
        )
    if x.dtype != y.dtype:
        input, target = promoted(input, target)
    return cards.binary_cross_entropy_with_logits(
        input, target, _expanded(weight, x), _expanded(pos_weight, x), reduction=reduction
    )


def kl_div(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> Tensor:
    """y·(log y − x) for log-probabilities x and probabilities y (their logarithms with `log_target`).

    The divergence of Kullback and Leibler is `reduction="batchmean"`: the sum divided by the batch size.

    >>> kl_div(backlight.zeros(1, 2), backlight.ones(1, 2), reduction="batchmean")
    tensor(0.)
    """
    if size_average is None and reduce is None and reduction == "batchmean":
        reduction, batch = "sum", (*input._array.shape, 1)[0]
    else:
        reduction, batch = legacy(size_average, reduce, reduction), None
        if reduction == "mean":
            warn(
                "reduction: 'mean' divides the total loss by both the batch size and the support size."
                "'batchmean' divides only by the batch size, and aligns with the KL div math definition."
                "'mean' will be changed to behave the same as 'batchmean' in the next major release."
            )
    x: Any = input
    y: Any = target
    loss = exp(y) * (y - x) if log_target else xlogy(y, y) - y * x
    result = reduced(loss, reduction)
    return result if batch is None else result / batch


def multilabel_soft_margin_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The cross entropy of yes or no for each class of (…, c), averaged over the classes first.

    >>> multilabel_soft_margin_loss(backlight.zeros(1, 2), backlight.ones(1, 2))
    tensor(0.6931)
    """
    from backlight.ops.activation import log_sigmoid

    reduction = legacy(size_average, reduce, reduction)
    x: Any = input
    y: Any = target
    loss = -(y * log_sigmoid(x) + (1 - y) * log_sigmoid(-x))
    if weight is not None:
        loss = loss * weight
    shape = x._array.shape
    return reduced(total(loss, axis=len(shape) - 1, keepdims=False) / shape[-1], reduction)
