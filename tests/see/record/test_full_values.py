"""Values that were asked for by name are in the record in full, beside their statistics."""

from __future__ import annotations

import json

import numpy as np

import backlight
from backlight import nn
from backlight.see.record import Recording, record_of, values


def recorded(**options):
    backlight.manual_seed(0)
    model = nn.Linear(20, 10)
    x = backlight.randn(8, 20)
    with Recording(**options) as recording:
        for _ in range(3):
            hidden = model(x)
            hidden.square().sum().backward()
    return json.loads(json.dumps(record_of(recording))), model, hidden


def of(record, name, what="values"):
    (number,) = [node["id"] for node in record["graphs"][0]["nodes"] if node["name"] == name]
    return record["steps"][-1][what][number]


def test_a_parameter_by_its_path_and_a_result_by_its_variable():
    record, model, hidden = recorded(full=["model.weight", "hidden"])

    np.testing.assert_array_equal(np.float32(of(record, "model.weight")["f"]), model.weight.detach())
    np.testing.assert_array_equal(np.float32(of(record, "hidden")["f"]), hidden.detach())
    assert np.shape(of(record, "model.weight", "gradients")["f"]) == (10, 20)
    assert len(of(record, "model.weight")["s"]) == 7


def test_others_stay_in_brief():
    record, _, _ = recorded(full=["something.else"])

    assert "f" not in of(record, "model.weight")


def test_what_is_too_large_stays_in_brief(monkeypatch):
    monkeypatch.setattr("backlight.see.record.detail.FULL", 100)
    record, _, _ = recorded(full=["model.weight"])

    assert "f" not in of(record, "model.weight")


def test_they_take_their_room():
    room = 2 * 2 * 11 * 200  # of two steps' weights and gradients

    assert len(recorded(room=room)[0]["steps"]) == 3
    assert len(recorded(room=room, full=["model.weight"])[0]["steps"]) < 3


def test_the_python_call_has_the_names_too():
    w = backlight.ones(100, requires_grad=True)
    with backlight.record(full=["w"]) as r:
        (w * 2).sum().backward()

    assert of(json.loads(r.json()), "w")["f"] == [1.0] * 100
    assert values.FULL == 65_536  # as the documentation says
