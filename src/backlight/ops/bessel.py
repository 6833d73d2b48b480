"""Bessel functions of order 0 and 1, of both kinds, and the spherical one of order 0; none of them has a gradient.

Up to 8 the series of J/xⁿ in x², and of Y without its logarithm and its pole (DLMF 10.8); beyond, amplitudes of cosine
and sine (DLMF 10.17). tests/golden/make_bessel.py computes the coefficients with mpmath.
"""

from __future__ import annotations

import math

import numpy as np

from backlight.core.op import elementwise
from backlight.ops.special import by_blocks, chebyshev

# Coefficients of Chebyshev polynomials of 2(x/8)² − 1 for x ≤ 8, and of 2(8/x)² − 1 beyond.
_J0_NEAR = (
    0.15772797147489012,
    -0.008723442352852221,
    0.2651786132033368,
    -0.37009499387264977,
    0.15806710233209725,
    -0.034893769411408884,
    0.004819180069467605,
    -0.00046062616620627504,
    3.246032882100508e-05,
    -1.7619469077621507e-06,
    7.608163592418782e-08,
    -2.679253530557673e-09,
    7.848696314479465e-11,
    -1.9438346867370164e-12,
    4.125320595634374e-14,
    -7.588508125447546e-16,
    1.2218515873961411e-17,
)
_J1_NEAR = (
    0.08104484632565812,
    -0.1489751450676521,
    0.1609992623572097,
    -0.08268049176681791,
    0.022213639654966037,
    -0.003646940600769276,
    0.0004050337728354822,
    -3.255554866857259e-05,
    1.9858774049915165e-06,
    -9.521984756750436e-08,
    3.687133759097148e-09,
    -1.178026622695885e-10,
    3.160154580348003e-12,
    -7.221755239651773e-14,
    1.4232144003513942e-15,
    -2.4441972916190464e-17,
)
_Y0_NEAR = (
    -0.03314611320328494,
    -0.2744743055297453,
    0.17903431407718265,
    0.26156734625504663,
    -0.17730201278114358,
    0.04719668959576339,
    -0.007287962479552079,
    0.0007531135932577742,
    -5.632079141056987e-05,
    3.206532537654801e-06,
    -1.44072332740187e-07,
    5.248794787330516e-09,
    -1.5837552541812015e-10,
    4.02633081830612e-12,
    -8.747341203310769e-14,
    1.6434898714919468e-15,
    -2.6977881152566837e-17,
)
_Y1_NEAR = (
    0.0025380132357417816,
    -0.01608717304766875,
    -0.09591204536083074,
    0.08445197259652346,
    -0.028328123944594365,
    0.005289897544167113,
    -0.0006414551451326356,
    5.505982873338744e-05,
    -3.53808001868935e-06,
    1.7707804556154404e-07,
    -7.11055004989928e-09,
    2.344337905911516e-10,
    -6.4651518414115946e-12,
    1.51429151205002e-13,
    -3.0511859694473254e-15,
    5.34668038572867e-17,
)
_P0 = (
    0.9994603493475187,
    -0.0005365220468132117,
    3.0751847875194745e-06,
    -5.1705945376060975e-08,
    1.6306464635151382e-09,
    -7.86409137723707e-11,
    5.168262387349193e-12,
    -4.3045788699253914e-13,
    4.3265957431549404e-14,
    -5.069034095935236e-15,
    6.748072215733873e-16,
    -1.0011513723467786e-16,
    1.6305919233744186e-17,
)
_Q0 = (
    -0.12444683684269607,
    0.0005470815954089319,
    -5.9315987288485175e-06,
    1.4377965798375193e-07,
    -5.817532749493056e-09,
    3.376097523734991e-10,
    -2.565397936797308e-11,
    2.404916100281365e-12,
    -2.6690625482579414e-13,
    3.4041800321963686e-14,
    -4.87994410531204e-15,
    7.729703176242605e-16,
    -1.3348852171502517e-16,
    2.4865952389390515e-17,
    -4.952892629886516e-18,
)
_P1 = (
    1.0009030408600137,
    0.0008989898330859408,
    -3.987284300488908e-06,
    6.177633960644299e-08,
    -1.8718907491063067e-09,
    8.816898659582339e-11,
    -5.704863640395645e-12,
    4.699195515230542e-13,
    -4.6842237839904895e-14,
    5.452674896044717e-15,
    -7.221180842274018e-16,
    1.0667689114335412e-16,
    -1.7312313216116335e-17,
)
_Q1 = (
    0.3742222965562826,
    -0.0007702178839325664,
    7.3108922063643636e-06,
    -1.676782510726674e-07,
    6.583354662120443e-09,
    -3.749090950541556e-10,
    2.8121750359748866e-11,
    -2.61145253946232e-12,
    2.8774212663332235e-13,
    -3.649001916061838e-14,
    5.206626366226707e-15,
    -8.215318025458595e-16,
    1.4141084390211833e-16,
    -2.626761589838529e-17,
    5.2192649196714085e-18,
)


def _near(coefficients, x):
    x = np.minimum(x, 8)
    return chebyshev(coefficients, x * x / 32 - 1)


def _waves(x, p, q):
    """√(2/πx), P and Q of DLMF 10.17.3, and cosine and sine of x − π/4, for x ≥ 8."""
    x = np.maximum(x, 8)
    t = 128 / (x * x) - 1
    c, s = np.cos(x), np.sin(x)
    scale = np.sqrt(1 / (math.pi * x))  # with the √½ of cos(x − π/4) = √½·(cos x + sin x)
    return scale * chebyshev(p, t), scale * chebyshev(q, t) / x, c + s, s - c


def _j0(x):
    x = np.abs(x)
    p, q, cosine, sine = _waves(x, _P0, _Q0)
    return np.where(x <= 8, _near(_J0_NEAR, x), p * cosine - q * sine)


def _j1(x):
    size = np.abs(x)
    p, q, cosine, sine = _waves(size, _P1, _Q1)  # cos(x − 3π/4) is sin(x − π/4)
    return np.where(size <= 8, x * _near(_J1_NEAR, size), np.copysign(1, x) * (p * sine + q * cosine))


def _y0(x):
    p, q, cosine, sine = _waves(x, _P0, _Q0)
    near = _near(_Y0_NEAR, x) + 2 / math.pi * np.log(x) * _near(_J0_NEAR, x)
    return _from_pole(x, np.where(x <= 8, near, p * sine + q * cosine))


def _y1(x):
    p, q, cosine, sine = _waves(x, _P1, _Q1)
    near = x * _near(_Y1_NEAR, x) + 2 / math.pi * (np.log(x) * x * _near(_J1_NEAR, x) - 1 / x)
    return _from_pole(x, np.where(x <= 8, near, q * sine - p * cosine))


def _from_pole(x, values):
    return np.where(x > 0, values, np.where(x == 0, -np.inf, np.nan))


def _spherical_j0(x):
    """sin x / x."""
    return np.where(np.isinf(x), 0, np.where(x == 0, 1, np.sin(x) / np.where(x == 0, 1, x)))


def _card(name, kernel):
    return elementwise(lambda x: by_blocks(kernel, x), None, name=name, to_float=True)


bessel_j0 = _card("bessel_j0", _j0)
bessel_j1 = _card("bessel_j1", _j1)
bessel_y0 = _card("bessel_y0", _y0)
bessel_y1 = _card("bessel_y1", _y1)
spherical_bessel_j0 = _card("spherical_bessel_j0", _spherical_j0)
