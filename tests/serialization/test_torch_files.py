"""Files that torch 2.13 wrote, as zip and in its old format: their contents, and what is refused in them."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from pathlib import Path

import pytest

import backlight
from backlight import nn

SAVED = Path(__file__).parents[1] / "golden" / "saved"
BOTH = pytest.mark.parametrize("suffix", ["", "_legacy"])


def loaded(name, **options):
    return backlight.load(SAVED / f"{name}.pt", **options)


@BOTH
def test_shared_memory_and_strides(suffix):
    found = loaded("shared" + suffix)
    found["base"][2, 0] = -1

    assert found["base"].tolist() == [[0, 1, 2, 3], [4, 5, 6, 7], [-1, 9, 10, 11]]
    assert found["turned"].stride() == (1, 4)
    assert found["turned"][0].tolist() == [0, 4, -1]
    assert found["part"].tolist() == [[4, 6], [-1, 10]]
    assert found["number"].shape == ()
    assert found["none"].shape == (0, 4)


def test_every_dtype():
    found = loaded("dtypes")

    assert len(found) == 15
    for name, x in found.items():
        assert x.dtype is getattr(backlight, name)
        assert x.to(backlight.float64 if not x.is_complex() else backlight.complex128).tolist() == (
            [0, 1, 1] if name == "bool" else [0, 1, 2]
        )


@BOTH
def test_a_state_dict(suffix):
    state = loaded("state" + suffix)
    net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    found = net.load_state_dict(state)

    assert str(found) == "<All keys matched successfully>"
    assert net[0].weight.tolist() == [[0, 1], [2, 3]]
    assert net[1].running_mean.tolist() == pytest.approx([0.05, 0.35])
    assert net[1].num_batches_tracked.item() == 1
    assert state._metadata["1"] == {"version": 2}


def test_the_state_of_an_optimizer():
    net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    optimizer = backlight.optim.Adam(net.parameters())
    optimizer.load_state_dict(loaded("optimizer"))

    assert optimizer.param_groups[0]["lr"] == 0.5
    assert optimizer.state[net[1].bias]["exp_avg"].tolist() == pytest.approx([0.2, 0.2])
    assert optimizer.state[net[1].bias]["step"].item() == 1


@BOTH
def test_plain_values(suffix):
    found = loaded("plain" + suffix)

    assert found["list"] == [1, -2, 3.5, 2**70, -(2**40), None, True, "gruß", b"\x00\xff", (1, (2,)), {3, 4}, 1 + 2j]
    assert found["ordered"] == OrderedDict(a=1, b=2)
    assert found["size"] == backlight.Size([2, 3])
    assert found["dtype"] is backlight.float16
    assert found["device"] == backlight.device("cpu")
    assert isinstance(found["parameter"], nn.Parameter)
    assert found["parameter"].tolist() == [1.5]
    assert found["leaf"].requires_grad
    assert found["conjugate"].tolist() == [1 - 2j]


@BOTH
def test_a_foreign_class_is_refused_by_name(suffix):
    with pytest.raises(
        pickle.UnpicklingError, match=r"Weights only load failed: Unsupported global: GLOBAL __main__\.Foreign"
    ):
        loaded("foreign" + suffix)


def test_the_files_are_small():
    assert sum(file.stat().st_size for file in SAVED.iterdir()) < 40_000
