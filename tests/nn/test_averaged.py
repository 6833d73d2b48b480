"""Averaged networks by figures found by hand, and the rates that go with them."""

from __future__ import annotations

import pytest

import backlight
from backlight import nn
from backlight.nn.averaged import AveragedModel, get_ema_avg_fn, update_bn
from backlight.optim.lr_scheduler.settling import SWALR


def after(values, **options):
    net = nn.Linear(1, 1, bias=False)
    mean = AveragedModel(net, **options)
    for value in values:
        with backlight.no_grad():
            net.weight.fill_(value)
        mean.update_parameters(net)
    return mean


def test_the_plain_mean_and_the_one_that_forgets():
    assert after([1.0, 2.0, 6.0]).module.weight.item() == 3
    assert after([1.0, 2.0, 6.0], avg_fn=get_ema_avg_fn(0.5)).module.weight.item() == 3.75
    assert int(after([1.0, 2.0]).n_averaged) == 2


def test_the_mean_is_a_network_of_its_own():
    mean = after([2.0])

    assert mean(backlight.ones(1, 1)).item() == 2
    assert list(mean.state_dict()) == ["n_averaged", "module.weight"]


def test_running_statistics_are_computed_anew():
    net = nn.BatchNorm1d(1).eval()
    update_bn([backlight.tensor([[0.0], [2.0]]), (backlight.tensor([[4.0], [6.0]]), "label")], net)

    assert net.running_mean.item() == 3
    assert net.running_var.item() == pytest.approx(2)
    assert net.momentum == 0.1
    assert not net.training


def test_the_rate_goes_over_to_the_constant_one():
    optimizer = backlight.optim.SGD([backlight.ones(1, requires_grad=True)], lr=0.1)
    scheduler = SWALR(optimizer, 0.05, anneal_epochs=2, anneal_strategy="linear")
    rates = []
    for _ in range(4):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()

    assert rates == pytest.approx([0.1, 0.075, 0.05, 0.05])
