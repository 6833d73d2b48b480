"""`torch.hann_window` and its kin: periodic by default, as the Fourier transform of pieces wants them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.signal import shapes
from backlight.signal.shapes import span_of
from backlight.tensor.numbers import whole
from backlight.tensor.options import OUT, made

if TYPE_CHECKING:
    from typing import Unpack

    from backlight.tensor.options import OutOptions
    from backlight.tensor.tensor import Tensor


def hann_window(window_length: int, periodic: bool = True, **options: Unpack[OutOptions]) -> Tensor:
    """½ − ½·cos(2πk/n), with n = window_length, or one less if not `periodic`; takes the options of `zeros`.

    >>> hann_window(4)
    tensor([0.0000, 0.5000, 1.0000, 0.5000])
    """
    return _cosines("hann_window", window_length, periodic, (0.5, 0.5), options)


def hamming_window(
    window_length: int,
    periodic: bool = True,
    alpha: float = 0.54,
    beta: float = 0.46,
    **options: Unpack[OutOptions],
) -> Tensor:
    """α − β·cos(2πk/n), with n = window_length, or one less if not `periodic`.

    >>> hamming_window(4)
    tensor([0.0800, 0.5400, 1.0000, 0.5400])
    """
    return _cosines("hamming_window", window_length, periodic, (alpha, beta), options)


def blackman_window(window_length: int, periodic: bool = True, **options: Unpack[OutOptions]) -> Tensor:
    """0.42 − 0.5·cos(2πk/n) + 0.08·cos(4πk/n), with n = window_length, or one less if not `periodic`.

    >>> blackman_window(4)[1:]
    tensor([0.3400, 1.0000, 0.3400])
    """
    return _cosines("blackman_window", window_length, periodic, shapes.BLACKMAN, options)


def _cosines(name: str, size: Any, periodic: bool, weights: tuple[float, ...], options: Any) -> Tensor:
    return _window(name, size, lambda: shapes.cosines(size, span_of(size, not periodic), weights), options)


def bartlett_window(window_length: int, periodic: bool = True, **options: Unpack[OutOptions]) -> Tensor:
    """A triangle from 0 to 1 and back, to 0 at n = window_length, or one before if not `periodic`.

    >>> bartlett_window(4)
    tensor([0.0000, 0.5000, 1.0000, 0.5000])
    """
    size = window_length
    return _window("bartlett_window", size, lambda: shapes.triangle(size, span_of(size, not periodic)), options)


def kaiser_window(
    window_length: int, periodic: bool = True, beta: float = 12.0, **options: Unpack[OutOptions]
) -> Tensor:
    """I₀(β·√(1 − x²))/I₀(β), with x from −1 to 1; a larger `beta` makes it narrower.

    >>> kaiser_window(2, beta=0.0)
    tensor([1., 1.])
    """
    size = window_length
    return _window("kaiser_window", size, lambda: shapes.kaiser(size, span_of(size, not periodic), beta), options)


def _window(name: str, size: Any, build: Callable[[], np.ndarray], options: Any) -> Tensor:
    count = whole(name, "window_length", 1, size)
    dtype = options.get("dtype") or dtypes.get_default_dtype()
    if isinstance(dtype, dtypes.dtype) and not (dtype.is_floating_point or dtype.is_complex):
        raise RuntimeError(f"{name} expects floating point dtypes, got: {dtype}")
    if count < 0:
        raise RuntimeError(f"{name} requires non-negative window_length, got window_length={count}")
    return made(name, lambda kind: (build() if count else np.zeros(0)).astype(kind), options, None, OUT)
