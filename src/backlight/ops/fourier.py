"""Fourier transforms: of complex numbers, of real ones, and back to real ones.

`norm` is NumPy's and torch's: which direction is divided by the number of points ("forward", "backward"), or both by
its square root ("ortho"). A gradient is the transform the other way, with the division where the first had none.
"""

from __future__ import annotations

import numpy as np

from backlight.core.op import op
from backlight.ops.index import place

OTHER = {"forward": "backward", "backward": "forward", "ortho": "ortho"}


def _fft_c2c(x, axes, norm, inverse=False):
    if not axes:
        return x.copy()
    return (np.fft.ifftn if inverse else np.fft.fftn)(x, axes=axes, norm=norm)


# The matrix F of the transform is symmetric, and the gradient is its conjugate times g: the inverse direction.
fft_c2c = op(
    _fft_c2c,
    lambda g, out, x, axes, norm, inverse=False: fft_c2c(g, axes=axes, norm=OTHER[norm], inverse=not inverse),
    name="fft_c2c",
    kind="contract",
    label="F",
    local=("exp(−2πijk/n)",),
    grad_fn="FftC2CBackward0",
    holomorphic=False,
)


def _half(size):
    return size // 2 + 1


def first(axis, count):
    """The key of the first elements along an axis.

    >>> first(1, 3)
    (slice(None, None, None), slice(None, 3, None), Ellipsis)
    """
    return (*[slice(None)] * axis, slice(count), ...)


def _fft_r2c(x, axes, norm, half=True):
    return (np.fft.rfftn if half else np.fft.fftn)(x, axes=axes, norm=norm)


def _r2c_back(g, x, axes, norm, half):
    """Of the inverse transform of g, where the frequencies that were left out are 0, the engine takes the real part."""
    axis = axes[-1]
    whole = place(g, shape=x.shape, key=first(axis, g.shape[axis])) if half else g
    return fft_c2c(whole, axes=axes, norm=OTHER[norm], inverse=True)


# With `half` the last of the axes gets the frequencies that are not negative: the others are their conjugates.
fft_r2c = op(
    _fft_r2c,
    lambda g, out, x, axes, norm, half=True: _r2c_back(g, x, axes, norm, half),
    name="fft_r2c",
    kind="contract",
    label="F of reals",
    local=("exp(−2πijk/n)",),
    grad_fn="FftR2CBackward0",
    holomorphic=False,
)


def _fft_c2r(x, axes, norm, size):
    return np.fft.irfftn(x, s=[*[x.shape[axis] for axis in axes[:-1]], size], axes=axes, norm=norm)


def _c2r_back(g, axes, norm, size):
    """A frequency that stands for its conjugate, too, counts twice."""
    once = fft_r2c(g, axes=axes, norm=OTHER[norm])
    double = size - _half(size)
    weights = np.ones(_half(size), np.uint8)
    weights[1 : 1 + double] = 2
    return once * weights.reshape((-1,) + (1,) * (g.ndim - 1 - axes[-1]))  # (h,) -> (h, 1, …)


fft_c2r = op(
    _fft_c2r,
    lambda g, out, x, axes, norm, size: _c2r_back(g, axes, norm, size),
    name="fft_c2r",
    kind="contract",
    label="F⁻¹ to reals",
    local=("exp(2πijk/n)",),
    grad_fn="FftC2RBackward0",
    holomorphic=False,
)
