"""QR factors, and the reflections of Householder that make them.

The derivative of the factors is that of Walter & Lehmann, "Algorithmic differentiation of linear algebra functions
with application in optimum experimental design" (2010). A product of reflections is 1 − v t vᴴ with one triangle t.
"""

from __future__ import annotations

import numpy as np

from backlight.core.op import op
from backlight.ops.matrices import adjoint, beside, no_derivative, widened
from backlight.ops.select import where
from backlight.ops.shape import tril, triu
from backlight.ops.triangular import solve_triangular


def _qr(x, mode="reduced"):
    if mode == "r":
        return np.empty(0, x.dtype), np.linalg.qr(x, "r")
    q, r = np.linalg.qr(x, "complete" if mode == "complete" else "reduced")
    return q, r


def _halved(x):
    """x + xᴴ with the real part of the diagonal taken once."""
    k = x.shape[-1]
    both = x + adjoint(x)
    return where(np.eye(k, dtype=bool), 0.5 * both, both)


def _qr_slope(g, out, mode):
    if mode == "r":
        raise RuntimeError(
            "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use "
            "linalg.qr(A, mode='reduced') if you are going to require gradients for A."
        )
    gq, gr = g
    q, r = out
    m, n = q.shape[-2], r.shape[-1]
    if mode == "complete" and m > n:
        raise RuntimeError(
            "The QR decomposition is not differentiable when mode='complete' and nrows > ncols: the last columns of Q "
            "are arbitrary. Take mode='reduced'."
        )
    rest = None
    if n > m and gr is not None:  # the last columns of r are qᴴ x₂
        rest = q @ gr[..., :, m:]
        more = (q @ r[..., :, m:]) @ adjoint(gr[..., :, m:])
        gq, gr = more if gq is None else gq + more, gr[..., :, :m]
    square = r[..., :, :m] if n > m else r
    inner = 0
    if gr is not None:
        inner = gr @ adjoint(square)
    if gq is not None:
        inner = inner - adjoint(q) @ gq
    found = q @ _halved(triu(inner))
    if gq is not None:
        found = gq + found
    found = solve_triangular(adjoint(square), found, upper=False, left=False)
    if n > m:
        found = widened(found, shape=(*found.shape[:-1], n)) if rest is None else beside(found, rest)
    return (found,)


# q and r with q @ r = x, q of orthonormal columns and r a triangle.
qr = op(
    _qr,
    joint=lambda g, out, x, mode="reduced": _qr_slope(g, out, mode),
    name="qr",
    kind="contract",
    grad_fn="LinalgQrBackward0",
    holomorphic=False,
    holes=True,
)


def _geqrf(x):
    h, tau = np.linalg.qr(x, "raw")
    return np.ascontiguousarray(h.mT), tau


# r on and above the diagonal and the reflections below it, with their factors, as LAPACK leaves them.
geqrf = op(
    _geqrf,
    joint=lambda g, out, x: no_derivative("geqrf"),
    name="geqrf",
    kind="contract",
)


def _reflections(h, tau):
    """The vectors v, with their leading ones, and the triangle t with H₁ H₂ … = 1 − v t vᴴ."""
    k = tau.shape[-1]
    v = tril(h[..., :, :k], k=-1) + np.eye(h.shape[-2], k, dtype=getattr(h, "_array", h).dtype)
    unit = triu(adjoint(v) @ v, k=1) * tau[..., None, :]  # 1 + strict(vᴴ v) diag(tau), its diagonal left out
    return v, unit


def _triangle(v_dot_v, tau, b):
    """t @ b for t = diag(tau) (1 + strict(vᴴ v) diag(tau))⁻¹."""
    return tau[..., :, None] * solve_triangular(v_dot_v, b, upper=True, unitriangular=True)


def _product(h, tau):
    n = h.shape[-1]
    v, unit = _reflections(h, tau)
    first = adjoint(v[..., :n, :])
    return np.eye(h.shape[-2], n, dtype=h.dtype) - v @ _triangle(unit, tau, first)


def _product_slopes(g, h, tau):
    """The gradients for v and tau of the first columns of 1 − v t vᴴ, each step of the formula turned round."""
    n, k = g.shape[-1], tau.shape[-1]
    v, unit = _reflections(h, tau)
    w = v[..., :n, :]
    turned = adjoint(unit)
    gp = -(g @ w)  # for p = v t
    p = adjoint(solve_triangular(turned, adjoint(v * tau[..., None, :]), upper=False, unitriangular=True))
    gw = -(adjoint(g) @ p)
    # p = (v tau) m⁻¹ with m = 1 + unit: the gradient of v tau is gp m⁻ᴴ, that of m is −pᴴ of it
    gy = adjoint(solve_triangular(unit, adjoint(gp), upper=True, unitriangular=True))
    gm = -triu(adjoint(p) @ gy, k=1)
    gs = triu(gm * tau[..., None, :].conj(), k=1)
    strict = triu(adjoint(v) @ v, k=1)
    gtau = (v.conj() * gy).sum(-2) + (strict.conj() * gm).sum(-2)
    gv = gy * tau[..., None, :].conj() + v @ (gs + adjoint(gs))
    gv = gv + widened(gw, shape=gv.shape)
    gh = tril(gv, k=-1)
    if h.shape[-1] > k:
        gh = widened(gh, shape=h.shape)
    return gh, gtau


# The first columns of the product of the reflections that geqrf leaves.
householder_product = op(
    _product,
    joint=lambda g, out, h, tau: _product_slopes(g, h, tau),
    name="householder_product",
    kind="contract",
    grad_fn="LinalgHouseholderProductBackward0",
    holomorphic=False,
)


def _ormqr(h, tau, c, left=True, turned=False):
    if not left:  # c q is (qᴴ cᴴ)ᴴ
        return adjoint(_ormqr(h, tau, adjoint(c), True, not turned))
    v, unit = _reflections(h, tau)
    if not turned:
        return c - v @ _triangle(unit, tau, adjoint(v) @ c)
    inner = tau.conj()[..., :, None] * (adjoint(v) @ c)
    return c - v @ solve_triangular(adjoint(unit), inner, upper=False, unitriangular=True)


def _ormqr_slopes(g, h, tau, c, left, turned):
    """q acts on c: the gradient of q is g cᴴ (or c gᴴ if it acts turned round), that of c is qᴴ g."""
    product = g @ adjoint(c) if left else adjoint(c) @ g
    gh, gtau = _product_slopes(adjoint(product) if turned else product, h, tau)
    return gh, gtau, ormqr(h, tau, g, left=left, turned=not turned)


# The product of all reflections, or its conjugate transpose, times c, or c times it.
ormqr = op(
    _ormqr,
    joint=lambda g, out, h, tau, c, left=True, turned=False: _ormqr_slopes(g, h, tau, c, left, turned),
    name="ormqr",
    kind="contract",
    holomorphic=False,
)
