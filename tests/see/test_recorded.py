"""`backlight.record()`: what was trained in the block, as curves, tables, pages and data."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from xml.etree import ElementTree

import matplotlib
import pytest

import backlight
from backlight import nn
from backlight.core import modes

matplotlib.use("agg")


def train(steps=5):
    backlight.manual_seed(0)
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))
    optimizer = backlight.optim.SGD(model.parameters(), lr=0.1)
    x, y = backlight.randn(8, 3), backlight.randint(2, (8,))
    values = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        values.append(loss.item())
    return values


@pytest.fixture(scope="module")
def recorded():
    with backlight.record() as r:
        values = train()
    return r, values


def test_nothing_is_changed_and_nothing_stays_on(recorded):
    assert recorded[1] == train()
    assert modes.watcher is None


def test_losses_by_name(recorded):
    r, values = recorded
    ((name, (steps, found)),) = r.losses().items()

    assert (name, steps, found) == ("loss", [1, 2, 3, 4, 5], values)


def test_plot_loss_draws_the_losses(recorded):
    r, values = recorded
    ax = r.plot_loss()
    (line,) = ax.get_lines()

    assert list(line.get_ydata()) == values
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_yscale()) == ("step", "loss", "linear")
    assert r.plot_loss(ax, log=True) is ax
    assert ax.get_yscale() == "log"
    matplotlib.pyplot.close(ax.figure)


def test_plot_gradients_draws_a_line_for_each_parameter(recorded):
    ax = recorded[0].plot_gradients()

    assert len(ax.get_lines()) == 4
    assert [len(line.get_xdata()) for line in ax.get_lines()] == [5] * 4
    matplotlib.pyplot.close(ax.figure)


def test_of_many_parameters_some_are_named():
    model = nn.Sequential(*[nn.Linear(2, 2) for _ in range(10)])
    with backlight.record() as r:
        for _ in range(2):
            model(backlight.ones(1, 2)).sum().backward()
    ax = r.plot_gradients()

    assert len(ax.get_lines()) == 20
    assert [text.get_text() for text in ax.get_legend().get_texts()][::11] == ["model.0.bias", "model.9.weight"]
    assert len({line.get_color() for line in ax.get_lines()}) == 20
    matplotlib.pyplot.close(ax.figure)


def test_the_last_graph_has_the_names_that_variables_had():
    def inner():
        with backlight.record() as r:
            for _ in range(3):
                w = backlight.tensor(2.0, requires_grad=True)
                loss = w * w
                loss.backward()
        return r

    assert [(node.kind, node.title, node.name) for node in inner().graph().nodes] == [
        ("leaf", "w", "w"), ("result", "×", "loss")
    ]  # fmt: skip


def is_brief(x):
    """Whether this is a number in brief, as docs/record.md describes it."""
    if x is None or x.keys() == {"v"}:
        return True
    return len(x["s"]) == 7 and isinstance(x["size"], int) and len(x.get("h", [0] * 16)) == 16


def test_one_step_is_as_the_schema_says(recorded):
    told = json.loads(recorded[0].json(step=3))
    (step,), (graph,) = told["steps"], told["graphs"]
    count = len(graph["nodes"]), len(graph["edges"])

    assert set(told) == {
        "format", "version", "program", "files", "losses", "graphs", "steps", "parameters", "notices", "dropped"
    }  # fmt: skip
    assert [node["id"] for node in graph["nodes"]] == list(range(count[0])) == sorted(graph["forward"])
    assert {node["kind"] for node in graph["nodes"]} <= {"leaf", "constant", "operation", "result", "several"}
    assert all(0 <= edge["source"] < edge["target"] < count[0] for edge in graph["edges"])
    for node in graph["nodes"]:
        assert node["place"] is None or len(node["place"]) == 4
        assert node["module"] in graph["modules"]
    assert (len(step["values"]), len(step["gradients"]), len(step["contributions"])) == (count[0], count[0], count[1])
    assert all(map(is_brief, step["values"] + step["gradients"] + step["contributions"]))
    assert all(int(edge) < count[1] and len(table) * len(table[0]) <= 64 for edge, table in step["jacobians"].items())
    fired = step.get("backward", graph["backward"])
    assert sorted(edge for _, edges in fired for edge in edges) == [
        k for k, sent in enumerate(step["contributions"]) if sent is not None
    ]


def test_to_pandas(recorded):
    r, values = recorded
    losses, parameters = r.to_pandas(), r.to_pandas("parameters")

    assert losses["value"].tolist() == values
    assert list(parameters.columns) == ["step", "parameter", "norm", "gradient", "update"]
    assert len(parameters) == 20
    with pytest.raises(ValueError, match="expected 'losses' or 'parameters', got 'x'"):
        r.to_pandas("x")


def test_json_of_everything_and_of_one_step(recorded, tmp_path):
    r, values = recorded
    everything = json.loads(r.json(tmp_path / "r.json"))
    third = json.loads(r.json(step=3))

    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8")) == everything
    assert everything["losses"][0]["values"] == values
    assert (len(third["steps"]), third["steps"][0]["step"], third["losses"][0]["values"]) == (1, 3, values[2:3])
    assert third["graphs"][third["steps"][0]["graph"]]["nodes"]
    with pytest.raises(ValueError, match="step 9 was not kept in detail; kept are 1, 2, 3, 4, 5"):
        r.json(step=9)


def test_steps_that_are_asked_for_stay():
    with backlight.record(keep=4, steps=[6]) as r:
        train(20)

    kept = [step["step"] for step in r.data()["steps"]]
    assert {1, 6, 20} <= set(kept)
    assert len(kept) < 10


def test_report_is_one_page(recorded, tmp_path):
    recorded[0].report(tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")

    assert text.startswith("<!doctype html>")
    assert "connect-src" not in text


def test_in_a_notebook_it_shows_its_losses_and_its_last_graph(recorded):
    html = recorded[0]._repr_html_()
    pictures = html.removeprefix("<div>").removesuffix("</div>").split("</div><div>")

    assert [ElementTree.fromstring(picture).tag for picture in pictures] == ["{http://www.w3.org/2000/svg}svg"] * 2


def test_hostile_names_stay_text():
    scope = {"backlight": backlight, "w": backlight.tensor(2.0, requires_grad=True)}
    with backlight.record() as r:
        exec("h = {'<script>alert(1)</script>': w * w}\nh['<script>alert(1)</script>'].backward()", scope)
    tags = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.append(tag)
    parser.feed(r._repr_html_())

    assert "script" not in tags


def test_repr(recorded):
    assert repr(recorded[0]).startswith("<Recorded: 5 steps, loss 0.")
    assert repr(backlight.record()) == "<Recorded: 0 steps>"
    assert backlight.record()._repr_html_() == "<p>&lt;Recorded: 0 steps&gt;</p>"
    with pytest.raises(RuntimeError, match=r"no backward\(\) has run"):
        backlight.record().graph()


def test_recordings_may_be_one_inside_the_other():
    w = backlight.tensor(2.0, requires_grad=True)
    with backlight.record() as outer:
        (w * 1).backward()
        with backlight.record() as inner:
            (w * 2).backward()
        (w * 3).backward()

    assert [outer.recording.count, inner.recording.count] == [3, 1]
    assert modes.watcher is None


def test_an_error_ends_the_recording_and_goes_on():
    with pytest.raises(ZeroDivisionError), backlight.record() as r:
        train(1)
        raise ZeroDivisionError

    assert modes.watcher is None
    assert r.recording.count == 1


def test_the_names_are_backlights_alone():
    backlight.install_as_torch()
    try:
        import torch

        assert not any(hasattr(torch, name) for name in ("record", "why", "explain"))
    finally:
        backlight.uninstall_as_torch()


def test_mistakes_are_looked_for_when_asked():
    w = backlight.ones(3, requires_grad=True)
    optimizer = backlight.optim.SGD([w], lr=0.1)
    with backlight.record(check=True) as r:
        for _ in range(5):
            (w * w).sum().backward()
            optimizer.step()

    assert [notice["kind"] for notice in r.notices()] == ["zero_grad_missing"]
    with pytest.raises(RuntimeError, match="check=True"):
        backlight.record().notices()
