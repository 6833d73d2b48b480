"""Products of vectors and matrices: two vectors, a matrix and a vector, two matrices, batches of them, with a sum."""

from __future__ import annotations

from math import prod

import numpy as np

from backlight.core.op import elementwise, op
from backlight.ops.reduce import sum


def _product(x, y):
    out = np.matmul(x, y)
    return out if out.dtype is x.dtype else out.astype(x.dtype)  # of bfloat16, float32 has come


# The operands of these have one dtype and do not broadcast; they are declared as elementwise for the faster call
# (0.7 µs of 5 for a product of 2×2).
dot = elementwise(
    np.dot,
    lambda g, out, x, y: g * y,
    lambda g, out, x, y: g * x,
    kind="contract",
    label="x·y",
    local=("y", "x"),
)
matmul = elementwise(
    _product,
    lambda g, out, x, y: g @ y.T,
    lambda g, out, x, y: x.T @ g,
    name="matmul",
    kind="contract",
    label="@",
    local=("g @ yᵀ", "xᵀ @ g"),
    grad_fn="MmBackward0",
)
mv = elementwise(
    _product,
    lambda g, out, x, y: g.reshape(-1, 1) * y,  # (n, 1) * (k,) -> (n, k)
    lambda g, out, x, y: x.T @ g,
    name="mv",
    kind="contract",
    label="@",
    local=("g ⊗ y", "xᵀ @ g"),
)
# A vector times a matrix; torch makes the vector a matrix of one row and names the node by the squeeze at the end.
vm = elementwise(
    _product,
    lambda g, out, x, y: y @ g,
    lambda g, out, x, y: x.reshape(-1, 1) * g,  # (k, 1) * (m,) -> (k, m)
    name="vm",
    kind="contract",
    label="@",
    local=("y @ g", "x ⊗ g"),
    grad_fn="SqueezeBackward4",
)


def _batches(x, y):
    if y.ndim == 2:
        # one large product is faster than many small ones
        rows = x.reshape(prod(x.shape[:-1]), x.shape[-1])  # (…, k) -> (n, k)
        return _product(rows, y).reshape(*x.shape[:-1], y.shape[-1])  # (n, m) -> (…, m)
    return _product(x, y)


def _for_right(g, x, y):
    if y.ndim == 2:
        k, m = y.shape
        n = prod(x.shape[:-1])
        return x.reshape(n, k).T @ g.reshape(n, m)  # (…, k), (…, m) -> (k, m)
    return x.mT @ g


batches = op(
    _batches,
    lambda g, out, x, y: batches(g, y.mT),
    lambda g, out, x, y: _for_right(g, x, y),
    name="matmul_of_batches",
    kind="contract",
    label="@",
    local=("g @ yᵀ", "xᵀ @ g"),
    grad_fn="UnsafeViewBackward0",
)
bmm = elementwise(
    _product,
    lambda g, out, x, y: g @ y.mT,
    lambda g, out, x, y: x.mT @ g,
    name="bmm",
    kind="contract",
    label="@",
    local=("g @ yᵀ", "xᵀ @ g"),
)

# A layer of neurons: x @ wᵀ + b, the bias first as in torch's graph.
linear = op(
    lambda b, x, w: np.add(y := _product(x, w.T), b, out=y),
    lambda g, out, b, x, w: sum(g, axis=0, keepdims=False) if b.ndim == 1 else g,
    lambda g, out, b, x, w: g @ w,
    lambda g, out, b, x, w: g.T @ x,
    name="linear",
    kind="contract",
    label="x @ wᵀ + b",
    local=("1", "g @ w", "gᵀ @ x"),
    grad_fn="AddmmBackward0",
)


def _scaled(g, factor):
    return g if factor == 1 else g * factor


def _plus_product(b, x, y, beta, alpha, form):
    product = _product(x, y)
    if form == "addbmm":
        product = np.add.reduce(product, axis=0, dtype=product.dtype)
    if any(n not in (1, m) for n, m in zip(b.shape[::-1], product.shape[::-1], strict=False)) or b.ndim > product.ndim:
        raise RuntimeError(
            f"{form}: the first argument, of shape {list(b.shape)}, does not expand to the shape {list(product.shape)} "
            "of the product"
        )
    product = product if alpha == 1 else product * product.dtype.type(alpha)
    if beta == 0:  # what was there does not count, not even NaN
        return product
    return b + product if beta == 1 else b * product.dtype.type(beta) + product


def _for_x(g, x, y, alpha):
    g = _scaled(g, alpha)
    return g.reshape(-1, 1) * y if y.ndim == 1 else g @ y.mT  # (n, 1) * (k,) -> (n, k)


# β·b + α·(x @ y) for matrices, for a matrix and a vector, for batches, and for batches whose products are summed.
addmm = op(
    _plus_product,
    lambda g, out, b, x, y, beta, alpha, form: _scaled(g, beta),
    lambda g, out, b, x, y, beta, alpha, form: _for_x(g, x, y, alpha),
    lambda g, out, b, x, y, beta, alpha, form: x.mT @ _scaled(g, alpha),
    name="addmm",
    kind="contract",
    label="β·b + α·x @ y",
    local=("β", "α·g @ yᵀ", "α·xᵀ @ g"),
    grad_fn=lambda params: f"{params['form'].title()}Backward0",
)


def _cross(x, y, axis):
    x, y = (np.moveaxis(a, axis, 0) for a in np.broadcast_arrays(x, y))
    (a, b, c), (d, e, f) = x, y
    return np.stack([b * f - c * e, c * d - a * f, a * e - b * d], axis)


cross = op(
    _cross,
    lambda g, out, x, y, axis: cross(y, g, axis=axis),
    lambda g, out, x, y, axis: cross(g, x, axis=axis),
    name="cross",
    kind="contract",
    local=("y × g", "g × x"),
    grad_fn="LinalgCrossBackward0",
)


class LinAlgError(RuntimeError):
    """A matrix is not what the operation needs: it is singular, or not positive definite."""
