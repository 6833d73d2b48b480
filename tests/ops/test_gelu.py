"""The fast form for float32 agrees with the exact one for float64."""

from __future__ import annotations

import numpy as np
import pytest

from backlight.core.op import constant
from backlight.ops.gelu import gelu
from backlight.ops.special import BLOCK

RANGE = np.linspace(-30, 30, 3 * BLOCK + 5)


def both(x):
    """gelu(x) and its slope."""
    leaf = constant(x)
    leaf.requires_grad_()
    out = gelu(leaf, approximate="none")
    out.backward(constant(np.ones_like(x)))
    return out._array, leaf.grad._array


def test_float32_is_as_exact_as_its_digits():
    for fast, exact in zip(both(RANGE.astype(np.float32)), both(RANGE), strict=True):
        np.testing.assert_allclose(fast, exact, rtol=3e-7, atol=4e-7)


def test_far_values_and_none():
    x = np.array([np.inf, 1e30, -1e30, -np.inf, np.nan, 0], np.float32)
    out, slope = both(x)

    np.testing.assert_array_equal(out, np.array([np.inf, 1e30, 0, 0, np.nan, 0], np.float32))
    np.testing.assert_array_equal(slope, np.array([1, 1, 0, 0, np.nan, 0.5], np.float32))


@pytest.mark.parametrize("x", [np.ones((3, 4), np.float32).T, np.ones((4, 6), np.float32)[:, ::2], np.float32([])])
def test_any_order_in_memory(x):
    out, slope = both(x)

    assert out.shape == slope.shape == x.shape
    np.testing.assert_allclose(out, 0.8413447 * x, rtol=1e-6)
