"""Copies whose memory is used again, and never while somebody holds them."""

from __future__ import annotations

import numpy as np

from backlight.see.buffers import LARGE, UNUSED, Buffers


def large(value=1.0):
    return np.full(LARGE // 4, value, np.float32)


def test_a_copy_is_equal_and_of_its_own():
    array = large()
    copy = Buffers().copy(array)
    array[:] = 2

    assert copy.dtype == np.float32 and copy.shape == array.shape and (copy == 1).all()


def test_memory_is_used_again_when_the_copy_is_dropped():
    buffers = Buffers()
    copy = buffers.copy(large(1))
    place = copy.__array_interface__["data"]
    del copy

    again = buffers.copy(large(2))
    assert again.__array_interface__["data"] == place and (again == 2).all()


def test_what_is_held_is_left_alone_and_so_is_what_a_view_of_it_shows():
    buffers = Buffers()
    held, part = buffers.copy(large(1)), buffers.copy(large(2))[3:5]
    others = [buffers.copy(large(3)) for _ in range(3)]

    assert (held == 1).all() and (part == 2).all()
    assert not any(np.shares_memory(one, held) or np.shares_memory(one, part) for one in others)


def test_shapes_and_types_do_not_mix():
    buffers = Buffers()
    buffers.copy(large())
    other = buffers.copy(large().reshape(2, -1))

    assert other.shape == (2, LARGE // 8)
    assert buffers.copy(large().view(np.int32)).dtype == np.int32


def test_an_array_in_another_order_is_copied_by_its_values():
    array = np.arange(LARGE, dtype=np.float32).reshape(4, -1).T
    buffers = Buffers()
    buffers.copy(array)

    np.testing.assert_array_equal(buffers.copy(array), array)


def test_memory_that_nobody_asks_for_goes():
    buffers = Buffers()
    buffers.copy(large())
    for _ in range(UNUSED + 1):
        buffers.begin()

    assert not buffers._buffers
