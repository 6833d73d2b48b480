"""Singular and eigenvalues and what rests on them: products, gradients that no sign or phase changes, ranks, norms."""

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
def test_svd_multiplies_to_the_matrix_and_has_the_slope_as_gradient(shape, kind):
    x = random(*shape, kind=kind)
    U, S, Vh = linalg.svd(x, full_matrices=False)

    np.testing.assert_allclose(value((U * S.unsqueeze(-2)) @ Vh), value(x), atol=1e-14)

    def without_phase(x):
        U, S, Vh = linalg.svd(x, full_matrices=False)
        return U.abs(), S, Vh.abs(), U @ Vh

    check(without_phase, x)


def test_a_loss_that_depends_on_the_phase_is_refused():
    x = random(3, 3, kind=COMPLEX)

    with pytest.raises(RuntimeError, match="specified up to multiplication by e"):
        linalg.svd(x)[0].real.sum().backward()
    with pytest.raises(RuntimeError, match="specified up to multiplication by e"):
        linalg.eig(x).eigenvectors.real.sum().backward()


def test_singular_values_that_come_twice_have_a_gradient_without_their_vectors():
    x = leaf(np.eye(3))
    linalg.svdvals(x).sum().backward()

    np.testing.assert_allclose(value(x.grad), np.eye(3), atol=1e-15)


@KINDS
def test_eigh_multiplies_to_the_matrix_and_has_the_slope_as_gradient(kind):
    x = random(2, 3, 3, kind=kind)

    def without_phase(x):
        values, vectors = linalg.eigh(x @ adjoint(x))
        return values, vectors.abs()

    values, vectors = linalg.eigh(x @ adjoint(x))
    np.testing.assert_allclose(
        value((vectors * values.unsqueeze(-2)) @ adjoint(vectors)), value(x @ adjoint(x)), atol=1e-14
    )
    check(without_phase, x)


@KINDS
def test_eig_solves_its_equation_and_has_the_slope_as_gradient(kind):
    x = random(3, 3, kind=kind)
    values, vectors = linalg.eig(x)

    np.testing.assert_allclose(value(x.to(vectors.dtype) @ vectors), value(vectors * values), atol=1e-13)

    def without_phase(x):
        values, vectors = linalg.eig(x)
        return values, vectors.abs()

    check(without_phase, x)


def test_eigenvalues_of_a_turn_are_imaginary():
    x = backlight.tensor([[0.0, -1.0], [1.0, 0.0]])

    assert sorted(linalg.eigvals(x).imag.tolist()) == [-1, 1]


@KINDS
@SHAPES
def test_the_pseudo_inverse_and_its_gradient(shape, kind):
    x = random(*shape, kind=kind)
    p = linalg.pinv(x)

    np.testing.assert_allclose(value(x @ p @ x), value(x), atol=1e-14)
    check(linalg.pinv, x)


def test_small_singular_values_count_as_zero():
    x = backlight.diag(backlight.tensor([1.0, 1e-3]))

    assert linalg.matrix_rank(x).item() == 2
    assert linalg.matrix_rank(x, rtol=1e-2).item() == 1
    assert linalg.matrix_rank(x, atol=1e-4, hermitian=True).item() == 2
    np.testing.assert_allclose(value(linalg.pinv(x, rtol=1e-2)), [[1, 0], [0, 0]])


@KINDS
@pytest.mark.parametrize("shape", [(4, 2), (2, 4), (3, 3)])
def test_least_squares_and_their_gradient(shape, kind):
    a, b = random(*shape, kind=kind), random(shape[0], 2, kind=kind, seed=1)
    solution = linalg.lstsq(a, b).solution

    np.testing.assert_allclose(value(adjoint(a) @ (a @ solution - b)), np.zeros((shape[1], 2)), atol=1e-14)
    check(lambda a, b: linalg.lstsq(a, b, driver="gelsd").solution, a, b)


def test_the_residuals_of_least_squares_have_a_gradient():
    a, b = random(4, 2), random(4, 2, seed=1)
    found = linalg.lstsq(a, b, driver="gels")

    np.testing.assert_allclose(value(found.residuals), value(((a @ found.solution - b) ** 2).sum(0)), atol=1e-14)
    check(lambda a, b: linalg.lstsq(a, b, driver="gels").residuals, a, b)


@pytest.mark.parametrize(
    ("ord", "expected"),
    [("fro", 30**0.5), ("nuc", 34**0.5), (1, 6.0), (-1, 4.0), (float("inf"), 7.0), (2, 5.4649857), (-2, 0.3659662)],
)
def test_norms_of_a_matrix(ord, expected):
    x = leaf([[1.0, 2.0], [3.0, 4.0]])

    assert linalg.matrix_norm(x, ord).item() == pytest.approx(expected)
    check(lambda x: linalg.matrix_norm(x, ord), x)


def test_the_condition_number():
    x = backlight.diag(backlight.tensor([4.0, 2.0]))

    assert [linalg.cond(x, p).item() for p in (None, 1, "fro")] == pytest.approx([2, 2, 2.5])
    assert linalg.cond(backlight.ones(2, 2), 1).item() == float("inf")


def test_norms_of_matrices_in_any_two_dimensions():
    x = backlight.arange(24.0).reshape(2, 3, 4)
    expected = np.linalg.norm(value(x), "nuc", (2, 0))

    np.testing.assert_allclose(value(linalg.matrix_norm(x, "nuc", (2, 0))), expected, rtol=1e-5)
    assert linalg.matrix_norm(x, 2, (0, 1), keepdim=True).shape == (1, 1, 4)


def test_a_few_singular_values_of_a_matrix_of_low_rank():
    rng = np.random.default_rng(0)
    x = backlight.from_numpy(rng.standard_normal((20, 2)) @ rng.standard_normal((2, 9)))
    U, S, V = backlight.svd_lowrank(x, q=2)

    np.testing.assert_allclose(value((U * S) @ V.mT), value(x), atol=1e-12)


def test_a_few_eigenvalues_of_a_pencil():
    a, b = backlight.diag(backlight.arange(1.0, 10.0)), 2 * backlight.eye(9)
    values, vectors = backlight.lobpcg(a, 2, b)

    assert values.tolist() == pytest.approx([4.5, 4.0])
    np.testing.assert_allclose(value(a @ vectors), value(b @ vectors * values), atol=1e-5)
    assert backlight.lobpcg(a, 1, largest=False)[0].tolist() == pytest.approx([1.0])
