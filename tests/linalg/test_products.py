"""Powers, exponentials and chains of matrices, by hand and by their slopes."""

from __future__ import annotations

import numpy as np
import pytest

import backlight
from backlight.autograd import gradcheck, gradgradcheck
from backlight.linalg import products
from backlight.torch import linalg
from tests.linalg.matrices import COMPLEX, REAL, leaf, random, value


def test_a_chain_of_products_is_multiplied_in_the_cheapest_order():
    sizes = [10, 100, 5, 50]

    assert products._best_splits(sizes)[0, 2] == 1  # (10 · 100 · 5) first: 7,500 multiplications, not 75,000


def test_powers_of_a_matrix():
    x = backlight.tensor([[1.0, 1.0], [0.0, 1.0]])

    assert backlight.matrix_power(x, 5).tolist() == [[1, 5], [0, 1]]
    assert backlight.matrix_power(x, 0).tolist() == [[1, 0], [0, 1]]
    assert x.matrix_power(-1).tolist() == [[1, -1], [0, 1]]


@pytest.mark.parametrize("angle", [1e-4, 0.1, 1.0, 3.0, 20.0])
@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 1e-5), ("float64", 1e-13)])
def test_the_exponential_of_a_skew_matrix_turns_by_its_angle(angle, dtype, tolerance):
    x = backlight.tensor([[0.0, -angle], [angle, 0.0]], dtype=getattr(backlight, dtype))
    expected = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]

    np.testing.assert_allclose(value(linalg.matrix_exp(x)), expected, atol=tolerance)


def test_each_matrix_of_a_batch_is_scaled_by_its_own_norm():
    x = backlight.tensor([[[1e-3]], [[30.0]], [[-30.0]]], dtype=backlight.float64)

    np.testing.assert_allclose(value(linalg.matrix_exp(x))[:, 0, 0], np.exp([1e-3, 30, -30]), rtol=1e-13)


@pytest.mark.parametrize("kind", [REAL, COMPLEX])
def test_gradients_of_the_exponential(kind):
    x = random(2, 2, kind=kind)

    assert gradcheck(linalg.matrix_exp, (x,))
    assert gradgradcheck(linalg.matrix_exp, (x,))


def test_powers_of_numbers_make_a_vandermonde_matrix():
    assert linalg.vander(backlight.tensor([2, 3])).tolist() == [[1, 2], [1, 3]]
    with pytest.raises(RuntimeError, match="N must be greater than 1"):
        linalg.vander(backlight.tensor([2.0]), N=1)


def test_the_product_of_complex_vectors_conjugates_the_first():
    x = leaf([1 + 2j, 3j])

    assert linalg.vecdot(x, x).item() == 14


@pytest.mark.parametrize("name", ["symeig", "eig", "matrix_rank"])
def test_names_that_torch_has_removed_say_what_took_their_place(name):
    with pytest.raises(RuntimeError, match=r"now removed\. Use torch\.linalg"):
        getattr(backlight, name)(backlight.eye(2))
