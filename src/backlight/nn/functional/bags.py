"""Sums, means and maxima of bags of embeddings, without an array of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.errors import warn
from backlight.core.result import constant
from backlight.nn.functional.maps import expect_indices, renormalise
from backlight.ops import bags as cards
from backlight.ops.select import where
from backlight.ops.shape import reshape
from backlight.tensor.out import scalar_type

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def embedding_bag(
    input: Tensor,
    weight: Tensor,
    offsets: Tensor | None = None,
    max_norm: float | None = None,
    norm_type: float = 2,
    scale_grad_by_freq: bool = False,
    mode: str = "mean",
    sparse: bool = False,
    per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> Tensor:
    """The mean, sum or maximum (`mode`) of rows of `weight` (m, d) for each bag of numbers: the result is (bags, d).

    The bags are the rows of `input` (bags, n), or begin in `input` (n,) where `offsets` (bags,) say. Numbers equal to
    `padding_idx` do not count; `per_sample_weights` weigh the rows of a sum.

    >>> table = backlight.tensor([[1.], [2.], [4.]])
    >>> embedding_bag(backlight.tensor([[0, 2]]), table, mode="sum")
    tensor([[5.]])
    """
    if weight._array.dtype == np.int64 and input._array.dtype.kind == "f":
        warn("Argument order of nn.functional.embedding_bag is embedding_bag(input, weight, …); the two are exchanged.")
        input, weight = weight, input
    index: Any = input
    p: Any = per_sample_weights
    if p is not None and p._array.shape != index._array.shape:
        raise ValueError(
            f"embedding_bag: If per_sample_weights ({list(p._array.shape)}) is not None, then it must have the same "
            f"shape as the input ({list(index._array.shape)})"
        )
    if index._array.ndim == 2:
        if offsets is not None:
            raise ValueError(
                "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length "
                f"sequences. However, found offsets of type {type(offsets)}"
            )
        bags, size = index._array.shape
        offsets = constant(np.arange(bags) * size)
        index = reshape(index, shape=(bags * size,))
        p = p if p is None else reshape(p, shape=(bags * size,))
    elif index._array.ndim != 1:
        raise ValueError(f"input has to be 1D or 2D Tensor, but got Tensor of dimension {index._array.ndim}")
    elif offsets is None:
        raise ValueError("offsets has to be a 1D Tensor but got None")
    elif offsets._array.ndim != 1:
        raise ValueError("offsets has to be a 1D Tensor")
    if mode not in _MODES:
        raise ValueError("mode has to be one of sum, mean or max")
    if mode == "max" and scale_grad_by_freq:
        raise ValueError("max mode does not support scaling the gradient by the frequency")
    if mode == "max" and sparse:
        raise ValueError("max mode does not support sparse weights")
    if p is not None and mode != "sum":
        raise NotImplementedError(
            "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' (got "
            f"mode='{mode}')"
        )
    if max_norm is not None:
        expect_indices(index._array, "embedding_bag")
        renormalise(weight, index._array, max_norm, norm_type)
    number = _MODES[mode]
    return bagged(weight, index, offsets, scale_grad_by_freq, number, sparse, p, include_last_offset, padding_idx)[0]


_MODES = {"sum": 0, "mean": 1, "max": 2}


def bagged(
    weight: Any,
    index: Any,
    offsets: Any,
    by_frequency: bool,
    mode: int,
    sparse: bool,
    p: Any,
    include_last: bool,
    padding: int | None,
) -> tuple[Any, np.ndarray, np.ndarray, Any]:
    """The result, the bag of each number, the sizes of the bags, and which rows a maximum is from (or None)."""
    table, numbers = weight._array, index._array
    expect_indices(numbers, "embedding_bag")
    expect_indices(offsets._array, "embedding_bag")
    if table.dtype.kind in "biuc":
        raise RuntimeError(
            "Expected tensor for argument #1 'weight' to have one of the following scalar types: Half, BFloat16, "
            f"Float, Double; but got torch.{scalar_type(dtypes.of(table))}Tensor instead"
        )
    if p is not None and p._array.dtype != table.dtype:
        raise RuntimeError(
            "Expected tensor for argument #1 'weight' to have the same type as tensor for argument #1 "
            f"'per_sample_weights'; but {dtypes.of(table)} does not equal {dtypes.of(p._array)}"
        )
    if sparse:
        raise NotImplementedError("embedding_bag: sparse gradients are not available; leave sparse=True away")
    rows = table.shape[0]
    if padding is not None and not -rows <= padding < rows:
        raise RuntimeError(
            f"padding_idx must be within the number of embeddings, {-rows} through {rows - 1}, but got {padding}"
        )
    if numbers.size and not (numbers.min() >= 0 and numbers.max() < rows):
        raise RuntimeError(f"embedding_bag: numbers from {numbers.min()} to {numbers.max()} for {rows} embeddings")
    bags, count = _bags(offsets._array, len(numbers), include_last)
    if len(bags) < len(numbers):  # the last offset says where the last bag ends
        numbers, p = numbers[: len(bags)], p if p is None else p[: len(bags)]
    if padding is not None:
        counted = numbers != padding % rows
        numbers, bags = numbers[counted], bags[counted]
        p = p if p is None else p[constant(counted)]
    sizes = np.bincount(bags, minlength=count)
    if mode == 2:
        out, best = cards.embedding_bag_max(weight, numbers, bags, count=count)
        return out, bags, sizes, where(best >= 0, best, 0)
    how = {"count": count, "mean": mode == 1, "by_frequency": by_frequency}
    return cards.embedding_bag(weight, p, numbers, bags, **how), bags, sizes, None


def _bags(offsets: np.ndarray, length: int, include_last: bool) -> tuple[np.ndarray, int]:
    """The number of the bag that each of `length` numbers is in, and how many bags there are."""
    if include_last and not len(offsets):
        raise RuntimeError("include_last_offset: number of offset should be at least 1")
    count = len(offsets) - include_last
    starts = offsets[:count]
    if len(offsets):
        if offsets[0] != 0:
            raise RuntimeError(
                "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. "
                f"However, got {offsets[0]}"
            )
        if offsets[-1] > length:
            raise RuntimeError(
                f"offsets[-1] can not be greater than input's length {length} but got offsets[-1] of {offsets[-1]}"
            )
        if (np.diff(offsets) < 0).any():
            raise RuntimeError("embedding_bag: offsets have to be in ascending order")
    stops = np.append(starts[1:], offsets[-1] if include_last else length) if count else starts
    return np.repeat(np.arange(count), stops - starts), count
