"""Every optimizer's fifty steps are torch's, in both precisions, also when they were interrupted, copied or pickled."""

from __future__ import annotations

import copy
import io
import json
import pickle
from pathlib import Path

import numpy as np
import pytest

import backlight
import backlight.torch
import backlight.torch.optim
from tests.optim.table import OPTIMIZERS, closure, optimizer, problem, trajectory

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "networks.json").read_text())
torch = backlight.torch


def test_the_figures_are_of_the_same_optimizers_and_every_optimizer_is_among_them():
    kinds = {name for name, kind in vars(backlight.optim).items() if isinstance(kind, type)}

    assert [*GOLDEN["double"]] == OPTIMIZERS
    assert kinds - {line.partition("(")[0] for line in OPTIMIZERS} == {
        "Optimizer",
        "Muon",
        "SparseAdam",
    }  # which take matrices, or what is sparse in torch


@pytest.mark.parametrize("line", OPTIMIZERS)
def test_fifty_steps_in_double_precision(line):
    found = trajectory(torch, line, "float64")

    assert found.dtype == np.float64
    assert found[[0, 9, 49]].reshape(-1).tolist() == pytest.approx(GOLDEN["double"][line], rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("line", OPTIMIZERS)
def test_ten_steps_in_single_precision(line):
    found = trajectory(torch, line, "float32", 10)

    assert found.dtype == np.float32
    assert found[-1].tolist() == pytest.approx(GOLDEN["single"][line], rel=1e-4, abs=1e-5)


def run(made, loss, steps):
    for _ in range(steps):
        made.step(closure(made, loss))


def numbers(params):
    return [p.tolist() for p in params]


@pytest.mark.parametrize("line", OPTIMIZERS)
def test_a_run_that_was_saved_goes_on_as_if_it_had_not_stopped(line):
    params, loss = problem(torch, "float64")
    made = optimizer(torch, line, params)
    run(made, loss, 7)
    file = io.BytesIO()
    backlight.save({"params": [p.detach() for p in params], "state": made.state_dict()}, file)
    run(made, loss, 7)

    file.seek(0)
    saved = backlight.load(file)
    others, other_loss = problem(torch, "float64")
    for p, value in zip(others, saved["params"], strict=True):
        p.data = value
    other = optimizer(torch, line, others)
    other.load_state_dict(saved["state"])
    run(other, other_loss, 7)

    for p, q in zip(
        others, params, strict=True
    ):  # NAdam's product of momenta comes back in the dtype of the parameters
        assert p.reshape(-1).tolist() == pytest.approx(
            q.reshape(-1).tolist(), rel=1e-10 if "NAdam" in line else 0, abs=0
        )


@pytest.mark.parametrize("way", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))], ids=["deepcopy", "pickle"])
@pytest.mark.parametrize("line", OPTIMIZERS)
def test_a_copy_has_the_same_settings_and_state(line, way):
    params, loss = problem(torch, "float32")
    made = optimizer(torch, line, params)
    run(made, loss, 3)
    other = way(made)

    assert type(other) is type(made)
    assert repr(other) == repr(made)
    assert [p.tolist() for g in other.param_groups for p in g["params"]] == numbers(params)
    assert str(other.state_dict()["state"]) == str(made.state_dict()["state"])
    assert other.param_groups[0]["params"][0] is not params[0]


@pytest.mark.parametrize("line", [line for line in OPTIMIZERS if "LBFGS" not in line])
def test_a_parameter_without_a_gradient_stays_and_has_no_state(line):
    params, _ = problem(torch, "float32")
    made = optimizer(torch, line, params)
    before = numbers(params)
    params[0].grad = backlight.ones(3, 2)
    made.step()

    assert params[0].tolist() != before[0]
    assert params[1].tolist() == before[1]
    assert (params[1] in made.state) == line.startswith("Adagrad")  # which makes its sums at the beginning


def test_muon_turns_a_momentum_into_an_orthogonal_step():
    w = backlight.zeros(3, 3, requires_grad=True)
    made = backlight.optim.Muon([w], lr=1.0, weight_decay=0.0)
    w.grad = backlight.diag(backlight.tensor([1.0, 10.0, 100.0]))
    made.step()
    singular = np.linalg.svd(w.detach().numpy(), compute_uv=False)

    assert singular.min() > 0.5
    assert singular.max() < 1.3
