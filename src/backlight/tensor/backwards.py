"""Gradients that torch has functions for, which custom backward passes call: of softmax and of dropout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlight.core.card import known_as
from backlight.core.dtypes import dtype as DType
from backlight.core.op import astype
from backlight.ops.functions import exp
from backlight.ops.reduce import sum as total
from backlight.tensor.dims import dim_of
from backlight.tensor.reduction import in_dtype

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def _softmax_backward_data(grad_output: Tensor, output: Tensor, dim: int, input_dtype: DType) -> Tensor:
    """The gradient for the input of a softmax along `dim` from that of its `output`."""
    axis = dim_of(dim, output.ndim)
    weighted = grad_output * output
    result = weighted - output * total(weighted, axis=axis, keepdims=True)
    return in_dtype(known_as(result, "SoftmaxBackwardDataBackward0"), input_dtype)


def _log_softmax_backward_data(grad_output: Tensor, output: Tensor, dim: int, input_dtype: DType) -> Tensor:
    """The same for a log_softmax."""
    axis = dim_of(dim, output.ndim)
    result = grad_output - exp(output) * total(grad_output, axis=axis, keepdims=True)
    return in_dtype(known_as(result, "LogSoftmaxBackwardDataBackward0"), input_dtype)


def native_dropout_backward(grad_output: Tensor, mask: Tensor, scale: float) -> Tensor:
    """The gradient for the input of a dropout that kept what `mask` says, times `scale`."""
    return grad_output * astype(mask, dtype=grad_output._array.dtype) * scale
