"""Sums of products over named indices: the plan of a contraction, then its card, which works by matrix products."""

from __future__ import annotations

from functools import lru_cache
from math import prod

import numpy as np

from backlight.core.fit import broadcast_to
from backlight.core.op import op


@lru_cache(maxsize=1024)
def _plan(equation: str) -> tuple:
    """How to transpose the operands of "ij,jk->ik" to (batch, own, inner), (batch, inner, own), and the result back."""
    operands, _, result = equation.partition("->")
    left, _, right = operands.partition(",")
    batch = [i for i in left if i in right and i in result]
    inner = [i for i in left if i in right and i not in result]
    own_left = [i for i in left if i not in right]
    own_right = [i for i in right if i not in left]
    made = batch + own_left + own_right
    return (
        [left.index(i) for i in batch + own_left + inner],
        [right.index(i) for i in batch + inner + own_right],
        [made.index(i) for i in result],
        (len(batch), len(own_left), len(inner)),
    )


def _einsum(x, y, equation):
    """Each index stands once per operand, and in the result or in the other operand."""
    to_left, to_right, back, (batch, own, inner) = _plan(equation)
    x, y = x.transpose(to_left), y.transpose(to_right)
    b, n, k = x.shape[:batch], x.shape[batch : batch + own], x.shape[batch + own :]
    c, l, m = y.shape[:batch], y.shape[batch : batch + inner], y.shape[batch + inner :]
    if b != c or k != l:  # sizes of 1 broadcast
        b, k = np.broadcast_shapes(b, c), np.broadcast_shapes(k, l)
        x, y = np.broadcast_to(x, (*b, *n, *k)), np.broadcast_to(y, (*b, *k, *m))
    if not inner:
        left, right = (*b, *n, *[1] * len(m)), (*b, *[1] * len(n), *m)
        return np.asarray(x.reshape(left) * y.reshape(right)).transpose(back)  # (b, n, 1) * (b, 1, m)
    size, rows, columns = prod(k), prod(n), prod(m)
    if not batch:
        out = np.matmul(x.reshape(rows, size), y.reshape(size, columns))  # (n, k) @ (k, m)
    else:
        out = np.matmul(x.reshape(prod(b), rows, size), y.reshape(prod(b), size, columns))  # (b, n, k) @ (b, k, m)
    return out.reshape((*b, *n, *m)).transpose(back).astype(x.dtype, copy=False)


def _gradient(g, other, shape, equation):
    """The contraction of g with the other operand, at the size of the operand that it is for."""
    found = einsum(g, other, equation=equation)
    if any(a == 1 != b for a, b in zip(found.shape, shape, strict=True)):  # the other operand had broadcast
        full = tuple([b if a == 1 else a for a, b in zip(found.shape, shape, strict=True)])
        found = broadcast_to(found, shape=full)
    return found


def _turned(equation: str, position: int) -> str:
    """The equation of the gradient: "ij,jk->ik" gives "ik,jk->ij" for the first operand, "ik,ij->jk" for the second."""
    operands, _, result = equation.partition("->")
    left, _, right = operands.partition(",")
    return f"{result},{left}->{right}" if position else f"{result},{right}->{left}"


einsum = op(
    _einsum,
    lambda g, out, x, y, equation: _gradient(g, y, x.shape, _turned(equation, 0)),
    lambda g, out, x, y, equation: _gradient(g, x, y.shape, _turned(equation, 1)),
    name="einsum",
    kind="contract",
    label="Σ x·y",
    local=("Σ g·y", "Σ g·x"),
    grad_fn=lambda params: "ViewBackward0" if _plan(params["equation"])[3][2] else "MulBackward0",
)
