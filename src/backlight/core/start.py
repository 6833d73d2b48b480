"""Where a backward pass starts: the gradient of the result itself, or a stand-in for all that it could be."""

from __future__ import annotations

import numpy as np

from backlight.core.op import astype
from backlight.core.result import constant
from backlight.core.variable import Variable


def first_gradient(root: Variable, given: Variable | None, position: int = 0):
    """The gradient that the walk starts with at `root`: `given`, checked, or 1 for a single element."""
    if not root._needs_grad:
        raise RuntimeError(
            f"element {position} of tensors does not require grad and does not have a grad_fn: nothing it was computed "
            "from has requires_grad=True, or the graph was cut by .detach(), .data, .item(), no_grad or an integer "
            "result such as argmax"
        )
    array = root._array
    if given is None:
        if array.size != 1:
            raise RuntimeError(
                f"grad can be implicitly created only for scalar outputs; this one has shape {tuple(array.shape)}: "
                "reduce it first (loss.mean() or loss.sum()), or pass backward(gradient=...) of that shape"
            )
        if array.dtype.kind == "c":
            raise RuntimeError(f"grad can be implicitly created only for real scalar outputs but got {array.dtype}")
        return constant(np.ones(array.shape, array.dtype))
    if not isinstance(given, Variable):
        raise TypeError(f"gradients can be either Tensors or None, but got {type(given).__name__}")
    if given._array.shape != array.shape:
        raise RuntimeError(
            f"Mismatch in shape: grad_output[{position}] has a shape of {tuple(given._array.shape)} and "
            f"output[{position}] has a shape of {tuple(array.shape)}."
        )
    if (given._array.dtype.kind == "c") != (array.dtype.kind == "c"):
        raise RuntimeError(
            "For complex Tensors, both grad_output and output are required to have the same dtype. Mismatch in dtype: "
            f"grad_output[{position}] has a dtype of {given._array.dtype} and output[{position}] has a dtype of "
            f"{array.dtype}."
        )
    return given if given._array.dtype == array.dtype else astype(given, dtype=array.dtype)


def anywhere(array: np.ndarray) -> np.ndarray:
    """A gradient for `array` at which v·J, which is linear in v, can be differentiated by v.

    Any would do, but for rules that treat positive and negative gradients apart: so none of it is 0, nor equal to
    another by design.

    >>> anywhere(np.zeros(3))
    array([0.5       , 1.11803399, 0.73606798])
    """
    size = array.size
    values = 0.5 + (np.arange(size) * 0.6180339887498949) % 1.0
    return values.astype(array.dtype).reshape(array.shape)
