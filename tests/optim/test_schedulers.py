"""Every scheduler's rates over twenty epochs are torch's; states, warnings and mistakes, too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import backlight
import backlight.torch
import backlight.torch.optim
from backlight import optim
from backlight.optim import lr_scheduler
from tests.optim.table import EPOCHS, SCHEDULERS, forth, rates, scheduled

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "networks.json").read_text())["schedulers"]
torch = backlight.torch


def sgd(rate=0.1):
    return optim.SGD([backlight.zeros(1, requires_grad=True)], rate)


def test_the_figures_are_of_the_same_schedulers_and_every_scheduler_is_among_them():
    kinds = {name for name, kind in vars(lr_scheduler).items() if isinstance(kind, type)}

    assert [*GOLDEN] == SCHEDULERS
    assert kinds - set("(".join(SCHEDULERS).replace("[", "(").split("(")) == {"LRScheduler", "_LRScheduler"}


@pytest.mark.parametrize("line", SCHEDULERS)
def test_twenty_epochs(line):
    found = rates(torch, line)

    assert len(found) == EPOCHS
    for epoch, expected in enumerate(GOLDEN[line]):
        assert found[epoch] == pytest.approx(expected, rel=1e-10, abs=1e-12), epoch


@pytest.mark.parametrize("line", SCHEDULERS)
@pytest.mark.filterwarnings("ignore:Detected call of")
def test_a_scheduler_that_was_saved_goes_on_as_if_it_had_not_stopped(line):
    made, scheduler = scheduled(torch, line)
    for epoch in range(7):
        forth(made, scheduler, epoch)
    other_made, other = scheduled(torch, line)
    other_made.load_state_dict(made.state_dict())
    other.load_state_dict(scheduler.state_dict())
    found = []
    for each, each_scheduler in ((made, scheduler), (other_made, other)):
        found.append([])
        for epoch in range(7, EPOCHS):
            forth(each, each_scheduler, epoch)
            found[-1].append([group["lr"] for group in each.param_groups])

    assert found[0] == found[1]
    assert scheduler.get_last_lr() == other.get_last_lr() == found[0][-1]


def test_a_rate_that_is_a_tensor_stays_that_tensor():
    rate = backlight.tensor(0.5)
    made = sgd(rate)
    scheduler = lr_scheduler.ExponentialLR(made, 0.5)
    made.step()
    scheduler.step()

    assert made.param_groups[0]["lr"] is rate
    assert rate.item() == 0.25
    assert scheduler.get_last_lr()[0].item() == 0.25


def test_the_order_of_steps_is_watched():
    scheduler = lr_scheduler.StepLR(sgd(), 2)
    with pytest.warns(UserWarning, match=r"`lr_scheduler\.step\(\)` before `optimizer\.step\(\)`"):
        scheduler.step()


def test_get_lr_outside_of_a_step_warns():
    scheduler = lr_scheduler.StepLR(sgd(), 2)
    with pytest.warns(UserWarning, match=r"please use `get_last_lr\(\)`"):
        scheduler.get_lr()


def test_an_epoch_may_be_said_and_warns():
    made = sgd()
    scheduler = lr_scheduler.StepLR(made, 2)
    made.step()
    with pytest.warns(UserWarning, match="epoch parameter"):
        scheduler.step(5)

    assert made.param_groups[0]["lr"] == pytest.approx(0.001)


def test_a_scheduler_of_ones_own():
    class Halving(lr_scheduler.LRScheduler):
        def get_lr(self):
            return [rate / (1 + self.last_epoch) for rate in self.base_lrs]

    made = sgd(1.0)
    scheduler = Halving(made)
    made.step()
    scheduler.step()

    assert scheduler.get_last_lr() == [0.5]
    assert scheduler.last_epoch == 1


def test_going_on_from_an_epoch_needs_the_first_rates():
    with pytest.raises(KeyError, match="initial_lr"):
        lr_scheduler.StepLR(sgd(), 3, last_epoch=4)
    made = sgd(0.001)
    made.param_groups[0]["initial_lr"] = 0.1
    scheduler = lr_scheduler.StepLR(made, 3, last_epoch=4)

    assert scheduler.last_epoch == 5


def test_a_plateau_is_seen_and_left_alone_while_it_cools_down():
    made = sgd(1.0)
    scheduler = lr_scheduler.ReduceLROnPlateau(made, patience=1, cooldown=2, factor=0.1)
    found = []
    for loss in [1.0] * 8:
        scheduler.step(loss)
        found.append(made.param_groups[0]["lr"])

    assert found == pytest.approx([1, 1, 0.1, 0.1, 0.1, 0.1, 0.01, 0.01])


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: lr_scheduler.StepLR(3, 3), TypeError, "int is not an Optimizer"),
        (lambda: lr_scheduler.LambdaLR(sgd(), [abs, abs]), ValueError, "Expected 1 lr_lambdas, but got 2"),
        (lambda: lr_scheduler.OneCycleLR(sgd(), 0.1), ValueError, "total_steps"),
        (lambda: lr_scheduler.ReduceLROnPlateau(sgd(), factor=2), ValueError, "Factor should be < 1.0"),
        (lambda: lr_scheduler.ConstantLR(sgd(), 2), ValueError, "between 0 and 1"),
        (lambda: lr_scheduler.SequentialLR(sgd(), [], []), ValueError, "at least one scheduler"),
    ],
)
def test_mistakes(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_a_cycle_that_is_over_says_so():
    made = sgd()
    scheduler = lr_scheduler.OneCycleLR(made, 0.1, total_steps=2, cycle_momentum=False)
    made.step()
    scheduler.step()
    with pytest.raises(ValueError, match="Tried to step 3 times"):
        for _ in range(2):
            scheduler.step()
