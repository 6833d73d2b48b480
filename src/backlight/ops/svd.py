"""Singular values and vectors; then the pseudo-inverse and least squares, which rest on them.

The derivative of the vectors is that of Giles, "An extended collection of matrix derivative results" (2008), for
complex numbers with the term of Wan & Zhang, "Automatic differentiation for complex valued SVD" (2019); that of the
pseudo-inverse is Golub & Pereyra's (1973).
"""

from __future__ import annotations

import numpy as np

from backlight.core.op import op
from backlight.ops.linalg import LinAlgError
from backlight.ops.matrices import adjoint
from backlight.ops.select import where
from backlight.ops.shape import diagonal, place_diagonal


def not_converged(name: str, x: np.ndarray) -> LinAlgError:
    """The error for an iteration of LAPACK's that came to no end."""
    if not np.isfinite(x).all():
        reason = "the input matrix contained non-finite values"
    else:
        reason = "the input matrix is ill-conditioned or has too many repeated values"
    return LinAlgError(f"{name}: The algorithm failed to converge because {reason}.")


def _svd(x, full_matrices=True):
    try:
        return tuple(np.linalg.svd(x, full_matrices))
    except np.linalg.LinAlgError:
        raise not_converged("linalg.svd", x) from None


def refuse_phase(diagonals, what: str) -> None:
    """RuntimeError where a loss depends on the phase of complex vectors, which is arbitrary."""
    turned = np.abs(getattr(diagonals, "_array", diagonals).imag)
    if turned.size and turned.max() > (1e-2 if turned.dtype == np.float32 else 1e-6) * max(1.0, _size(diagonals)):
        raise RuntimeError(
            f"{what} in the complex case are specified up to multiplication by e^{{i phi}}. The specified loss "
            "function depends on this phase term, making it ill-defined. Make the loss a function of what the phase "
            "leaves alone, for instance of absolute values."
        )


def _size(x) -> float:
    return float(np.abs(getattr(x, "_array", x)).max())


def _skew(x):
    return x - adjoint(x)


def _svd_slope(g, out, full_matrices):
    gu, gs, gvh = g
    u, s, vh = out
    k = s.shape[-1]
    if full_matrices:  # the vectors beyond the smaller size are arbitrary: no gradient comes from them
        u, vh = u[..., :, :k], vh[..., :k, :]
        gu, gvh = None if gu is None else gu[..., :, :k], None if gvh is None else gvh[..., :k, :]
    if gu is None and gvh is None:
        return (((u * gs[..., None, :]) @ vh),)
    row, column = s[..., None, :], s[..., :, None]  # (…, 1, k) and (…, k, 1)
    eye = np.eye(k, dtype=bool)
    gaps = where(eye, 1, (row - column) * (row + column))
    left = None if gu is None else _skew(adjoint(u) @ gu)
    right = None if gvh is None else _skew(vh @ adjoint(gvh))
    is_complex = getattr(u, "_array", u).dtype.kind == "c"
    if is_complex:
        both = right if left is None else left if right is None else left + right
        refuse_phase(diagonal(both, axis1=-2, axis2=-1), "svd_backward: The singular vectors")
    inner = 0
    if left is not None:
        inner = left * row / gaps
    if right is not None:
        inner = inner + column * right / gaps
    inner = where(eye, 0, inner)
    if gs is not None:
        inner = inner + place_diagonal(gs, shape=inner.shape, axis1=inner.ndim - 2, axis2=inner.ndim - 1)
    if is_complex and left is not None and right is not None:
        inner = inner + where(eye, left / (2 * column), 0)
    found = u @ inner @ vh
    m, n = found.shape[-2:]
    if m > k and gu is not None:
        scaled = gu / row
        found = found + (scaled - u @ (adjoint(u) @ scaled)) @ vh
    if n > k and gvh is not None:
        scaled = gvh / column
        found = found + u @ (scaled - (scaled @ adjoint(vh)) @ vh)
    return (found,)


# u, s and vᴴ with (u * s) @ vᴴ = x.
svd = op(
    _svd,
    joint=lambda g, out, x, full_matrices=True: _svd_slope(g, out, full_matrices),
    name="svd",
    kind="contract",
    local=("u (diag g + …) vᴴ",),
    grad_fn="LinalgSvdBackward0",
    holomorphic=False,
    holes=True,
)
# The singular values alone, of what needs no gradient.
svdvals = op(
    lambda x: _svdvals(x),
    None,
    name="svdvals",
    kind="contract",
)


def _svdvals(x):
    try:
        return np.linalg.svd(x, compute_uv=False)
    except np.linalg.LinAlgError:
        raise not_converged("linalg.svd", x) from None


def _pinv(x, absolute, relative, hermitian=False):
    if not x.size:
        return np.zeros((*x.shape[:-2], x.shape[-1], x.shape[-2]), x.dtype)
    if hermitian:
        values, u = np.linalg.eigh(x)
        size, vh = np.abs(values), u.mT.conj()
    else:
        u, values, vh = _svd(x, False)
        size = values
    least = np.maximum(absolute, relative * size.max(axis=-1, initial=0))
    kept = size > np.asarray(least)[..., None]
    inverse = np.where(kept, 1 / np.where(kept, values, 1), 0).astype(values.dtype)
    return (vh.mT.conj() * inverse[..., None, :]) @ u.mT.conj()


def pinv_slope(g, p, x):
    """dp = −p dx p + p pᴴ dxᴴ (1 − x p) + (1 − p x) dxᴴ pᴴ p, turned round."""
    ph, gh = adjoint(p), adjoint(g)
    pg, gp = p @ ph, ph @ p
    first = gh @ pg
    second = gp @ gh
    return -(ph @ g @ ph) + (first - x @ (p @ first)) + (second - (second @ p) @ x)


# The pseudo-inverse; singular values at or below the larger of `absolute` and `relative` · (the largest) count as 0.
pinv = op(
    _pinv,
    lambda g, out, x, absolute, relative, hermitian=False: pinv_slope(g, out, x),
    name="pinv",
    kind="contract",
    label="x⁺",
    grad_fn="LinalgPinvBackward0",
    holomorphic=False,
)


def _lstsq(a, b, relative, residuals=True):
    u, s, vh = _svd(a, False)
    kept = s > relative * s.max(axis=-1, initial=0, keepdims=True)
    inverse = np.where(kept, 1 / np.where(kept, s, 1), 0).astype(s.dtype)
    x = vh.mT.conj() @ (inverse[..., :, None] * (u.mT.conj() @ b))
    rank = np.asarray(kept.sum(axis=-1), np.int64)
    m, n = a.shape[-2:]
    if residuals and m > n and (rank == n).all():
        off = a @ x - b
        rest = np.add.reduce((off * off.conj()).real, axis=-2)
    else:
        rest = np.zeros(0, s.dtype)
    return x, rest, rank


def _lstsq_slopes(g, a, b, relative):
    """The solution is a⁺ b, and the residuals are the sums of |a x − b|² over the rows."""
    gx, gr = g[:2]
    p = pinv(a, absolute=0, relative=relative)
    x = p @ b
    ga = gb = None
    if gx is not None:
        ga, gb = pinv_slope(gx @ adjoint(b), p, a), adjoint(p) @ gx
    if gr is not None and gr.shape != (0,):
        off = 2 * gr[..., None, :] * (a @ x - b)
        more = off @ adjoint(x)
        ga, gb = (more, -off) if ga is None else (ga + more, gb - off)
    return ga, gb


# The x that makes |a @ x − b| smallest, and among those the smallest; the residuals and the rank.
lstsq = op(
    _lstsq,
    joint=lambda g, out, a, b, relative, residuals=True: _lstsq_slopes(g, a, b, relative),
    name="lstsq",
    kind="contract",
    label="a⁺ @ b",
    grad_fn="LinalgLstsqBackward0",
    holomorphic=False,
    holes=True,
)
