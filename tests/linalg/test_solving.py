"""Inverses, determinants and systems of equations: figures by hand, gradients by their slopes, and what goes wrong."""

from __future__ import annotations

import numpy as np
import pytest

import backlight
from backlight.autograd import gradcheck, gradgradcheck
from backlight.torch import linalg
from tests.linalg.matrices import COMPLEX, REAL, leaf, random, value

KINDS = pytest.mark.parametrize("kind", [REAL, COMPLEX])


def test_the_determinant_and_inverse_by_hand():
    x = leaf([[1.0, 2.0], [3.0, 4.0]])

    assert linalg.det(x).item() == pytest.approx(-2)
    np.testing.assert_allclose(value(linalg.inv(x)), [[-2, 1], [1.5, -0.5]])
    sign, size = linalg.slogdet(x)
    assert (sign.item(), size.item()) == pytest.approx((-1, np.log(2)))


def test_the_gradient_of_a_determinant_is_the_cofactors_even_where_it_is_zero():
    x = leaf([[[1.0, 2.0], [3.0, 4.0]], [[1.0, 2.0], [2.0, 4.0]]])  # the second one is singular
    linalg.det(x).sum().backward()

    np.testing.assert_allclose(value(x.grad), [[[4, -3], [-2, 1]], [[4, -2], [-2, 1]]], atol=1e-12)


def test_the_gradient_of_the_gradient_of_a_zero_determinant():
    x = leaf([[1.0, 2.0], [2.0, 4.0]])
    (cofactors,) = backlight.autograd.grad(linalg.det(x), x, create_graph=True)
    cofactors[0, 1].backward()  # −x₁₀

    np.testing.assert_allclose(value(x.grad), [[0, 0], [-1, 0]], atol=1e-12)


@KINDS
@pytest.mark.parametrize("name", ["det", "inv", "slogdet"])
def test_gradients_of_square_functions(name, kind):
    x = random(2, 3, 3, kind=kind)

    assert gradcheck(getattr(linalg, name), (x,))
    assert gradgradcheck(getattr(linalg, name), (x,))


@KINDS
def test_gradients_of_solutions(kind):
    a, b = random(3, 3, kind=kind), random(3, 2, kind=kind, seed=1)

    for left in (True, False):
        right = b if left else b.mT.detach().requires_grad_()
        assert gradcheck(lambda a, b, left=left: linalg.solve(a, b, left=left), (a, right))
        assert gradgradcheck(lambda a, b, left=left: linalg.solve(a, b, left=left), (a, right))


@pytest.mark.parametrize(("upper", "expected"), [(True, [1.0, 2.0]), (False, [5.0, 2.0])])
def test_only_one_triangle_is_read(upper, expected):
    a = leaf([[1.0, 2.0], [0.0, 2.0]]) if upper else leaf([[1.0, np.nan], [0.0, 2.0]])
    x = linalg.solve_triangular(a, leaf([[5.0], [4.0]]), upper=upper)
    x.sum().backward()

    assert value(x)[:, 0].tolist() == expected
    assert value(a.grad)[1 if upper else 0, 0 if upper else 1] == 0


def test_a_large_triangle_is_solved_in_blocks():
    rng = np.random.default_rng(0)
    a, b = rng.standard_normal((200, 200)) / 10 + 3 * np.eye(200), rng.standard_normal((200, 3))

    for upper, triangle in ((True, np.triu(a)), (False, np.tril(a))):
        x = linalg.solve_triangular(leaf(a), leaf(b), upper=upper)
        np.testing.assert_allclose(triangle @ value(x), b, atol=1e-12)


def test_a_zero_on_the_diagonal_of_a_triangle_gives_infinity():
    a = leaf([[1.0, 0.0], [0.0, 0.0]])

    assert value(linalg.solve_triangular(a, leaf([[1.0], [1.0]]), upper=True))[1, 0] == np.inf


def test_errors_of_singular_matrices_name_the_pivot_and_the_place_in_the_batch():
    x = backlight.stack([backlight.eye(2), backlight.ones(2, 2)])

    with pytest.raises(linalg.LinAlgError, match=r"\(Batch element 1\): The diagonal element 2 is zero"):
        linalg.inv(x)
    with pytest.raises(linalg.LinAlgError, match="singular"):
        linalg.solve(x, backlight.ones(2, 2, 1))
    assert linalg.inv_ex(x).info.tolist() == [0, 2]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: linalg.det(backlight.ones(2, 3)), "they are 2 by 3 matrices"),
        (lambda: linalg.inv(backlight.ones(3)), "at least 2 dimensions"),
        (lambda: linalg.det(backlight.ones(2, 2).long()), r"Got Long; convert it with \.float\(\)"),
        (lambda: linalg.solve(backlight.eye(3), backlight.ones(4, 2)), r"AX = B \(3x3 and 4x2\)"),
        (lambda: linalg.solve(backlight.eye(3), backlight.ones(3, 2).double()), "same dtype"),
    ],
)
def test_mistakes_are_told(call, message):
    with pytest.raises(RuntimeError, match=message):
        call()


def test_the_inverse_and_the_solution_for_tensors_of_more_dimensions():
    a = backlight.eye(6).reshape(2, 3, 6)

    assert linalg.tensorinv(a).shape == (6, 2, 3)
    assert linalg.tensorsolve(a, backlight.arange(6.0).reshape(2, 3)).tolist() == [0, 1, 2, 3, 4, 5]


def test_results_go_into_the_tensors_of_out():
    out = (backlight.empty(0), backlight.empty(0))
    sign, size = linalg.slogdet(backlight.eye(2), out=out)

    assert sign is out[0] and size is out[1]
    assert (out[0].item(), out[1].item()) == (1, 0)
