"""Computes with mpmath the coefficients of ops/special.py and ops/gelu.py, and figures that test the former.

Run it as python -m tests.golden.make_special.
It prints the coefficients, to be pasted, and writes tests/golden/special.json.
"""

from __future__ import annotations

import json
from pathlib import Path

import mpmath as mp
import numpy as np

mp.mp.dps = 40


def chebyshev(function, low, high, count):
    """The coefficients of powers of (x − middle)/half that interpolate `function` at Chebyshev points."""
    nodes = [mp.cos(mp.pi * (k + mp.mpf(1) / 2) / count) for k in range(count)]
    values = [function((low + high) / 2 + (high - low) / 2 * node) for node in nodes]
    series = [
        (2 if j else 1)
        * mp.fsum(v * mp.cos(mp.pi * j * (k + mp.mpf(1) / 2) / count) for k, v in enumerate(values))
        / count
        for j in range(count)
    ]
    total, before, now = [mp.mpf(0)] * count, [mp.mpf(1)], [mp.mpf(0), mp.mpf(1)]
    for j, weight in enumerate(series):
        polynomial = before if j == 0 else now
        for i, c in enumerate(polynomial):
            total[i] += weight * c
        if j:
            after = [mp.mpf(0)] + [2 * c for c in now]
            for i, c in enumerate(before):
                after[i] -= c
            before, now = now, after
    return total


def erf_ratio(t):
    """erf(x)/x as a function of t = x²."""
    return mp.erf(mp.sqrt(t)) / mp.sqrt(t) if t else 2 / mp.sqrt(mp.pi)


def scaled_tail(t):
    """(1 + 2x)·exp(x²)·erfc(x) as a function of t = (x − 3)/(x + 3)."""
    x = 3 * (1 + t) / (1 - t)
    return (1 + 2 * x) * mp.exp(x * x) * mp.erfc(x)


def rational(function, top, bottom, end):
    """Numerator and denominator of the best rational approximation on [0, end], by reweighted least squares."""
    t = end * (1 - np.cos(np.pi * (np.arange(2000) + 0.5) / 2000)) / 2
    f = np.array([float(function(mp.mpf(v))) for v in t])
    below, weight, best = np.ones_like(t), np.ones_like(t), (np.inf, None)
    for _ in range(200):
        powers = np.hstack([t[:, None] ** np.arange(top + 1), -f[:, None] * t[:, None] ** np.arange(1, bottom + 1)])
        powers *= (weight / (below * f))[:, None]
        scale = np.abs(powers).max(0)
        found = np.linalg.lstsq(powers / scale, weight / below, rcond=None)[0] / scale
        below = np.polyval(np.r_[1, found[top + 1 :]][::-1], t)
        error = np.abs(np.polyval(found[: top + 1][::-1], t) / below / f - 1)
        best = min(best, (error.max(), tuple(found)))
        weight *= np.sqrt(error / error.max() + 1e-3)
        weight /= weight.max()
    return best[1][: top + 1], (1.0, *best[1][top + 1 :])


def normal_tail(bend, degree):
    """Coefficients, highest first, of t, t² … that give exp(a²/2)·Φ(−a) for t = 1/(1 + bend·a), a from 0 to 13.

    Reweighted least squares; then scaled so that float32 arithmetic finds 1/2 at a = 0.
    """
    t = np.maximum((1 - np.cos(np.pi * (np.arange(400) + 0.5) / 400)) / 2, 1 / (1 + 13 * bend))
    f = np.array([float(mp.exp(a * a / 2) * mp.ncdf(-a)) for a in (1 / t - 1) / bend])
    powers, weight, best = t[:, None] ** np.arange(degree, 0, -1), np.ones_like(t), (np.inf, None)
    for _ in range(300):
        found = np.linalg.lstsq(powers * (weight / f)[:, None], weight, rcond=None)[0]
        error = np.abs(powers @ found / f - 1)
        best = min(best, (error.max(), tuple(found)))
        weight *= np.sqrt(error / error.max() + 1e-3)
        weight /= weight.max()
    found = np.array(best[1])
    while sum(found.astype(np.float32), np.float32(0)) < 0.5:
        found *= 1 + 1e-8
    return found


def show(name, coefficients):
    print(f"{name} = (", *(f"    {float(c)!r}," for c in coefficients), ")", sep="\n")


FIGURES = {
    "erf": (mp.erf, [np.linspace(-6, 6, 121), np.geomspace(1e-300, 1, 20)]),
    "erfc": (mp.erfc, [np.linspace(-6, 26.5, 131)]),
    "erfinv": (
        mp.erfinv,
        [np.linspace(-0.999, 0.999, 81), 1 - np.geomspace(1e-15, 0.5, 20), np.geomspace(1e-300, 1e-3, 10)],
    ),
    "lgamma": (lambda x: mp.re(mp.loggamma(x)), [np.linspace(-7.55, 30, 100), np.geomspace(1e-300, 1e300, 20)]),
    "digamma": (mp.digamma, [np.linspace(-7.55, 30, 100), np.geomspace(1e-200, 1e300, 20)]),
    "trigamma": (lambda x: mp.psi(1, x), [np.linspace(-7.55, 30, 100), np.geomspace(1e-100, 1e300, 20)]),
    "tetragamma": (lambda x: mp.psi(2, x), [np.linspace(0.1, 30, 50), np.geomspace(1e-50, 1e100, 20)]),
}


def main() -> None:
    show("_NEAR", chebyshev(lambda u: erf_ratio((u + 1) / 2), mp.mpf(-1), mp.mpf(1), 12))
    show("_TAIL", chebyshev(scaled_tail, mp.mpf(-1), mp.mpf(1), 24))
    above, below = rational(erf_ratio, 5, 5, 3.92**2)
    show("_ABOVE", above)
    show("_BELOW", below)
    show("_TAIL (ops/gelu.py)", normal_tail(0.303, 8))
    table = {
        name: [[x, float(function(mp.mpf(x)))] for x in np.concatenate(parts).tolist()]
        for name, (function, parts) in FIGURES.items()
    }
    text = json.dumps(table).replace("], [", "],\n[")
    (Path(__file__).parent / "special.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
