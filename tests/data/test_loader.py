"""Orders, collating and passes in this process; the figures of shuffled orders are torch's."""

import collections
import json
import pickle
from pathlib import Path

import numpy as np
import pytest

import backlight
from backlight.data import (
    BatchSampler,
    DataLoader,
    DistributedSampler,
    IterableDataset,
    RandomSampler,
    SubsetRandomSampler,
    TensorDataset,
    WeightedRandomSampler,
    default_collate,
    default_convert,
)
from backlight.data.collate import collate, default_collate_fn_map

FIGURES = json.loads((Path(__file__).parent.parent / "golden" / "data.json").read_text())
Point = collections.namedtuple("Point", "x y")


class Five(IterableDataset):
    def __iter__(self):
        return iter(range(5))

    def __len__(self):
        return 3


def test_a_shuffled_pass_and_the_stream_after_it_are_those_of_torch():
    backlight.manual_seed(0)
    loader = DataLoader(range(5), batch_size=2, shuffle=True)

    assert [batch.tolist() for batch in loader] == FIGURES["first pass"]
    assert [batch.tolist() for batch in loader] == FIGURES["second pass"]
    assert backlight.rand(1).item() == FIGURES["after"]


def test_samplers_draw_as_torch_does():
    backlight.manual_seed(0)

    assert list(RandomSampler(range(5))) == FIGURES["shuffled"]
    assert list(RandomSampler(range(5), True, 7)) == FIGURES["replacement"]
    assert list(RandomSampler(range(3), num_samples=7)) == FIGURES["more"]
    assert list(SubsetRandomSampler([5, 7, 9])) == FIGURES["subset"]
    assert list(WeightedRandomSampler([0.1, 2.0, 1.0], 5)) == FIGURES["weighted"]
    assert list(WeightedRandomSampler([0.1, 2.0, 1.0], 3, replacement=False)) == FIGURES["unique"]


def test_drawing_with_replacement_begins_at_once_however_much_was_asked_for():
    drawn = iter(RandomSampler(range(5), True, 10**15))

    assert all(0 <= next(drawn) < 5 for _ in range(40))


def test_the_shares_of_all_processes_cover_a_dataset():
    shares = [list(DistributedSampler(range(10), 4, rank, seed=1)) for rank in range(4)]

    assert [len(share) for share in shares] == [3, 3, 3, 3]
    assert set().union(*shares) == set(range(10))


def test_batches_of_a_sampler_end_short_or_are_dropped():
    assert list(BatchSampler("abcde", 2, False)) == [["a", "b"], ["c", "d"], ["e"]]
    assert list(BatchSampler("abcde", 2, True)) == [["a", "b"], ["c", "d"]]
    assert [len(BatchSampler("abcde", 2, drop)) for drop in (False, True)] == [3, 2]


def test_rows_of_tensors_are_taken_at_once_or_one_by_one_alike():
    class Rows(TensorDataset):
        pass

    tensors = backlight.rand(7, 3), backlight.arange(7)
    backlight.manual_seed(1)
    at_once = list(DataLoader(TensorDataset(*tensors), 3, shuffle=True))
    backlight.manual_seed(1)
    one_by_one = list(DataLoader(Rows(*tensors), 3, shuffle=True))

    assert repr(at_once) == repr(one_by_one)
    assert type(at_once[0]) is type(one_by_one[0]) is list


def test_rows_of_a_tensor_that_needs_grad_carry_it():
    x = backlight.ones(4, 2, requires_grad=True)
    for (batch,) in DataLoader(TensorDataset(x), 2, sampler=[1, 3]):
        batch.sum().backward()

    assert x.grad.tolist() == [[0, 0], [1, 1], [0, 0], [1, 1]]


def test_a_table_changed_by_the_user_holds_for_tensor_datasets_too(monkeypatch):
    monkeypatch.setitem(default_collate_fn_map, backlight.Tensor, lambda batch, **_: len(batch))

    assert list(DataLoader(TensorDataset(backlight.ones(3)), 2)) == [[2], [1]]


def test_samples_of_many_kinds_are_collated():
    batch = default_collate([{"p": Point(1, 0.5), "s": "a"}, {"p": Point(2, 1.5), "s": "b"}])

    assert batch["p"].x.tolist() == [1, 2]
    assert batch["p"].y.dtype is backlight.float64
    assert batch["s"] == ["a", "b"]


def test_samples_that_do_not_fit_together_are_refused():
    with pytest.raises(RuntimeError, match="equal size"):
        default_collate([backlight.ones(2), backlight.ones(3)])
    with pytest.raises(RuntimeError, match=r"have \[1, 2\] parts"):
        default_collate([[1, 2], [3]])
    with pytest.raises(TypeError, match="found <class 'NoneType'>"):
        default_collate([None])


def test_a_table_of_ones_own_comes_first():
    assert collate([1, 2, 3], collate_fn_map={int: lambda batch, *, collate_fn_map: sum(batch)}) == 6


def test_conversion_keeps_what_is_no_array():
    found = default_convert({"a": np.ones(2, np.float32), "b": (1, "x"), "c": np.array(["s"])})

    assert found["a"].dtype is backlight.float32
    assert found["b"] == [1, "x"]
    assert found["c"].tolist() == ["s"]


def test_a_stream_longer_than_it_says_is_warned_of():
    loader = DataLoader(Five(), batch_size=None)
    assert len(loader) == 3

    with pytest.warns(UserWarning, match="was reported to be 3"):
        assert list(loader) == [0, 1, 2, 3, 4]


def test_pinned_memory_is_accepted_with_the_warning_of_torch():
    with pytest.warns(UserWarning, match="no accelerator is found"):
        assert len(list(DataLoader(range(3), pin_memory=True))) == 3


def test_what_was_decided_cannot_be_set_later():
    loader = DataLoader(range(3))
    loader.collate_fn = list

    with pytest.raises(ValueError, match="batch_size attribute should not be set"):
        loader.batch_size = 2
    assert next(iter(loader)) == [0]


def test_a_loader_can_be_pickled_and_a_pass_cannot():
    loader = pickle.loads(pickle.dumps(DataLoader(range(3), 2)))

    assert [batch.tolist() for batch in loader] == [[0, 1], [2]]
    with pytest.raises(NotImplementedError, match="pickle the DataLoader"):
        pickle.dumps(iter(loader))


def test_options_that_exclude_each_other_are_named():
    with pytest.raises(ValueError, match="batch_sampler option is mutually exclusive"):
        DataLoader(range(3), 2, batch_sampler=[[0]])
    with pytest.raises(ValueError, match="sampler option is mutually exclusive with shuffle"):
        DataLoader(range(3), sampler=[0], shuffle=True)
    with pytest.raises(ValueError, match="expected unspecified shuffle option"):
        DataLoader(Five(), shuffle=True)
    with pytest.raises(AssertionError, match="prefetch_factor must be greater than 0"):
        iter(DataLoader(range(3), num_workers=1, prefetch_factor=0))
