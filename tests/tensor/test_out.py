"""The argument out=: dtypes, memory that may not be shared, and memory that is kept."""

from __future__ import annotations

import pytest

import backlight


def test_some_functions_cast_and_some_want_the_very_dtype():
    t = backlight.tensor([1.0, 2.0])
    wide = backlight.empty(2, dtype=backlight.float64)

    assert backlight.add(t, 1, out=wide).tolist() == [2, 3]
    with pytest.raises(RuntimeError, match="Expected out tensor to have dtype float32, but got float64 instead"):
        backlight.abs(t, out=wide)


def test_out_of_gather_may_not_lie_in_the_input():
    t = backlight.arange(4.0)
    with pytest.raises(RuntimeError, match="refer to a single memory location"):
        backlight.gather(t, 0, backlight.tensor([0, 1]), out=t[:2])


def test_out_of_cat_may_not_be_a_part():
    t = backlight.ones(2)
    with pytest.raises(RuntimeError, match="refer to a single memory location"):
        backlight.cat([t, backlight.ones(0)], out=t)


def test_expanded_memory_cannot_be_out():
    with pytest.raises(RuntimeError, match="more than one element"):
        backlight.index_select(backlight.ones(3), 0, backlight.tensor([0, 1]), out=backlight.ones(1).expand(2))


def test_an_empty_out_grows_in_the_memory_that_it_is_a_part_of():
    memory = backlight.zeros(4)
    backlight.add(backlight.ones(3), 1, out=memory[:0])

    assert memory.tolist() == [2, 2, 2, 0]
