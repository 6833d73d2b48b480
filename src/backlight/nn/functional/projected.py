"""The cross entropy of a linear map: the last layer of a language model and its loss in one call."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from backlight.nn.functional.classification import cross_entropy
from backlight.nn.functional.maps import linear
from backlight.ops.shape import reshape

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def linear_cross_entropy(
    input: Tensor,
    linear_weight: Tensor,
    target: Tensor,
    *,
    linear_bias: Tensor | None = None,
    weight: Tensor | None = None,
    reduction: str = "mean",
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
    options: Any = None,
) -> Tensor:
    """`cross_entropy(linear(x, w, b), target)` for x (n, in) or (in,) and w (c, in), or (c, d₁, …, in) for many losses.

    `options` say in which pieces torch computes it; the result is the same, so they change nothing here.

    >>> linear_cross_entropy(backlight.zeros(1, 2), backlight.ones(4, 2), backlight.tensor([2]))
    tensor(1.3863)
    """
    x, w = input._array, linear_weight._array
    if x.ndim not in (1, 2):
        raise RuntimeError(f"expected input with dimensionality 1 or 2, got {x.ndim}")
    if w.ndim < 2:
        raise RuntimeError(f"expected linear_weight with dimensionality at least 2, got {w.ndim}")
    if x.shape[-1] != w.shape[-1]:
        raise RuntimeError(
            f"expected equal input and linear_weight last dimensions (in_features), got {x.shape[-1]} and "
            f"{w.shape[-1]}, respectively"
        )
    if w.ndim > 2 and x.ndim == 1:
        raise RuntimeError(
            f"K-dimensional loss defined by linear_weight shape {w.shape} requires batched input, (N, {x.shape[-1]}), "
            f"got unbatched input with shape {x.shape}"
        )
    outputs = w.shape[:-1]
    if linear_bias is not None and linear_bias._array.shape != outputs:
        raise RuntimeError(f"expected linear_bias shape {outputs}, got {linear_bias._array.shape}")
    if target._array.dtype.kind not in "biu" and ignore_index is not None:
        raise RuntimeError("ignore_index cannot be specified when target contains probabilities")
    if w.ndim > 2:
        linear_weight = reshape(linear_weight, shape=(prod(outputs), w.shape[-1]))
        linear_bias = None if linear_bias is None else reshape(linear_bias, shape=(prod(outputs),))
    logits: Any = linear(input, linear_weight, linear_bias)
    if w.ndim > 2:
        logits = reshape(logits, shape=(x.shape[0], *outputs))  # (n, c·d) -> (n, c, d)
    ignored = -100 if ignore_index is None else ignore_index
    how = {"reduction": reduction, "ignore_index": ignored, "label_smoothing": label_smoothing}
    return cross_entropy(logits, target, weight, **how)
