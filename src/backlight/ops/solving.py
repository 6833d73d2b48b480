"""Inverses, systems of equations and determinants, all by LU factors that LAPACK makes and keeps to itself."""

from __future__ import annotations

import numpy as np

from backlight.core.op import op
from backlight.ops.factor import lu_in_place
from backlight.ops.matrices import adjoint, eye_like
from backlight.ops.reduce import prod
from backlight.ops.select import where, zeros_like
from backlight.ops.shape import reshape
from backlight.ops.svd import svd


def _first_zero_pivot(x: np.ndarray) -> np.ndarray:
    """Of each matrix the number, from 1, of the first pivot that is zero; 0 where there is none."""
    return lu_in_place(np.array(x))[1]


def _inv_ex(x):
    try:
        return np.linalg.inv(x), np.zeros(x.shape[:-2], np.int32)
    except np.linalg.LinAlgError:
        info = np.asarray(_first_zero_pivot(x))
        whole = np.where((info == 0)[..., None, None], x, eye_like(x))
        found = np.linalg.inv(whole)
        found[info != 0] = np.nan
        return found, info


def _solve_ex(a, b, left=True, vector=False):
    rows = b[..., None] if vector else b if left else b.mT  # (…, n) -> (…, n, 1)
    if not left:
        a = a.mT
    try:
        x = np.linalg.solve(a, rows)
        info = np.zeros(a.shape[:-2], np.int32)
    except np.linalg.LinAlgError:
        info = np.asarray(_first_zero_pivot(a.mT if not left else a))
        whole = np.where((info == 0)[..., None, None], a, eye_like(a))
        x = np.linalg.solve(whole, rows)
        x[np.broadcast_to(info != 0, x.shape[:-2])] = np.nan
    return (x[..., 0] if vector else x if left else x.mT), info


# The inverse, and for each matrix 0 or the number of the pivot that is zero.
inv_ex = op(
    _inv_ex,
    joint=lambda g, out, x: (-(out[0].mT @ g[0] @ out[0].mT),),
    name="inv_ex",
    kind="contract",
    label="x⁻¹",
    local=("−x⁻ᵀ @ g @ x⁻ᵀ",),
    grad_fn="LinalgInvExBackward0",
)


def _solve_slopes(g, out, a, b, left, vector):
    g, x = g[0], out[0]
    h = solve_ex(a.mT, g, left=left, vector=vector)[0]
    if vector:
        return -(h[..., None] * x[..., None, :]), h  # (…, n, 1) * (…, 1, n) -> (…, n, n)
    return -(h @ x.mT if left else x.mT @ h), h


# x with a @ x = b (or x @ a = b), and for each matrix 0 or the number of the pivot that is zero.
solve_ex = op(
    _solve_ex,
    joint=lambda g, out, a, b, left=True, vector=False: _solve_slopes(g, out, a, b, left, vector),
    name="solve_ex",
    kind="contract",
    label="a⁻¹ @ b",
    local=("−a⁻ᵀ g outᵀ", "a⁻ᵀ @ g"),
    grad_fn="LinalgSolveExBackward0",
)


def _matrices_of(g):
    return reshape(g, shape=(*g.shape, 1, 1))  # (…) -> (…, 1, 1)


def _det_slope(g, out, x):
    """g times the cofactors: det·x⁻ᵀ where the determinant is not 0, and products of singular values where it is."""
    n = x.shape[-1]
    if n == 0:
        return reshape(g, shape=(*g.shape, 1, 1)) * x
    zero = getattr(out, "_array", out) == 0
    if not zero.any():
        return _matrices_of(g * out) * inv_ex(x)[0].mT
    if zero.all():
        return _matrices_of(g) * _cofactors(x)
    mask = zero[..., None, None]
    one = np.eye(n, dtype=x.dtype)
    ours, theirs = where(mask, one, x), where(mask, x, one)
    return _matrices_of(g) * where(mask, _cofactors(theirs), _matrices_of(out) * inv_ex(ours)[0].mT)


def _cofactors(x):
    """Of x = u·s·vᴴ they are det(u)·det(vᴴ)·conj(u)·t·conj(vᴴ), with the products t of all singular values but one."""
    u, s, vh = svd(x, full_matrices=False)
    n = x.shape[-1]
    others = prod(where(np.eye(n, dtype=bool), 1, s[..., None, :]), axis=-1)  # (…, 1, n) -> (…, n, n) -> (…, n)
    return (_matrices_of(det(u) * det(vh)) * ((u * others[..., None, :]) @ vh)).conj()


def _det(x):
    with np.errstate(all="ignore"):  # of many elements it may well be infinite
        return np.linalg.det(x)


det = op(
    _det,
    lambda g, out, x: _det_slope(g, out, x),
    name="det",
    kind="contract",
    local=("out · x⁻ᵀ",),
    grad_fn="LinalgDetBackward0",
)


def _slogdet(x):
    with np.errstate(all="ignore"):
        return tuple(np.linalg.slogdet(x))


def _slogdet_slope(g, out, x):
    """d log det = tr(x⁻¹ dx): its real part moves log|det|, its imaginary part turns the sign."""
    sign, size = [None if one is None else _matrices_of(one) for one in g]
    turn = 0 if size is None else size
    if sign is not None and getattr(x, "_array", x).dtype.kind == "c":
        turn = turn - 1j * (sign.conj() * _matrices_of(out[0])).imag
    elif size is None:
        return (zeros_like(x),)
    return (turn * adjoint(inv_ex(x)[0]),)


# The sign of the determinant (for complex numbers: det/|det|), and log|det|.
slogdet = op(
    _slogdet,
    joint=lambda g, out, x: _slogdet_slope(g, out, x),
    name="slogdet",
    kind="contract",
    local=("g · x⁻ᴴ",),
    grad_fn="LinalgSlogdetBackward0",
    holomorphic=False,
    holes=True,
)
