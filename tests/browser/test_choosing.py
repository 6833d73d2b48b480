"""What is chosen stays chosen and in sight: inside of closed modules, in other graphs, while a newer record comes."""

from __future__ import annotations

import json

import pytest

from tests.browser.looking import state, within
from tests.see.records import record

CHOSEN = """() => [...document.querySelectorAll('.graph .chosen')]
    .map(one => one.dataset.node ?? one.dataset.group ?? one.dataset.edges)"""
NODE = """() => {
    const { selection, step } = backlight.store.get();
    return backlight.data.graph(step).nodes[selection.node];
}"""
SELECT = "selection => backlight.store.set({ selection })"


def node_of(told: dict, graph: int = 0, **facts) -> int:
    """The first node of a graph with these facts."""
    nodes = told["graphs"][graph]["nodes"]
    return next(node["id"] for node in nodes if facts.items() <= node.items())


def assert_in_sight(page, name: str) -> None:
    box = page.locator(f".graph .chosen:is([data-node='{name}'], [data-group='{name}'])").bounding_box()
    canvas = page.locator("#canvas").bounding_box()
    assert within(corners(box), corners(canvas))


def corners(box: dict) -> list[float]:
    return [box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]]


def shut(page) -> None:
    """Close every module."""
    page.evaluate("() => backlight.store.set({ open: new Set([backlight.tree.of(backlight.data.graph(0)).root.key]) })")


# Inside of closed modules --------------------------------------------------------------------------------------------


def test_a_node_that_is_chosen_elsewhere_opens_the_modules_around_it(show):
    told = record("transformer")
    page = show(told)
    node = node_of(told, label="softmax", module="model.h.7")
    before = state(page)["open"]
    page.evaluate(SELECT, {"node": node})

    assert set(state(page)["open"]) > set(before)
    assert page.evaluate(CHOSEN) == [str(node)]
    assert_in_sight(page, str(node))


def test_a_line_inside_of_a_closed_module_is_opened_and_lit(show):
    told = record("transformer")
    page = show(told)
    target = node_of(told, label="softmax", module="model.h.7")
    edge = next(one["id"] for one in told["graphs"][0]["edges"] if one["target"] == target)
    page.evaluate(SELECT, {"edge": edge})

    assert page.evaluate(CHOSEN) == [str(edge)]


def test_a_module_inside_of_a_closed_module_comes_into_sight_and_stays_closed(show):
    page = show(record("transformer"))
    page.evaluate(SELECT, {"module": "model.h.3.mlp"})

    assert page.evaluate(CHOSEN) == ["model.h.3.mlp"]
    assert_in_sight(page, "model.h.3.mlp")
    assert "model.h.3.mlp" not in state(page)["open"]
    assert "model.h.3" in state(page)["open"]


def test_a_module_of_one_operation_is_that_operation(show):
    told = record("transformer")
    page = show(told)
    page.evaluate(SELECT, {"module": "model.h.3.mlp.1"})

    assert page.evaluate(CHOSEN) == [str(node_of(told, module="model.h.3.mlp.1"))]


def test_closing_a_module_lights_the_box_that_holds_what_is_chosen(show):
    told = record("transformer")
    page = show(told)
    page.evaluate(SELECT, {"node": node_of(told, label="softmax", module="model.h.7")})
    shut(page)

    assert state(page)["selection"] is not None
    (name,) = page.evaluate(CHOSEN)
    assert page.locator(f".group.chosen[data-group='{name}']").count() == 1


def test_search_parameters_and_card_lead_into_closed_modules(show):
    told = record("transformer")
    page = show(told)
    page.keyboard.press("/")
    page.keyboard.type("model.h.5.proj.weight")
    page.keyboard.press("Enter")
    (name,) = page.evaluate(CHOSEN)
    assert told["graphs"][0]["nodes"][int(name)]["name"] == "model.h.5.proj.weight"
    assert_in_sight(page, name)

    shut(page)
    page.evaluate("() => backlight.panels.open('parameters')")
    page.locator("#panel-parameters").get_by_text("model.h.2.qkv.bias", exact=True).click()
    (name,) = page.evaluate(CHOSEN)
    assert told["graphs"][0]["nodes"][int(name)]["name"] == "model.h.2.qkv.bias"
    assert_in_sight(page, name)

    page.evaluate("() => backlight.panels.open('card')")
    shut(page)
    page.locator("#panel-card .ref.operation").first.click()
    (name,) = page.evaluate(CHOSEN)
    assert told["graphs"][0]["nodes"][int(name)]["module"] == "model.h.2.qkv"
    assert_in_sight(page, name)


# In another graph ----------------------------------------------------------------------------------------------------


def test_a_chosen_node_is_the_one_like_it_where_two_graphs_take_turns(show):
    told = record("adversaries")
    page = show(told)
    numbers = [step["graph"] for step in told["steps"]]
    assert numbers == [0, 1, 0, 1, 0, 1]
    for facts in ({"name": "judge.0.weight"}, {"op": "tanh", "module": "judge.1"}):
        nodes = [node_of(told, graph, **facts) for graph in (0, 1)]
        assert nodes[0] != nodes[1]
        page.evaluate("() => backlight.store.set({ step: 0, selection: null })")
        page.evaluate(SELECT, {"node": nodes[0]})
        for step in (1, 2, 3):
            page.keyboard.press("Shift+ArrowRight")
            assert state(page)["step"] == step
            assert page.evaluate(NODE).items() >= facts.items()
            assert state(page)["selection"] == {"node": nodes[step % 2]}
            assert page.evaluate(CHOSEN) == [str(nodes[step % 2])]


def test_a_chosen_edge_is_the_one_like_it_in_another_graph(show):
    told = record("adversaries")
    page = show(told)
    page.evaluate("() => backlight.store.set({ step: 0 })")
    leaves = [node_of(told, graph, name="judge.0.weight") for graph in (0, 1)]
    edges = [
        next(one["id"] for one in told["graphs"][k]["edges"] if one["source"] == leaf) for k, leaf in enumerate(leaves)
    ]
    page.evaluate(SELECT, {"edge": edges[0]})
    page.keyboard.press("Shift+ArrowRight")

    assert state(page)["selection"] == {"edge": edges[1]}


def test_what_has_nothing_like_it_in_another_graph_is_chosen_no_more(show):
    told = record("adversaries")
    page = show(told)
    page.evaluate("() => backlight.store.set({ step: 1 })")
    page.evaluate(SELECT, {"node": node_of(told, 1, name="maker.2.weight")})
    page.keyboard.press("Shift+ArrowRight")

    assert state(page)["selection"] is None
    assert page.evaluate(CHOSEN) == []
    page.keyboard.press("Shift+ArrowRight")
    page.evaluate(SELECT, {"module": "judge.0"})
    page.keyboard.press("Shift+ArrowRight")
    assert state(page)["selection"] == {"module": "judge.0"}


# While a newer record comes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("panel", ["card", "loss", "parameters", "gradients", "code", "notices"])
def test_a_newer_record_loses_nothing_of_what_the_viewer_has_before_him(show, panel):
    told = record("adversaries")
    older = told | {"steps": told["steps"][:3]}
    page = show(older)
    opened = state(page)["open"]
    page.evaluate("() => backlight.store.set({ step: 1 })")
    node = node_of(told, 1, op="tanh", module="judge.1")
    page.evaluate(SELECT, {"node": node})
    page.evaluate("id => backlight.panels.open(id)", panel)
    page.keyboard.press("+")
    places = page.evaluate(
        "told => { const place = () => document.querySelector('.graph > g').getAttribute('transform');"
        " backlight.store.set({ position: 3, playing: true }); const before = place();"
        " backlight.store.replace(told); return [before, place()]; }",
        json.loads(json.dumps(told)),
    )
    now = state(page)

    assert now["playing"] is True
    assert (now["step"], now["selection"]) == (1, {"node": node})
    assert set(now["open"]) >= set(opened)
    assert page.evaluate(CHOSEN) == [str(node)]
    assert places[0] == places[1]
    assert page.locator(f"#tab-{panel}").get_attribute("aria-selected") == "true"
    page.wait_for_function("position => backlight.store.get().position > position", arg=now["position"])
    assert len(page.evaluate("() => backlight.store.get().record.steps")) == 6


def test_a_last_step_that_is_played_stays_until_it_is_over(show):
    told = record("adversaries")
    page = show(told | {"steps": told["steps"][:3]})
    page.evaluate("() => backlight.store.set({ position: 2, playing: true })")
    page.evaluate("told => backlight.store.replace(told)", json.loads(json.dumps(told)))

    assert (state(page)["step"], state(page)["playing"]) == (2, True)


def test_a_module_that_was_opened_stays_open_in_a_newer_record(show):
    told = json.loads(json.dumps(record("transformer")))
    page = show(told)
    page.locator(".group.stack .opener").click()
    opened = state(page)["open"]
    for _ in range(3):
        page.evaluate("told => backlight.store.replace(told)", told)

    assert state(page)["open"] == opened
    assert page.locator(".group.module[data-group='model.h.4']").count() == 1
