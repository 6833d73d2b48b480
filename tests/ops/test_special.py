"""The special functions next to figures of mpmath's, in units of the last place."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from backlight.ops import special

FIGURES = json.loads((Path(__file__).parent.parent / "golden" / "special.json").read_text())
FUNCTIONS = {
    "erf": special.erf,
    "erfc": special.erfc,
    "erfinv": special.erfinv,
    "lgamma": special.lgamma,
    "digamma": special.digamma,
    "trigamma": lambda x: special.polygamma(x, n=1),
    "tetragamma": lambda x: special.polygamma(x, n=2),
}


def units(actual: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """How many floats lie between, 0 for equal infinities."""
    with np.errstate(all="ignore"):
        return np.where(actual == expected, 0, np.abs(actual - expected) / np.spacing(np.abs(expected)))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    ("name", "most"), [("erf", 2), ("erfc", 4), ("erfinv", 4), ("trigamma", 8), ("tetragamma", 16)]
)
def test_a_function_is_right_to_the_last_places(name, most):
    x, expected = np.array(FIGURES[name]).T

    assert units(FUNCTIONS[name](x), expected).max() <= most


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", ["lgamma", "digamma"])
def test_near_its_zeros_a_function_is_right_to_the_precision_of_one(name):
    x, expected = np.array(FIGURES[name]).T

    np.testing.assert_allclose(FUNCTIONS[name](x), expected, rtol=1e-15, atol=3e-15)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_float32_and_float16_are_right_to_the_last_place(name):
    x = np.array(FIGURES[name])[:, 0]
    for dtype in (np.float32, np.float16):
        narrow = x.astype(dtype)
        exact = FUNCTIONS[name](narrow.astype(np.float64))
        with np.errstate(all="ignore"):
            rounded = exact.astype(dtype)
        result = FUNCTIONS[name](narrow)
        finite = np.isfinite(rounded)

        assert result.dtype == dtype
        assert units(result[finite].astype(np.float64), exact[finite]).size
        assert (units(result[finite], rounded[finite]) <= 1).all()


def test_many_numbers_go_through_in_blocks_like_a_few():
    x = np.linspace(-3, 3, 3 * special.BLOCK + 7)

    np.testing.assert_array_equal(special.erf(x)[::1001], special.erf(x[::1001]))
