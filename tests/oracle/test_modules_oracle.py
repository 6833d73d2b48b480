"""Every module next to torch's: text, weights bit for bit, outputs, gradients, state, names of arguments."""

from __future__ import annotations

import inspect
from typing import get_overloads

import numpy as np
import pytest

import backlight.torch
import backlight.torch.nn
from tests.nn.modules.table import TABLE, Called, flat

torch = pytest.importorskip("torch")

pytestmark = pytest.mark.filterwarnings("ignore")

CLASSES = sorted(
    name
    for name, kind in vars(torch.nn).items()
    if isinstance(kind, type) and issubclass(kind, torch.nn.Module) and hasattr(backlight.torch.nn, name)
)


INNER = {  # steps of a module's own call, and a name for types
    "T_destination",
    "check_forward_args",
    "check_hidden_size",
    "check_input",
    "get_expected_cell_size",
    "get_expected_hidden_size",
    "merge_masks",
    "permute_hidden",
}
ROUNDED = {"nn.Hardsigmoid": 1e-8}  # torch's slope is a sixth in float32, also for float64


def array(x):
    return None if x is None else x.detach().numpy(force=True)


def same(ours, theirs, tolerance):
    if theirs is None or ours is None:
        return ours is None and theirs is None
    size = np.abs(theirs).max(initial=1)
    close = np.allclose(ours, theirs, rtol=tolerance, atol=tolerance * size)
    return ours.dtype == theirs.dtype and ours.shape == theirs.shape and close


@pytest.mark.parametrize("line", TABLE)
def test_a_new_module_reads_alike_and_has_the_same_weights(line):
    ours, theirs = Called(backlight.torch, line).module, Called(torch, line).module

    assert repr(ours) == repr(theirs)
    assert [name for name, _ in ours.named_modules()] == [name for name, _ in theirs.named_modules()]
    assert [name for name, _ in ours.named_parameters()] == [name for name, _ in theirs.named_parameters()]
    ours, theirs = ours.state_dict(), theirs.state_dict()
    assert list(ours) == list(theirs)
    assert dict(ours._metadata) == dict(theirs._metadata)
    if "Lazy" in line:
        return
    for name, weight in theirs.items():
        assert str(ours[name].dtype) == str(weight.dtype), name
        assert array(ours[name]).tobytes() == array(weight).tobytes(), name


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("line", [line for line in TABLE if "@" in line and "CrossMapLRN2d" not in line])
def test_outputs_and_gradients(line, dtype):
    ours, theirs = Called(backlight.torch, line, dtype), Called(torch, line, dtype)
    tolerance = 1e-5 if dtype == "float32" else 1e-10
    mine, other = flat(ours.call()), flat(theirs.call())

    assert len(mine) == len(other)
    for a, b in zip(mine, other, strict=True):
        assert same(array(a), array(b), tolerance), f"{line}\n  backlight: {a}\n  torch:     {b}"
        assert a.requires_grad == b.requires_grad
    assert repr(ours.module) == repr(theirs.module)  # lazy modules have become others
    for what, mine, other in zip(("inputs", "parameters"), ours.slopes(), theirs.slopes(), strict=True):
        for a, b in zip(mine, other, strict=True):
            allowed = max(10 * tolerance, ROUNDED.get(line.partition("(")[0], 0))
            assert same(array(a), array(b), allowed), f"{line}, {what}\n  backlight: {a}\n  torch:     {b}"
    mine, other = ours.module.state_dict(), theirs.module.state_dict()
    for name in other:  # running means among them
        assert same(array(mine[name]), array(other[name]), tolerance), name


@pytest.mark.parametrize("name", CLASSES)
def test_the_arguments_have_torchs_names_and_defaults(name):
    ours = dict(inspect.signature(getattr(backlight.torch.nn, name).__init__).parameters)
    made = getattr(torch.nn, name).__init__
    theirs = inspect.signature((get_overloads(made) or [made])[0]).parameters
    if name in ("RNN", "GRU"):
        del ours["proj_size"]  # which both refuse

    assert [*ours] == [*theirs]
    for key in theirs:
        if not callable(theirs[key].default):
            assert repr(ours[key].default) == repr(theirs[key].default), key


@pytest.mark.parametrize("name", CLASSES)
def test_the_public_attributes_of_a_class_are_there(name):
    ours, theirs = getattr(backlight.torch.nn, name), getattr(torch.nn, name)
    lacking = {key for key in dir(theirs) if not key.startswith("_")} - set(dir(ours))

    assert not lacking - INNER
