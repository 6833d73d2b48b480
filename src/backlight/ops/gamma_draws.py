"""Gamma and Dirichlet draws with the gradients of their parameters: how a draw would move if the parameter did.

dx/dα = −(∂F/∂α) / (∂F/∂x) for the distribution function F, in closed form nowhere. The approximations are torch's own
(Jankowiak and Obermeyer, Pathwise Derivatives Beyond the Reparameterization Trick): series near 0, expansions about
the saddle point for large parameters, and fitted rational functions between. Good to three or four digits.
"""

from __future__ import annotations

import numpy as np

from backlight.core import random
from backlight.core.modes import state
from backlight.core.op import op
from backlight.ops.reduce import sum
from backlight.ops.special import digamma


def _drawn(how):
    def forward(x, generator):
        if state.batching is not None:
            raise state.batching.draw()  # inside vmap its `randomness` decides
        return getattr(random, how)(generator, x)

    return forward


def _slope(kernel):
    """The kernel, of float64, each part of its domain at a time, for arrays of any float dtype."""

    def forward(*arrays):
        with np.errstate(all="ignore"):
            out = kernel(*[x.astype(np.float64) for x in np.broadcast_arrays(*arrays)])
        return out.astype(arrays[0].dtype)

    return forward


def _none(name):
    def rule(g, out, *arrays):
        raise NotImplementedError(f"the derivative for '{name}' is not implemented, in torch neither")

    return rule


def _filled(shape, *parts):
    """Each (where, function) of the first condition that holds; NaN of a series counts as 0, as in torch."""
    out, todo = np.empty(shape), np.ones(shape, bool)
    for where, function, series in parts:
        where = where & todo
        if where.any():
            found = function(where)
            out[where] = np.where(np.isnan(found), 0, found) if series else found
        todo &= ~where
    return out


GAMMA = np.array(
    [
        [0.16009398, -0.094634809, 0.025146376, -0.0030648343, 1, 0.32668115, 0.10406089, 0.0014179084],
        [0.53487893, 0.1298071, 0.065735949, -0.0015649758, 0.16639465, 0.020070113, -0.0035938915, -0.00058392623],
        [0.040121004, -0.0065914022, -0.0026286047, -0.0013441777]
        + [0.017050642, -0.0021309326, 0.00085092367, -1.5247877e-07],
    ]
)


def _gamma_series(a, x):
    numerator, first, second = np.ones_like(x), 1 / a, 1 / a**2
    for i in range(1, 6):
        numerator = numerator * -x / i
        first += numerator / (a + i)
        second += numerator / (a + i) ** 2
    density = x ** (a - 1) * np.exp(-x)
    return (x**a * second - (np.log(x) - digamma(a)) * x**a * first) / density


def _gamma_centre(a, x):
    second = 1440 * a**2 + 6 * x * (53 - 120 * x) - 65 * x * x / a + a * (107 + 3600 * x)
    return (1 + 24 * a * (1 + 12 * a)) * second / (1244160 * a**4)


def _gamma_saddle(a, x):
    ratio, root = np.log(x / a), np.sqrt(8 * a)
    power = (x - a - a * ratio) ** -1.5
    term = ratio * (root / (a - x) - np.where(x < a, power, -power)) - np.sqrt(2 / a) * (a + x) / (a - x) ** 2
    return -(1 + 1 / (12 * a) * (1 + 1 / (24 * a))) * x * term / root


def _gamma_fit(a, x):
    u, v = np.log(x / a), np.log(a)
    c = GAMMA[:, :, None]
    c = c[0] + u * (c[1] + u * c[2])
    powers = np.array([np.ones_like(v), v, v * v, v * v * v])
    return np.exp((c[:4] * powers).sum(0) / (c[4:] * powers).sum(0))


def _gamma_slope(a, x):
    def on(kernel):
        return lambda where: kernel(a[where], x[where])

    return _filled(
        x.shape,
        (x < np.float32(0.8), on(_gamma_series), True),
        ((a > 8) & (np.float32(0.9) * a <= x) & (x <= np.float32(1.1) * a), on(_gamma_centre), False),
        (a > 8, on(_gamma_saddle), False),
        (np.True_, on(_gamma_fit), False),
    )


DIRICHLET = np.array(  # (numerator or denominator, power of u, power of a, power of b)
    [
        [1.003668233, -0.01061107488, -0.0657888334, 0.01201642863],
        [0.6336835991, -0.3557432599, 0.05486251648, -0.001465281033],
        [-0.03276231906, 0.004474107445, 0.002429354597, -0.0001557569013],
        [0.221950385, -0.3187676331, 0.01799915743, 0.01074823814],
        [-0.2951249643, 0.06219954479, 0.01535556598, 0.001550077057],
        [0.02155310298, 0.004170831599, 0.001292462449, 6.976601077e-05],
        [-0.05980841433, 0.008441916499, 0.01085618172, 0.002319392565],
        [0.02911413504, 0.01400243777, -0.002721828457, 0.000751041181],
        [0.005900514878, -0.001936558688, -9.495446725e-06, 5.385558597e-05],
        [1, -0.02924021934, -0.04438342661, 0.007285809825],
        [0.6357567472, -0.3473456711, 0.05454656494, -0.002407477521],
        [-0.03301322327, 0.004845219414, 0.00231480583, -0.0002307248149],
        [0.5925320577, -0.1757678135, 0.01505928619, 0.000564515273],
        [0.1014815858, -0.06589186703, 0.01272886114, -0.0007316646956],
        [-0.007258481865, 0.001096195486, 0.0003934994223, -4.12701925e-05],
        [0.06469649321, -0.0236701437, 0.002902096474, -5.896963079e-05],
        [0.001925008108, -0.002869809258, 0.0008000589141, -6.063713228e-05],
        [-0.0003477407336, 6.959756487e-05, 1.097287507e-05, -1.650964693e-06],
    ]
).reshape(2, 3, 3, 4)


def _near_zero(x, a, b):
    """dx/da of a beta number near 0."""
    factor = digamma(a) - digamma(a + b) - np.log(x)
    numerator, series = np.ones_like(x), (factor + 1 / a) / a
    for i in range(1, 11):
        numerator = numerator * (i - b) * x / i
        series += numerator / (a + i) * (factor + 1 / (a + i))
    return x * (1 - x) ** -b * series


def _near_one(x, a, b):
    """dx/da of a beta number near 1, by the series of 1 − x in its own parameters."""
    x, a, b = 1 - x, b, a
    factor = digamma(a + b) - digamma(b)
    numerator, betas, slopes = np.ones_like(x), np.ones_like(x), np.zeros_like(x)
    series = factor / a
    for i in range(1, 9):
        numerator = numerator * -x / i
        slopes = slopes * (b - i) + betas
        betas = betas * (b - i)
        series += numerator / (a + i) * (slopes + factor * betas)
    found = (1 - x) ** (1 - b) * series
    return np.where(np.isnan(found), 0, found)


def _beta_saddle(x, a, b):
    """dx/da where both parameters are large."""
    total = a + b
    mean, spread = a / total, np.sqrt(a * b / (total + 1)) / total
    poly = 8 * (1 - x) * (135 * b - 11)
    poly = (453 + 1620 * b * (1 - x) - 455 * x) * b + a * poly
    poly = 3 * (59 + 180 * b - 90 * x) * b**2 + a * poly
    poly = 47 * x * b**4 + a * ((43 + 20 * (16 + 27 * b) * x) * b**3 + a * poly)
    front = (1 + 12 * a) * (1 + 12 * b) / total**2
    centre = front / (1 - x) * poly / (12960 * a**3 * b**2 * (1 + 12 * total))

    def stirling(z):
        return 1 + 1 / (12 * z) + 1 / (288 * z * z)

    cross = a * (x - 1) + b * x
    first = 2 * a**2 * (x - 1) + a * b * (x - 1) - x * b**2
    first /= np.sqrt(2 * a / b) * total**1.5 * cross**2
    left, right = np.log(a / (total * x)), np.log(b / (total * (1 - x)))
    fourth = (b * right + a * left) ** -1.5
    terms = first + 0.5 * left * (np.sqrt(8 * a * b / total) / cross + np.where(x < mean, fourth, -fourth))
    away = stirling(a) * stirling(b) / stirling(total) * -x / np.sqrt(2 * a * b / total) * terms
    return np.where((mean - 0.1 * spread <= x) & (x <= mean + 0.1 * spread), centre, away)


def _beta_fit(x, a, b):
    u = np.log(x)
    v = np.log(a) - u
    w = np.log(a + b) - v
    us, vs, ws = (np.array([z**i for i in range(n)]) for z, n in ((u, 3), (v, 3), (w, 4)))
    p, q = np.einsum("fijk,in,jn,kn->fn", DIRICHLET, us, vs, ws)
    return p / q * x * (digamma(a + b) - digamma(a)) / b


def _beta_slope(x, a, total):
    b = total - a
    boundary = total * x * (1 - x)

    def on(kernel):
        return lambda where: kernel(x[where], a[where], b[where])

    return _filled(
        x.shape,
        ((x <= 0.5) & (boundary < 2.5), on(_near_zero), True),
        ((x >= 0.5) & (boundary < 0.75), on(_near_one), True),
        ((a > 6) & (b > 6), on(_beta_saddle), False),
        (np.True_, on(_beta_fit), False),
    )


standard_gamma_grad = op(
    _slope(_gamma_slope),
    *[_none("_standard_gamma_grad")] * 2,
    name="standard_gamma_grad",
    kind="elementwise",
    local=("?", "?"),
)
dirichlet_grad = op(
    _slope(_beta_slope),
    *[_none("_dirichlet_grad")] * 3,
    name="dirichlet_grad",
    kind="elementwise",
    local=("?", "?", "?"),
)

standard_gamma = op(
    _drawn("standard_gamma"),
    lambda g, out, x, generator: g * standard_gamma_grad(x, out),
    name="standard_gamma",
    kind="random",
    label="Γ draw",
    local=("dx/dα",),
    grad_fn="StandardGammaBackward0",
)
dirichlet = op(
    _drawn("dirichlet"),
    lambda g, out, x, generator: (
        dirichlet_grad(out, x, sum(x, axis=-1, keepdims=True)) * (g - sum(out * g, axis=-1, keepdims=True))
    ),
    name="dirichlet",
    kind="random",
    label="Dirichlet draw",
    local=("dx/dα",),
    grad_fn="_DirichletBackward",
)
