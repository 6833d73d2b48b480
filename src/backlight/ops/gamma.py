"""The gamma family beyond lgamma and digamma: Hurwitz' zeta function, and the gamma function of matrices."""

from __future__ import annotations

import math

import numpy as np

from backlight.core.op import elementwise, op
from backlight.ops.special import digamma, hurwitz, lgamma, refuse_complex


def _zeta(s, q):
    """NaN for s < 1, and for powers of a negative q that are not whole; a pole at q = 0, −1, −2, …"""
    found = hurwitz(s, q)
    found = np.where((q <= 0) & (s != np.floor(s)), np.nan, found)
    found = np.where((q <= 0) & (q == np.floor(q)), np.inf, found)
    return np.where(s < 1, np.nan, np.where(s == 1, np.inf, found))


def no_slope(name):
    def rule(g, out, x, y):
        raise NotImplementedError(f"the derivative for '{name}: input' is not implemented, in torch neither")

    return rule


def in_double(kernel):
    """The kernel, which takes and gives float64, for two arrays of any dtype."""

    def forward(x, y):
        refuse_complex(x, y)
        kind = np.result_type(x, y)
        return kernel(*np.broadcast_arrays(x.astype(np.float64), y.astype(np.float64))).astype(kind)

    return forward


zeta = elementwise(
    in_double(_zeta),
    no_slope("zeta"),
    lambda g, out, x, y: g * (-x * zeta(x + 1, y)),
    name="zeta",
    to_float=True,
    label="ζ",
    local=("?", "−x·ζ(x + 1, y)"),
    grad_fn="SpecialZetaBackward0",
)


def _mvlgamma(x, p):
    total = np.full(x.shape, p * (p - 1) / 4 * math.log(math.pi))
    for i in range(p):
        total += lgamma(x - x.dtype.type(i / 2))
    return total.astype(x.dtype)


def _mvlgamma_slope(x, p):
    total = digamma(x)
    for i in range(1, p):
        total = total + digamma(x - i / 2)
    return total


mvlgamma = op(
    _mvlgamma,
    lambda g, out, x, p: g * _mvlgamma_slope(x, p),
    name="mvlgamma",
    kind="elementwise",
    label="log Γₚ",
    local=("Σ ψ(x − i/2)",),
)
