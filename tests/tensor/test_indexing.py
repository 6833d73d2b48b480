"""Reading and writing parts of tensors by every kind of key, and the functions that index by tensors and masks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import basic_indices

import backlight as bl


def grid(*shape):
    return bl.arange(int(np.prod(shape)), dtype=bl.float32).reshape(shape)


@given(key=basic_indices((2, 3, 4), allow_newaxis=True, max_dims=5))
def test_ints_slices_and_new_axes_read_as_in_numpy_and_give_views(key):
    parts = key if isinstance(key, tuple) else (key,)
    x, a = grid(2, 3, 4), np.arange(24.0).reshape(2, 3, 4)
    if any(isinstance(p, slice) and (p.step or 1) < 0 for p in parts):
        with pytest.raises(ValueError, match="step must be greater than zero"):
            x[key]
        return
    y = x[key]

    assert np.array_equal(y.numpy(), a[key])
    x += 1
    assert np.array_equal(y.numpy(), a[key] + 1)


@given(key=basic_indices((2, 3, 4), allow_newaxis=True, max_dims=5))
def test_ints_slices_and_new_axes_write_as_in_numpy(key):
    parts = key if isinstance(key, tuple) else (key,)
    if any(isinstance(p, slice) and (p.step or 1) < 0 for p in parts):
        return
    x, a = grid(2, 3, 4), np.arange(24.0).reshape(2, 3, 4)
    x[key] = -1.0
    a[key] = -1.0

    assert np.array_equal(x.numpy(), a)


ROWS, PAIR = [1, 0, 1], [[0, 2], [1, 1]]
MASK = (np.arange(12).reshape(3, 4) % 3 == 0).tolist()


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (lambda t: t(ROWS), lambda a: a[ROWS]),
        (lambda t: ROWS, lambda a: a[ROWS]),
        (lambda t: np.array(ROWS), lambda a: a[ROWS]),
        (lambda t: range(2), lambda a: a[[0, 1]]),
        (lambda t: t([-1, 0]), lambda a: a[[-1, 0]]),
        (lambda t: (slice(None), t(PAIR)), lambda a: a[:, PAIR]),
        (lambda t: (t([0, 1]), t([2, 1])), lambda a: a[[0, 1], [2, 1]]),
        (lambda t: (t([[0], [1]]), t([2, 1])), lambda a: a[[[0], [1]], [2, 1]]),
        (lambda t: (t([0, 1]), slice(None), t([3, 0])), lambda a: a[[0, 1], :, [3, 0]]),
        (lambda t: (0, slice(None), t([3, 0])), lambda a: a[0][:, [3, 0]]),  # not as in NumPy: an int is a view first
        (lambda t: (t(1), slice(None), t([3, 0])), lambda a: a[1][:, [3, 0]]),
        (lambda t: (..., t([3, 0])), lambda a: a[..., [3, 0]]),
        (lambda t: (None, t([1]), None), lambda a: a[None][:, [1]][:, :, None]),
        (lambda t: (slice(1, None), t([1, 2])), lambda a: a[1:, [1, 2]]),
        (lambda t: t([True, False]), lambda a: a[:1]),
        (lambda t: [True, False], lambda a: a[:1]),
        (lambda t: (0, t(MASK)), lambda a: a[0][np.array(MASK)]),
        (lambda t: (slice(None), t(MASK)), lambda a: a[:, np.array(MASK)]),
        (lambda t: (t([True, True]), t([2, 0])), lambda a: a[[0, 1], [2, 0]]),
        (lambda t: True, lambda a: a[None]),
        (lambda t: False, lambda a: a[None][:0]),
        (lambda t: t(1), lambda a: a[1]),
        (lambda t: (slice(t(1), None),), lambda a: a[1:]),
        (lambda t: (), lambda a: a),
    ],
)
def test_index_tensors_and_masks(key, expected):
    x, a = grid(2, 3, 4), np.arange(24.0, dtype=np.float32).reshape(2, 3, 4)
    key, expected = key(bl.tensor), expected(a)

    assert np.array_equal(x[key].numpy(), expected)
    assert x[key].shape == expected.shape
    x[key] = bl.full(expected.shape, -1.0)
    assert np.array_equal(x[key].numpy(), np.full(expected.shape, -1.0))
    assert int((x == -1).sum()) == len(np.unique(expected))


def test_an_index_tensor_gives_a_copy():
    x = grid(2, 3)
    x[[0]][:] = 9

    assert x.tolist() == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize(
    ("key", "error", "words"),
    [
        (5, IndexError, "index 5 is out of bounds for dimension 0 with size 2"),
        ((0, 9), IndexError, "index 9 is out of bounds for dimension 1 with size 3"),
        ((0, 0, 0), IndexError, "too many indices for tensor of dimension 2"),
        (1.0, IndexError, r"only integers, slices .* \(got float\)"),
        ("a", TypeError, "string"),
        (slice(None, None, -1), ValueError, r"step must be greater than zero"),
        ([0.5], IndexError, "must be long, int, byte or bool tensors"),
        ([0, 7], IndexError, "index 7 is out of bounds for dimension 0 with size 2"),
        ([True, False, True], IndexError, r"shape of the mask \[3\] at index 0"),
        (([0, 1], [0, 1, 2]), IndexError, r"could not be broadcast together with shapes \[2\], \[3\]"),
    ],
)
def test_mistakes_in_a_key_are_told(key, error, words):
    with pytest.raises(error, match=words):
        grid(2, 3)[key]


def test_a_number_has_no_parts():
    with pytest.raises(IndexError, match="invalid index of a 0-dim tensor"):
        bl.tensor(1.0)[0]
    with pytest.raises(TypeError, match=r"len\(\) of a 0-d tensor"):
        len(bl.tensor(1.0))
    with pytest.raises(TypeError, match="iteration over a 0-d tensor"):
        iter(bl.tensor(1.0))


def test_uint8_masks_work_and_warn():
    with pytest.warns(UserWarning, match=r"torch.uint8 is now deprecated"):
        assert grid(3)[bl.tensor([1, 0, 1], dtype=bl.uint8)].tolist() == [0, 2]


@pytest.mark.parametrize(
    ("value", "error", "words"),
    [
        ([1, 2, 3], TypeError, "can't assign a list"),
        (None, TypeError, "can't assign a NoneType"),
        (bl.ones(2), RuntimeError, r"shape \[2\] cannot be written into a part of shape \[3\]"),
        (1j, RuntimeError, "cannot be converted"),
    ],
)
def test_what_cannot_be_assigned(value, error, words):
    with pytest.raises(error, match=words):
        grid(2, 3)[0] = value


def test_a_written_value_takes_the_dtype_of_the_tensor():
    x = bl.tensor([1, 2, 3])
    x[0] = 1.7
    x[1] = bl.tensor(2.9)
    x[[2]] = 3.9

    assert x.tolist() == [1, 2, 3]
    with pytest.raises(RuntimeError, match="dtypes match, got Long for the destination and Float for the source"):
        x[[0, 1]] = bl.tensor([1.0, 2.0])
    with pytest.raises(RuntimeError, match="without overflow"):
        x[0] = float("nan")


def test_iteration_and_membership():
    x = bl.tensor([[1, 2], [3, 4]])

    assert [row.tolist() for row in x] == [[1, 2], [3, 4]]
    assert (3 in x, 5 in x, bl.tensor(4) in x) == (True, False, True)
    with pytest.raises(RuntimeError, match="only supports Tensor or scalar"):
        "a" in x  # noqa: B015
    with pytest.raises(TypeError, match="deleting items"):
        del x[0]


def test_gradients_of_repeated_indices_add_up():
    w = bl.tensor([1.0, 2.0, 3.0], requires_grad=True)
    (w[[0, 2, 0]] * bl.tensor([1.0, 10.0, 100.0])).sum().backward()

    assert w.grad.tolist() == [101, 0, 10]


def test_a_masked_write_cuts_the_old_values_off():
    w = bl.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = w * 2
    y[y > 3] = 0
    y.sum().backward()

    assert w.grad.tolist() == [2, 0, 0]


def test_gather_and_scatter():
    x = bl.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    at = bl.tensor([[0, 2], [1, 1]])

    assert x.gather(1, at).tolist() == [[1, 3], [5, 5]]
    assert bl.zeros(2, 3).scatter(1, at, x).tolist() == [[1, 0, 2], [0, 5, 0]]
    assert bl.zeros(2, 3).scatter_(1, at, 7.0).tolist() == [[7, 0, 7], [0, 7, 0]]
    assert bl.zeros(2, 3).scatter_add_(1, at, x).tolist() == [[1, 0, 2], [0, 9, 0]]
    assert bl.zeros(2, 3).scatter_reduce(1, at, x, "mean", include_self=False).tolist() == [[1, 0, 2], [0, 4.5, 0]]
    assert bl.zeros(2, 3).scatter(1, at, 2.0, reduce="add").tolist() == [[2, 0, 2], [0, 4, 0]]
    assert bl.take_along_dim(x, bl.tensor([[-1]]), 1).tolist() == [[3], [6]]
    assert bl.tensor(5.0).gather(0, bl.tensor([0, 0])).tolist() == [5, 5]


def test_one_hot_by_scatter():
    labels = bl.tensor([2, 0])

    assert bl.zeros(2, 3).scatter_(1, labels.unsqueeze(1), 1).tolist() == [[0, 0, 1], [1, 0, 0]]


def test_rows_by_number():
    x = grid(3, 2)
    at = bl.tensor([2, 0])

    assert x.index_select(0, at).tolist() == [[4, 5], [0, 1]]
    assert x.index_add(0, at, bl.ones(2, 2), alpha=10).tolist() == [[10, 11], [2, 3], [14, 15]]
    assert x.index_copy(0, at, bl.zeros(2, 2)).tolist() == [[0, 0], [2, 3], [0, 0]]
    assert x.index_fill(1, bl.tensor([-1]), 9).tolist() == [[0, 9], [2, 9], [4, 9]]
    assert x.index_put((at,), bl.tensor(7.0)).tolist() == [[7, 7], [2, 3], [7, 7]]
    assert x.take(bl.tensor([5, 0])).tolist() == [5, 0]
    assert x.put(bl.tensor([0, 0]), bl.tensor([1.0, 2.0]), accumulate=True)[0].tolist() == [3, 1]
    assert x.tolist() == grid(3, 2).tolist()
    x.index_add_(0, at, bl.ones(2, 2))
    assert x.tolist() == [[1, 2], [2, 3], [5, 6]]


def test_masks():
    x = bl.tensor([1.0, 2.0, 3.0])
    mask = bl.tensor([True, False, True])

    assert x.masked_fill(mask, float("-inf")).tolist() == [float("-inf"), 2, float("-inf")]
    assert x.masked_select(mask).tolist() == [1, 3]
    assert x.masked_scatter(mask, bl.tensor([7.0, 8.0, 9.0])).tolist() == [7, 2, 8]
    assert bl.ones(2, 3).masked_fill(mask, 0).tolist() == [[0, 1, 0], [0, 1, 0]]
    with pytest.raises(RuntimeError, match="only supports boolean masks"):
        x.masked_fill(x, 0)
    with pytest.raises(RuntimeError, match="number of ones in mask: 1 < 2"):
        x.masked_scatter(mask, bl.ones(1))


def test_a_part_written_in_a_copy():
    x = bl.zeros(2, 3)

    assert bl.select_scatter(x, bl.ones(3), 0, 1).tolist() == [[0, 0, 0], [1, 1, 1]]
    assert bl.slice_scatter(x, bl.ones(2, 1), 1, 2).tolist() == [[0, 0, 1], [0, 0, 1]]
    assert bl.diagonal_scatter(x, bl.ones(2)).tolist() == [[1, 0, 0], [0, 1, 0]]
    assert x.tolist() == [[0, 0, 0], [0, 0, 0]]


@given(st.integers(0, 2**32 - 1))
def test_sums_at_places_are_right_for_large_tensors(seed):
    rng = np.random.default_rng(seed)
    values, at = rng.standard_normal((50, 40)), rng.integers(0, 30, 50)
    expected = np.zeros((30, 40))
    np.add.at(expected, at, values)
    w = bl.zeros(30, 40, dtype=bl.float64, requires_grad=True)
    (w[bl.tensor(at)] * bl.tensor(values)).sum().backward()

    assert np.allclose(w.grad.numpy(), expected)
    along = rng.integers(0, 40, (30, 50))
    weights = rng.standard_normal((30, 50))
    expected = np.zeros((30, 40))
    np.add.at(expected, (np.arange(30)[:, None], along), weights)
    w.grad = None
    (w.gather(1, bl.tensor(along)) * bl.tensor(weights)).sum().backward()
    assert np.allclose(w.grad.numpy(), expected)
