"""`torch.signal.windows`: each window of M points, symmetric by default, else periodic.

All take `dtype` (float32 or float64), `layout`, `device` and `requires_grad`; what does not fit is a ValueError.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.layout import strided
from backlight.signal import shapes
from backlight.signal.shapes import span_of
from backlight.tensor.numbers import whole
from backlight.tensor.options import made

if TYPE_CHECKING:
    from typing import Unpack

    from backlight.tensor.options import Options
    from backlight.tensor.tensor import Tensor


def bartlett(M: int, *, sym: bool = True, **options: Unpack[Options]) -> Tensor:
    """A triangle from 0 to 1 and back to 0.

    >>> bartlett(5)
    tensor([0.0000, 0.5000, 1.0000, 0.5000, 0.0000])
    """
    return _window("bartlett", M, lambda: shapes.triangle(M, span_of(M, sym)), options)


def general_cosine(M: int, *, a: Iterable[float], sym: bool = True, **options: Unpack[Options]) -> Tensor:
    """The sum of cosines Σ (−1)ⁱ·aᵢ·cos(2πi·k/(M − 1)).

    >>> general_cosine(3, a=[0.5, 0.5])
    tensor([0., 1., 0.])
    """
    if not isinstance(a, Iterable):
        raise TypeError(f"Coefficients must be a list/tuple, not {type(a).__name__}")
    weights = tuple(a)
    if not weights:
        raise ValueError("Coefficients cannot be empty")
    return _window("general_cosine", M, lambda: shapes.cosines(M, span_of(M, sym), weights), options)


def general_hamming(M: int, *, alpha: float = 0.54, sym: bool = True, **options: Unpack[Options]) -> Tensor:
    """α − (1 − α)·cos(2πk/(M − 1)).

    >>> general_hamming(3, alpha=0.75)
    tensor([0.5000, 1.0000, 0.5000])
    """
    return general_cosine(M, a=(alpha, 1 - alpha), sym=sym, **options)


def hamming(M: int, *, sym: bool = True, **options: Unpack[Options]) -> Tensor:
    """0.54 − 0.46·cos(2πk/(M − 1)).

    >>> hamming(3)
    tensor([0.0800, 1.0000, 0.0800])
    """
    return general_hamming(M, sym=sym, **options)


def hann(M: int, *, sym: bool = True, **options: Unpack[Options]) -> Tensor:
    """½ − ½·cos(2πk/(M − 1)).

    >>> hann(5)
    tensor([0.0000, 0.5000, 1.0000, 0.5000, 0.0000])
    """
    return general_hamming(M, alpha=0.5, sym=sym, **options)


def blackman(M: int, *, sym: bool = True, **options: Unpack[Options]) -> Tensor:
    """0.42 − 0.5·cos(2πk/(M − 1)) + 0.08·cos(4πk/(M − 1)).

    >>> blackman(5)[1:4]
    tensor([0.3400, 1.0000, 0.3400])
    """
    return general_cosine(M, a=shapes.BLACKMAN, sym=sym, **options)


def nuttall(M: int, *, sym: bool = True, **options: Unpack[Options]) -> Tensor:
    """Nuttall's sum of four cosines, whose side lobes are the lowest.

    >>> nuttall(3)
    tensor([3.6280e-04, 1.0000e+00, 3.6280e-04])
    """
    return general_cosine(M, a=shapes.NUTTALL, sym=sym, **options)


def cosine(M: int, *, sym: bool = True, **options: Unpack[Options]) -> Tensor:
    """sin(π·(k + ½)/M).

    >>> cosine(3)
    tensor([0.5000, 1.0000, 0.5000])
    """
    return _window("cosine", M, lambda: shapes.sine(M, M if sym or M == 1 else M + 1), options)


def gaussian(M: int, *, std: float = 1.0, sym: bool = True, **options: Unpack[Options]) -> Tensor:
    """exp(−½·(k − middle)²/std²).

    >>> gaussian(3)
    tensor([0.6065, 1.0000, 0.6065])
    """
    _positive("std", "Standard deviation", std)
    return _window("gaussian", M, lambda: shapes.gaussian(M, span_of(M, sym or M == 1), std), options)


def exponential(
    M: int, *, center: float | None = None, tau: float = 1.0, sym: bool = True, **options: Unpack[Options]
) -> Tensor:
    """exp(−|k − center|/tau); a symmetric window has its centre in the middle.

    >>> exponential(3)
    tensor([0.3679, 1.0000, 0.3679])
    """
    _positive("tau", "Tau", tau)
    if sym and center is not None:
        raise ValueError("Center must be None for symmetric windows: leave it away, or give sym=False")
    place = span_of(M, sym or M == 1) / 2 if center is None else center
    return _window("exponential", M, lambda: shapes.exponential(M, place, tau), options)


def kaiser(M: int, *, beta: float = 12.0, sym: bool = True, **options: Unpack[Options]) -> Tensor:
    """I₀(β·√(1 − x²))/I₀(β), with x from −1 to 1; a larger `beta` makes it narrower.

    >>> kaiser(3, beta=0.0)
    tensor([1., 1., 1.])
    """
    if beta < 0:
        raise ValueError(f"beta must be non-negative, got: {beta} instead.")
    return _window("kaiser", M, lambda: shapes.kaiser(M, span_of(M, sym), beta), options)


def _positive(argument: str, words: str, value: float) -> None:
    if value <= 0:
        raise ValueError(f"{words} must be positive, got: {argument}={value} instead.")


def _window(name: str, M: Any, build: Callable[[], np.ndarray], options: Any) -> Tensor:
    size = whole(f"{name}_window", "M", 1, M)
    layout, dtype = options.get("layout", strided), options.get("dtype") or dtypes.get_default_dtype()
    if size < 0:
        raise ValueError(f"{name} requires non-negative window length, got M={size}")
    if layout is not strided and layout is not None:
        raise ValueError(f"{name} is implemented for strided tensors only, got: {layout}")
    if dtype not in (dtypes.float32, dtypes.float64):
        raise ValueError(f"{name} expects float32 or float64 dtypes, got: {dtype}")
    return made(name, lambda kind: (build() if size else np.zeros(0)).astype(kind), options)
