"""Orthogonal polynomials Pₙ(x), each by its recurrence or by angles; n is an array too, and nothing has a gradient.

The recurrences are those of DLMF 18.9, the angles those of 18.5. A negative n gives 0.
"""

from __future__ import annotations

import numpy as np

from backlight.core.op import elementwise
from backlight.ops.special import refuse_complex


def _by_recurrence(x, n, second, after):
    """1, second(x), then after(k, x, pₖ, pₖ₋₁) = pₖ₊₁, up to the n of each element."""
    out = np.where(n < 0, 0.0, 1.0)
    before, now = np.ones_like(x), second(x)
    for k in range(1, max(n.max(initial=0) + 1, 1)):
        out[n == k] = now[n == k]
        before, now = now, after(k, x, now, before)
    return out


def _chebyshev(x, n, second, by_angle, most):
    """2x·pₖ − pₖ₋₁; between −1 and 1, from a degree above `most` on, the quotient of two angles."""
    angles = (n > most) & (np.abs(x) < 1)
    out = _by_recurrence(x, np.where(angles, 0, n), second, lambda k, x, now, before: 2 * x * now - before)
    out[angles] = by_angle(np.arccos(x[angles]), n[angles])
    return out


def _t(x, n):
    return _chebyshev(x, n, lambda x: x, lambda angle, n: np.cos(n * angle), 6)


def _u(x, n):
    return _chebyshev(x, n, lambda x: 2 * x, lambda angle, n: np.sin((n + 1) * angle) / np.sin(angle), 8)


def _v(x, n):
    return _chebyshev(x, n, lambda x: 2 * x - 1, lambda angle, n: np.cos((n + 0.5) * angle) / np.cos(angle / 2), 8)


def _w(x, n):
    return _chebyshev(x, n, lambda x: 2 * x + 1, lambda angle, n: np.sin((n + 0.5) * angle) / np.sin(angle / 2), 8)


def _hermite_h(x, n):
    return _by_recurrence(x, n, lambda x: 2 * x, lambda k, x, now, before: 2 * (x * now - k * before))


def _hermite_he(x, n):
    return _by_recurrence(x, n, lambda x: x, lambda k, x, now, before: x * now - k * before)


def _laguerre(x, n):
    return _by_recurrence(
        x, n, lambda x: 1 - x, lambda k, x, now, before: ((2 * k + 1 - x) * now - k * before) / (k + 1)
    )


def _legendre(x, n):
    return _by_recurrence(x, n, lambda x: x, lambda k, x, now, before: ((2 * k + 1) * x * now - k * before) / (k + 1))


def _card(name, polynomial, limits=None, shifted=False):
    """`limits`: the degrees, in float32 and float64, beyond which the result is NaN."""

    def forward(x, n):
        refuse_complex(x, n)
        kind = np.result_type(x, n)
        x, n = np.broadcast_arrays(x.astype(np.float64), n)
        degree = n.astype(np.int64)
        beyond = np.zeros(n.shape, bool) if limits is None else degree > limits[kind.itemsize == 8]
        out = polynomial(2 * x - 1 if shifted else x, np.where(beyond, 0, degree))
        return np.where(beyond, np.nan, out).astype(kind)

    return elementwise(forward, None, None, name=name, to_float=True, label=f"{name.split('_')[-1].title()}ₙ")


_HERMITE = (128, 512)

chebyshev_polynomial_t = _card("chebyshev_polynomial_t", _t)
chebyshev_polynomial_u = _card("chebyshev_polynomial_u", _u)
chebyshev_polynomial_v = _card("chebyshev_polynomial_v", _v)
chebyshev_polynomial_w = _card("chebyshev_polynomial_w", _w)
shifted_chebyshev_polynomial_t = _card("shifted_chebyshev_polynomial_t", _t, shifted=True)
shifted_chebyshev_polynomial_u = _card("shifted_chebyshev_polynomial_u", _u, shifted=True)
shifted_chebyshev_polynomial_v = _card("shifted_chebyshev_polynomial_v", _v, shifted=True)
shifted_chebyshev_polynomial_w = _card("shifted_chebyshev_polynomial_w", _w, shifted=True)
hermite_polynomial_h = _card("hermite_polynomial_h", _hermite_h, _HERMITE)
hermite_polynomial_he = _card("hermite_polynomial_he", _hermite_he, _HERMITE)
laguerre_polynomial_l = _card("laguerre_polynomial_l", _laguerre)
legendre_polynomial_p = _card("legendre_polynomial_p", _legendre)
