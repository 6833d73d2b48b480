"""The frequencies that the elements of a transform stand for, and the order with frequency 0 in the middle."""

from __future__ import annotations

from collections.abc import Iterable
from operator import index
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.fft.arguments import one_dim
from backlight.tensor.options import OUT, made
from backlight.tensor.surface import tensor_in
from backlight.tensor.turning import roll

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def fftfreq(n: int, d: float = 1.0, **options: Any) -> Tensor:
    """The frequencies of the elements of `fft` of n points at the distance `d`: 0, 1/(nd), …, −1/(nd).

    Takes the options of `zeros`; RuntimeError for a dtype of integers.

    >>> fftfreq(4)
    tensor([ 0.0000,  0.2500, -0.5000, -0.2500])
    """
    count = np.arange(index(n))
    return _frequencies("fftfreq", count - n * (count >= (n + 1) // 2), n, d, options)


def rfftfreq(n: int, d: float = 1.0, **options: Any) -> Tensor:
    """The frequencies of the elements of `rfft`: those of `fftfreq` that are not negative.

    >>> rfftfreq(4)
    tensor([0.0000, 0.2500, 0.5000])
    """
    return _frequencies("rfftfreq", np.arange(index(n) // 2 + 1), n, d, options)


def _frequencies(name: str, places: np.ndarray, n: int, d: float, options: Any) -> Tensor:
    kind = options.get("dtype") or dtypes.get_default_dtype()
    if isinstance(kind, dtypes.dtype) and kind.category < dtypes.FLOAT:
        raise RuntimeError(f"{name} requires a floating point or complex dtype, not {kind}")
    step = 1.0 / (n * d) if n * d else np.inf
    return made(name, lambda kind: places.astype(kind) * kind.type(step), options, None, OUT)


def _rolled(name: str, input: Any, dim: Any, shift: Any) -> Any:
    x = tensor_in(name, input)
    shape = x._array.shape
    dims = range(len(shape)) if dim is None else dim if isinstance(dim, Iterable) else (dim,)
    axes = [one_dim(d, len(shape)) for d in dims]
    return roll(x, tuple([shift(shape[axis]) for axis in axes]), tuple(axes)) if axes else x


def fftshift(input: Tensor, dim: int | tuple[int, ...] | None = None) -> Tensor:
    """The elements of a transform with frequency 0 moved from the start to the middle, along `dim` or everywhere.

    >>> fftshift(backlight.tensor([0, 1, 2, -2, -1]))
    tensor([-2, -1,  0,  1,  2])
    """
    return _rolled("fft_fftshift", input, dim, lambda size: size // 2)


def ifftshift(input: Tensor, dim: int | tuple[int, ...] | None = None) -> Tensor:
    """The inverse of `fftshift`.

    >>> ifftshift(backlight.tensor([-2, -1, 0, 1, 2]))
    tensor([ 0,  1,  2, -2, -1])
    """
    return _rolled("fft_ifftshift", input, dim, lambda size: (size + 1) // 2)
