"""Normalisation by figures that are found by hand, and what its training leaves behind."""

from __future__ import annotations

import math

import pytest

import backlight
import backlight.nn.functional as F


def test_a_batch_gets_mean_0_and_variance_1_per_channel():
    x = backlight.tensor([[1.0, 10.0], [3.0, 30.0]])

    assert F.batch_norm(x, None, None, training=True, eps=1e-12).tolist() == [[-1, -1], [1, 1]]


def test_weight_and_bias_of_a_batch_scale_and_shift_its_channels():
    x = backlight.tensor([[1.0, 10.0], [3.0, 30.0]])
    w, b = backlight.tensor([2.0, 3.0]), backlight.tensor([0.0, 100.0])

    assert F.batch_norm(x, None, None, w, b, True, eps=1e-12).tolist() == [[-2, 97], [2, 103]]


def test_running_statistics_take_their_share_of_the_batch():
    mean, var = backlight.zeros(1), backlight.ones(1)
    F.batch_norm(backlight.tensor([[1.0], [3.0]]), mean, var, training=True, momentum=0.25)

    assert mean.tolist() == [0.5]  # 0.75·0 + 0.25·2
    assert var.tolist() == [1.25]  # 0.75·1 + 0.25·2, the unbiased variance


def test_evaluation_uses_the_running_statistics_and_leaves_them_alone():
    mean, var = backlight.tensor([1.0]), backlight.tensor([4.0])

    assert F.batch_norm(backlight.tensor([[5.0]]), mean, var, eps=0.0).tolist() == [[2.0]]
    assert (mean.tolist(), var.tolist()) == ([1.0], [4.0])


def test_the_gradient_of_a_normalised_row_sums_to_0_and_is_at_right_angles_to_it():
    x = backlight.tensor([[1.0, 2.0, 4.0]], dtype=backlight.float64, requires_grad=True)
    y = F.layer_norm(x, (3,), eps=0.0)
    y.backward(backlight.tensor([[1.0, -2.0, 0.5]], dtype=backlight.float64))

    assert x.grad.sum().item() == pytest.approx(0, abs=1e-15)
    assert (x.grad * y).sum().item() == pytest.approx(0, abs=1e-15)


def test_one_group_is_a_layer_and_as_many_as_channels_are_instances():
    x = backlight.arange(24.0).reshape(2, 4, 3).sin()

    for groups, other in ((1, F.layer_norm(x, (4, 3))), (4, F.instance_norm(x))):
        assert F.group_norm(x, groups).flatten().tolist() == pytest.approx(other.flatten().tolist(), rel=1e-5)


def test_a_mean_far_from_0_costs_no_digits():
    x = backlight.tensor([[10001.0, 10002.0, 10003.0]])

    assert F.layer_norm(x, (3,), eps=0.0).tolist()[0] == pytest.approx([-math.sqrt(1.5), 0, math.sqrt(1.5)], rel=1e-6)


def test_relu_may_overwrite_the_result_of_a_normalisation():
    x, y = [backlight.tensor([[1.0, 2.0], [4.0, 0.0]], requires_grad=True) for _ in "12"]
    F.relu(F.batch_norm(x, None, None, training=True), inplace=True).square().sum().backward()
    F.relu(F.batch_norm(y, None, None, training=True)).square().sum().backward()

    assert x.grad.tolist() == y.grad.tolist()


def test_rms_norm_divides_by_the_root_of_the_mean_square():
    assert F.rms_norm(backlight.tensor([[3.0, 4.0]]), (2,), eps=0.0).tolist()[0] == pytest.approx(
        [3 / math.sqrt(12.5), 4 / math.sqrt(12.5)]
    )


def test_neighbouring_channels_weaken_each_other():
    x = backlight.ones(1, 3, 1)

    assert F.local_response_norm(x, 3, alpha=3.0, beta=1.0).flatten().tolist() == pytest.approx([1 / 3, 1 / 4, 1 / 3])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: F.batch_norm(backlight.ones(1, 2), None, None, training=True), ValueError, "more than 1 value per"),
        (lambda: F.batch_norm(backlight.ones(2, 2), None, None), RuntimeError, "must be defined in evaluation"),
        (lambda: F.layer_norm(backlight.ones(2, 3), (2,)), RuntimeError, r"expected input with shape \[\*, 2\]"),
        (lambda: F.group_norm(backlight.ones(2, 3), 2), RuntimeError, "divisible by num_groups"),
        (lambda: F.layer_norm(backlight.ones(2).long(), (2,)), NotImplementedError, "not implemented for 'Long'"),
    ],
)
def test_mistakes_are_told(call, error, message):
    with pytest.raises(error, match=message):
        call()
