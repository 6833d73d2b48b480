"""Linear algebra by figures that are found by hand, and by what its mistakes say."""

from __future__ import annotations

import numpy as np
import pytest

import backlight
from backlight.tensor import linalg

X = [[1.0, 2.0], [3.0, 4.0]]
Y = [[5.0, 6.0], [7.0, 8.0]]


def leaf(values):
    return backlight.tensor(values, requires_grad=True)


def test_the_product_of_two_matrices():
    assert (backlight.tensor(X) @ backlight.tensor(Y)).tolist() == [[19, 22], [43, 50]]


def test_the_gradients_of_a_product_are_products_with_the_transposes():
    x, y = leaf(X), leaf(Y)
    (x @ y).backward(backlight.tensor([[1.0, 0.0], [0.0, 2.0]]))

    assert x.grad.tolist() == [[5, 7], [12, 16]]
    assert y.grad.tolist() == [[1, 6], [2, 8]]


@pytest.mark.parametrize(
    ("a", "b", "shape", "node"),
    [
        ((3,), (3,), (), "DotBackward0"),
        ((2, 3), (3,), (2,), "MvBackward0"),
        ((3,), (3, 4), (4,), "SqueezeBackward4"),
        ((2, 3), (3, 4), (2, 4), "MmBackward0"),
        ((5, 2, 3), (3, 4), (5, 2, 4), "UnsafeViewBackward0"),
        ((5, 2, 3), (5, 3, 4), (5, 2, 4), "UnsafeViewBackward0"),
        ((5, 2, 3), (3,), (5, 2), "UnsafeViewBackward0"),
        ((3,), (5, 3, 4), (5, 4), "UnsafeViewBackward0"),
        ((6, 1, 2, 3), (5, 3, 4), (6, 5, 2, 4), "UnsafeViewBackward0"),
    ],
)
def test_matmul_of_each_pair_of_dimensions(a, b, shape, node):
    x, y = backlight.ones(a, requires_grad=True), backlight.ones(b, requires_grad=True)
    z = x @ y
    z.sum().backward()

    assert z.shape == shape
    assert z.grad_fn.name() == node
    assert (z == 3).all()
    assert x.grad.sum() == y.grad.sum() == 3 * z.numel()


def test_a_product_of_no_elements_is_zero():
    assert (backlight.ones(2, 0) @ backlight.ones(0, 3)).tolist() == [[0, 0, 0], [0, 0, 0]]


def test_whole_numbers_stay_whole():
    z = backlight.tensor([[1, 2]]) @ backlight.tensor([[3], [4]])

    assert (z.dtype, z.item()) == (backlight.int64, 11)


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ((4, 8), (4, 8), r"\(4x8 and 4x8\): inner sizes 8 and 4 differ; did you mean x @ y\.T\?"),
        ((8, 4), (8, 5), r"\(8x4 and 8x5\): inner sizes 4 and 8 differ; did you mean x\.T @ y\?"),
        ((4, 8), (5, 4), r"inner sizes 8 and 5 differ; did you mean y @ x\?"),
        ((4, 8), (5, 6), r"inner sizes 8 and 5 differ$"),
        ((4, 8), (4,), r"mat \(4x8\), vec \(4\): inner sizes 8 and 4 differ; did you mean y @ x\?"),
        ((4,), (5,), r"expected tensor \[4\] and src \[5\]"),
        ((2, 4, 8), (2, 4, 8), r"to be: \[2, 8\] but got: \[2, 4\].* did you mean x @ y\.mT\?"),
        ((2, 4, 8), (3, 8, 4), r"The size of tensor a \(2\) must match the size of tensor b \(3\)"),
        ((), (3,), r"both arguments to matmul need to be at least 1D, but they are 0D and 1D"),
    ],
)
def test_matmul_says_which_sizes_differ_and_what_would_fit(a, b, reason):
    with pytest.raises(RuntimeError, match=reason):
        backlight.ones(a) @ backlight.ones(b)


def test_matmul_does_not_mix_dtypes():
    with pytest.raises(RuntimeError, match=r"got: float32 != float64.*write x\.to\(y\.dtype\) @ y"):
        backlight.ones(2, 2) @ backlight.ones(2, 2, dtype=backlight.float64)


def test_a_tensor_can_be_multiplied_by_an_array():
    assert backlight.ones(2) @ np.ones(2, np.float32) == 2


def test_matmul_takes_tensors_only():
    with pytest.raises(TypeError, match=r"argument 'other' \(position 2\) must be Tensor, not list"):
        backlight.matmul(backlight.ones(2), [1.0, 1.0])
    with pytest.raises(TypeError):
        2 @ backlight.ones(2)


def test_addmm_adds_a_scaled_product():
    b, x, y = leaf([1.0, 1.0]), leaf(X), leaf(Y)
    z = backlight.addmm(b, x, y, beta=2, alpha=0.5)
    z.sum().backward()

    assert z.tolist() == [[11.5, 13], [23.5, 27]]
    assert z.grad_fn.name() == "AddmmBackward0"
    assert b.grad.tolist() == [4, 4]
    assert x.grad.tolist() == [[5.5, 7.5], [5.5, 7.5]]


def test_beta_of_zero_hides_even_nan():
    hidden = backlight.full((2, 2), float("nan"))

    assert backlight.addmm(hidden, backlight.tensor(X), backlight.tensor(Y), beta=0).tolist() == [[19, 22], [43, 50]]


def test_addmm_in_place_writes_to_its_first_argument():
    b = backlight.zeros(2, 2)
    same = b.addmm_(backlight.tensor(X), backlight.tensor(Y))

    assert same is b
    assert b.tolist() == [[19, 22], [43, 50]]


def test_mm_writes_into_out():
    out = backlight.empty(2, 2)
    result = backlight.mm(backlight.tensor(X), backlight.tensor(Y), out=out)

    assert result is out
    assert out.tolist() == [[19, 22], [43, 50]]


@pytest.mark.parametrize(
    "equation",
    ["ij,jk->ik", "ij,jk", "ij,kj->ki", "ij,ij->", "ij,ij->ij", "ij,kl->jl", "ii->i", "ii", "ij->j", "ba", "i...->..."],
)
def test_einsum_agrees_with_numpy(equation):
    count = equation.split("->")[0].count(",") + 1
    arrays = [np.arange(9.0).reshape(3, 3) - i for i in range(count)]
    tensors = [backlight.tensor(a) for a in arrays]

    np.testing.assert_allclose(backlight.einsum(equation, *tensors).numpy(), np.einsum(equation, *arrays))


def test_einsum_takes_lists_of_numbers():
    x, y = backlight.tensor(X), backlight.tensor(Y)

    assert backlight.einsum(x, [0, 1], y, [1, 2], [0, 2]).tolist() == [[19, 22], [43, 50]]


def test_einsum_of_three_operands_has_all_gradients():
    x, y, z = leaf(X), leaf(Y), leaf([1.0, 1.0])
    backlight.einsum("ij,jk,k->i", x, y, z).sum().backward()

    assert x.grad.tolist() == [[11, 15], [11, 15]]
    assert y.grad.tolist() == [[4, 4], [6, 6]]
    assert z.grad.tolist() == [62, 72]


def test_the_gradient_of_a_diagonal_is_diagonal():
    x = leaf(X)
    backlight.einsum("ii->i", x).backward(backlight.tensor([3.0, 5.0]))

    assert x.grad.tolist() == [[3, 0], [0, 5]]


@pytest.mark.parametrize(
    ("equation", "reason"),
    [
        ("ij,jk->ik", "fewer operands were provided than specified in the equation"),
        ("ij->ik", "output subscript k does not appear"),
        ("ij->ii", "output subscript i appears more than once"),
        ("ijk->i", r"number of subscripts in the equation \(3\) does not match the number of dimensions \(2\)"),
        ("i1->i", "invalid subscript given at index 1"),
        ("i.j->ij", "not part of any ellipsis"),
    ],
)
def test_einsum_says_what_is_wrong_with_an_equation(equation, reason):
    with pytest.raises(RuntimeError, match=reason):
        backlight.einsum(equation, backlight.ones(2, 3))


def test_tensordot_pairs_dimensions():
    x, y = backlight.arange(6.0).reshape(2, 3), backlight.arange(12.0).reshape(4, 3)

    assert backlight.tensordot(x, y, dims=([1], [1])).tolist() == (x @ y.T).tolist()


def test_kron_makes_blocks():
    x, y = backlight.tensor([[1.0, 2.0]]), backlight.tensor([[1.0], [10.0]])

    assert backlight.kron(x, y).tolist() == [[1, 2], [10, 20]]


def test_cross_is_at_right_angles():
    x, y = backlight.tensor([1.0, 0.0, 0.0]), backlight.tensor([0.0, 1.0, 0.0])

    assert linalg.cross(x, y).tolist() == [0, 0, 1]


def test_cross_without_a_dimension_warns():
    with pytest.warns(UserWarning, match="without specifying the dim arg is deprecated"):
        backlight.cross(backlight.ones(3), backlight.ones(3))


@pytest.mark.parametrize(
    ("ord", "expected"), [(2, 5.0), (1, 7.0), (float("inf"), 4.0), (-float("inf"), 3.0), (0, 2.0), (3, 91 ** (1 / 3))]
)
def test_norms_of_a_vector(ord, expected):
    assert linalg.vector_norm(backlight.tensor([3.0, -4.0]), ord).item() == pytest.approx(expected)
