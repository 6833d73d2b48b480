"""Datasets and their parts; the figures of splits are torch's."""

import json
import pickle
import subprocess
import sys
from abc import ABC, abstractmethod
from pathlib import Path

import pytest

import backlight
from backlight.data import (
    ChainDataset,
    ConcatDataset,
    Dataset,
    IterableDataset,
    StackDataset,
    Subset,
    TensorDataset,
    random_split,
)

FIGURES = json.loads((Path(__file__).parent.parent / "golden" / "data.json").read_text())


class Numbers(IterableDataset):
    def __init__(self, *numbers):
        self.numbers = numbers

    def __iter__(self):
        return iter(self.numbers)


class Batched(Dataset):
    """Loads batches at once, and counts how often."""

    calls = 0

    def __len__(self):
        return 10

    def __getitem__(self, i):
        return i * i

    def __getitems__(self, indices):
        self.calls += 1
        return [i * i for i in indices]


def test_the_sum_of_datasets_is_one_after_the_other():
    together = TensorDataset(backlight.tensor([1, 2])) + TensorDataset(backlight.tensor([3]))

    assert isinstance(together, ConcatDataset)
    assert [together[i][0].item() for i in (0, 1, 2, -1, -3)] == [1, 2, 3, 3, 1]
    with pytest.raises(ValueError, match="-4 of 3"):
        together[-4]


def test_the_sum_of_streams_is_a_stream():
    together = Numbers(1, 2) + Numbers(3)

    assert isinstance(together, ChainDataset)
    assert list(together) == [1, 2, 3]
    assert list(ChainDataset([together, together])) == [1, 2, 3, 1, 2, 3]


def test_a_subset_of_a_subset_loads_batches_at_once():
    batched = Batched()
    part = Subset(Subset(batched, [9, 8, 7, 6]), [3, 0])

    assert part.__getitems__([1, 0, 1]) == [81, 36, 81]
    assert (part[0], len(part), batched.calls) == (36, 2, 1)


def test_stacked_datasets_load_batches_at_once_where_they_can():
    batched = Batched()
    stacked = StackDataset(a=batched, b=range(10))

    assert stacked.__getitems__([2, 3]) == [{"a": 4, "b": 2}, {"a": 9, "b": 3}]
    assert batched.calls == 1


def test_a_split_is_that_of_torch_for_the_same_generator():
    parts = random_split(range(10), [0.3, 0.3, 0.4], generator=backlight.Generator().manual_seed(42))

    assert [part.indices for part in parts] == FIGURES["split"]


def test_what_is_left_over_by_fractions_goes_round():
    assert [len(part) for part in random_split(range(11), [0.25] * 4)] == [3, 3, 3, 2]
    with pytest.warns(UserWarning, match="Length of split at index 1 is 0"):
        random_split(range(1), [0.5, 0.5])


def test_lengths_that_do_not_add_up_are_named():
    with pytest.raises(ValueError, match="add up to 8, and there are 10 samples"):
        random_split(range(10), [4, 4])


def test_tensors_of_a_dataset_have_as_many_rows():
    with pytest.raises(AssertionError, match=r"Size mismatch between tensors: they have \[2, 3\] rows"):
        TensorDataset(backlight.ones(2), backlight.ones(3))


def test_datasets_can_be_abstract_generic_and_pickled():
    class Base(Dataset[int], ABC):
        @abstractmethod
        def load(self): ...

    with pytest.raises(TypeError, match="abstract"):
        Base()
    assert pickle.loads(pickle.dumps(Subset(range(5), [2])))[0] == 2


def test_importing_backlight_leaves_the_loading_of_data_alone():
    code = (
        "import sys, backlight; print('backlight.data' in sys.modules); import backlight.torch.utils.data;"
        "print('multiprocessing' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "False"]
