"""A shape is a tuple that prints as torch.Size and stays one when sliced or joined."""

import copy
import pickle

import numpy as np
import pytest

from backlight.tensor.size import Size


def is_size(value, expected):
    return type(value) is Size and value == expected


def test_a_size_prints_as_in_torch():
    assert repr(Size()) == "torch.Size([])"
    assert str(Size([3])) == "torch.Size([3])"
    assert f"{Size((2, 3))}" == "torch.Size([2, 3])"


def test_a_size_is_the_tuple_of_its_entries():
    size = Size(n for n in (2, 3))

    assert size == (2, 3) and hash(size) == hash((2, 3))
    assert isinstance(size, tuple)
    assert {(2, 3): "found"}[size] == "found"
    first, second = size
    assert (first, second, len(size), size.index(3)) == (2, 3, 2, 1)


def test_an_entry_is_an_int_and_a_slice_a_size():
    size = Size([2, 3, 4])

    assert type(size[-1]) is int and size[-1] == 4
    assert is_size(size[1:], (3, 4))
    assert is_size(size[::-1], (4, 3, 2))
    assert is_size(size[5:], ())


def test_joined_with_tuples_it_stays_a_size():
    assert is_size(Size([2]) + Size([3]), (2, 3))
    assert is_size(Size([2]) + (3,), (2, 3))
    assert is_size((2,) + Size([3]), (2, 3))
    assert is_size(sum([Size([2]), Size([3])], ()), (2, 3))


def test_repeated_it_stays_a_size():
    assert is_size(Size([2, 3]) * 2, (2, 3, 2, 3))
    assert is_size(2 * Size([2]), (2, 2))
    assert is_size(Size([2]) * 0, ())


def test_numel_is_the_product():
    assert Size([2, 3, 4]).numel() == 24
    assert Size([]).numel() == 1
    assert Size([5, 0]).numel() == 0


def test_anything_with_an_index_becomes_an_int():
    size = Size([True, np.int64(3), np.array(4)])

    assert size == (1, 3, 4)
    assert [type(n) for n in size] == [int, int, int]


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda s: pickle.loads(pickle.dumps(s))])
def test_copies_and_pickles_are_sizes(copied):
    assert is_size(copied(Size([2, 3])), (2, 3))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: Size([2, 3.0]), r"takes an iterable of 'int' \(item 1 is 'float'\)"),
        (lambda: Size("ab"), r"takes an iterable of 'int' \(item 0 is 'str'\)"),
        (lambda: (1.0,) + Size([2]), r"takes an iterable of 'int' \(item 0 is 'float'\)"),
        (lambda: Size([2]) + (None,), r"takes an iterable of 'int' \(item 1 is 'NoneType'\)"),
        (lambda: Size(5), "'int' object is not iterable"),
        (lambda: Size([2]) + [1], r"can only concatenate tuple \(not list\) to torch.Size"),
        (lambda: [1] + Size([2]), "can only concatenate list"),
        (lambda: Size([2]) * 1.5, "float"),
    ],
)
def test_what_is_no_size_raises_a_type_error(wrong, message):
    with pytest.raises(TypeError, match=message):
        wrong()


def test_numel_of_a_huge_size_does_not_overflow():
    assert Size([2**40, 2**40]).numel() == 2**80
