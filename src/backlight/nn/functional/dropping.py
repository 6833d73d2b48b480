"""Dropout: of single elements, of whole channels, and in the form that keeps mean and variance."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.errors import warn
from backlight.core.layout import outermost_first
from backlight.core.random import default_generator
from backlight.core.result import constant
from backlight.ops.random import draw
from backlight.tensor.out import scalar_type

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """In training, each element is 0 with probability `p` and else divided by 1 − p; otherwise the input itself.

    >>> dropout(backlight.ones(2), p=0.5, training=False)
    tensor([1., 1.])
    """
    return dropped("dropout", input, p, training, inplace)


def alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """Dropout for `selu` networks: to selu's lower limit instead of 0, keeping mean and variance."""
    return dropped("alpha_dropout", input, p, training, inplace, alpha=True)


def feature_alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """`alpha_dropout` of whole channels (dimension 1)."""
    return dropped("feature_alpha_dropout", input, p, training, inplace, alpha=True, whole=True)


def dropout1d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Dropout of whole channels of (n, c, l) or (c, l)."""
    ndim = input._array.ndim
    if ndim not in (2, 3):
        raise RuntimeError(
            f"dropout1d: Expected 2D or 3D input, but received a {ndim}D input. "
            "Note that dropout1d exists to provide channel-wise dropout on inputs with 1 "
            "spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs)."
        )
    return _channels("dropout1d", input, p, training, inplace, batched=ndim == 3)


def dropout2d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Dropout of whole channels of (n, c, h, w); of three dimensions the first counts as the batch, too."""
    ndim = input._array.ndim
    if ndim not in (3, 4):
        warn(
            f"dropout2d: Received a {ndim}-D input to dropout2d, which is deprecated and will result in an error in a "
            "future release. To retain the behavior and silence this warning, please use dropout instead. Note that "
            "dropout2d exists to provide channel-wise dropout on inputs with 2 spatial dimensions, a channel "
            "dimension, and an optional batch dimension (i.e. 3D or 4D inputs)."
        )
    if ndim == 3:
        warn(
            "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout behavior is desired "
            "- input is interpreted as shape (N, C, L), where C is the channel dim. This behavior will change in a "
            "future release to interpret the input as one without a batch dimension, i.e. shape (C, H, W). To "
            "maintain the 1D channel-wise dropout behavior, please switch to using dropout1d instead."
        )
    return dropped("dropout2d", input, p, training, inplace, whole=True)


def dropout3d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Dropout of whole channels of (n, c, d, h, w) or (c, d, h, w)."""
    ndim = input._array.ndim
    if ndim not in (4, 5):
        warn(
            f"dropout3d: Received a {ndim}-D input to dropout3d, which is deprecated and will result in an error in a "
            "future release. To retain the behavior and silence this warning, please use dropout instead. Note that "
            "dropout3d exists to provide channel-wise dropout on inputs with 3 spatial dimensions, a channel "
            "dimension, and an optional batch dimension (i.e. 4D or 5D inputs)."
        )
    return _channels("dropout3d", input, p, training, inplace, batched=ndim != 4)


def _channels(name: str, input: Any, p: float, training: bool, inplace: bool, batched: bool) -> Any:
    if batched:
        return dropped(name, input, p, training, inplace, whole=True)
    one = dropped(name, input.unsqueeze(0), p, training, inplace, whole=True)
    return input if inplace else one.squeeze(0)


heard: list[Callable[[], None]] = []  # called before anything is dropped, by who looks for mistakes

_SELU_LIMIT = 1.7580993408473766  # scale·α of selu: its lower limit is minus this


def dropped(
    name: str, x: Any, p: float, training: bool, inplace: bool, *, alpha: bool = False, whole: bool = False
) -> Any:
    """The tensor after dropout: of elements or of `whole` channels, to 0 or (`alpha`) to the lower limit of selu."""
    if not 0 <= p <= 1:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    array = x._array
    if not training or p == 0 or not array.size:
        return x
    for tell in heard:
        tell()
    if array.dtype.kind in "biu":
        kind = scalar_type(dtypes.of(array))
        raise RuntimeError(f"result type Float can't be cast to the desired output type {kind}; {name} needs floats")
    if p == 1:
        zero = constant(np.zeros((), array.dtype))
        return x.mul_(zero) if inplace else x * zero
    shape = array.shape
    if whole:
        if len(shape) < 2:
            raise RuntimeError("Feature dropout requires at least 2 dimensions in the input")
        shape = (*shape[:2], *[1] * (len(shape) - 2))
    noise = _drawn(shape, array, 1 - p) if whole or array.flags.c_contiguous else _drawn_as_memory_lies(array, 1 - p)
    if not alpha:
        noise /= 1 - p
        return x.mul_(constant(noise)) if inplace else x * constant(noise)
    a = 1 / ((_SELU_LIMIT**2 * p + 1) * (1 - p)) ** 0.5
    shift = constant(((noise - 1) * (_SELU_LIMIT * a) + _SELU_LIMIT * a * p).astype(array.dtype))
    scale = constant((noise * a).astype(array.dtype))
    return x.mul_(scale).add_(shift) if inplace else x * scale + shift


def _drawn(shape: tuple, array: np.ndarray, p: float) -> np.ndarray:
    return draw(how="bernoulli", generator=default_generator, p=p, shape=shape, dtype=array.dtype)


def _drawn_as_memory_lies(array: np.ndarray, p: float) -> np.ndarray:
    """Ones and zeros in the shape of an array whose dimensions follow each other otherwise in memory, as torch does."""
    order = outermost_first(array.strides)
    return _drawn(tuple([array.shape[axis] for axis in order]), array, p).transpose(np.argsort(order))
