"""Places in a tensor: unravel_index, nonzero_static, index_reduce; and indices whose masked places do not count."""

from __future__ import annotations

import pytest

import backlight


def test_unravel_index_counts_the_last_dimension_fastest():
    rows, columns = backlight.unravel_index(backlight.tensor([0, 5, 7]), (2, 4))

    assert (rows.tolist(), columns.tolist()) == ([0, 1, 1], [0, 1, 3])


@pytest.mark.parametrize(
    ("indices", "shape", "error", "match"),
    [
        (backlight.tensor([0.5]), (2,), ValueError, "integer dtype"),
        (backlight.tensor([0]), (2, -1), ValueError, "negative"),
        (backlight.tensor([0]), (2, 1.5), TypeError, "int or sequence of ints"),
        ([0], (2,), TypeError, "must be Tensor"),
    ],
)
def test_unravel_index_tells_mistakes(indices, shape, error, match):
    with pytest.raises(error, match=match):
        backlight.unravel_index(indices, shape)


def test_nonzero_static_cuts_off_and_fills_up():
    x = backlight.tensor([[0, 1], [1, 1]])

    assert backlight.nonzero_static(x, size=2).tolist() == [[0, 1], [1, 0]]
    assert x.nonzero_static(size=4, fill_value=9).tolist() == [[0, 1], [1, 0], [1, 1], [9, 9]]


@pytest.mark.parametrize(
    ("reduce", "include_self", "expected"),
    [
        ("prod", True, [[8, 30], [3, 4]]),
        ("prod", False, [[8, 15], [3, 4]]),
        ("mean", True, [[7 / 3, 10 / 3], [3, 4]]),
        ("amax", True, [[4, 5], [3, 4]]),
        ("amin", True, [[1, 2], [3, 4]]),
        ("amin", False, [[2, 3], [3, 4]]),
    ],
)
def test_index_reduce_combines_rows(reduce, include_self, expected):
    x, rows = backlight.tensor([[1.0, 2.0], [3.0, 4.0]]), backlight.tensor([[2.0, 3.0], [4.0, 5.0]])
    found = x.index_reduce(0, backlight.tensor([0, 0]), rows, reduce, include_self=include_self)

    assert found.tolist() == [pytest.approx(row) for row in expected]
    assert x.index_reduce_(0, backlight.tensor([0, 0]), rows, reduce, include_self=include_self) is x


def test_index_reduce_passes_gradients_back():
    x, rows = backlight.tensor([2.0, 3.0]).requires_grad_(), backlight.tensor([4.0, 5.0]).requires_grad_()
    y = backlight.index_reduce(x, 0, backlight.tensor([1, 1]), rows, "prod")
    y.sum().backward()

    assert y.grad_fn.name() == "IndexReduceBackward0"
    assert (x.grad.tolist(), rows.grad.tolist()) == ([1, 20], [15, 12])


def test_index_reduce_knows_four_ways():
    with pytest.raises(RuntimeError, match="one of prod, mean, amax or amin but got sum"):
        backlight.index_reduce(backlight.ones(2), 0, backlight.tensor([0]), backlight.ones(1), "sum")


def test_masked_places_of_an_index_do_not_count():
    x, index = backlight.tensor([1.0, 2.0, 3.0]), backlight.tensor([0, 7])
    mask = index < 3

    assert backlight._unsafe_masked_index(x, mask, [index], -1.0).tolist() == [1, -1]
    added = backlight._unsafe_masked_index_put_accumulate(x, mask, [index], backlight.tensor([10.0, 20.0]))
    assert added.tolist() == [11, 2, 3]


def test_chunk_cat_fills_short_tensors_up():
    parts = [backlight.arange(3.0), backlight.arange(4.0)]

    assert backlight._chunk_cat(parts, 0, 2).tolist() == [[0, 1, 0, 1], [2, 0, 2, 3]]


def test_frexp_takes_numbers_apart_and_passes_gradients():
    x = backlight.tensor([8.0, -0.3]).requires_grad_()
    mantissa, exponent = backlight.frexp(x)
    mantissa.sum().backward()

    assert mantissa.tolist() == pytest.approx([0.5, -0.6])
    assert (exponent.tolist(), exponent.dtype) == ([4, -1], backlight.int32)
    assert x.grad.tolist() == [1 / 16, 2]


def test_hash_tensor_is_exclusive_or_of_64_bits():
    assert backlight.hash_tensor(backlight.tensor([[1, 2], [7, 7]]), 1).tolist() == [3, 0]
    assert backlight.hash_tensor(backlight.tensor([1.0, 2.0])).item() == 9218868437227405312
