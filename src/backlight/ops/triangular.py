"""Triangular systems: solved block by block; then Cholesky factors, and what they solve.

The derivative of a Cholesky factor is that of Murray, "Differentiation of the Cholesky decomposition" (2016).
"""

from __future__ import annotations

import numpy as np

from backlight.core.op import op
from backlight.ops.matrices import adjoint, diagonal_of, eye_like
from backlight.ops.shape import tril, triu

BLOCK = 64  # rows that go to LAPACK at once: above, matrix products do most of the work


def substitute(a: np.ndarray, b: np.ndarray, upper: bool, unit: bool = False) -> np.ndarray:
    """x with a @ x = b, where of `a` only one triangle is read, and with `unit` not its diagonal either."""
    if not upper:  # turned round, a lower triangle is an upper one
        return substitute(a[..., ::-1, ::-1], b[..., ::-1, :], True, unit)[..., ::-1, :]
    n = a.shape[-1]
    lead = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    x = np.empty((*lead, *b.shape[-2:]), b.dtype)
    for stop in range(n, 0, -BLOCK):
        start = max(stop - BLOCK, 0)
        rest = b[..., start:stop, :]
        if stop < n:
            rest = rest - a[..., start:stop, stop:] @ x[..., stop:, :]
        block = np.triu(a[..., start:stop, start:stop])
        if unit:
            diagonal_of(block)[...] = 1
        # LAPACK's general solver exchanges no rows here, as below the diagonal all is zero
        if (diagonal_of(block) != 0).all():
            x[..., start:stop, :] = np.linalg.solve(block, rest)
        else:
            x[..., start:stop, :] = _by_rows(block, rest)
    return x


def _by_rows(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The same for one block whose diagonal has a zero: there the result is infinite or not a number."""
    x = np.array(np.broadcast_to(b, np.broadcast_shapes(a.shape[:-2], b.shape[:-2]) + b.shape[-2:]))
    with np.errstate(all="ignore"):
        for i in reversed(range(a.shape[-1])):
            x[..., i, :] /= a[..., i, i, None]
            x[..., :i, :] -= a[..., :i, i, None] * x[..., i, None, :]
    return x


def _solve_triangular(a, b, upper, left=True, unitriangular=False):
    if left:
        return substitute(a, b, upper, unitriangular)
    return substitute(a.mT, b.mT, not upper, unitriangular).mT


def _triangle_slope(g, out, a, upper, left, unitriangular):
    """The gradient for the triangle: −(A⁻ᵀ g) xᵀ, or of x a = b, −xᵀ (g A⁻ᵀ); nothing flows to what was not read."""
    h = solve_triangular(a.mT, g, upper=not upper, left=left, unitriangular=unitriangular)
    full = -(h @ out.mT if left else out.mT @ h)
    return triu(full, k=int(unitriangular)) if upper else tril(full, k=-int(unitriangular))


# x with a @ x = b (or x @ a = b), where `a` is triangular.
solve_triangular = op(
    _solve_triangular,
    lambda g, out, a, b, upper, left=True, unitriangular=False: _triangle_slope(g, out, a, upper, left, unitriangular),
    lambda g, out, a, b, upper, left=True, unitriangular=False: solve_triangular(
        a.mT, g, upper=not upper, left=left, unitriangular=unitriangular
    ),
    name="solve_triangular",
    kind="contract",
    label="a⁻¹ @ b",
    local=("−a⁻ᵀ g outᵀ", "a⁻ᵀ @ g"),
    grad_fn="LinalgSolveTriangularBackward0",
)


def _cholesky_ex(x, upper=False):
    info = np.zeros(x.shape[:-2], np.int32)
    try:
        return np.linalg.cholesky(x, upper=upper), info
    except np.linalg.LinAlgError:
        pass
    factor = np.empty(x.shape, x.dtype)
    for place in np.ndindex(info.shape):
        one = x[place].mT.conj() if upper else x[place]
        try:
            lower = np.linalg.cholesky(one)
        except np.linalg.LinAlgError:
            lower, info[place] = _as_far_as_it_goes(one)
        factor[place] = lower.mT.conj() if upper else lower
    return factor, info


def _as_far_as_it_goes(x: np.ndarray) -> tuple[np.ndarray, int]:
    """The columns of the factor before the first minor that is not positive, and the order of that minor."""
    x = np.tril(x)
    for j in range(len(x)):
        row = x[j, :j]
        pivot = (x[j, j] - row @ row.conj()).real
        if not pivot > 0:
            return x, j + 1
        x[j, j] = np.sqrt(pivot)
        x[j + 1 :, j] = (x[j + 1 :, j] - x[j + 1 :, :j] @ row.conj()) / x[j, j]
    return x, 0


def _cholesky_slope(g, out, upper):
    g, factor = g[0], out[0]
    if upper:
        g, factor = adjoint(g), adjoint(factor)
    phi = tril(adjoint(factor) @ g)
    both = 0.5 * (phi + adjoint(tril(phi, k=-1)))  # the diagonal once
    inner = solve_triangular(adjoint(factor), both, upper=True)
    return (solve_triangular(factor, inner, upper=False, left=False),)


# The triangle l with l @ lᴴ = x (with `upper`, its adjoint), and the order of the first minor that is not positive.
cholesky_ex = op(
    _cholesky_ex,
    joint=lambda g, out, x, upper=False: _cholesky_slope(g, out, upper),
    name="cholesky_ex",
    kind="contract",
    label="cholesky",
    grad_fn="LinalgCholeskyExBackward0",
    holomorphic=False,
)


def _cholesky_solve(b, factor, upper=False):
    first = factor.mT.conj() if upper else factor
    y = substitute(first, b, upper=False)
    return substitute(first.mT.conj(), y, upper=True)


def _factor_slope(g, out, b, factor, upper):
    h = cholesky_solve(g, factor, upper=upper) @ adjoint(out)
    both = h + adjoint(h)
    return -(factor @ both) if upper else -(both @ factor)


# x with (l @ lᴴ) @ x = b, for a triangle l.
cholesky_solve = op(
    _cholesky_solve,
    lambda g, out, b, factor, upper=False: cholesky_solve(g, factor, upper=upper),
    lambda g, out, b, factor, upper=False: _factor_slope(g, out, b, factor, upper),
    name="cholesky_solve",
    kind="contract",
    local=("(l lᴴ)⁻¹ @ g", "−(h + hᴴ) l, h the product (l lᴴ)⁻¹ g outᴴ"),
    holomorphic=False,
)


def _inverse_slope(g, out, factor, upper):
    both = out @ (g + adjoint(g)) @ out
    return -(factor @ both) if upper else -(both @ factor)


# The inverse of l @ lᴴ, for a triangle l.
cholesky_inverse = op(
    lambda factor, upper=False: _cholesky_solve(eye_like(factor), factor, upper),
    lambda g, out, factor, upper=False: _inverse_slope(g, out, factor, upper),
    name="cholesky_inverse",
    kind="contract",
    local=("−out (g + gᴴ) out l",),
    holomorphic=False,
)
