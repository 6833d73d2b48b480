"""Long arrays are chosen from by their bits; what comes out is what np.where says."""

from __future__ import annotations

import numpy as np
import pytest

from backlight.ops.select import where


def bits(x):
    return np.asarray(x).view(f"u{x.itemsize}")


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
@pytest.mark.parametrize("layout", [np.asarray, np.transpose, lambda x: x[:, ::-2]], ids=["plain", "turned", "strided"])
def test_long_arrays_against_zero(dtype, layout):
    x = np.random.default_rng(0).standard_normal((40, 60)).astype(dtype)
    x[0, :5] = np.inf, -np.inf, np.nan, -0.0, 0
    x, condition = layout(x), layout(np.random.default_rng(1).random((40, 60)) > 0.5)

    for found, expected in [
        (where(condition, x, 0), np.where(condition, x, x.dtype.type(0))),
        (where(condition, 0, x), np.where(condition, x.dtype.type(0), x)),
        (where(condition, x, -x), np.where(condition, x, -x)),
    ]:
        assert found.dtype == x.dtype
        np.testing.assert_array_equal(bits(np.ascontiguousarray(found)), bits(np.ascontiguousarray(expected)))
        assert not np.shares_memory(found, x)


def test_what_is_spread_or_no_number_with_a_point():
    condition = np.random.default_rng(0).random((2000, 1)) > 0.5
    row, whole = np.arange(3.0), np.arange(2000)

    np.testing.assert_array_equal(where(condition, row, 0), np.where(condition, row, 0))
    np.testing.assert_array_equal(where(condition[:, 0], whole, 0), np.where(condition[:, 0], whole, 0))
    np.testing.assert_array_equal(where(condition, 2.5, 0), np.where(condition, 2.5, 0))
