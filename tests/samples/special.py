"""Samples for special functions: the error function's kin, the gamma family, Bessel functions, polynomials."""

from __future__ import annotations

import numpy as np

from tests.samples import OpSamples, Sample
from tests.samples.elementwise import SPECIAL, one, pairs, shapes

INF, NAN = np.inf, np.nan
FAR = np.array([-100.0, -20.0, -8.0, -5.0, -2.0, 0.0, 1e-9, 2.0, 5.0, 8.0, 20.0, 100.0])
POSITIVE = np.array([0.0, 1e-9, 0.5, 1.9, 2.0, 2.1, 7.9, 8.1, 20.0, 300.0])


def special(name, low=-2.0, high=2.0, edge=SPECIAL, **about):
    return one(lambda t, x: getattr(t.special, name)(x), low, high, edge, **about)


def waves(name, low, high, edge):
    """Tried where torch's own are right: around 10 they are so to seven digits only, which is why mpmath's are tried
    in tests/ops/test_bessel.py."""
    return special(name, low, high, edge, slack=2e-6, tolerance=2e-5, double=1e-6)


def whole_first(torch, low, high):
    """A function of two numbers that has no gradient for the first: whole numbers there, then floats."""

    def make(rng):
        whole = lambda shape: rng.integers(2, 6, shape)
        positive = lambda shape: rng.uniform(low, high, shape)
        floats = [
            Sample((positive((2, 3)) + 1, positive((3,))), {}, "floats", differentiable=False),
            Sample((np.array([1.5, 30.0, 90.0, 300.0]), np.array([0.2, 31.0, 70.0, 290.0])), {}, "wide", False),
        ]
        return [*pairs(whole, positive), *floats]

    return OpSamples(make, torch, double=1e-8)  # torch itself has nine digits at a large argument


def degrees(name):
    """Polynomials at some x, of degrees beside it; the names of two of the arguments are x and n."""

    def make(rng):
        x = lambda shape: rng.uniform(-1.5, 1.5, shape)
        n = lambda shape: rng.integers(-1, 12, shape).astype(np.float64)
        ends = np.array([-1.0, -1.0, 0.0, 0.0, 1.0, 1.0]), np.array([10.0, 11.0, 10.0, 11.0, 10.0, 11.0])
        return [
            *pairs(x, n),
            Sample((rng.uniform(-1, 1, 4), np.array([3, 0, 12, 5])), {}, "int"),
            Sample(ends, {}, "ends"),
        ]

    return OpSamples(
        make, lambda t, x, n: getattr(t.special, name)(x, n), tolerance=2e-5, slack=2e-5, second_order=False
    )


def matrices(rng):
    samples = shapes(lambda shape: rng.uniform(2.5, 6, shape), p=3)
    return [*samples, Sample((np.array([0.3, 2.0]),), {"p": 1}, "one")]


NAMES = ["chebyshev_polynomial_t", "chebyshev_polynomial_u", "chebyshev_polynomial_v", "chebyshev_polynomial_w"]
NAMES += [f"shifted_{name}" for name in NAMES]
NAMES += ["hermite_polynomial_h", "hermite_polynomial_he", "laguerre_polynomial_l", "legendre_polynomial_p"]

SAMPLES = {
    "airy_ai": waves("airy_ai", -1.5, 6.0, np.array([-100.0, -1.0, 0.0, 2.0, 5.0, 20.0])),
    "bessel_j0": waves("bessel_j0", -5.0, 5.0, np.array([-100.0, -40.0, 0.0, 1e-9, 2.0, 40.0, 100.0])),
    "bessel_j1": waves("bessel_j1", -5.0, 5.0, np.array([-100.0, -40.0, 0.0, 1e-9, 2.0, 40.0, 100.0])),
    "bessel_y0": waves("bessel_y0", 0.1, 2.5, np.array([-1.0, 0.0, 1e-9, 0.5, 2.0, 40.0, 300.0])),
    "bessel_y1": waves("bessel_y1", 0.1, 2.5, np.array([-1.0, 0.0, 1e-9, 0.5, 2.0, 40.0, 300.0])),
    "spherical_bessel_j0": special("spherical_bessel_j0", -12.0, 12.0, FAR),
    "i0": special("i0", -10.0, 10.0, SPECIAL),
    "i0e": special("i0e", -10.0, 10.0, FAR),
    "i1": special("i1", -10.0, 10.0, SPECIAL),
    "i1e": special("i1e", -10.0, 10.0, FAR),
    "modified_bessel_i0": special("modified_bessel_i0", -10.0, 10.0, SPECIAL),
    "modified_bessel_i1": special("modified_bessel_i1", -10.0, 10.0, SPECIAL),
    "modified_bessel_k0": special("modified_bessel_k0", 0.1, 10.0, POSITIVE[:-1]),
    "modified_bessel_k1": special("modified_bessel_k1", 0.1, 10.0, POSITIVE[:-1]),
    "scaled_modified_bessel_k0": special("scaled_modified_bessel_k0", 0.1, 10.0, POSITIVE),
    "scaled_modified_bessel_k1": special("scaled_modified_bessel_k1", 0.1, 10.0, POSITIVE),
    "erfcx": special("erfcx", -2.0, 6.0, FAR[2:]),
    "log_ndtr": special("log_ndtr", -6.0, 4.0, FAR, slack=1e-6),
    "ndtri": special("ndtri", 0.05, 0.95, np.array([-0.5, 0.0, 1e-9, 1e-3, 0.5, 1.0, 1.5, NAN]), slack=1e-6),
    "entr": special("entr", 0.1, 3.0),
    "xlog1py": OpSamples(
        lambda rng: pairs(
            lambda shape: rng.uniform(0.2, 2, shape), edge=(np.array([0.0, 0.0, 1.0]), np.array([-1.0, NAN, -1.0]))
        ),
        lambda t, x, y: t.special.xlog1py(x, y),
    ),
    "zeta": whole_first(lambda t, x, y: t.special.zeta(x, y), 0.3, 6.0),
    "igamma": whole_first(lambda t, x, y: t.igamma(x.to(y.dtype), y), 0.3, 6.0),
    "igammac": whole_first(lambda t, x, y: t.igammac(x.to(y.dtype), y), 0.3, 6.0),
    "mvlgamma": OpSamples(matrices, lambda t, x, p: t.mvlgamma(x, p), slack=2e-6),
    **{name: degrees(name) for name in NAMES},
}
ERRORS: dict = {}
