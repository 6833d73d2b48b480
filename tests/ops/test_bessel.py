"""Bessel's, Airy's and the gamma functions next to figures of mpmath's."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from backlight.ops import airy, bessel, gamma, incomplete_gamma, modified_bessel

GOLDEN = Path(__file__).parent.parent / "golden"
BESSEL = json.loads((GOLDEN / "bessel.json").read_text())
GAMMA = json.loads((GOLDEN / "gamma.json").read_text())
WAVES = {"bessel_j0", "bessel_j1", "bessel_y0", "bessel_y1", "airy_ai"}
OF_TWO = {"zeta": gamma.zeta, "gammainc": incomplete_gamma.igamma, "gammaincc": incomplete_gamma.igammac}


def named(name):
    return next(getattr(module, name) for module in (bessel, modified_bessel, airy) if hasattr(module, name))


@pytest.mark.parametrize("name", sorted(WAVES))
def test_a_wave_is_right_to_the_precision_of_its_height(name):
    x, expected = np.array(BESSEL[name]).T
    with np.errstate(all="ignore"):
        found = named(name)(x)

    np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("name", sorted(set(BESSEL) - WAVES))
def test_a_function_without_zeros_is_right_to_the_last_places(name):
    x, expected = np.array(BESSEL[name]).T
    with np.errstate(all="ignore"):
        found = named(name)(x)

    np.testing.assert_allclose(found, expected, rtol=2e-15)


@pytest.mark.parametrize(("name", "tolerance"), [("zeta", 2e-15), ("gammainc", 1e-12), ("gammaincc", 1e-12)])
def test_the_gamma_family_is_right_in_the_tails_too(name, tolerance):
    x, y, expected = np.array(GAMMA[name]).T
    with np.errstate(all="ignore"):
        found = OF_TWO[name](x, y)

    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=1e-290)


def test_the_two_incomplete_gamma_functions_add_up_to_one():
    a, x = np.meshgrid(np.geomspace(1e-3, 1e5, 30), np.geomspace(1e-3, 1e5, 31))
    with np.errstate(all="ignore"):
        total = incomplete_gamma.igamma(a, x) + incomplete_gamma.igammac(a, x)

    np.testing.assert_allclose(total, 1, rtol=1e-13)


@pytest.mark.parametrize("name", sorted(BESSEL))
def test_float32_is_float64_rounded(name):
    x = np.array(BESSEL[name])[:, 0].astype(np.float32)
    with np.errstate(all="ignore"):
        found, exact = named(name)(x), named(name)(x.astype(np.float64)).astype(np.float32)

    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, exact)


@pytest.mark.parametrize("call", [bessel.bessel_j0, modified_bessel.i0, airy.airy_ai])
def test_complex_numbers_are_refused_and_not_halved(call):
    with pytest.raises(NotImplementedError, match="complex"):
        call(np.array([1 + 2j]))


def test_orders_of_the_modified_functions_are_tied_by_their_wronskian():
    x = np.linspace(0.1, 30, 200)
    i0, i1, k0, k1 = (
        getattr(modified_bessel, name)(x)
        for name in ("i0e", "i1e", "scaled_modified_bessel_k0", "scaled_modified_bessel_k1")
    )

    np.testing.assert_allclose(i0 * k1 + i1 * k0, 1 / x, rtol=1e-14)
