"""Orthogonal polynomials of degree n: Chebyshev's, the same on [0, 1], Hermite's, Laguerre's, Legendre's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlight.ops import polynomials as cards
from backlight.tensor.surface import binary

if TYPE_CHECKING:
    from backlight.tensor.surface import Binary


def _of(name: str, words: str) -> Binary:
    return binary(
        f"special_{name}", getattr(cards, name), f"{words} of degree `n` (the second argument), at each element."
    )


chebyshev_polynomial_t = _of("chebyshev_polynomial_t", "Chebyshev's polynomial of the first kind")
chebyshev_polynomial_u = _of("chebyshev_polynomial_u", "Chebyshev's polynomial of the second kind")
chebyshev_polynomial_v = _of("chebyshev_polynomial_v", "Chebyshev's polynomial of the third kind")
chebyshev_polynomial_w = _of("chebyshev_polynomial_w", "Chebyshev's polynomial of the fourth kind")
shifted_chebyshev_polynomial_t = _of("shifted_chebyshev_polynomial_t", "Chebyshev's first polynomial, of 2x − 1,")
shifted_chebyshev_polynomial_u = _of("shifted_chebyshev_polynomial_u", "Chebyshev's second polynomial, of 2x − 1,")
shifted_chebyshev_polynomial_v = _of("shifted_chebyshev_polynomial_v", "Chebyshev's third polynomial, of 2x − 1,")
shifted_chebyshev_polynomial_w = _of("shifted_chebyshev_polynomial_w", "Chebyshev's fourth polynomial, of 2x − 1,")
hermite_polynomial_h = _of("hermite_polynomial_h", "Hermite's polynomial, the physicists',")
hermite_polynomial_he = _of("hermite_polynomial_he", "Hermite's polynomial, the probabilists',")
laguerre_polynomial_l = _of("laguerre_polynomial_l", "Laguerre's polynomial")
legendre_polynomial_p = _of("legendre_polynomial_p", "Legendre's polynomial")
