"""Data pipes: steps as methods, one iterator at a time, and loaders of them."""

from __future__ import annotations

import pytest

import backlight
from backlight.data import DataLoader
from backlight.data.pipes.indexed import SequenceWrapperMapDataPipe
from backlight.data.pipes.iterating import IterableWrapper


def halves(x):
    return x // 2


def odd(x):
    return x % 2 == 1


def test_steps_are_methods_and_every_pass_begins_anew():
    pipe = IterableWrapper(range(10)).filter(odd).map(halves).batch(2)

    assert list(pipe) == [[0, 1], [2, 3], [4]]
    assert list(pipe) == [[0, 1], [2, 3], [4]]


def test_a_shuffled_pipe_has_each_item_once_in_an_order_of_the_seed():
    pipe = IterableWrapper(range(20)).shuffle(buffer_size=5)
    backlight.manual_seed(1)
    first = list(pipe)
    backlight.manual_seed(1)

    assert sorted(first) == list(range(20)) != first
    assert list(pipe) == first


def test_a_new_iterator_ends_the_one_before():
    pipe = IterableWrapper(range(3))
    old = iter(pipe)
    next(old)
    next(iter(pipe))

    with pytest.raises(RuntimeError, match="invalidated"):
        next(old)


def test_workers_share_a_sharded_pipe():
    loader = DataLoader(IterableWrapper(range(6)).sharding_filter(), batch_size=3, num_workers=2)

    assert sorted(x for batch in loader for x in batch.tolist()) == [0, 1, 2, 3, 4, 5]


def test_pipes_by_index_are_joined_and_batched():
    pipe = SequenceWrapperMapDataPipe([1, 2, 3]).concat(SequenceWrapperMapDataPipe([4])).map(halves).batch(3)

    assert [pipe[0], pipe[1]] == [[0, 1, 1], [2]]
    assert len(pipe) == 2
