"""LU factors with partial pivoting, as LAPACK chooses the pivots: in place first, then the cards."""

from __future__ import annotations

from math import prod

import numpy as np

from backlight.core.op import op
from backlight.ops.matrices import above, adjoint, beside, diagonal_of, one_norm, widened
from backlight.ops.shape import tril, triu
from backlight.ops.triangular import solve_triangular, substitute

PANEL = 32  # columns that are eliminated one by one before the rest of the matrix learns of them


def lu_in_place(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Overwrite matrices (…, m, n) by their factors; return the pivots, counted from 1, and the first that is zero."""
    *lead, m, n = x.shape
    k = min(m, n)
    a = np.ascontiguousarray(x).reshape(prod(lead), m, n)
    every = np.arange(len(a))
    pivots = np.empty((len(a), k), np.int32)
    info = np.zeros(len(a), np.int32)
    for start in range(0, k, PANEL):
        stop = min(start + PANEL, k)
        for j in range(start, stop):
            column = a[:, j:, j]
            p = np.argmax(one_norm(column), axis=1) + j
            pivots[:, j] = p + 1
            if (p != j).any():
                a[every, j], a[every, p] = a[every, p], a[every, j]  # indexing by arrays copies both first
            pivot = a[:, j, j]
            zero = pivot == 0
            info[zero & (info == 0)] = j + 1
            a[:, j + 1 :, j] /= np.where(zero, 1, pivot)[:, None]
            a[:, j + 1 :, j + 1 : stop] -= a[:, j + 1 :, j, None] * a[:, j, None, j + 1 : stop]
        if stop < n:
            a[:, start:stop, stop:] = substitute(a[:, start:stop, start:stop], a[:, start:stop, stop:], False, True)
            a[:, stop:, stop:] -= a[:, stop:, start:stop] @ a[:, start:stop, stop:]
    if not np.shares_memory(a, x):
        x[...] = a.reshape(x.shape)
    return pivots.reshape(*lead, k), info.reshape(lead)


def _lu_factor_ex(x):
    x = np.array(x, order="C")
    return x, *lu_in_place(x)


def permutation_of(pivots: np.ndarray, rows: int) -> np.ndarray:
    """The order in which the exchanges of rows leave the numbers 0 … rows − 1."""
    lead, k = pivots.shape[:-1], pivots.shape[-1]
    flat = pivots.reshape(prod(lead), k)
    order = np.tile(np.arange(rows), (len(flat), 1))
    every = np.arange(len(flat))
    for j in range(k):
        p = flat[:, j] - 1
        order[every, j], order[every, p] = order[every, p], order[every, j]
    return order.reshape(*lead, rows)


def _permutation(pivots, rows, dtype):
    order = permutation_of(pivots, rows)
    out = np.zeros((*order.shape, rows), dtype)
    np.put_along_axis(out, order[..., None, :], 1, axis=-2)
    return out  # (…, rows, rows): column j has its 1 in the row that was moved to place j


# The matrix P with P @ l @ u = x, from the pivots.
permutation = op(_permutation, None, name="permutation", kind="gather", label="P")


def _split(lu):
    """The lower triangle with ones on its diagonal, and the upper one, of factors kept in one matrix (…, m, n)."""
    m, n = lu.shape[-2:]
    k = min(m, n)
    lower = np.tril(lu[..., :, :k], -1)
    diagonal_of(lower[..., :k, :])[...] = 1
    return lower, np.triu(lu[..., :k, :])


def _together(gl, gu, shape):
    """The gradient for factors kept in one matrix."""
    return widened(tril(gl, k=-1), shape=shape) + widened(triu(gu), shape=shape)


lu_split = op(
    _split,
    joint=lambda g, out, lu: (_together(g[0], g[1], lu.shape),),
    name="lu_split",
    kind="gather",
    label="l, u",
    local=("1",),
    grad_fn="LuUnpackBackward0",
)


def lu_slope(gl, gu, lower, upper, order):
    """The gradient for x = P l u, from those of the factors.

    Of a square x it is P l⁻ᵀ (tril(lᵀ gl, −1) + triu(gu uᵀ)) u⁻ᵀ, as dx is P (dl u + l du). The columns of a wide x
    beyond the square, and the rows of a tall one, are functions of the square part: l⁻¹ (P⁻¹ x)₂ and (P⁻¹ x)₂ u⁻¹.
    """
    m, n = lower.shape[-2], upper.shape[-1]
    k = min(m, n)
    l1, l2, gl1, gl2 = lower[..., :k, :], lower[..., k:, :], gl[..., :k, :], gl[..., k:, :]
    u1, u2, gu1, gu2 = upper[..., :, :k], upper[..., :, k:], gu[..., :, :k], gu[..., :, k:]
    inner, outer = l1.mT @ gl1, gu1 @ u1.mT
    if n > k:
        inner = inner - gu2 @ u2.mT
    if m > k:
        outer = outer - l2.mT @ gl2
    inner = solve_triangular(l1.mT, tril(inner, k=-1) + triu(outer), upper=True, unitriangular=True)
    found = solve_triangular(u1.mT, inner, upper=False, left=False)
    if n > k:
        found = beside(found, solve_triangular(l1.mT, gu2, upper=True, unitriangular=True))
    if m > k:
        found = above(found, solve_triangular(u1.mT, gl2, upper=False, left=False))
    return order @ found


def _factor_slope(g, lu, pivots):
    lower, upper = lu_split(lu)
    m, n = lu.shape[-2:]
    k = min(m, n)
    order = permutation(pivots, rows=m, dtype=getattr(lu, "_array", lu).dtype)
    return (lu_slope(tril(g[..., :, :k], k=-1), triu(g[..., :k, :]), lower, upper, order),)


# Both factors in one matrix, the pivots, and the number of the first pivot that is zero.
lu_factor_ex = op(
    _lu_factor_ex,
    joint=lambda g, out, x: _factor_slope(g[0], out[0], out[1]),
    name="lu_factor_ex",
    kind="contract",
    label="lu",
    grad_fn="LinalgLuFactorExBackward0",
)


def _lu(x):
    factors, pivots, _ = _lu_factor_ex(x)
    return _permutation(pivots, x.shape[-2], x.dtype), *_split(factors)


# P, l and u with P @ l @ u = x.
lu = op(
    _lu,
    joint=lambda g, out, x: (lu_slope(g[1], g[2], out[1], out[2], out[0]),),
    name="lu",
    kind="contract",
    grad_fn="LinalgLuBackward0",
)


def _lu_solve(lu, pivots, b, left=True, adjoint=False):
    if not left:  # x a = b is aᴴ xᴴ = bᴴ
        return _lu_solve(lu, pivots, b.mT.conj(), True, not adjoint).mT.conj()
    order = permutation_of(pivots, lu.shape[-2])
    lead = np.broadcast_shapes(lu.shape[:-2], b.shape[:-2])
    order = np.broadcast_to(order, (*lead, order.shape[-1]))
    b = np.broadcast_to(b, (*lead, *b.shape[-2:]))
    if not adjoint:
        y = substitute(lu, np.take_along_axis(b, order[..., None], -2), False, True)
        return substitute(lu, y, True)
    turned = lu.mT.conj()
    y = substitute(turned, b, False)
    z = substitute(turned, y, True, True)
    out = np.empty_like(z)
    np.put_along_axis(out, order[..., None], z, -2)
    return out


def _lu_solve_slope(g, out, lu, pivots, left, turned):
    """dx = −a⁻¹ da x gives the gradient of a = P l u, and da = P (dl u + l du) those of its factors."""
    h = lu_solve(lu, pivots, g, left=left, adjoint=not turned)
    product = h @ adjoint(out) if left else adjoint(out) @ h
    ga = -(adjoint(product) if turned else product)
    lower, upper = lu_split(lu)
    ga = permutation(pivots, rows=lu.shape[-2], dtype=getattr(lu, "_array", lu).dtype).mT @ ga
    return tril(ga @ adjoint(upper), k=-1) + triu(adjoint(lower) @ ga)


# x with a @ x = b (or x @ a = b, or with aᴴ), from the factors of a.
lu_solve = op(
    _lu_solve,
    lambda g, out, lu, pivots, b, left=True, adjoint=False: _lu_solve_slope(g, out, lu, pivots, left, adjoint),
    None,
    lambda g, out, lu, pivots, b, left=True, adjoint=False: lu_solve(lu, pivots, g, left=left, adjoint=not adjoint),
    name="lu_solve",
    kind="contract",
    label="a⁻¹ @ b",
    local=("", "", "a⁻ᴴ @ g"),
    grad_fn="LinalgLuSolveBackward0",
    holomorphic=False,
)
