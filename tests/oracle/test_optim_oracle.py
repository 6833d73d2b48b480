"""Every optimizer and scheduler next to torch's: steps, states, settings, rates, names of arguments."""

from __future__ import annotations

import inspect
import io

import numpy as np
import pytest

import backlight.torch
import backlight.torch.nn
import backlight.torch.optim
from tests.optim.table import OPTIMIZERS, SCHEDULERS, closure, forth, optimizer, problem, rates, scheduled, trajectory

torch = pytest.importorskip("torch")

pytestmark = pytest.mark.filterwarnings("ignore")

OPTIMIZER_CLASSES = sorted(
    name
    for name, kind in vars(torch.optim).items()
    if isinstance(kind, type) and issubclass(kind, torch.optim.Optimizer) and hasattr(backlight.torch.optim, name)
)
SCHEDULER_CLASSES = sorted({line.partition("(")[0] for line in SCHEDULERS})


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("line", OPTIMIZERS)
def test_fifty_steps(line, dtype):
    ours, theirs = trajectory(backlight.torch, line, dtype), trajectory(torch, line, dtype)
    tolerance = 2e-5 if dtype == "float32" else 1e-11
    if dtype == "float32" and line.startswith(("LBFGS", "RMSprop(params, 0.05, alpha")):
        ours, theirs = ours[:10], theirs[:10]  # then they amplify the last digit

    assert ours.dtype == theirs.dtype
    np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance)


def described(value):
    """A state in plain Python: the types of numbers, the shapes and dtypes of tensors."""
    if isinstance(value, dict):
        return {str(key): described(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(described(part) for part in value)
    if hasattr(value, "dtype"):
        return str(value.dtype), tuple(value.shape)
    return type(value).__name__ if isinstance(value, float) else value


@pytest.mark.parametrize("line", OPTIMIZERS)
def test_the_state_dict_has_the_same_parts(line):
    if "LBFGS" in line:
        pytest.skip("its state is its own: numbers here, tensors there")
    parts = []
    for library in (backlight.torch, torch):
        params, loss = problem(library, "float32")
        made = optimizer(library, line, params)
        for _ in range(2):
            made.step(closure(made, loss))
        parts.append((described(made.state_dict()), repr(made)))

    assert parts[0] == parts[1]


@pytest.mark.parametrize("line", OPTIMIZERS)
def test_a_state_saved_by_torch_goes_on_here(line):
    params, loss = problem(torch, "float64")
    made = optimizer(torch, line, params)
    for _ in range(10):
        made.step(closure(made, loss))
    file = io.BytesIO()
    torch.save({"params": [p.detach() for p in params], "state": made.state_dict()}, file)
    for _ in range(10):
        made.step(closure(made, loss))
    file.seek(0)
    saved = backlight.torch.load(file)
    own, own_loss = problem(backlight.torch, "float64")
    ours = optimizer(backlight.torch, line, own)
    with backlight.torch.no_grad():
        for p, value in zip(own, saved["params"], strict=True):
            p.copy_(value)
    ours.load_state_dict(saved["state"])
    for _ in range(10):
        ours.step(closure(ours, own_loss))

    for p, q in zip(own, params, strict=True):
        np.testing.assert_allclose(p.detach().numpy(), q.detach().numpy(), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("line", SCHEDULERS)
def test_twenty_epochs(line):
    np.testing.assert_allclose(rates(backlight.torch, line), rates(torch, line), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("line", SCHEDULERS)
def test_the_state_of_a_scheduler_has_the_same_parts(line):
    parts = []
    for library in (backlight.torch, torch):
        made, scheduler = scheduled(library, line)
        for epoch in range(5):
            forth(made, scheduler, epoch)
        state = scheduler.state_dict()
        parts.append({key: value for key, value in state.items() if not key.startswith("_") or key == "_last_lr"})

    assert set(parts[0]) == set(parts[1])
    for key, value in parts[1].items():
        if isinstance(value, (int, float, str)):
            assert parts[0][key] == pytest.approx(value), key


@pytest.mark.parametrize("name", OPTIMIZER_CLASSES)
def test_the_arguments_of_an_optimizer(name):
    ours = inspect.signature(getattr(backlight.torch.optim, name).__init__).parameters
    theirs = inspect.signature(getattr(torch.optim, name).__init__).parameters

    assert [*ours] == [*theirs]
    assert [p.kind for p in ours.values()] == [p.kind for p in theirs.values()]
    for key in theirs:
        if theirs[key].default is not inspect.Parameter.empty:
            assert ours[key].default == theirs[key].default, key


@pytest.mark.parametrize("name", SCHEDULER_CLASSES)
def test_the_arguments_of_a_scheduler(name):
    ours = inspect.signature(getattr(backlight.torch.optim.lr_scheduler, name).__init__).parameters
    theirs = inspect.signature(getattr(torch.optim.lr_scheduler, name).__init__).parameters

    assert [*ours] == [*theirs]
    for key in theirs:
        if theirs[key].default is not inspect.Parameter.empty:
            assert ours[key].default == theirs[key].default, key


MISTAKES = """
SGD(params, -1)
SGD(params, 0.1, nesterov=True)
SGD(params, 0.1, momentum=-1)
SGD(params, 0.1, weight_decay=-1)
Adam(params, -1)
Adam(params, betas=(1.0, 0.5))
Adam(params, betas=(0.5, 1.0))
Adam(params, eps=-1)
Adam(params, weight_decay=-1)
AdamW(params, betas=(-0.1, 0.5))
NAdam(params, momentum_decay=-1)
RAdam(params, eps=-1)
RMSprop(params, alpha=-1)
RMSprop(params, momentum=-1)
Adagrad(params, lr_decay=-1)
Adagrad(params, initial_accumulator_value=-1)
Adadelta(params, rho=2)
Adamax(params, betas=(2, 0))
ASGD(params, weight_decay=-1)
Rprop(params, etas=(2, 1))
LBFGS([{"params": params[:1]}, {"params": params[1:]}])
SGD([], 0.1)
SGD(params[0], 0.1)
SGD([3], 0.1)
SGD([params[0] * 1], 0.1)
SGD([{"params": params}, {"params": params}], 0.1)
SGD([{"params": set(params)}], 0.1)
SGD(params, lr="x")
lr_scheduler.StepLR(3, 3)
lr_scheduler.LambdaLR(torch.optim.SGD(params, 0.1), [abs, abs])
lr_scheduler.CosineAnnealingWarmRestarts(torch.optim.SGD(params, 0.1), -1)
lr_scheduler.OneCycleLR(torch.optim.SGD(params, 0.1, momentum=0.9), 0.1)
lr_scheduler.OneCycleLR(torch.optim.SGD(params, 0.1, momentum=0.9), 0.1, total_steps=-1)
lr_scheduler.OneCycleLR(torch.optim.Adagrad(params, 0.1), 0.1, total_steps=9)
lr_scheduler.CyclicLR(torch.optim.Adagrad(params, 0.1), 0.1, 0.2)
lr_scheduler.CyclicLR(torch.optim.SGD(params, 0.1, momentum=0.9), 0.1, 0.2, mode="x")
lr_scheduler.ReduceLROnPlateau(torch.optim.SGD(params, 0.1), factor=1.5)
lr_scheduler.ReduceLROnPlateau(torch.optim.SGD(params, 0.1), mode="x")
lr_scheduler.ReduceLROnPlateau(torch.optim.SGD(params, 0.1), min_lr=[0.1, 0.1])
lr_scheduler.ConstantLR(torch.optim.SGD(params, 0.1), 2)
lr_scheduler.LinearLR(torch.optim.SGD(params, 0.1), 0)
lr_scheduler.SequentialLR(torch.optim.SGD(params, 0.1), [], [])
lr_scheduler.ChainedScheduler([])
lr_scheduler.StepLR(torch.optim.SGD(params, 0.1), 3, last_epoch=2)
"""


@pytest.mark.parametrize("line", MISTAKES.strip().splitlines())
def test_mistakes_raise_the_same_class(line):
    raised = []
    for library in (backlight.torch, torch):
        with pytest.raises(Exception) as error:
            optimizer(library, line, problem(library, "float32")[0])
        raised.append(error.type)

    assert raised[0] is raised[1]
