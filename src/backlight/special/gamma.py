"""The gamma family: zeta, the incomplete gamma functions, and the logarithm of the gamma function of matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.core import dtypes
from backlight.core.inplace import inplace
from backlight.core.variable import Variable
from backlight.ops import gamma as cards
from backlight.ops import incomplete_gamma, modified_bessel
from backlight.tensor.functions import polygamma
from backlight.tensor.numbers import whole
from backlight.tensor.surface import binary, floating, given, tensor_in

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

zeta = binary("special_zeta", cards.zeta, "Hurwitz' zeta function Σ 1/(other + k)^input over k ≥ 0.")


def _incomplete(name: str, card: Any, sentence: str) -> Any:
    plain = binary(name, card, sentence, "none")

    def call(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
        if isinstance(input, Variable) and isinstance(other, Variable):
            for x in (input, other):
                if x._array.dtype.kind in "biu":
                    kind = dtypes.scalar_type(dtypes.of(x._array))
                    raise NotImplementedError(f"\"{name}_cpu\" not implemented for '{kind}'; use .float() first")
        return plain(input, other, out=out)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = plain.__doc__
    return call


igamma = gammainc = _incomplete(
    "igamma", incomplete_gamma.igamma, "P(input, other): the integral of tᵃ⁻¹·exp(−t)/Γ(a) from 0 to other, a = input."
)
igammac = gammaincc = _incomplete("igammac", incomplete_gamma.igammac, "1 − igamma, exact where that is small.")


def mvlgamma(input: Tensor, p: int, *, out: Tensor | None = None) -> Tensor:
    """The logarithm of the gamma function of p × p matrices: Σ log Γ(x − i/2) over i < p, and p(p − 1)/4·log π.

    RuntimeError for p < 1.

    >>> mvlgamma(backlight.tensor([2.0, 3.0]), 2)
    tensor([0.4516, 1.5502])
    """
    count = whole("mvlgamma", "p", 2, p)
    if count < 1:
        raise RuntimeError(f"p has to be greater than or equal to 1, got {count}")
    return given(out, cards.mvlgamma(floating(tensor_in("mvlgamma", input)), p=count), "mvlgamma")


multigammaln = mvlgamma

i0_ = inplace(modified_bessel.i0)
igamma_, igammac_, mvlgamma_ = inplace(igamma, "igamma_"), inplace(igammac, "igammac_"), inplace(mvlgamma)
_polygamma_ = inplace(lambda x, n: polygamma(n, x), "polygamma_", second=True)


def polygamma_(input: Tensor, n: int) -> Tensor:
    """The n-th derivative of digamma, in place."""
    return _polygamma_(input, n)
