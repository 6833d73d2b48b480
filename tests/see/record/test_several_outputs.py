"""Operations with several outputs in a record: one node if one output is used, else a node for each."""

from __future__ import annotations

import numpy as np
import pytest

import backlight
from backlight import nn
from backlight.see.record import Recording, record_of


def recorded(program):
    with Recording() as recording:
        program()
    return record_of(recording)


def two_of_a_split():
    x = backlight.tensor([[1.0, 2.0, 3.0, 4.0]], requires_grad=True)
    a, b = (x * 2).split(2, dim=1)
    (a * b + a).sum().backward()


def first_of_a_sort():
    x = backlight.tensor([3.0, 1.0, 2.0], requires_grad=True)
    values, _ = x.sort()
    (values * backlight.tensor([1.0, 2.0, 3.0])).sum().backward()


def lstm():
    backlight.manual_seed(0)
    out, (h, _) = nn.LSTM(2, 3)(backlight.randn(4, 1, 2))
    (out.sum() + h.sum()).backward()


def layer_norm():
    backlight.manual_seed(0)
    nn.LayerNorm(4)(backlight.randn(2, 4, requires_grad=True)).square().sum().backward()


def unbound_and_dropped():
    x = backlight.ones(3, 2, requires_grad=True)
    a, _, c = x.unbind()
    (a * c).sum().backward()


PROGRAMS = [two_of_a_split, first_of_a_sort, lstm, layer_norm, unbound_and_dropped]


def nodes_of(record, kind):
    return [node for node in record["graphs"][0]["nodes"] if node["kind"] == kind]


def test_outputs_that_are_used_are_nodes_behind_the_operation():
    record = recorded(two_of_a_split)
    graph, (split,) = record["graphs"][0], nodes_of(record, "several")
    picks = [node for node in graph["nodes"] if node["op"] == "pick"]

    assert (split["op"], split["shape"]) == ("split", None)
    assert [(node["label"], node["name"], node["shape"]) for node in picks] == [
        ("output 0", "a", [1, 2]),
        ("output 1", "b", [1, 2]),
    ]
    leads = [(edge["target"], edge["formula"]) for edge in graph["edges"] if edge["source"] == split["id"]]
    assert leads == [(picks[0]["id"], "output 0"), (picks[1]["id"], "output 1")]


@pytest.mark.parametrize(("program", "op", "output"), [(first_of_a_sort, "sort", 0), (layer_norm, "normalise", 0)])
def test_the_only_output_in_use_is_one_with_its_operation(program, op, output):
    record = recorded(program)
    (node,) = [node for node in record["graphs"][0]["nodes"] if node["op"] == op]
    step = record["steps"][0]

    assert (node["kind"], node["output"]) == ("operation", output)
    assert nodes_of(record, "several") == []
    assert step["values"][node["id"]] is not None and step["gradients"][node["id"]] is not None


def test_a_variable_that_holds_the_only_output_gives_the_name():
    record = recorded(first_of_a_sort)

    assert [node["name"] for node in record["graphs"][0]["nodes"] if node["op"] == "sort"] == ["values"]


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_operation_fires_once_after_all_that_use_it(program):
    graph = recorded(program)["graphs"][0]
    when = {node: at for at, (node, _) in enumerate(graph["backward"])}

    operations = {node["id"] for node in graph["nodes"] if node["kind"] in ("operation", "result", "several")}
    assert set(when) == operations and len(graph["backward"]) == len(operations)
    for edge in graph["edges"]:
        assert edge["source"] not in when or when[edge["source"]] > when[edge["target"]]


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_contribution_belongs_to_one_firing_and_they_add_up(program):
    record = recorded(program)
    graph, step = record["graphs"][0], record["steps"][0]
    sent = [edge for _, edges in graph["backward"] for edge in edges]

    assert sorted(sent) == [edge for edge, one in enumerate(step["contributions"]) if one is not None]
    for node in graph["nodes"]:
        arrived = [step["contributions"][edge] for edge in sent if graph["edges"][edge]["source"] == node["id"]]
        if node["kind"] in ("operation", "leaf") and arrived:
            parts = [np.array(one["v"], node["dtype"]) for one in arrived]
            total = parts[0]
            for part in parts[1:]:
                total = total + part
            assert total.tolist() == np.array(step["gradients"][node["id"]]["v"], node["dtype"]).tolist()


def test_an_operation_tells_its_family():
    families = {node["op"]: node["family"] for node in recorded(two_of_a_split)["graphs"][0]["nodes"] if node["op"]}

    assert families == {"multiply": "elementwise", "split": "view", "pick": "", "add": "elementwise", "sum": "reduce"}
