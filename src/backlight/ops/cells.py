"""One step of a recurrent layer, written in ops: the simple cell, the gated recurrent unit, long short-term memory.

`x` is what the input adds to the gates, (n, gates·c); `h` and `c` are the state, (n, c).
"""

from __future__ import annotations

from backlight.ops.functions import sigmoid, tanh
from backlight.ops.linalg import matmul
from backlight.ops.select import relu
from backlight.ops.shape import matrix_transpose


def affine(x, w, b):
    """x @ wᵀ + b; the bias may be missing."""
    product = matmul(x, matrix_transpose(w))
    return product if b is None else product + b


def simple(x, h, w, b, act):
    """act(x + h @ wᵀ + b), with `act` "tanh" or "relu"."""
    z = x + affine(h, w, b)
    return tanh(z) if act == "tanh" else relu(z)


def gru(x, h, w, b):
    """z·h + (1 − z)·n with n = tanh(xₙ + r·hₙ); also (r, z, n, hₙ), which stand side by side."""
    size = h.shape[1]
    given = affine(h, w, b)
    r = sigmoid(x[:, :size] + given[:, :size])
    z = sigmoid(x[:, size : 2 * size] + given[:, size : 2 * size])
    own = given[:, 2 * size :]
    n = tanh(x[:, 2 * size :] + own * r)
    return (h - n) * z + n, (r, z, n, own)


def lstm(x, h, c, w, b, projection=None):
    """o·tanh(c) and c = f·c + i·g, the new state; also the gates (i, f, g, o)."""
    size = c.shape[1]
    gates = x + affine(h, w, b)
    i = sigmoid(gates[:, :size])
    f = sigmoid(gates[:, size : 2 * size])
    g = tanh(gates[:, 2 * size : 3 * size])
    o = sigmoid(gates[:, 3 * size :])
    c = f * c + i * g
    h = o * tanh(c)
    return h if projection is None else affine(h, projection, None), c, (i, f, g, o)
