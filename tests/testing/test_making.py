"""make_tensor: the numbers of torch with the same seed, in the interval that was asked for."""

from __future__ import annotations

import pytest

import backlight
from backlight.testing import make_tensor


def test_the_same_seed_gives_torchs_numbers():
    backlight.manual_seed(3)

    assert make_tensor((2,), dtype=backlight.int64, device="cpu").tolist() == [4, 2]


@pytest.mark.parametrize("name", ["float32", "float16", "bfloat16", "complex64", "int8", "uint8", "bool"])
def test_values_lie_in_the_interval(name):
    dtype = getattr(backlight, name)
    x = make_tensor((50,), dtype=dtype, device="cpu", low=0, high=2)

    assert x.dtype is dtype
    parts = backlight.view_as_real(x) if dtype.is_complex else x.float()
    assert (parts.min().item() >= 0, parts.max().item() <= 2) == (True, True)


def test_every_second_element_of_one_twice_as_long():
    x = make_tensor((2, 3), dtype=backlight.float32, device="cpu", noncontiguous=True)

    assert (tuple(x.shape), x.stride(), x.storage_offset()) == ((2, 3), (6, 2), 1)


def test_zeros_can_be_excluded():
    x = make_tensor((100,), dtype=backlight.int8, device="cpu", low=0, high=2, exclude_zero=True)

    assert x.tolist() == [1] * 100


def test_bounds_have_to_make_an_interval():
    with pytest.raises(ValueError, match="`low` must be less than `high`"):
        make_tensor((1,), dtype=backlight.float32, device="cpu", low=2, high=1)
