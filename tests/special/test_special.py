"""Special functions under torch's names: what has a gradient, what has none, what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

import backlight
from backlight import special
from backlight.autograd import gradcheck, gradgradcheck

SMOOTH = ["entr", "erfcx", "i0", "i0e", "i1", "i1e", "log_ndtr", "ndtr", "ndtri", "gammaln", "psi"]
FLAT = ["airy_ai", "bessel_j0", "bessel_y1", "modified_bessel_k0", "scaled_modified_bessel_k1", "spherical_bessel_j0"]


def some(*values):
    return backlight.tensor(values, dtype=backlight.float64, requires_grad=True)


def test_every_name_is_there():
    assert [name for name in special.__all__ if not callable(getattr(special, name))] == []
    assert len(special.__all__) == 56


@pytest.mark.parametrize("name", SMOOTH)
def test_gradients_are_slopes_of_first_and_second_order(name):
    x = some(0.2, 0.5, 0.9)

    assert gradcheck(getattr(special, name), (x,))
    assert gradgradcheck(getattr(special, name), (x,))


def test_functions_of_two_have_the_gradients_that_torch_has():
    x, y = some(0.5, 1.5), some(2.0, 0.7)

    assert gradcheck(special.xlog1py, (x, y))
    assert gradcheck(lambda y: special.zeta(2.5, y), (y,))
    assert gradcheck(lambda y: special.gammainc(x.detach(), y), (y,))
    assert gradgradcheck(lambda y: special.gammaincc(x.detach(), y), (y,))


@pytest.mark.parametrize("call", [special.gammainc, special.gammaincc, special.zeta])
def test_a_gradient_that_torch_lacks_is_refused_when_it_is_asked_for(call):
    x = some(2.0, 3.0)
    result = call(x, backlight.tensor([1.0, 2.0], dtype=backlight.float64))

    with pytest.raises(NotImplementedError, match="derivative for"):
        result.sum().backward()


@pytest.mark.parametrize("name", FLAT)
def test_functions_without_a_gradient_give_constants(name):
    assert not getattr(special, name)(some(1.0)).requires_grad


def test_values_at_the_ends():
    x = backlight.tensor([0.0, math.inf, -math.inf, math.nan])

    assert special.ndtr(x).tolist()[:3] == [0.5, 1.0, 0.0]
    assert special.i0e(x).tolist()[0] == 1.0
    assert special.entr(backlight.tensor([-1.0, 0.0, 1.0])).tolist() == [-math.inf, 0.0, 0.0]
    assert special.ndtri(backlight.tensor([0.0, 0.5, 1.0])).tolist() == [-math.inf, 0.0, math.inf]
    assert special.bessel_y0(backlight.tensor([0.0])).tolist() == [-math.inf]
    assert special.zeta(backlight.tensor([1.0, 2.0]), backlight.tensor([1.0, 0.0])).tolist() == [math.inf, math.inf]


def test_chebyshev_polynomials_are_cosines():
    angle = backlight.linspace(0.1, 3.0, 7, dtype=backlight.float64)
    for n in (0, 1, 5, 20):
        found = special.chebyshev_polynomial_t(angle.cos(), n)
        np.testing.assert_allclose(found.numpy(), (n * angle).cos().numpy(), atol=1e-13)


def test_the_polynomials_of_degree_two():
    x = backlight.tensor([0.5, 2.0], dtype=backlight.float64)

    assert special.hermite_polynomial_h(x, 2).tolist() == [-1.0, 14.0]
    assert special.hermite_polynomial_he(x, 2).tolist() == [-0.75, 3.0]
    assert special.laguerre_polynomial_l(x, 2).tolist() == [0.125, -1.0]
    assert special.legendre_polynomial_p(x, 2).tolist() == [-0.125, 5.5]
    assert special.chebyshev_polynomial_u(x, 2).tolist() == [0.0, 15.0]


def test_mistakes_are_told():
    with pytest.raises(RuntimeError, match="p has to be"):
        backlight.mvlgamma(backlight.ones(2), 0)
    with pytest.raises(NotImplementedError, match="Long"):
        backlight.igamma(backlight.arange(2), backlight.arange(2))
    with pytest.raises(TypeError, match="must be Tensor"):
        special.zeta(2.0, 3.0)
    with pytest.raises(NotImplementedError, match="complex"):
        special.erfcx(backlight.tensor([1j]))
