"""Eigenvalues and eigenvectors: of Hermitian matrices, then of any.

The derivatives are those of Giles, "An extended collection of matrix derivative results" (2008), restricted to vectors
of norm 1 as LAPACK makes them.
"""

from __future__ import annotations

import numpy as np

from backlight.core.op import op
from backlight.ops.matrices import adjoint
from backlight.ops.select import where
from backlight.ops.shape import diagonal, place_diagonal
from backlight.ops.solving import solve_ex
from backlight.ops.svd import not_converged, refuse_phase

PHASE = "linalg_eig_backward: The eigenvectors"


def _eigh(x, lower=True):
    try:
        return tuple(np.linalg.eigh(x, "L" if lower else "U"))
    except np.linalg.LinAlgError:
        raise not_converged("linalg.eigh", x) from None


def _eigvalsh(x, lower=True):
    try:
        return np.linalg.eigvalsh(x, "L" if lower else "U")
    except np.linalg.LinAlgError:
        raise not_converged("linalg.eigh", x) from None


def _gaps(values):
    """λⱼ − λᵢ, and 1 on the diagonal, of the conjugates."""
    k = values.shape[-1]
    turned = values.conj()
    return where(np.eye(k, dtype=bool), 1, turned[..., None, :] - turned[..., :, None])


def _on_diagonal(values, like):
    return place_diagonal(values, shape=like.shape, axis1=like.ndim - 2, axis2=like.ndim - 1)


def _eigh_slope(g, out):
    gl, gv = g
    values, v = out
    if gv is None:
        return ((v * gl[..., None, :]) @ adjoint(v),)
    k = values.shape[-1]
    moved = adjoint(v) @ gv
    if getattr(v, "_array", v).dtype.kind == "c":
        refuse_phase(diagonal(moved, axis1=-2, axis2=-1), PHASE)
    # of a change of v only vᴴ dv counts that is skew: it stays orthonormal
    inner = where(np.eye(k, dtype=bool), 0, 0.5 * (moved - adjoint(moved)) / _gaps(values))
    if gl is not None:
        inner = inner + _on_diagonal(gl, inner)
    return (v @ inner @ adjoint(v),)


# Eigenvalues, which are real, in rising order, and eigenvectors of Hermitian matrices, of which one triangle is read.
eigh = op(
    _eigh,
    joint=lambda g, out, x, lower=True: _eigh_slope(g, out),
    name="eigh",
    kind="contract",
    grad_fn="LinalgEighBackward0",
    holomorphic=False,
    holes=True,
)
# The eigenvalues alone, of what needs no gradient.
eigvalsh = op(_eigvalsh, None, name="eigvalsh", kind="contract")


def _finite(x):
    if not np.isfinite(x).all():
        raise RuntimeError("torch.linalg.eig: input tensor should not contain infs or NaNs.")
    return x


def _complex(x):
    return x.astype(np.result_type(x.dtype, np.complex64), copy=False)


def _eig(x):
    try:
        values, vectors = np.linalg.eig(_finite(x))
    except np.linalg.LinAlgError:
        raise not_converged("linalg.eig", x) from None
    return _complex(values), _complex(vectors)


def _eigvals(x):
    try:
        return _complex(np.linalg.eigvals(_finite(x)))
    except np.linalg.LinAlgError:
        raise not_converged("linalg.eigvals", x) from None


def _eig_slope(g, out):
    gl, gv = g
    values, v = out
    vh = adjoint(v)
    if gv is None:
        return (solve_ex(vh, gl[..., :, None] * vh)[0],)
    moved = vh @ gv
    along = diagonal(moved, axis1=-2, axis2=-1)
    refuse_phase(along, PHASE)
    inner = (moved - vh @ (v * along.real[..., None, :])) / _gaps(values)
    if gl is not None:
        k = values.shape[-1]
        inner = where(np.eye(k, dtype=bool), 0, inner) + _on_diagonal(gl, inner)
    return (solve_ex(vh, inner @ vh)[0],)


# Eigenvalues and eigenvectors of any square matrix; both are complex.
eig = op(
    _eig,
    joint=lambda g, out, x: _eig_slope(g, out),
    name="eig",
    kind="contract",
    grad_fn="LinalgEigBackward0",
    holomorphic=False,
    holes=True,
)
# The eigenvalues alone, of what needs no gradient.
eigvals = op(_eigvals, None, name="eigvals", kind="contract")
