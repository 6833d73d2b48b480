"""Dual tensors: what they are made of comes back out of them."""

import pytest

import backlight
from backlight.func.dual import dual_level, make_dual, unpack_dual


def test_a_dual_tensor_gives_back_the_very_tangent_it_was_made_with():
    primal, tangent = backlight.ones(2, 3), backlight.ones(2, 3) * 4

    with dual_level():
        x = make_dual(primal, tangent)

        assert unpack_dual(x).tangent is tangent
        assert unpack_dual(x * 2).tangent is not tangent


def test_a_tangent_of_another_layout_is_copied_into_the_layout_of_the_primal():
    primal, tangent = backlight.ones(3, 3), backlight.arange(9.0).reshape(3, 3).T

    with dual_level():
        found = unpack_dual(make_dual(primal, tangent)).tangent

    assert found is not tangent and found.stride() == primal.stride() == (3, 1)
    assert found.tolist() == tangent.tolist()


def test_a_tensor_that_has_a_direction_gets_no_second_one():
    one = backlight.ones(2)

    with dual_level():
        x = make_dual(one * 3, one) * 2

        with pytest.raises(RuntimeError, match="already has a forward gradient at the same level"):
            make_dual(x, one)

        assert unpack_dual(make_dual(x.detach(), one * 5)).tangent.tolist() == [5.0, 5.0]


def test_a_tangent_of_less_precision_takes_that_of_the_primal():
    with dual_level():
        x = make_dual(backlight.ones(2, dtype=backlight.float64), backlight.tensor([1.0, 3.0]))
        found = unpack_dual(x * x).tangent

        with pytest.raises(RuntimeError, match="forward gradient of dtype"):
            make_dual(backlight.ones(2), backlight.ones(2, dtype=backlight.float64))

    assert found.dtype == backlight.float64 and found.tolist() == [2.0, 6.0]
