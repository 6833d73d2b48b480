"""Factors l d lᴴ of symmetric or Hermitian matrices that need not be positive, with the pivots of Bunch & Kaufman.

d has blocks of 1 × 1 and 2 × 2 on its diagonal; a block of two rows is marked by pivots below zero, as in LAPACK.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from backlight.core.op import op
from backlight.ops.matrices import no_derivative, one_norm

_ALPHA = (1 + 17**0.5) / 8  # the bound that keeps elements from growing


def _pivot(a: Any, k: int, hermitian: bool) -> tuple[int, int]:
    """The row to exchange, and the size of the block, for the elimination of column k."""
    n = len(a)
    here = abs(a[k, k].real) if hermitian else one_norm(a[k, k])
    if k == n - 1:
        return k, 1
    column = one_norm(a[k + 1 :, k])
    p = int(np.argmax(column)) + k + 1
    largest = column[p - k - 1]
    if here >= _ALPHA * largest:
        return k, 1
    across = max(one_norm(a[p, k:p]).max(), one_norm(a[p + 1 :, p]).max(initial=0))
    if here >= _ALPHA * largest * (largest / across):
        return k, 1
    there = abs(a[p, p].real) if hermitian else one_norm(a[p, p])
    return (p, 1) if there >= _ALPHA * across else (p, 2)


def _exchange(a: np.ndarray, i: int, p: int, hermitian: bool) -> None:
    """Exchange rows and columns i < p of a matrix of which only the lower triangle counts."""
    a[p + 1 :, [i, p]] = a[p + 1 :, [p, i]]
    middle = a[i + 1 : p, i].copy()
    a[i + 1 : p, i] = a[p, i + 1 : p].conj() if hermitian else a[p, i + 1 : p]
    a[p, i + 1 : p] = middle.conj() if hermitian else middle
    a[[i, p], [i, p]] = a[[p, i], [p, i]]
    if hermitian:
        a[p, i] = a[p, i].conj()


def _factor(a: Any, hermitian: bool) -> tuple[np.ndarray, int]:
    """Overwrite the lower triangle of one matrix; return its pivots and the first block that is zero."""
    n, info, k = len(a), 0, 0
    pivots = np.zeros(n, np.int32)
    while k < n:
        column = one_norm(a[k + 1 :, k]).max(initial=0)
        here = abs(a[k, k].real) if hermitian else one_norm(a[k, k])
        if max(column, here) == 0:
            info, step, p = info or k + 1, 1, k
            if hermitian:
                a[k, k] = a[k, k].real
        else:
            p, step = _pivot(a, k, hermitian)
            i = k + step - 1
            if p != i:
                _exchange(a, i, p, hermitian)
                if step == 2:
                    a[[i, p], k] = a[[p, i], k]
            if hermitian:
                for d in range(k, k + step):
                    a[d, d] = a[d, d].real
            below = a[k + step :, k : k + step]
            if len(below):
                block = a[k : k + step, k : k + step].copy()
                if step == 2:
                    block[0, 1] = block[1, 0].conj() if hermitian else block[1, 0]
                scaled = np.linalg.solve(block.T, below.T).T if step == 2 else below / block[0, 0]
                rest = scaled @ (below.conj().T if hermitian else below.T)
                a[k + step :, k + step :] -= np.tril(rest)
                if hermitian:
                    diagonal = np.arange(k + step, n)
                    a[diagonal, diagonal] = a[diagonal, diagonal].real
                a[k + step :, k : k + step] = scaled
        pivots[k : k + step] = p + 1 if step == 1 else -(p + 1)
        k += step
    return pivots, info


def _ldl_factor_ex(x, hermitian=False):
    hermitian = hermitian and x.dtype.kind == "c"
    out = np.tril(x)
    pivots = np.zeros(x.shape[:-1], np.int32)
    info = np.zeros(x.shape[:-2], np.int32)
    for place in np.ndindex(info.shape):
        pivots[place], info[place] = _factor(out[place], hermitian)
    return out, pivots, info


# l and d in one matrix, the pivots, and the number of the first block of d that is zero.
ldl_factor_ex = op(
    _ldl_factor_ex,
    joint=lambda g, out, x, hermitian=False: no_derivative("linalg_ldl_factor_ex"),
    name="ldl_factor_ex",
    kind="contract",
    label="ldl",
    grad_fn="NotImplemented",
)


def _solve(ld: np.ndarray, pivots: np.ndarray, b: np.ndarray, hermitian: bool) -> np.ndarray:
    """x with l d lᴴ @ x = b for one matrix: the exchanges and eliminations in order, then back."""
    n, b, k = len(ld), b.copy(), 0
    blocks = []
    while k < n:
        step = 1 if pivots[k] > 0 else 2
        i, p = k + step - 1, abs(int(pivots[k])) - 1
        if p != i:
            b[[i, p]] = b[[p, i]]
        b[k + step :] -= ld[k + step :, k : k + step] @ b[k : k + step]
        block = ld[k : k + step, k : k + step].copy()
        if step == 2:
            block[0, 1] = block[1, 0].conj() if hermitian else block[1, 0]
            b[k : k + 2] = np.linalg.solve(block, b[k : k + 2])
        else:
            b[k] /= block[0, 0].real if hermitian else block[0, 0]
        blocks.append((k, step, i, p))
        k += step
    for k, step, i, p in reversed(blocks):
        columns = ld[k + step :, k : k + step]
        b[k : k + step] -= (columns.conj().T if hermitian else columns.T) @ b[k + step :]
        if p != i:
            b[[i, p]] = b[[p, i]]
    return b


def _ldl_solve(ld, pivots, b, hermitian=False):
    hermitian = hermitian and ld.dtype.kind == "c"
    lead = np.broadcast_shapes(ld.shape[:-2], b.shape[:-2])
    ld = np.broadcast_to(ld, lead + ld.shape[-2:])
    pivots = np.broadcast_to(pivots, lead + pivots.shape[-1:])
    b = np.broadcast_to(b, lead + b.shape[-2:])
    out = np.empty(b.shape, b.dtype)
    for place in np.ndindex(lead):
        out[place] = _solve(ld[place], pivots[place], b[place], hermitian)
    return out


# x with a @ x = b, from the factors of a.
ldl_solve = op(
    _ldl_solve,
    joint=lambda g, out, ld, pivots, b, hermitian=False: no_derivative("linalg_ldl_solve"),
    name="ldl_solve",
    kind="contract",
    label="a⁻¹ @ b",
    grad_fn="NotImplemented",
)
