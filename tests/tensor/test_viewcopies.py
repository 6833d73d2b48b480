"""The functions that end in _copy: what the views show, in memory of its own."""

from __future__ import annotations

import numpy as np
import pytest

import backlight


def leaf():
    return backlight.arange(6.0).reshape(2, 3).requires_grad_()


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("alias_copy", (), [[0, 1, 2], [3, 4, 5]]),
        ("t_copy", (), [[0, 3], [1, 4], [2, 5]]),
        ("transpose_copy", (0, 1), [[0, 3], [1, 4], [2, 5]]),
        ("permute_copy", ((1, 0),), [[0, 3], [1, 4], [2, 5]]),
        ("diagonal_copy", (), [0, 4]),
        ("view_copy", ((3, 2),), [[0, 1], [2, 3], [4, 5]]),
        ("select_copy", (1, 2), [2, 5]),
        ("slice_copy", (1, 1), [[1, 2], [4, 5]]),
        ("as_strided_copy", ((2,), (2,), 1), [1, 3]),
        ("unfold_copy", (1, 2, 1), [[[0, 1], [1, 2]], [[3, 4], [4, 5]]]),
        ("unsqueeze_copy", (0,), [[[0, 1, 2], [3, 4, 5]]]),
    ],
)
def test_a_copy_has_the_views_values_and_memory_of_its_own(name, arguments, expected):
    x = backlight.arange(6.0).reshape(2, 3)
    copy = getattr(backlight, name)(x, *arguments)
    x.zero_()

    assert copy.tolist() == expected
    assert copy.is_contiguous()
    assert not copy._is_view()


def test_the_gradient_goes_through_one_node_named_as_in_torch():
    x = leaf()
    y = backlight.transpose_copy(x, 0, 1)
    (y * backlight.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])).sum().backward()

    assert y.grad_fn.name() == "TransposeBackward0_copy"
    assert y.grad_fn.next_functions[0][0].variable is x
    assert x.grad.tolist() == [[1, 3, 5], [2, 4, 6]]


def test_several_parts_are_copied_each():
    x = leaf()
    first, second = backlight.split_with_sizes_copy(x, (1, 2), 1)
    (first.sum() + 2 * second.sum()).backward()

    assert (first.tolist(), second.tolist()) == ([[0], [3]], [[1, 2], [4, 5]])
    assert x.grad.tolist() == [[1, 2, 2], [1, 2, 2]]


def test_out_takes_the_parts():
    parts = [backlight.empty(0), backlight.empty(0)]

    assert backlight.unbind_copy(backlight.arange(4.0).reshape(2, 2), out=parts) is None
    assert [p.tolist() for p in parts] == [[0, 1], [2, 3]]


def test_too_few_tensors_in_out_are_an_error():
    with pytest.raises(RuntimeError, match="argument of 2 tensors, got 1"):
        backlight.unbind_copy(backlight.ones(2, 2), out=[backlight.empty(0)])


def test_parts_of_unsafe_split_may_be_written_to():
    x = leaf() * 1
    first, _ = backlight.unsafe_split(x, 1)
    first.mul_(2)

    assert first.grad_fn.next_functions[0][0].name() == "UnsafeSplitBackward0"
    with pytest.raises(RuntimeError, match="returns multiple views"):
        backlight.split(x, 1)[0].mul_(2)


def test_as_strided_scatter_passes_the_gradient_of_what_stays():
    x, values = backlight.zeros(4).requires_grad_(), backlight.ones(2).requires_grad_()
    y = backlight.as_strided_scatter(x, values, (2,), (2,), 1)
    y.backward(backlight.tensor([1.0, 2.0, 3.0, 4.0]))

    assert np.array_equal(y.detach(), [0, 1, 0, 1])
    assert (x.grad.tolist(), values.grad.tolist()) == ([1, 0, 3, 0], [2, 4])
