"""What holds for every module of the table: figures, text, state, modes, gradients, dtypes, copies, pickles."""

from __future__ import annotations

import copy
import io
import json
import pickle
from pathlib import Path

import numpy as np
import pytest

import backlight
import backlight.nn as nn
import backlight.torch
import backlight.torch.nn
from backlight.tensor.parameter import is_lazy
from tests.nn.modules.table import TABLE, Called, flat

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "networks.json").read_text())["modules"]
WITH_INPUTS = [line for line in TABLE if "@" in line]
torch = backlight.torch

pytestmark = pytest.mark.filterwarnings(
    "ignore:dropout option adds dropout after all", "ignore:reduction. 'mean' divides", "ignore:enable_nested_tensor"
)


def sums(tensors):
    """Of each tensor one number that depends on all of its numbers and their places."""
    arrays = [x.detach().double().reshape(-1).numpy() for x in tensors if x is not None]
    return [float(numbers @ np.cos(np.arange(numbers.size))) for numbers in arrays]


def bits(value):
    return [(str(x.dtype), tuple(x.shape), x.detach().numpy().tobytes()) for x in flat(value)]


def state_bits(module):
    return {name: bits(x) for name, x in module.state_dict().items() if not is_lazy(x)}


def classes_of(line):
    return {name for name in vars(nn) if f"nn.{name}(" in line or f"nn.{name}." in line or f".{name}(" in line}


def test_the_table_has_every_module():
    modules = {
        name for name, kind in vars(nn).items() if isinstance(kind, type) and issubclass(kind, nn.Module)
    }  # fmt: skip
    found = set().union(*[classes_of(line) for line in TABLE])

    assert modules - found == {"Module", "RNNBase", "RNNCellBase"}  # their subclasses are there


def test_the_table_and_its_figures_are_of_the_same_lines():
    assert [*GOLDEN] == TABLE


@pytest.mark.parametrize("line", TABLE)
def test_text_and_first_weights_are_torchs(line):
    module, figures = Called(torch, line, "float64").module, GOLDEN[line]

    assert repr(module) == figures["repr"]
    if "weights" in figures:
        assert sums(module.state_dict().values()) == pytest.approx(figures["weights"], rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("line", [line for line in TABLE if "output" in GOLDEN[line]])
def test_outputs_and_gradients_are_torchs(line):
    called, figures = Called(torch, line, "float64"), GOLDEN[line]

    assert sums(flat(called.call())) == pytest.approx(figures["output"], rel=1e-6, abs=1e-9)
    inputs, parameters = called.slopes()
    assert sums(inputs + parameters) == pytest.approx(figures["gradients"], rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("line", WITH_INPUTS)
def test_the_gradient_reaches_every_parameter_that_wants_one(line):
    called = Called(torch, line)
    called.call()  # lazy modules find their shapes
    _, gradients = called.slopes()

    for (name, p), g in zip(called.module.named_parameters(), gradients, strict=True):
        assert (g is not None) == p.requires_grad, name
        assert g is None or (g.shape == p.shape and g.dtype == p.dtype), name


@pytest.mark.parametrize("line", TABLE)
def test_a_state_goes_into_a_module_of_other_weights(line):
    called = Called(torch, line)
    if called.inputs:
        called.call()
    other = Called(torch, line)
    if called.inputs:
        other.call()
    with backlight.no_grad():
        for p in [*other.module.parameters(), *other.module.buffers()]:
            p.fill_(0)
    found = other.module.load_state_dict(called.module.state_dict())

    assert str(found) == "<All keys matched successfully>"
    assert state_bits(other.module) == state_bits(called.module)
    assert bool(state_bits(other.module)) == bool(called.module.state_dict())


@pytest.mark.parametrize("line", TABLE)
def test_train_and_eval_reach_all_modules_within(line):
    module = Called(torch, line).module

    assert module.train() is module
    assert all(part.training for part in module.modules())
    assert module.eval() is module
    assert not any(part.training for part in module.modules())


@pytest.mark.parametrize("line", WITH_INPUTS)
def test_double_precision_is_kept_from_inputs_to_outputs(line):
    called = Called(torch, line)
    module = called.module.double()
    called.dtype = "float64"
    out = flat(called.call(module))

    assert {str(x.dtype) for x in module.state_dict().values()} <= {"torch.float64", "torch.int64"}
    assert {str(x.dtype) for x in out} <= {"torch.float64", "torch.int64"}


@pytest.mark.parametrize("way", ["deepcopy", "pickle", "save"])
@pytest.mark.parametrize("line", [line for line in TABLE if not line.startswith("nn.utils.")])  # tests/nn/parametrize
def test_a_copy_is_another_module_of_the_same_function(line, way):
    called = Called(torch, line)
    if "Lazy" in line and way != "deepcopy":
        called.call()
    module = called.module
    if way == "deepcopy":
        other = copy.deepcopy(module)
    elif way == "pickle":
        other = pickle.loads(pickle.dumps(module))
    else:
        file = io.BytesIO()
        backlight.save(module, file)
        file.seek(0)
        other = backlight.load(file, weights_only=False)

    assert type(other) is type(module) and other is not module
    assert repr(other) == repr(module)
    assert state_bits(other) == state_bits(module)
    assert not {id(p) for p in other.parameters()} & {id(p) for p in module.parameters()}
    assert [p.requires_grad for p in other.parameters()] == [p.requires_grad for p in module.parameters()]
    if called.inputs:
        assert bits(called.call(other)) == bits(called.call(module))
