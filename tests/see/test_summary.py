import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from backlight.see.summary import Summary, number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "0.5"),
        (4, "4"),
        (4.0, "4.0"),
        (-7.84, "−7.84"),
        (np.float32(-7.840000152587891), "−7.84"),
        (np.float32(0.44), "0.44"),
        (1.0625, "1.0625"),
        (2 / 3, "0.6667"),
        (0.1 + 0.2, "0.3"),
        (0.015625, "0.01562"),
        (1.2e-05, "1.2e−05"),
        (0.00012345678, "0.0001235"),
        (1234.567, "1234.6"),
        (12345.0, "12345.0"),
        (99999.96, "100000.0"),
        (1e6, "1e+06"),
        (10 / 3 * 1e6, "3.333e+06"),
        (-1.7976931348623157e308, "−1.798e+308"),
        (5e-324, "5e−324"),
        (0.0, "0.0"),
        (-0.0, "−0.0"),
        (float("nan"), "NaN"),
        (float("inf"), "inf"),
        (-float("inf"), "−inf"),
        (np.int64(-1_000_000_000), "−1000000000"),
        (True, "True"),
        (np.False_, "False"),
        (1.5 - 2j, "1.5−2.0j"),
        (np.complex64(2j), "0.0+2.0j"),
        (np.float16(0.1), "0.1"),
    ],
)
def test_numbers_are_exact_when_short_and_have_four_digits_otherwise(value, text):
    assert number(value) == text


@given(st.floats(min_value=-1e308, max_value=1e308))
def test_a_number_is_short_and_right_to_four_digits(value):
    text = number(value)

    assert len(text) <= 11
    assert float(text.replace("−", "-")) == pytest.approx(value, rel=5.01e-4, abs=3e-324)


@pytest.mark.parametrize(
    ("array", "text"),
    [
        (np.float32(3), "3.0"),
        ([1.0, 2.0], "[1.0, 2.0]"),
        ([[1, 2], [3, 4]], "[[1, 2], [3, 4]]"),
        ([[[True]]], "[[[True]]]"),
        (np.zeros((0, 3), np.float32), "0×3 float32, empty"),
        ([1.0, np.nan], "⚠ [1.0, NaN]"),
        (
            np.linspace(-0.31, 0.29, 64 * 784, dtype=np.float32).reshape(64, 784),
            "64×784 float32, −0.31 … 0.29, mean −0.01",
        ),
        (np.full((5, 5), 3.0), "5×5 float64, all 3.0"),
        (np.arange(50), "50 int64, 0 … 49, mean 24.5"),
        (np.arange(20) < 5, "20 bool, 0 … 1, mean 0.25"),
        ([np.nan] * 17, "17 float64, ⚠ all not finite"),
        ([np.nan, np.inf, *range(18)], "20 float64, 0.0 … 17.0, mean 8.5, ⚠ 2 not finite"),
        (1000 + np.linspace(-0.01, 0.01, 20), "20 float64, 1000.0 ± 0.00607"),
    ],
)
def test_an_array_in_one_line(array, text):
    assert Summary(array).text() == text


def test_a_matrix_stands_in_columns():
    assert Summary([[1.0, -2.5], [10.25, 0.0]]).rows() == ["  1.0  −2.5", "10.25   0.0"]


def test_a_long_vector_is_wrapped():
    assert Summary(np.arange(6.0)).rows() == ["[0.0  1.0  2.0  3.0", " 4.0  5.0]"]


def test_tall_and_wide_matrices_lose_their_middle():
    assert Summary(np.arange(16).reshape(16, 1)).rows() == [" 0", " 1", " 2", " ⋮", "14", "15"]
    assert Summary(np.arange(16).reshape(1, 16)).rows() == ["0  1  2  3  …  13  14  15"]


def test_small_values_are_copied():
    array = np.array([1.0, 2.0])
    summary = Summary(array)
    array[:] = 0

    assert summary.text() == "[1.0, 2.0]"


def test_of_a_large_array_only_statistics_stay():
    assert Summary(np.zeros(16)).values is not None
    assert Summary(np.zeros(17)).values is None


def test_of_a_lost_array_shape_and_dtype_are_left():
    summary = Summary(np.zeros((2, 3), np.float32), known=False)

    assert (summary.text(), summary.rows()) == ("2×3 float32, not kept", ["not kept"])


@given(
    hnp.arrays(
        st.sampled_from([np.float32, np.float64]),
        hnp.array_shapes(min_dims=1, max_dims=2, min_side=5, max_side=9).filter(lambda s: np.prod(s) > 16),
        elements=st.floats(-(2.0**100), 2.0**100, width=32),
    )
)
def test_statistics_are_those_of_numpy(array):
    summary, exact = Summary(array), array.astype(np.float64)
    size = max(np.abs(exact).max(), 1e-300)

    assert (summary.minimum, summary.maximum, summary.nonfinite) == (exact.min(), exact.max(), 0)
    assert summary.mean == pytest.approx(exact.mean(), rel=1e-5, abs=1e-5 * size)
    assert summary.deviation == pytest.approx(exact.std(), rel=1e-3, abs=1e-5 * size)


def test_statistics_leave_out_what_is_not_finite():
    summary = Summary([np.nan, np.inf, -np.inf, *range(30)])

    assert (summary.minimum, summary.maximum, summary.mean, summary.nonfinite) == (0, 29, 14.5, 3)


def test_statistics_of_huge_values_do_not_overflow():
    summary = Summary(np.linspace(1e308, 1.7e308, 51))

    assert summary.mean == pytest.approx(1.35e308)
    assert summary.deviation == pytest.approx(2.0607e307, rel=1e-3)


def test_details_have_all_digits():
    assert Summary(np.float64(1) / 3).detail() == "float64\n0.3333333333333333"
    assert Summary(np.arange(20.0)).detail().splitlines()[:3] == ["20 float64", "min 0.0", "max 19.0"]
    assert Summary([np.nan] * 20).detail() == "20 float64, ⚠ all not finite"
