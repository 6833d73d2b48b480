"""Pooling by figures that are found by hand: maxima, means, given sizes, unpooling, and what the mistakes say."""

from __future__ import annotations

import numpy as np
import pytest

import backlight
import backlight.nn.functional as F

NAN, INF = float("nan"), float("inf")


def image(*rows):
    return backlight.tensor([[rows]], requires_grad=True)


def test_the_maxima_of_windows_side_by_side():
    x = backlight.arange(16.0).reshape(1, 1, 4, 4)

    assert F.max_pool2d(x, 2).tolist() == [[[[5, 7], [13, 15]]]]
    assert F.max_pool2d(x, 2, return_indices=True)[1].tolist() == [[[[5, 7], [13, 15]]]]


def test_each_maximum_alone_gets_the_gradient():
    x = image([1.0, 4.0, 2.0], [3.0, 0.0, 5.0], [2.0, 1.0, 0.0])
    F.max_pool2d(x, 2, 1).backward(backlight.tensor([[[[1.0, 10.0], [100.0, 1000.0]]]]))

    assert x.grad.tolist() == [[[[0, 1, 0], [100, 0, 1010], [0, 0, 0]]]]


def test_of_equal_maxima_the_first_row_by_row_counts():
    x = image([0.0, 7.0], [7.0, 7.0])
    _, places = F.max_pool2d(x, 2, return_indices=True)

    assert places.tolist() == [[[[1]]]]


def test_nan_is_the_largest_and_the_last_one_counts():
    x = image([NAN, 5.0], [NAN, INF])
    values, places = F.max_pool2d(x, 2, return_indices=True)

    assert np.isnan(values.item())
    assert places.item() == 2


def test_padding_is_never_the_maximum_even_of_minus_infinity():
    values, places = F.max_pool1d(backlight.full((1, 4), -INF), 3, 2, 1, return_indices=True)

    assert values.tolist() == [[-INF, -INF]]
    assert places.tolist() == [[0, 1]]


def test_an_infinite_gradient_stays_at_its_maximum():
    x = image([1.0, 2.0], [3.0, 4.0])
    F.max_pool2d(x, 2).backward(backlight.tensor([[[[-INF]]]]))

    assert x.grad.tolist() == [[[[0, 0], [0, -INF]]]]
    assert not np.signbit(x.grad.numpy()[0, 0, 0]).any()


def test_ceil_mode_keeps_the_window_that_reaches_beyond_the_end():
    x = backlight.arange(5.0).reshape(1, 5)

    assert F.max_pool1d(x, 2).tolist() == [[1, 3]]
    assert F.max_pool1d(x, 2, ceil_mode=True).tolist() == [[1, 3, 4]]


def test_dilated_windows_take_every_second_element():
    assert F.max_pool1d(backlight.tensor([[9.0, 1.0, 2.0, 3.0]]), 2, 1, 0, 2).tolist() == [[9, 3]]


def test_a_result_may_be_written_to_before_backward():
    x = image([1.0, 2.0], [3.0, -4.0])
    F.relu(F.max_pool2d(x, 2), inplace=True).sum().backward()

    assert x.grad.tolist() == [[[[0, 0], [1, 0]]]]


def test_what_pooling_keeps_is_small():
    x = backlight.rand(4, 8, 64, 64, requires_grad=True)
    node = F.max_pool2d(x * 1, 2).grad_fn
    kept = sum(a.nbytes for a in (*node.inputs, node.out) if 0 not in a.strides)

    assert node.name() == "MaxPool2DWithIndicesBackward0"
    assert kept <= x.nbytes // 4


def test_means_count_the_padding_unless_told_not_to():
    x = backlight.ones(1, 1, 2, 2)

    assert F.avg_pool2d(x, 2, 2, 1).flatten().tolist() == [0.25] * 4
    assert F.avg_pool2d(x, 2, 2, 1, count_include_pad=False).flatten().tolist() == [1] * 4
    assert F.avg_pool2d(x, 2, divisor_override=2).item() == 2


def test_means_of_whole_numbers_are_cut_towards_zero():
    x = backlight.tensor([[[-1, -2], [-3, -4]]])

    assert F.avg_pool2d(x, 2).item() == -2
    assert F.avg_pool2d(x, 2, divisor_override=-3).item() == 3


def test_adaptive_windows_share_an_axis_out():
    x = backlight.arange(5.0).reshape(1, 5)

    assert F.adaptive_avg_pool1d(x, 3).tolist() == [[0.5, 2, 3.5]]
    assert F.adaptive_max_pool1d(x, 3, return_indices=True)[1].tolist() == [[1, 3, 4]]
    assert F.adaptive_avg_pool2d(x.reshape(1, 1, 5), (None, 1)).tolist() == [[[2]]]


def test_unpooling_undoes_pooling_at_the_maxima():
    x = image([1.0, 2.0, 0.0], [3.0, 4.0, 0.0], [0.0, 0.0, 9.0])
    values, places = F.max_pool2d(x, 2, ceil_mode=True, return_indices=True)
    back = F.max_unpool2d(values, places, 2, output_size=(3, 3))

    assert back.tolist() == [[[[0, 0, 0], [0, 4, 0], [0, 0, 9]]]]


def test_power_averages():
    x = backlight.tensor([[3.0, -4.0, 0.0, 0.0]], requires_grad=True)
    y = F.lp_pool1d(x, 2, 2)
    y.sum().backward()

    assert y[0].tolist() == pytest.approx([5, 0])
    assert F.lp_pool1d(x, INF, 2).tolist() == [[4, 0]]


def test_fractional_windows_are_drawn_as_in_torch():
    x = backlight.arange(49.0).reshape(1, 1, 7, 7)
    backlight.manual_seed(0)
    _, places = F.fractional_max_pool2d(x, 2, output_size=3, return_indices=True)

    assert places.tolist() == [[[[8, 10, 13], [29, 31, 34], [43, 45, 48]]]]


def test_gradients_of_gradients_of_pooling():
    x = backlight.rand(1, 1, 4, 4, dtype=backlight.float64, requires_grad=True)
    for pool in (F.max_pool2d, F.avg_pool2d, F.adaptive_avg_pool2d):
        assert backlight.autograd.gradgradcheck(lambda x, pool=pool: pool(x, 2) ** 2, (x,))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x: F.max_pool2d(x, 9), RuntimeError, r"Given input size: \(1x4x4\).*too small"),
        (lambda x: F.max_pool2d(x, 2, 2, 2), RuntimeError, "at most half of effective kernel size"),
        (lambda x: F.max_pool2d(x, 2, 0), RuntimeError, "stride should not be zero"),
        (lambda x: F.max_pool2d(x, (2, 2, 2)), RuntimeError, "a single int, or a tuple of two ints"),
        (lambda x: F.max_pool2d(x, 2.5), TypeError, "must be tuple of ints, not float"),
        (lambda x: F.max_pool2d(x[0, 0], 2), RuntimeError, "3D or 4D"),
        (lambda x: F.max_pool2d(x > 0, 2), NotImplementedError, "not implemented for 'Bool'"),
        (lambda x: F.avg_pool2d(x, 2, divisor_override=0), RuntimeError, "divisor must be not zero"),
        (lambda x: F.adaptive_avg_pool2d(x, (-1, 1)), RuntimeError, "greater than or equal to 0"),
        (lambda x: F.adaptive_max_pool2d(x[0, 0], (2, 2)), ValueError, "Input dimension should be at least 3"),
        (lambda x: F.fractional_max_pool2d(x, 2), ValueError, "output_size or an output_ratio"),
        (lambda x: F.max_unpool2d(x, x.long() + 99, 2), RuntimeError, "invalid max index: 114"),
    ],
)
def test_mistakes_are_told(call, error, words):
    with pytest.raises(error, match=words):
        call(backlight.arange(16.0).reshape(1, 1, 4, 4))
