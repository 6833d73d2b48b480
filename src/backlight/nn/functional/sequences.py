"""The loss of a sequence of labels whose places in time are not known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.nn.functional.regression import legacy
from backlight.ops import ctc as cards
from backlight.ops.reduce import mean
from backlight.ops.reduce import sum as total
from backlight.ops.shape import reshape
from backlight.tensor.out import scalar_type

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Tensor | Sequence[int],
    target_lengths: Tensor | Sequence[int],
    blank: int = 0,
    reduction: str = "mean",
    zero_infinity: bool = False,
) -> Tensor:
    """Minus the log-likelihood of the labels, over all ways to spread them in time with blanks between.

    `log_probs` (t, n, c), from `log_softmax`, or (t, c); `targets` (n, longest), or all labels in one row. The mean is
    that of loss / number of labels; `zero_infinity` gives 0 where there is too little time for the labels.

    >>> even = backlight.full((2, 1, 2), 0.5).log()
    >>> ctc_loss(even, backlight.tensor([[1]]), (2,), (1,))
    tensor(0.2877)
    """
    reduction = legacy(None, None, reduction)
    x: Any = log_probs
    array = x._array
    if array.dtype.kind != "f" or array.dtype.itemsize == 2:
        kind = scalar_type(dtypes.of(array))
        raise NotImplementedError(f"\"ctc_loss_cpu\" not implemented for '{kind}'; float32 and float64 are")
    batched = array.ndim == 3
    if not batched:
        x = reshape(x, shape=(array.shape[0], 1, array.shape[1]))  # (t, c) -> (t, 1, c)
    steps, lengths = _numbers("input_lengths", input_lengths), _numbers("target_lengths", target_lengths)
    labels = _checked(x._array, targets._array, steps, lengths, blank)
    how = {"steps": steps, "lengths": lengths, "blank": blank, "zero_infinity": zero_infinity}
    loss = cards.ctc_loss(x, labels, **how)[0]
    if reduction == "mean":
        sizes = np.maximum(np.asarray(lengths), 1).astype(array.dtype)
        return mean(loss / constant(sizes), axis=None, keepdims=False)
    if reduction == "sum":
        return total(loss, axis=None, keepdims=False)
    return loss if batched else reshape(loss, shape=())


def _numbers(name: str, lengths: Any) -> tuple:
    if isinstance(lengths, Variable):
        if lengths._array.dtype.kind not in "iu":
            raise RuntimeError(f"{name} must be integral, got {dtypes.of(lengths._array)}")
        return tuple(lengths._array.reshape(-1).tolist())
    return tuple([int(n) for n in lengths])


def _checked(x: np.ndarray, targets: np.ndarray, steps: tuple, lengths: tuple, blank: int) -> np.ndarray:
    """The labels as (n, longest); an error, as in torch, if the lengths do not fit."""
    time, batch, classes = x.shape
    if not 0 <= blank < classes:
        raise RuntimeError(f"blank must be in label range: it is {blank}, and there are {classes} classes")
    for name, sizes in (("input_lengths", steps), ("target_lengths", lengths)):
        if len(sizes) != batch:
            raise RuntimeError(f"{name} must be of size batch_size, {batch}; got {len(sizes)}")
        if min(sizes, default=0) < 0:
            raise RuntimeError(f"Expected {name} to have value at least 0, but got value {min(sizes)}")
    if max(steps, default=0) > time:
        raise RuntimeError(f"Expected input_lengths to have value at most {time}, but got value {max(steps)}")
    longest = max(lengths, default=0)
    labels = np.full((batch, longest), blank)
    if targets.ndim == 1:
        if len(targets) != sum(lengths):
            raise RuntimeError(
                f"Expected tensor to have size {sum(lengths)} at dimension 0, but got size {len(targets)} for argument "
                "#2 'targets'"
            )
        labels[np.arange(longest) < np.asarray(lengths)[:, None]] = targets
    else:
        if targets.shape[1] < longest:
            raise RuntimeError(
                f"Expected tensor to have size at least {longest} at dimension 1, but got size {targets.shape[1]} for "
                "argument #2 'targets'"
            )
        inside = np.arange(longest) < np.asarray(lengths)[:, None]
        labels[inside] = targets[:, :longest][inside]
    if labels.size and not (labels.min() >= 0 and labels.max() < classes):
        raise IndexError(f"ctc_loss: labels from {labels.min()} to {labels.max()} for {classes} classes")
    return labels
