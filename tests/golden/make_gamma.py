"""Computes with mpmath the coefficients of ops/gamma.py and its test figures: python -m tests.golden.make_gamma.

It prints the table of Temme's expansion (DLMF 8.12), to be pasted, and writes tests/golden/gamma.json.
"""

from __future__ import annotations

import json
from pathlib import Path

import mpmath as mp
import numpy as np

mp.mp.dps = 60
PATH = Path(__file__).with_name("gamma.json")
ROWS, COLUMNS, TERMS = 12, 18, 60


def product(a, b):
    return [mp.fsum(a[j] * b[i - j] for j in range(i + 1)) for i in range(TERMS)]


def of_eta():
    """The power series of μ(η), where η²/2 = μ − log(1 + μ): μ' = η·(1 + μ)/μ gives one coefficient after the other."""
    mu = [mp.mpf(0), mp.mpf(1)] + [mp.mpf(0)] * (TERMS - 2)
    for n in range(2, TERMS):  # the coefficient of ηⁿ in μ·μ' − η − η·μ = 0
        known = mp.fsum(mu[i] * (n + 1 - i) * mu[n + 1 - i] for i in range(2, n))
        mu[n] = (mu[n - 1] - known) / (n + 1)
    return mu


def reciprocal_without_pole(mu):
    """1/μ − 1/η as a power series."""
    quotient = mu[1:] + [mp.mpf(0)]  # μ/η
    inverse = [1 / quotient[0]]
    for n in range(1, TERMS):
        inverse.append(-mp.fsum(quotient[i] * inverse[n - i] for i in range(1, n + 1)) / quotient[0])
    return inverse[1:] + [mp.mpf(0)]


def stirling(count):
    """The gₖ of Γ*(a) ~ Σ gₖ/aᵏ, DLMF 5.11.3."""
    exponent = [mp.mpf(0)] * (count + 1)  # log Γ*(a) = Σ B₂ⱼ/(2j(2j − 1)a²ʲ⁻¹)
    for j in range(1, count // 2 + 2):
        if 2 * j - 1 <= count:
            exponent[2 * j - 1] = mp.bernoulli(2 * j) / (2 * j * (2 * j - 1))
    g = [mp.mpf(1)]
    for n in range(1, count + 1):
        g.append(mp.fsum(j * exponent[j] * g[n - j] for j in range(1, n + 1)) / n)
    return g


def temme():
    """The coefficients of ηⁿ in Cₖ(η): C₀ = 1/μ − 1/η, Cₖ = C′ₖ₋₁/η + (−1)ᵏ·gₖ/μ, whose poles cancel (DLMF 8.12.11)."""
    inverse = reciprocal_without_pole(of_eta())
    g = stirling(ROWS)
    rows, now = [], inverse
    for k in range(ROWS):
        if k:
            slope = [(n + 1) * now[n + 1] for n in range(TERMS - 1)] + [mp.mpf(0)]
            assert abs(slope[0] + (-1) ** k * g[k]) < mp.mpf(10) ** -30
            now = [a + (-1) ** k * g[k] * b for a, b in zip(slope[1:] + [mp.mpf(0)], inverse, strict=True)]
        rows.append(now[:COLUMNS])
    return rows


def figures(function, places):
    return [[*map(float, where), float(function(*map(mp.mpf, where)))] for where in places]


def lower(a, x):
    """P(a, x) by its series (DLMF 8.7.1), to so many digits that 1 − P is exact, too."""
    with mp.workdps(400):
        term = total = mp.mpf(1)
        n = 0
        while term > total * mp.mpf(10) ** -400:
            n += 1
            term *= x / (a + n)
            total += term
        return total * mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1))


def incomplete():
    rng = np.random.default_rng(0)
    a = np.concatenate([10 ** rng.uniform(-3, 3, 150), 10 ** rng.uniform(0, 4, 100)])
    x = np.concatenate(
        [a[:150] * 10 ** rng.uniform(-1.5, 0.7, 150), a[150:] * (1 + rng.normal(0, 3, 100) / a[150:] ** 0.5)]
    )
    return [(u, v) for u, v in zip(a.tolist(), np.abs(x).tolist(), strict=True)]


def hurwitz():
    rng = np.random.default_rng(1)
    return list(
        zip((1 + 10 ** rng.uniform(-2, 1.7, 80)).tolist(), (10 ** rng.uniform(-2, 3, 80)).tolist(), strict=True)
    )


def main() -> None:
    for row in temme():
        print("    (" + ", ".join(repr(float(c)) for c in row) + "),")
    mp.mp.dps = 400
    table = {
        "gammainc": figures(lower, incomplete()),
        "gammaincc": figures(lambda a, x: 1 - lower(a, x), incomplete()),
    }
    mp.mp.dps = 120  # of fewer digits mpmath loses too many here
    table["zeta"] = figures(mp.zeta, hurwitz())
    PATH.write_text(json.dumps(table).replace("], [", "],\n[") + "\n")


if __name__ == "__main__":
    main()
