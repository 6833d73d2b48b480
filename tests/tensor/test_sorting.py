"""Order and search under torch's names."""

from __future__ import annotations

import math

import pytest

import backlight as bl


def values(tensor) -> list:
    return tensor.tolist()


def test_sorting_keeps_equal_elements_in_their_order():
    x = bl.tensor([2, 1, 2, 1])

    assert values(x.sort().indices) == [1, 3, 0, 2]
    assert values(x.sort(descending=True).indices) == [0, 2, 1, 3]
    assert values(x.argsort(descending=True)) == [0, 2, 1, 3]


def test_nan_counts_as_the_largest():
    x = bl.tensor([math.nan, 1.0, 3.0])

    assert values(x.argsort()) == [1, 2, 0]
    assert values(x.argsort(descending=True)) == [0, 2, 1]


def test_sorting_goes_along_any_dimension():
    x = bl.tensor([[3.0, 1.0], [2.0, 4.0]])

    assert values(x.sort(0).values) == [[2.0, 1.0], [3.0, 4.0]]
    assert values(bl.msort(x)) == [[2.0, 1.0], [3.0, 4.0]]
    with pytest.raises(IndexError):
        x.sort(2)


def test_gradients_go_back_to_where_the_elements_were():
    x = bl.tensor([3.0, 1.0, 2.0], requires_grad=True)
    (x.sort().values * bl.tensor([1.0, 10.0, 100.0])).sum().backward()

    assert values(x.grad) == [100.0, 1.0, 10.0]


def test_the_first_few():
    x = bl.tensor([3.0, 1.0, 2.0])

    assert [values(t) for t in x.topk(2)] == [[3.0, 2.0], [0, 2]]
    assert [values(t) for t in x.topk(2, largest=False)] == [[1.0, 2.0], [1, 2]]
    assert [t.item() for t in x.kthvalue(2)] == [2.0, 2]
    with pytest.raises(RuntimeError, match="k = 4 of the 3 elements"):
        x.topk(4)
    with pytest.raises(RuntimeError, match="out of range"):
        x.kthvalue(0)


def test_the_median_of_an_even_number_is_the_lower_one():
    assert bl.tensor([4.0, 1.0, 3.0, 2.0]).median().item() == 2.0
    assert math.isnan(bl.tensor([1.0, math.nan]).median().item())
    assert bl.tensor([1.0, math.nan, 3.0]).nanmedian().item() == 1.0
    assert [t.item() for t in bl.tensor([4.0, 1.0, 3.0]).median(0)] == [3.0, 2]


def test_the_most_frequent_is_the_smallest_of_several_at_its_last_place():
    assert [t.item() for t in bl.tensor([3, 1, 3, 1, 2]).mode()] == [1, 3]


@pytest.mark.parametrize(
    ("how", "expected"),
    [("linear", 2.2), ("lower", 2.0), ("higher", 3.0), ("nearest", 2.0), ("midpoint", 2.5)],
)
def test_quantiles_between_two_elements(how, expected):
    x = bl.tensor([1.0, 2.0, 3.0, 4.0])

    assert x.quantile(0.4, interpolation=how).item() == pytest.approx(expected)


def test_several_quantiles_make_a_first_dimension():
    x = bl.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])

    assert values(x.quantile(bl.tensor([0.0, 0.5]), dim=1)) == [[1.0, 4.0], [2.0, 5.0]]
    assert x.quantile(bl.tensor([0.0, 0.5]), dim=1, keepdim=True).shape == (2, 2, 1)
    with pytest.raises(RuntimeError, match=r"range \[0, 1\]"):
        x.quantile(1.5)


def test_unique_elements_with_places_and_counts():
    x = bl.tensor([3, 1, 3])
    found, inverse, counts = x.unique(return_inverse=True, return_counts=True)

    assert (values(found), values(inverse), values(counts)) == ([1, 3], [1, 0, 1], [1, 2])
    assert values(bl.tensor([[1, 0], [0, 1], [1, 0]]).unique(dim=0)) == [[0, 1], [1, 0]]
    assert values(bl.unique_consecutive(bl.tensor([1, 1, 2, 1]))) == [1, 2, 1]


def test_searching_in_what_is_sorted():
    edges = bl.tensor([1.0, 3.0, 5.0])

    assert values(bl.searchsorted(edges, bl.tensor([3.0, 6.0]))) == [1, 3]
    assert values(bl.bucketize(bl.tensor([3.0, 6.0]), edges, right=True)) == [2, 3]
    assert bl.searchsorted(edges, 4).item() == 2
    assert bl.searchsorted(edges, bl.tensor([3.0]), out_int32=True).dtype == bl.int32
    with pytest.raises(RuntimeError, match="first N-1 dimensions"):
        bl.searchsorted(bl.ones(2, 3), bl.ones(3))


def test_counting():
    assert values(bl.bincount(bl.tensor([0, 2, 2]), minlength=4)) == [1, 0, 2, 0]
    assert values(bl.bincount(bl.tensor([0, 1, 1]), weights=bl.tensor([1.0, 0.5, 2.0]))) == [1.0, 2.5]
    assert values(bl.histc(bl.tensor([1.0, 2.0, 1.0]), bins=4, min=0, max=3)) == [0.0, 2.0, 1.0, 0.0]
    with pytest.raises(RuntimeError, match="non-negative"):
        bl.bincount(bl.tensor([-1]))


def test_where_something_is():
    x = bl.tensor([[0, 2], [3, 0]])

    assert values(x.nonzero()) == [[0, 1], [1, 0]]
    assert [values(t) for t in x.nonzero(as_tuple=True)] == [[0, 1], [1, 0]]
    assert values(bl.isin(x, bl.tensor([2, 5]))) == [[False, True], [False, False]]
