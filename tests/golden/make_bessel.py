"""Computes with mpmath the coefficients of ops/bessel.py and its test figures: python -m tests.golden.make_bessel.

It prints the coefficients of Chebyshev series, to be pasted, and writes tests/golden/bessel.json. The splitting of the
functions follows DLMF: 10.8 and 10.31 (logarithm and power series), 10.17, 10.40 and 9.7 (amplitudes at large x).
"""

from __future__ import annotations

import json
from pathlib import Path

import mpmath as mp
import numpy as np

mp.mp.dps = 40
PATH = Path(__file__).with_name("bessel.json")
ZETA_2, ZETA_5 = (mp.mpf(2) / 3 * mp.mpf(x) ** mp.mpf("1.5") for x in (2, 5))  # Airy's ζ where the pieces meet


def series(function, count=60, most=1e-17):
    """The Chebyshev coefficients of a function on [−1, 1], without those that are too small to count."""
    nodes = [mp.cos(mp.pi * (k + mp.mpf(1) / 2) / count) for k in range(count)]
    values = [function(node) for node in nodes]
    found = [
        (2 if j else 1)
        * mp.fsum(v * mp.cos(mp.pi * j * (k + mp.mpf(1) / 2) / count) for k, v in enumerate(values))
        / count
        for j in range(count)
    ]
    largest = max(abs(c) for c in found)
    while abs(found[-1]) < most * largest:
        found.pop()
    return found


def square(t, end):
    """x in [0, end] where t = 2(x/end)² − 1."""
    return end * mp.sqrt((t + 1) / 2)


def waves(order, x):
    """P and Q of DLMF 10.17: J = √(2/πx)·(P cos χ − Q sin χ), Y = √(2/πx)·(P sin χ + Q cos χ)."""
    angle = x - (2 * order + 1) * mp.pi / 4
    j, y, c, s = mp.besselj(order, x), mp.bessely(order, x), mp.cos(angle), mp.sin(angle)
    size = mp.sqrt(mp.pi * x / 2)
    return size * (j * c + y * s), size * (y * c - j * s)


def airy_waves(zeta):
    """The amplitudes of sin and cos of ζ + π/4 in √π·z¼·Ai(−z), DLMF 9.7.9: Ai = sin·f − cos·g."""
    z = (zeta * 3 / 2) ** (mp.mpf(2) / 3)
    a, b = mp.airyai(-z), mp.airybi(-z)
    angle, size = zeta + mp.pi / 4, mp.sqrt(mp.pi) * mp.sqrt(mp.sqrt(z))
    s, c = mp.sin(angle), mp.cos(angle)
    return size * (a * s + b * c), size * (b * s - a * c)


def airy_tail(zeta):
    """2√π·x¼·exp(ζ)·Ai(x)."""
    x = (zeta * 3 / 2) ** (mp.mpf(2) / 3)
    return 2 * mp.sqrt(mp.pi) * mp.sqrt(mp.sqrt(x)) * mp.exp(zeta) * mp.airyai(x)


def ratio(function, at_zero):
    """function(x)/x, and its limit at 0."""
    return lambda x: function(x) / x if x else mp.mpf(at_zero)


FITS = {
    "J0_NEAR": lambda t: mp.besselj(0, square(t, 8)),
    "J1_NEAR": lambda t: ratio(lambda x: mp.besselj(1, x), 0.5)(square(t, 8)),
    "Y0_NEAR": lambda t: (lambda x: mp.bessely(0, x) - 2 / mp.pi * mp.log(x) * mp.besselj(0, x))(square(t, 8)),
    "Y1_NEAR": lambda t: (lambda x: (mp.bessely(1, x) - 2 / mp.pi * (mp.log(x) * mp.besselj(1, x) - 1 / x)) / x)(
        square(t, 8)
    ),
    "P0": lambda t: waves(0, 8 / mp.sqrt((t + 1) / 2))[0],
    "Q0": lambda t: (lambda x: waves(0, x)[1] * x)(8 / mp.sqrt((t + 1) / 2)),
    "P1": lambda t: waves(1, 8 / mp.sqrt((t + 1) / 2))[0],
    "Q1": lambda t: (lambda x: waves(1, x)[1] * x)(8 / mp.sqrt((t + 1) / 2)),
    "I0_NEAR": lambda t: (lambda x: mp.exp(-x) * mp.besseli(0, x))(4 * (t + 1)),
    "I1_NEAR": lambda t: (lambda x: mp.exp(-x) * ratio(lambda y: mp.besseli(1, y), 0.5)(x))(4 * (t + 1)),
    "I0_FAR": lambda t: (lambda x: mp.exp(-x) * mp.sqrt(x) * mp.besseli(0, x))(16 / (t + 1)),
    "I1_FAR": lambda t: (lambda x: mp.exp(-x) * mp.sqrt(x) * mp.besseli(1, x))(16 / (t + 1)),
    "K0_NEAR": lambda t: (lambda x: mp.besselk(0, x) + mp.log(x / 2) * mp.besseli(0, x))(square(t, 2)),
    "K1_NEAR": lambda t: (lambda x: x * (mp.besselk(1, x) - mp.log(x / 2) * mp.besseli(1, x)))(square(t, 2)),
    "K0_FAR": lambda t: (lambda x: mp.exp(x) * mp.sqrt(x) * mp.besselk(0, x))(4 / (t + 1)),
    "K1_FAR": lambda t: (lambda x: mp.exp(x) * mp.sqrt(x) * mp.besselk(1, x))(4 / (t + 1)),
    "AIRY_MIDDLE": lambda t: mp.airyai((7 * t - 3) / 2),  # from −5 to 2
    "AIRY_TAIL": lambda t: airy_tail(2 * ZETA_2 / (t + 1)),
    "AIRY_SINE": lambda t: airy_waves(ZETA_5 / mp.sqrt((t + 1) / 2))[0],
    "AIRY_COSINE": lambda t: (lambda z: airy_waves(z)[1] * z)(ZETA_5 / mp.sqrt((t + 1) / 2)),
}

WIDE = np.concatenate([np.linspace(0.05, 9, 60), np.geomspace(1e-8, 1e-2, 7), np.geomspace(10, 600, 25)])
FIGURES = {
    "bessel_j0": (lambda x: mp.besselj(0, x), WIDE),
    "bessel_j1": (lambda x: mp.besselj(1, x), WIDE),
    "bessel_y0": (lambda x: mp.bessely(0, x), WIDE),
    "bessel_y1": (lambda x: mp.bessely(1, x), WIDE),
    "i0": (lambda x: mp.besseli(0, x), WIDE),
    "i0e": (lambda x: mp.exp(-x) * mp.besseli(0, x), WIDE),
    "i1": (lambda x: mp.besseli(1, x), WIDE),
    "i1e": (lambda x: mp.exp(-x) * mp.besseli(1, x), WIDE),
    "modified_bessel_k0": (lambda x: mp.besselk(0, x), WIDE),
    "modified_bessel_k1": (lambda x: mp.besselk(1, x), WIDE),
    "scaled_modified_bessel_k0": (lambda x: mp.exp(x) * mp.besselk(0, x), WIDE),
    "scaled_modified_bessel_k1": (lambda x: mp.exp(x) * mp.besselk(1, x), WIDE),
    "airy_ai": (mp.airyai, np.concatenate([np.linspace(-12, 12, 97), [-100, -40, 30, 50]])),
}


def main() -> None:
    for name, function in FITS.items():
        print(f"{name} = (", *(f"    {float(c)!r}," for c in series(function)), ")", sep="\n")
    table = {
        name: [[x, float(function(mp.mpf(x)))] for x in places.tolist()] for name, (function, places) in FIGURES.items()
    }
    PATH.write_text(json.dumps(table).replace("], [", "],\n[") + "\n")


if __name__ == "__main__":
    main()
