"""`torch.optim.swa_utils` next to torch's: averaged weights, running statistics, rates."""

from __future__ import annotations

import inspect

import pytest

import backlight.torch
import backlight.torch.nn
import backlight.torch.optim
import backlight.torch.optim.swa_utils

torch = pytest.importorskip("torch")

LIBRARIES = (backlight.torch, torch)


@pytest.mark.parametrize("name", backlight.torch.optim.swa_utils.__all__)
def test_the_arguments_have_torchs_names(name):
    ours, theirs = (inspect.signature(getattr(library.optim.swa_utils, name)) for library in LIBRARIES)

    assert [(p.name, p.default) for p in ours.parameters.values()] == [
        (p.name, p.default) for p in theirs.parameters.values()
    ]


@pytest.mark.parametrize(
    "options",
    [
        lambda swa: {},
        lambda swa: {"use_buffers": True},
        lambda swa: {"avg_fn": swa.get_ema_avg_fn(0.9)},
        lambda swa: {"multi_avg_fn": swa.get_ema_multi_avg_fn(0.9)},
        lambda swa: {"multi_avg_fn": swa.get_swa_multi_avg_fn()},
        lambda swa: {"avg_fn": lambda mean, new, count: mean + new},
    ],
)
def test_averaged_weights(options):
    states = []
    for library in LIBRARIES:
        library.manual_seed(0)
        net = library.nn.Sequential(library.nn.Linear(3, 2), library.nn.BatchNorm1d(2))
        mean = library.optim.swa_utils.AveragedModel(net, **options(library.optim.swa_utils))
        optimizer = library.optim.SGD(net.parameters(), 0.1)
        for i in range(4):
            optimizer.zero_grad()
            ((net(library.sin(library.arange(12.0) * (i + 1)).reshape(4, 3)) - 0.3) ** 2).mean().backward()
            optimizer.step()
            mean.update_parameters(net)
        batches = [library.arange(12.0).reshape(4, 3), library.ones(2, 3)]
        if "use_buffers" not in options(library.optim.swa_utils):
            library.optim.swa_utils.update_bn(batches, mean)
        states.append({name: x.reshape(-1).tolist() for name, x in mean.state_dict().items()})

    assert list(states[0]) == list(states[1])
    for name, value in states[1].items():
        assert states[0][name] == pytest.approx(value, rel=1e-4), name


@pytest.mark.parametrize(
    "arguments", [(0.05,), (0.05, 3), (0.05, 4, "linear"), (0.05, 0), (0.3, 5), ([0.05], 2)], ids=repr
)
def test_rates(arguments):
    found = []
    for library in LIBRARIES:
        optimizer = library.optim.SGD([library.ones(1, requires_grad=True)], 0.1)
        scheduler = library.optim.swa_utils.SWALR(optimizer, *arguments)
        rates = []
        for _ in range(12):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
        found.append(rates)

    assert found[0] == pytest.approx(found[1], rel=1e-12)


def test_mistakes():
    for library in LIBRARIES:
        optimizer = library.optim.SGD([library.ones(1, requires_grad=True)], 0.1)
        for arguments in ((0.05, -1), (0.05, 2, "x"), ([1, 2],)):
            with pytest.raises(ValueError):
                library.optim.swa_utils.SWALR(optimizer, *arguments)
        with pytest.raises(ValueError, match="Invalid decay value 2"):
            library.optim.swa_utils.get_ema_avg_fn(2)
