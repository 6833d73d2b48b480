"""Programs whose graph is another in every step, or too large: the record stays within its room."""

from __future__ import annotations

import json

import backlight
from backlight.see.record import Recording, record_of


def rounds(steps):
    """A loop that is one round longer in every step."""
    w = backlight.tensor(0.5, requires_grad=True)
    for step in range(steps):
        loss = w * 1.0
        for _ in range(step):
            loss = loss * w
        loss.backward()


def test_graphs_of_which_no_step_is_left_are_let_go():
    with Recording(keep=8) as watched:
        rounds(100)
    record = record_of(watched)
    used = {step["graph"] for step in record["steps"]}

    assert len(record["steps"]) <= 9
    assert {number for number, graph in enumerate(record["graphs"]) if graph is not None} == used
    assert len(record["graphs"]) < 60  # a step that is not in detail tells no graph
    assert all("backward" in record["graphs"][number] for number in used)


def test_every_loss_has_its_name_whether_its_graph_was_told_or_not():
    with Recording(keep=8) as watched:
        rounds(100)
    (loss,) = record_of(watched)["losses"]

    assert (loss["name"], loss["steps"]) == ("loss", list(range(1, 101)))


def test_a_graph_that_is_too_large_leaves_its_loss_and_a_reason():
    watched = Recording()
    watched.largest = 20
    with watched:
        rounds(40)
    record = json.loads(json.dumps(record_of(watched)))

    assert [step["step"] for step in record["steps"]] == list(range(1, 21))
    assert len(record["losses"][0]["values"]) == 40
    assert record["dropped"]["steps"] == 20
    assert record["dropped"]["reason"] == "the graphs of 20 steps have more than 20 nodes: only their losses are kept"


def test_a_graph_that_comes_again_after_it_was_let_go_is_told_again():
    w = backlight.tensor(0.5, requires_grad=True)
    with Recording(keep=4) as watched:
        for step in range(64):
            (w * w if step in (1, 63) else w * 2).backward()
    record = record_of(watched)

    last = record["steps"][-1]
    assert last["step"] == 64
    assert record["graphs"][last["graph"]]["nodes"][-1]["formula"] == "x × y"
    assert record["graphs"][last["graph"]] is not None
