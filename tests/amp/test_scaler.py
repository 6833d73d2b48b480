"""GradScaler: the loss grows, the gradients shrink again, and a step with an overflow is left out."""

from __future__ import annotations

import pytest

import backlight
from backlight.amp import GradScaler


class Descent:
    def __init__(self, *params):
        self.param_groups, self.steps = [{"params": list(params)}], 0

    def step(self):
        self.steps += 1


@pytest.fixture
def w():
    return backlight.tensor([1.0, 2.0], requires_grad=True)


def test_gradients_are_unscaled_before_the_step(w):
    scaler, optimizer = GradScaler("cpu", init_scale=8.0), Descent(w)
    loss = scaler.scale((w * 3).sum())
    loss.backward()

    assert (loss.item(), w.grad.tolist()) == (72.0, [24.0, 24.0])
    scaler.step(optimizer)
    assert (optimizer.steps, w.grad.tolist()) == (1, [3.0, 3.0])


def test_an_overflow_leaves_the_step_out_and_halves_the_factor(w):
    scaler, optimizer = GradScaler("cpu", init_scale=8.0), Descent(w)
    scaler.scale((w * float("inf")).sum()).backward()
    scaler.step(optimizer)
    scaler.update()

    assert (optimizer.steps, scaler.get_scale()) == (0, 4.0)


def test_the_factor_grows_after_quiet_steps(w):
    scaler, optimizer = GradScaler("cpu", init_scale=8.0, growth_interval=2), Descent(w)
    scales = []
    for _ in range(4):
        scaler.scale(w.sum()).backward()
        scaler.step(optimizer)
        scaler.update()
        scales.append(scaler.get_scale())

    assert scales == [8.0, 16.0, 16.0, 32.0]


def test_unscaled_gradients_can_be_clipped_before_the_step(w):
    scaler, optimizer = GradScaler("cpu", init_scale=8.0), Descent(w)
    scaler.scale(w.sum()).backward()
    scaler.unscale_(optimizer)
    assert w.grad.tolist() == [1.0, 1.0]
    scaler.step(optimizer)

    assert w.grad.tolist() == [1.0, 1.0]


def test_calls_out_of_order_are_refused(w):
    scaler, optimizer = GradScaler("cpu"), Descent(w)
    with pytest.raises(AssertionError, match="did not use scaler"):
        scaler.step(optimizer)
    scaler.scale(w.sum()).backward()
    scaler.unscale_(optimizer)
    with pytest.raises(RuntimeError, match="already been called on this optimizer"):
        scaler.unscale_(optimizer)
    scaler.step(optimizer)
    with pytest.raises(RuntimeError, match="since the last update"):
        scaler.step(optimizer)


def test_the_state_survives_saving(w):
    scaler = GradScaler("cpu", init_scale=8.0, growth_interval=5)
    scaler.scale(w.sum()).backward()
    scaler.step(Descent(w))
    scaler.update()
    other = GradScaler("cpu")
    other.load_state_dict(scaler.state_dict())

    assert (
        other.state_dict()
        == scaler.state_dict()
        == {
            "scale": 8.0,
            "growth_factor": 2.0,
            "backoff_factor": 0.5,
            "growth_interval": 5,
            "_growth_tracker": 1,
        }
    )


def test_a_scaler_that_is_not_enabled_only_steps(w):
    scaler, optimizer = GradScaler("cpu", enabled=False), Descent(w)
    loss = w.sum()

    assert scaler.scale(loss) is loss
    scaler.step(optimizer)
    scaler.update()
    assert (optimizer.steps, scaler.get_scale(), scaler.state_dict()) == (1, 1.0, {})


def test_cuda_is_warned_of_and_switched_off():
    with pytest.warns(UserWarning, match="CUDA is not available"):
        assert not GradScaler().is_enabled()
