"""`torch.nn.utils`: norms of gradients, clipping, parameters as one vector, modules without drawn weights."""

from __future__ import annotations

import math

import pytest

import backlight
import backlight.torch.nn.utils as utils
from backlight import nn


def parameters():
    several = [backlight.ones(2, 2, requires_grad=True), backlight.ones(3, requires_grad=True), backlight.ones(1)]
    several[0].grad = backlight.tensor([[3.0, 0.0], [0.0, 4.0]])
    several[1].grad = backlight.tensor([0.0, 12.0, 0.0])
    return several


@pytest.mark.parametrize(("order", "norm"), [(2, 13.0), (2.0, 13.0), (1, 19.0), (math.inf, 12.0), (3, 1819 ** (1 / 3))])
def test_the_norm_of_all_gradients_and_clipping_by_it(order, norm):
    several = parameters()

    assert utils.clip_grad_norm_(several, 6.5, order).item() == pytest.approx(norm)
    assert several[1].grad[1].item() == pytest.approx(12 * 6.5 / norm, rel=1e-5)
    assert several[2].grad is None


def test_small_gradients_are_left_alone():
    several = parameters()
    utils.clip_grad_norm_(several, 100.0)

    assert several[0].grad.tolist() == [[3, 0], [0, 4]]


def test_clipping_writes_into_the_gradients():
    several = parameters()
    gradient = several[0].grad
    utils.clip_grad_value_(several, 3.5)

    assert several[0].grad is gradient
    assert gradient.tolist() == [[3, 0], [0, 3.5]]
    assert several[1].grad.tolist() == [0, 3.5, 0]


def test_a_tensor_a_generator_and_nothing_at_all():
    several = parameters()

    assert utils.clip_grad_norm_(several[1], 100.0).item() == 12
    assert utils.clip_grad_norm_((p for p in several), 100.0).item() == 13
    assert utils.clip_grad_norm_([], 1.0).item() == 0
    with pytest.warns(UserWarning, match="empty generator"):
        utils.clip_grad_norm_(iter([]), 1.0)


def test_a_norm_that_is_not_finite():
    several = parameters()
    several[0].grad[0, 0] = math.nan
    with pytest.raises(RuntimeError, match=r"total norm of order 2\.0 for gradients from `parameters` is non-finite"):
        utils.clip_grad_norm_(several, 1.0, error_if_nonfinite=True)

    assert math.isnan(utils.clip_grad_norm_(several, 1.0).item())


def test_norms_of_several_dtypes():
    assert utils.get_total_norm([backlight.ones(3), backlight.ones(1).double()]).dtype is backlight.float64
    assert utils.get_total_norm([backlight.ones(4).half()]).item() == 2


def test_parameters_as_a_vector_and_back():
    net = nn.Linear(2, 3)
    vector = utils.parameters_to_vector(net.parameters())
    memory = net.weight
    utils.vector_to_parameters(backlight.arange(9.0), net.parameters())

    assert vector.shape == (9,)
    assert vector.grad_fn is not None
    assert net.weight is memory
    assert net.weight.tolist() == [[0, 1], [2, 3], [4, 5]]
    assert net.bias.tolist() == [6, 7, 8]
    with pytest.raises(TypeError, match=r"expected torch\.Tensor, but got: list"):
        utils.vector_to_parameters([1.0], net.parameters())
    with pytest.raises(RuntimeError, match="invalid for input of size 3"):
        utils.vector_to_parameters(backlight.ones(3), net.parameters())


def test_skipping_the_first_weights_leaves_the_random_stream_alone():
    backlight.manual_seed(3)
    expected = backlight.rand(2).tolist()
    backlight.manual_seed(3)
    net = utils.skip_init(nn.Linear, 2, out_features=3)

    assert backlight.rand(2).tolist() == expected
    assert net.weight.shape == (3, 2)
    with pytest.raises(RuntimeError, match="must support a 'device' arg"):
        utils.skip_init(nn.ReLU)
