"""A recorded training: the ledger adds up bit for bit, nothing the program computes is changed, steps thin out."""

from __future__ import annotations

import json
import threading

import numpy as np
import pytest
from hypothesis import given, settings

import backlight
from backlight import nn
from backlight.core import modes
from backlight.see.record import Recording, record_of
from tests.autograd.graphs import viewed_graphs


def trained(steps, recording=None):
    """The losses of a small network, and its parameters afterwards."""
    backlight.manual_seed(0)
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))
    optimizer = backlight.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    x, y = backlight.randn(8, 3), backlight.randint(2, (8,))
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, [p.detach().numpy().copy() for p in model.parameters()]


@pytest.fixture(scope="module")
def record():
    with Recording() as recording:
        trained(7)
    return record_of(recording, "train.py")


def by_label(record, label, graph=0):
    (node,) = [node for node in record["graphs"][graph]["nodes"] if label in (node["label"], node["name"])]
    return node


@given(viewed_graphs())
@settings(max_examples=300, deadline=None)
def test_the_contributions_add_up_to_the_gradient_bit_for_bit(graph):
    leaves = [backlight.tensor(x, dtype=backlight.float32, requires_grad=True) for x in graph.leaves]
    with Recording() as recording:
        graph.run(leaves)[-1].sum().backward()
    (detail,) = recording.keeping.details
    described = recording.graphs[0]

    arrived = {}
    for slot, served in [*detail.fired]:
        arrived.setdefault(slot, detail.gradients[slot])
        for number in served:
            edge = described["edges"][number]
            contribution = detail.contributions[number]
            total = arrived.get(("sum", edge["source"]))
            arrived["sum", edge["source"]] = contribution if total is None else total + contribution
    checked = 0
    for key, total in arrived.items():
        if isinstance(key, tuple):
            gradient = detail.gradients[key[1]]
            assert gradient.dtype == total.dtype
            np.testing.assert_array_equal(gradient, total)
            checked += 1
    assert checked == sum(gradient is not None for gradient in detail.gradients) - 1  # the root's was given


def test_no_node_fires_before_its_last_contribution(record):
    graph = record["graphs"][0]
    sent = set()
    for slot, served in graph["backward"]:
        waiting = [edge["id"] for edge in graph["edges"] if edge["source"] == slot]
        assert all(number in sent or record["steps"][0]["contributions"][number] is None for number in waiting)
        sent.update(served)


def test_recording_changes_no_number():
    plain = trained(30)
    with Recording():
        watched = trained(30)

    assert plain[0] == watched[0]
    for p, q in zip(plain[1], watched[1], strict=True):
        np.testing.assert_array_equal(p, q)


def test_the_record_is_json_and_reads_back(record):
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert (record["format"], record["version"]) == ("backlight-record", 1)
    assert record["losses"][0]["name"] == "loss"
    assert record["losses"][0]["steps"] == list(range(1, 8))
    assert record["dropped"] == {"steps": 0, "reason": ""}


def test_a_structure_that_repeats_is_told_once(record):
    assert len(record["graphs"]) == 1
    assert [step["step"] for step in record["steps"]] == list(range(1, 8))
    assert {step["graph"] for step in record["steps"]} == {0}


def test_operations_know_their_module_line_and_formula(record):
    node = by_label(record, "tanh")
    file, line, _, _ = node["place"]

    assert node["module"] == "model.1"
    assert record["graphs"][0]["modules"] == {
        "": "", "model": "Sequential", "model.0": "Linear", "model.1": "Tanh", "model.2": "Linear"
    }  # fmt: skip
    assert record["files"][file]["path"] == __file__
    assert "model(x)" in record["files"][file]["lines"][str(line)]
    assert node["formula"] == "tanh(x)"


def test_parameters_have_names_and_move(record):
    weights = {p["name"]: p for p in record["parameters"]}

    assert sorted(weights) == ["model.0.bias", "model.0.weight", "model.2.bias", "model.2.weight"]
    for p in weights.values():
        assert p["in_graph"] and p["has_gradient"] and p["changed"] and p["in_optimizer"]
        assert p["history"]["steps"] == list(range(1, 8))
        assert all(update > 0 for update in p["history"]["update"])


def test_the_update_is_how_far_a_parameter_moved():
    w = backlight.tensor([3.0, 4.0], requires_grad=True)
    with Recording() as recording:
        for _ in range(3):
            (w * w).sum().backward()
            with backlight.no_grad():
                w -= 0.1 * w.grad
            w.grad = None
    (history,) = recording.parameters.histories.values()

    assert history.name == "w"
    np.testing.assert_allclose([row[1] for row in history.rows], [5, 4, 3.2], rtol=1e-6)
    np.testing.assert_allclose([row[3] for row in history.rows], [1, 0.8, 0.64], rtol=1e-6)


def test_steps_thin_out_and_the_first_the_last_and_the_wished_for_stay():
    w = backlight.tensor(2.0, requires_grad=True)
    with Recording(keep=10, steps=(38,)) as recording:
        for _ in range(101):
            (w * w).backward()
    told = record_of(recording)
    kept = [step["step"] for step in told["steps"]]

    assert len(kept) <= 12
    assert (kept[0], kept[-1]) == (1, 101)
    assert 38 in kept
    assert kept == sorted(kept)
    assert told["dropped"]["steps"] == 101 - len(kept)
    assert len(told["losses"][0]["values"]) == 101


def test_a_small_room_holds_few_steps():
    w = backlight.ones(64, requires_grad=True)
    with Recording(room=20_000) as recording:
        for _ in range(50):
            (w * w).sum().backward()

    assert 2 <= len(recording.keeping.details) < 12


def test_a_backward_that_raises_is_noted_where_it_did():
    class Broken(backlight.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, g):
            raise ValueError("no way back")

    w = backlight.tensor(2.0, requires_grad=True)
    with Recording() as recording, pytest.raises(ValueError, match="no way back"):
        (Broken.apply(w) * 3).backward()
    told = record_of(recording)

    (text,) = told["steps"][0]["notes"].values()
    assert text == "raised ValueError here"
    assert modes.watcher is None


def test_gradients_for_their_own_sake_are_no_step():
    w = backlight.tensor(2.0, requires_grad=True)
    with Recording() as recording:
        backlight.autograd.grad(w * w, w)

    assert (recording.count, record_of(recording)["steps"]) == (0, [])


def test_a_large_array_is_told_by_its_statistics():
    w = backlight.arange(100.0).requires_grad_()
    with Recording() as recording:
        (w * 2).sum().backward()
    told = record_of(recording)
    value = told["steps"][0]["values"][by_label(told, "w")["id"]]

    assert value["size"] == 100
    np.testing.assert_allclose(value["s"], [0, 99, 49.5, np.arange(100).std(), np.linalg.norm(np.arange(100)), 1, 0])
    assert sum(value["h"]) == 100


def in_a_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_a_training_may_run_in_any_thread():
    with Recording() as recording:
        in_a_thread(lambda: trained(3))

    assert [step["step"] for step in record_of(recording)["steps"]] == [1, 2, 3]


def test_steps_of_a_second_thread_do_not_mix_with_those_of_the_first():
    with Recording() as recording:
        trained(2)
        in_a_thread(lambda: trained(5))
        trained(1)
    record = record_of(recording)

    assert [step["step"] for step in record["steps"]] == [1, 2, 3]
    assert record["dropped"]["reason"] == "5 backward passes of other threads are not recorded"
