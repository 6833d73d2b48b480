"""Factors of matrices: they multiply to the matrix, their signs and pivots are LAPACK's, and gradients are slopes."""

from __future__ import annotations

import numpy as np
import pytest

import backlight
from backlight.autograd import gradcheck, gradgradcheck
from backlight.torch import linalg
from tests.linalg.matrices import COMPLEX, REAL, adjoint, leaf, random, value

KINDS = pytest.mark.parametrize("kind", [REAL, COMPLEX])
SHAPES = pytest.mark.parametrize("shape", [(3, 3), (4, 2), (2, 4), (2, 3, 3)])


def check(function, *leaves):
    assert gradcheck(function, leaves)
    assert gradgradcheck(function, leaves)


@KINDS
@SHAPES
def test_lu_multiplies_to_the_matrix_and_has_the_slope_as_gradient(shape, kind):
    x = random(*shape, kind=kind)
    P, L, U = linalg.lu(x)

    np.testing.assert_allclose(value(P @ L @ U), value(x), atol=1e-14)
    check(lambda x: linalg.lu(x)[1:], x)
    check(lambda x: linalg.lu_factor(x).LU, x)


def test_pivots_are_those_of_lapack_for_a_matrix_of_several_panels():
    x = np.random.default_rng(0).standard_normal((100, 90))
    LU, pivots = linalg.lu_factor(leaf(x))
    P, L, U = backlight.lu_unpack(LU, pivots)

    np.testing.assert_allclose(value(P @ L @ U), x, atol=1e-12)
    assert np.abs(value(L)).max() == 1  # no element is larger than its pivot
    assert pivots[0].item() == np.abs(x[:, 0]).argmax() + 1


def test_lu_of_a_singular_matrix_is_refused_and_told_by_info():
    x = backlight.ones(2, 2)

    assert linalg.lu_factor_ex(x).info.item() == 2
    with pytest.raises(RuntimeError, match=r"U\[2,2\] is zero"):
        linalg.lu_factor(x)
    with pytest.raises(RuntimeError, match="LU without pivoting is not implemented"):
        linalg.lu(x, pivot=False)


@KINDS
@pytest.mark.parametrize("adjointly", [False, True])
@pytest.mark.parametrize("left", [True, False])
def test_solutions_from_lu_factors(left, adjointly, kind):
    a, b = random(3, 3, kind=kind), random(3, 3, kind=kind, seed=1)
    LU, pivots = linalg.lu_factor(a.detach())
    x = linalg.lu_solve(LU, pivots, b, left=left, adjoint=adjointly)
    turned = adjoint(a) if adjointly else a

    np.testing.assert_allclose(value(turned @ x if left else x @ turned), value(b), atol=1e-13)
    check(lambda lu, b: linalg.lu_solve(lu, pivots, b, left=left, adjoint=adjointly), LU.requires_grad_(), b)


@KINDS
@pytest.mark.parametrize("upper", [False, True])
def test_cholesky_multiplies_to_the_matrix_and_has_the_slope_as_gradient(upper, kind):
    x = random(2, 3, 3, kind=kind)

    def factor(x):
        return linalg.cholesky(x @ adjoint(x), upper=upper)

    found = factor(x)
    product = adjoint(found) @ found if upper else found @ adjoint(found)
    np.testing.assert_allclose(value(product), value(x @ adjoint(x)), atol=1e-14)
    check(factor, x)


@KINDS
def test_what_cholesky_factors_solve_and_invert(kind):
    x = random(3, 3, kind=kind)
    whole = (x @ adjoint(x)).detach()
    factor = linalg.cholesky(whole)
    b = random(3, 2, kind=kind, seed=1).detach()

    np.testing.assert_allclose(value(whole @ backlight.cholesky_solve(b, factor)), value(b), atol=1e-13)
    np.testing.assert_allclose(value(whole @ backlight.cholesky_inverse(factor)), np.eye(3), atol=1e-13)
    check(lambda x: backlight.cholesky_inverse(linalg.cholesky(x @ adjoint(x))), x)
    check(lambda x: backlight.cholesky_solve(b, linalg.cholesky(x @ adjoint(x), upper=True), upper=True), x)


def test_a_matrix_that_is_not_positive_is_refused_with_the_order_of_the_minor():
    x = backlight.stack([backlight.eye(3), backlight.diag(backlight.tensor([1.0, 2.0, -1.0]))])

    assert linalg.cholesky_ex(x).info.tolist() == [0, 3]
    with pytest.raises(linalg.LinAlgError, match=r"\(Batch element 1\): .* leading minor of order 3"):
        linalg.cholesky(x)


@KINDS
@SHAPES
def test_qr_multiplies_to_the_matrix_and_has_the_slope_as_gradient(shape, kind):
    x = random(*shape, kind=kind)
    Q, R = linalg.qr(x)

    np.testing.assert_allclose(value(Q @ R), value(x), atol=1e-14)
    np.testing.assert_allclose(value(R), np.triu(value(R)))
    check(linalg.qr, x)


def test_the_first_reflection_has_lapacks_sign():
    Q, R = linalg.qr(backlight.tensor([[3.0], [4.0]]))

    np.testing.assert_allclose(value(R), [[-5]], rtol=1e-6)
    np.testing.assert_allclose(value(Q), [[-0.6], [-0.8]], rtol=1e-6)


def test_what_qr_cannot_differentiate_is_refused():
    x = random(3, 2)

    with pytest.raises(RuntimeError, match="not differentiable when mode='complete'"):
        linalg.qr(x, mode="complete")[0].sum().backward()
    with pytest.raises(RuntimeError, match="not computed when mode='r'"):
        linalg.qr(x, mode="r")[1].sum().backward()
    with pytest.raises(RuntimeError, match="derivative for geqrf is not implemented"):
        backlight.geqrf(x)[0].sum().backward()


@KINDS
def test_reflections_multiply_to_q(kind):
    x = random(4, 3, kind=kind).detach()
    h, tau = backlight.geqrf(x)
    Q, R = linalg.qr(x)
    whole = linalg.qr(x, mode="complete")[0]
    c = random(4, 2, kind=kind, seed=1).detach()

    np.testing.assert_allclose(value(linalg.householder_product(h, tau)), value(Q), atol=1e-14)
    np.testing.assert_allclose(value(h.triu()[:3]), value(R), atol=1e-14)
    np.testing.assert_allclose(value(backlight.ormqr(h, tau, c)), value(whole @ c), atol=1e-14)
    turned = backlight.ormqr(h, tau, adjoint(c), left=False, transpose=True)
    np.testing.assert_allclose(value(turned), value(adjoint(whole @ c)), atol=1e-14)


@pytest.mark.parametrize("kind", ["real", "complex", "hermitian"])
def test_ldl_solves_indefinite_systems(kind):
    rng = np.random.default_rng(1)
    x = rng.standard_normal((2, 6, 6)) + (0 if kind == "real" else 1j * rng.standard_normal((2, 6, 6)))
    x = x + (x.mT.conj() if kind == "hermitian" else x.mT)
    x[:, 0, 0] = 0  # so that a pivot of one element would not do
    b = backlight.from_numpy(x @ np.ones((6, 1)))
    LD, pivots = linalg.ldl_factor(backlight.from_numpy(x), hermitian=kind == "hermitian")

    assert (pivots < 0).any()
    solution = linalg.ldl_solve(LD, pivots, b, hermitian=kind == "hermitian")
    np.testing.assert_allclose(value(solution), np.ones((2, 6, 1)), atol=1e-10)
