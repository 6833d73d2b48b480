"""What the files on matrices share: the adjoint, unit matrices, and matrices put together from parts."""

from __future__ import annotations

from typing import Any

import numpy as np

from backlight.core.op import op
from backlight.ops.join import concatenate


def adjoint(x):
    """The conjugate transpose of matrices; arrays or tensors."""
    return x.mT.conj() if getattr(x, "_array", x).dtype.kind == "c" else x.mT


def diagonal_of(x: np.ndarray) -> np.ndarray:
    """A view of the diagonals of matrices that can be written to."""
    return np.einsum("...ii->...i", x)


def one_norm(x: Any) -> Any:
    """The |re| + |im| by which LAPACK compares complex numbers; the absolute values of real ones."""
    return np.abs(x.real) + np.abs(x.imag) if x.dtype.kind == "c" else np.abs(x)


def eye_like(x: np.ndarray) -> np.ndarray:
    """Unit matrices of the shape and dtype of an array."""
    out = np.zeros(x.shape, x.dtype)
    diagonal_of(out)[...] = 1
    return out


def beside(x, y):
    """Matrices (…, m, n) and (…, m, k) side by side: (…, m, n + k)."""
    return concatenate(x, y, axis=x.ndim - 1)


def above(x, y):
    """Matrices (…, n, m) above others (…, k, m): (…, n + k, m)."""
    return concatenate(x, y, axis=x.ndim - 2)


def no_derivative(name: str) -> None:
    """RuntimeError: nobody has derived this operation's gradient."""
    raise RuntimeError(f"derivative for {name} is not implemented")


def _widened(x, shape):
    out = np.zeros(shape, x.dtype)
    out[..., : x.shape[-2], : x.shape[-1]] = x
    return out


# Matrices with rows and columns of zeros added at the end.
widened = op(
    _widened,
    lambda g, out, x, shape: g[..., : x.shape[-2], : x.shape[-1]],
    name="widened",
    kind="gather",
    label="pad",
    local=("1",),
    grad_fn="ConstantPadNdBackward0",
)
