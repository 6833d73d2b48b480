"""Arithmetic, functions, comparisons, selections and writes under torch's names."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest

import backlight as bl
from backlight.tensor.filling import fill


def values(tensor) -> list:
    return tensor.tolist()


# Operators


def test_a_number_or_an_array_may_stand_on_either_side():
    x = bl.tensor([1.0, 2.0])

    assert values(10 - x) == [9.0, 8.0]
    assert values(np.float64(10) / x) == [10.0, 5.0]
    assert values(np.array([5.0, 6.0]) - x) == [4.0, 4.0]
    assert values(x**2 + 2**x) == [3.0, 8.0]
    assert isinstance(np.ones(2) * x, bl.Tensor)
    assert (np.float64(10) * x).dtype == bl.float32


def test_quotients_and_remainders_round_down_as_python_does():
    i = bl.tensor([7, -7])

    assert values(i // 2) == [3, -4]
    assert values(i % 3) == [1, 2]
    assert values(i / 2) == [3.5, -3.5]
    assert values(20 // i) == [2, -3]
    assert values(bl.fmod(i, 3)) == [1, -1]
    assert values(bl.div(i, 2, rounding_mode="trunc")) == [3, -3]


def test_floats_divide_by_zero_in_silence_and_integers_refuse():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert values(bl.tensor([1.0, -1.0]) / 0) == [math.inf, -math.inf]
        assert math.isnan((bl.tensor(0.0) / 0).item())
        assert values(bl.tensor([0.0]).log()) == [-math.inf]
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        bl.tensor([1]) // 0


def test_dtypes_meet_by_torchs_rules():
    i, b, h = bl.tensor([1, 2]), bl.tensor([True, False]), bl.tensor([1.0], dtype=bl.float16)

    assert (i + 1.5).dtype == bl.float32
    assert (i / i).dtype == bl.float32
    assert (b + b).dtype == bl.bool
    assert (b * 2).dtype == bl.int64
    assert (h * 1e3).dtype == bl.float16
    assert (h + i).dtype == bl.float16
    assert (i < 1.5).dtype == bl.bool
    assert i.exp().dtype == bl.float32
    assert (bl.tensor([1], dtype=bl.uint8) - 2).item() == 255


def test_the_difference_of_bools_is_refused_with_the_operator_that_is_meant():
    mask = bl.tensor([True, False])
    with pytest.raises(RuntimeError, match="logical_xor"):
        mask - mask
    with pytest.raises(RuntimeError, match="logical_not"):
        1 - mask


def test_comparison_with_what_is_no_number_is_false_and_hashing_goes_by_identity():
    x = bl.tensor([1.0])

    assert (x == None) is False  # noqa: E711
    assert (x != "a") is True
    assert {x: 1}[x] == 1
    with pytest.raises(TypeError):
        x < None  # noqa: B015


@pytest.mark.parametrize("wrong", ["a", None, [1.0]])
def test_what_is_no_operand_is_a_type_error(wrong):
    x = bl.tensor([1.0])
    with pytest.raises(TypeError):
        x + wrong
    with pytest.raises(TypeError, match="other"):
        bl.add(x, wrong)
    with pytest.raises(TypeError):
        x += wrong


def test_a_function_of_a_tensor_refuses_a_number_and_says_what_to_write():
    with pytest.raises(TypeError, match=r"exp\(\): argument 'input' .* not float: exp\(torch\.tensor\(2\.0\)\)"):
        bl.exp(2.0)  # type: ignore[arg-type]


def test_a_square_is_a_product_and_so_is_its_gradient():
    x = bl.tensor([0.1, 0.2, 0.7], requires_grad=True)
    (x**2).sum().backward()

    np.testing.assert_array_equal((x**2).detach().numpy(), x.detach().numpy() * x.detach().numpy())
    np.testing.assert_array_equal(x.grad.numpy(), 2 * x.detach().numpy())


# Functions


def test_alpha_scales_the_second_and_is_whole_for_integers():
    assert values(bl.add(bl.tensor([1.0]), bl.tensor([2.0]), alpha=0.5)) == [2.0]
    assert values(bl.sub(bl.tensor([1]), bl.tensor([2]), alpha=3)) == [-5]
    with pytest.raises(RuntimeError, match="alpha"):
        bl.add(bl.tensor([1]), 1, alpha=0.5)


def test_a_scaled_sum_is_rounded_once():
    x, y = np.float32(1.0000001), np.float32(0.9999999)
    exact = np.float32(np.float64(x) + np.float64(np.float32(0.1)) * np.float64(y))

    assert bl.add(bl.tensor([x]), bl.tensor([y]), alpha=0.1).numpy()[0] == exact


def test_rounding_goes_to_the_even_neighbour():
    assert values(bl.round(bl.tensor([0.5, 1.5, -2.5]))) == [0.0, 2.0, -2.0]
    assert values(bl.round(bl.tensor([125.0, 135.0]), decimals=-1)) == [120.0, 140.0]


def test_where_takes_from_both_or_gives_the_places():
    x = bl.tensor([-1.0, 2.0])

    assert values(bl.where(x > 0, x, 0.0)) == [0.0, 2.0]
    assert values(x.where(x > 0, bl.tensor(9.0))) == [9.0, 2.0]
    assert [values(t) for t in bl.where(x > 0)] == [[1]]
    with pytest.raises(RuntimeError, match="boolean tensor"):
        bl.where(x, x, x)


def test_where_lets_no_gradient_through_to_what_was_not_taken():
    x = bl.tensor([0.0, 4.0], requires_grad=True)
    bl.where(x > 1, x * 2, x.detach()).sum().backward()

    assert values(x.grad) == [0.0, 2.0]


def test_clamping_takes_numbers_tensors_and_one_bound():
    x = bl.tensor([-2.0, 0.5, 3.0])

    assert values(x.clamp(-1, 1)) == [-1.0, 0.5, 1.0]
    assert values(x.clamp(max=bl.tensor([0.0, 0.0, 9.0]))) == [-2.0, 0.0, 3.0]
    assert values(x.clip(min=0)) == [0.0, 0.5, 3.0]
    with pytest.raises(RuntimeError, match="At least one"):
        x.clamp()


def test_the_larger_of_two_shares_its_gradient_at_a_tie():
    x = bl.tensor([1.0, 2.0], requires_grad=True)
    y = bl.tensor([1.0, 1.0], requires_grad=True)
    bl.maximum(x, y).sum().backward()

    assert values(x.grad) == [0.5, 1.0]
    assert values(y.grad) == [0.5, 0.0]


def test_relu_has_slope_zero_at_zero_and_no_minus_zero_in_it():
    x = bl.tensor([-1.0, 0.0, 2.0], requires_grad=True)
    (x.relu() * -1).sum().backward()

    assert values(x.grad) == [0.0, 0.0, -1.0]
    assert not np.signbit(x.grad.numpy()[:2]).any()


def test_closeness_needs_one_dtype():
    assert bl.allclose(bl.tensor([1.0]), bl.tensor([1.0 + 1e-7]))
    assert not bl.allclose(bl.tensor([math.nan]), bl.tensor([math.nan]))
    with pytest.raises(RuntimeError, match="did not match"):
        bl.allclose(bl.tensor([1.0]), bl.tensor([1.0], dtype=bl.float64))


# Writes


def test_a_write_keeps_the_tensor_its_memory_and_its_dtype():
    x = bl.tensor([1.0, 2.0])
    memory = x.numpy()
    x += 1
    x.mul_(2).sub_(bl.tensor([1.0, 1.0]), alpha=2).clamp_(0, 3)

    assert memory.tolist() == [2.0, 3.0]
    with pytest.raises(RuntimeError, match="Float can't be cast"):
        bl.tensor([1]).add_(1.5)
    with pytest.raises(RuntimeError, match="broadcast"):
        bl.ones(2).add_(bl.ones(3, 2))


def test_a_write_is_part_of_the_graph():
    x = bl.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x * 1
    y += 1
    y.pow_(2)
    y.sum().backward()

    assert values(x.grad) == [4.0, 6.0, 8.0]


def test_overwriting_ends_one_path_and_begins_another():
    x = bl.tensor([1.0, 2.0], requires_grad=True)
    y = bl.tensor(5.0, requires_grad=True)
    z = x * 3
    z.fill_(y)
    (z * bl.tensor([1.0, 10.0])).sum().backward()

    assert values(x.grad) == [0.0, 0.0]
    assert y.grad.item() == 11.0


def test_a_copy_broadcasts_and_converts():
    whole = bl.zeros(2, 2, dtype=bl.int64)
    whole.copy_(bl.tensor([1.7, -1.7]))

    assert values(whole) == [[1, -1], [1, -1]]
    with pytest.raises(RuntimeError, match="must match"):
        whole.copy_(bl.ones(3))


def test_filling_takes_one_value():
    assert values(bl.zeros(2).fill_(3)) == [3.0, 3.0]
    assert values(fill(bl.zeros(2), 3)) == [3.0, 3.0]
    with pytest.raises(RuntimeError, match="0-dimension"):
        bl.zeros(2).fill_(bl.ones(2))


def test_a_leaf_is_not_written_to():
    x = bl.ones(2, requires_grad=True)
    for write in (lambda: x.zero_(), lambda: x.add_(1), lambda: x.copy_(bl.zeros(2))):
        with pytest.raises(RuntimeError, match="leaf Variable"):
            write()
    with bl.no_grad():
        x.zero_()

    assert values(x) == [0.0, 0.0]


# out=


def test_out_takes_the_result_and_comes_back():
    x, out = bl.tensor([1.0, 2.0]), bl.empty(0)

    assert bl.mul(x, 2, out=out) is out
    assert values(out) == [2.0, 4.0]
    part = bl.zeros(2, 2)
    bl.exp(bl.zeros(2), out=part[1])
    assert values(part) == [[0.0, 0.0], [1.0, 1.0]]


def test_out_of_another_shape_is_resized_with_a_warning():
    out = bl.ones(3)
    with pytest.warns(UserWarning, match="resized"):
        bl.exp(bl.zeros(2), out=out)

    assert values(out) == [1.0, 1.0]


def test_out_refuses_a_lesser_type_and_a_gradient():
    with pytest.raises(RuntimeError, match="Float can't be cast to the desired output type Long"):
        bl.exp(bl.zeros(2), out=bl.zeros(2, dtype=bl.int64))
    with pytest.raises(RuntimeError, match="automatic differentiation"):
        bl.exp(bl.zeros(2, requires_grad=True), out=bl.zeros(2))
    with pytest.raises(TypeError, match="out"):
        bl.exp(bl.zeros(2), out=3)  # type: ignore[arg-type]


# Lists of tensors


def test_foreach_calls_a_method_on_every_tensor_of_a_list():
    from backlight.tensor.foreach import _foreach_add_, _foreach_addcmul, _foreach_mul

    tensors = [bl.tensor([1.0]), bl.tensor([2.0, 3.0])]
    _foreach_add_(tensors, 1)

    assert [values(t) for t in tensors] == [[2.0], [3.0, 4.0]]
    assert [values(t) for t in _foreach_mul(tensors, [10, 100])] == [[20.0], [300.0, 400.0]]
    assert [values(t) for t in _foreach_addcmul(tensors, tensors, tensors, value=2)] == [[10.0], [21.0, 36.0]]
    with pytest.raises(RuntimeError, match="same number"):
        _foreach_mul(tensors, [1])
