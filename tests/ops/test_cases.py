"""The battery can fail: ops that are wrong in one way each, and the test that finds it."""

from __future__ import annotations

import numpy as np
import pytest

from backlight.core.card import OPS
from backlight.core.op import op
from backlight.ops.functions import cos
from tests.ops import test_battery as battery
from tests.ops.cases import CALLS, Case, rng_for, slope
from tests.samples import OpSamples, Sample


def _adds_to_its_input(x):
    x[0] += 1
    return np.sin(x)


WRONG = {
    "the_gradient": (np.sin, lambda g, out, x: g * out, battery.test_the_gradient_is_the_slope),
    "the_sign_of_an_element": (
        np.sin,
        lambda g, out, x: g * cos(x) * np.array([1, 1, -1]),
        battery.test_the_gradient_is_the_slope,
    ),
    "its_gradient": (
        np.sin,
        lambda g, out, x: g * np.cos(getattr(x, "_array", x)),
        battery.test_the_gradient_of_the_gradient_is_its_slope,
    ),
    "the_dtype": (
        lambda x: np.sin(x.astype(np.float64)),
        lambda g, out, x: g * cos(x),
        battery.test_results_and_gradients_have_the_dtype_of_the_arguments,
    ),
    "its_input": (
        _adds_to_its_input,
        lambda g, out, x: g * cos(x),
        battery.test_arrays_give_arrays_and_stay_as_they_were,
    ),
    "one_of_two_ways": (
        np.sin,
        lambda g, out, x: g * cos(x) * (1 if isinstance(g, np.ndarray) else 2),
        battery.test_gradients_are_the_same_with_and_without_create_graph,
    ),
    "memory_with_gaps": (
        lambda x: np.sin(x) if x.flags.contiguous else np.cos(x),
        lambda g, out, x: g * cos(x),
        battery.test_memory_with_gaps_makes_no_difference,
    ),
}


@pytest.mark.parametrize("fault", WRONG)
def test_the_battery_finds_an_op_that_is_wrong_in(fault, monkeypatch):
    forward, rule, test = WRONG[fault]
    card = op(forward, rule, name="wrong", kind="elementwise", local=("?",))
    monkeypatch.setitem(CALLS, "wrong", card)
    sample = Sample((np.array([0.3, 1.2, -0.7]),))
    case = Case("wrong", 0, sample, OpSamples(lambda rng: [sample], lambda torch, x: x.sin()))

    try:
        with pytest.raises(AssertionError):
            test(case)
    finally:
        del OPS["wrong"]


def test_the_slope_is_exact_to_ten_digits():
    assert slope(lambda t: np.exp(1 + t)) == pytest.approx(np.e, rel=1e-10)


def test_the_numbers_of_a_case_depend_on_its_name_alone():
    assert rng_for("add", 1).standard_normal(3).tolist() == rng_for("add", 1).standard_normal(3).tolist()
    assert rng_for("add", 1).standard_normal() != rng_for("add", 2).standard_normal()
