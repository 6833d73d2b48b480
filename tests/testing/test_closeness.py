"""assert_close: silent where values are close, and exact about where they are not."""

from __future__ import annotations

import numpy as np
import pytest

import backlight
from backlight.testing import assert_allclose, assert_close

T = backlight.tensor

CLOSE = [
    (T([1.0, 2.0]), T([1.0, 2.0 + 1e-6])),
    (T([float("inf")]), T([float("inf")])),
    (T([]), T([])),
    (1.0, 1.0 + 1e-8),
    (None, None),
    ([T(1.0), {"a": (2, 3.0)}], [T(1.0), {"a": (2, 3.0)}]),
    (np.ones(2), np.ones(2)),
    (T([1.0]).bfloat16(), T([1.01]).bfloat16()),
]


@pytest.mark.parametrize(("actual", "expected"), CLOSE, ids=str)
def test_close_values_pass(actual, expected):
    assert_close(actual, expected)


MESSAGES = [
    (
        (T([1.0, 2.0]), T([1.0, 3.0])),
        "Tensor-likes are not close!\n\nMismatched elements: 1 / 2 (50.0%)\n"
        "Greatest absolute difference: 1.0 at index (1,) (up to 1e-05 allowed)\n"
        "Greatest relative difference: 0.3333333432674408 at index (1,) (up to 1.3e-06 allowed)",
    ),
    (
        (T([[1, 2], [3, 4]]), T([[1, 2], [3, 5]])),
        "Tensor-likes are not equal!\n\nMismatched elements: 1 / 4 (25.0%)\n"
        "Greatest absolute difference: 1 at index (1, 1)\n"
        "Greatest relative difference: 0.20000000298023224 at index (1, 1)",
    ),
    (
        (1.0, 2.0),
        "Scalars are not close!\n\nExpected 2.0 but got 1.0.\nAbsolute difference: 1.0 (up to 1e-07 allowed)\n"
        "Relative difference: 0.5 (up to 1e-07 allowed)",
    ),
    (
        ({"a": [1, 2]}, {"a": [1, 3]}),
        "Scalars are not equal!\n\nExpected 3 but got 2.\nAbsolute difference: 1\n"
        "Relative difference: 0.3333333333333333\n\nThe failure occurred for item ['a'][1]",
    ),
    ((T([1.0]), T([1.0, 2.0])), "The values for attribute 'shape' do not match: torch.Size([1]) != torch.Size([2])."),
    ((T([1.0]), T([1])), "The values for attribute 'dtype' do not match: torch.float32 != torch.int64."),
    (([1], [1, 2]), "The length of the sequences mismatch: 1 != 2"),
    ((None, 1), "None mismatch: None is not 1"),
    ((True, False), "Booleans mismatch: True is not False"),
    ((1, 1.0), "The (d)types do not match: <class 'int'> != <class 'float'>."),
]


@pytest.mark.parametrize(("values", "message"), MESSAGES, ids=str)
def test_differences_are_counted_and_placed(values, message):
    with pytest.raises(AssertionError) as caught:
        assert_close(*values)

    assert str(caught.value) == message


def test_nan_is_close_to_nan_on_request_alone():
    nan = T([float("nan")])
    assert_close(nan, nan, equal_nan=True)
    with pytest.raises(AssertionError, match="nan"):
        assert_close(nan, nan)


def test_tolerances_come_together():
    assert_close(T([1.0]), T([1.1]), rtol=0.2, atol=0.0)
    with pytest.raises(ValueError, match="got no atol"):
        assert_close(T([1.0]), T([1.1]), rtol=0.2)


def test_the_message_can_be_ones_own():
    with pytest.raises(AssertionError, match=r"^mine$"):
        assert_close(1, 2, msg="mine")
    with pytest.raises(AssertionError, match=r"^before Scalars are not equal"):
        assert_close(1, 2, msg=lambda text: f"before {text}")


def test_dtypes_may_differ_on_request():
    assert_close(T([1.0]), T([1.0], dtype=backlight.float64), check_dtype=False)


def test_what_is_no_number_cannot_be_compared():
    with pytest.raises(TypeError, match="No comparison pair was able to handle inputs of type"):
        assert_close("a", "a")
    with pytest.raises(TypeError, match="and <class 'float'>"):
        assert_close(T([1.0]), 1.0)


def test_the_former_name_is_warned_of():
    with pytest.warns(FutureWarning, match="assert_allclose"):
        assert_allclose(T([1.0]), [1.00001])
