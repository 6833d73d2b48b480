"""The page in a real browser: it shows the record's numbers, every control works by keyboard, nothing overlaps."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest

from tests.browser.looking import LOOK, SIZES, assert_tidy, state
from tests.see.records import HOSTILE, TAG, record, tangle


def events(told: dict, step: int) -> list:
    graph = told["graphs"][told["steps"][step]["graph"]]
    backward = told["steps"][step].get("backward", graph["backward"])
    return [[node, None] for node in graph["forward"]] + backward


def number(text: str) -> float:
    return float(text.replace("−", "-"))


# The numbers ---------------------------------------------------------------------------------------------------------


def test_values_and_gradients_are_those_of_the_step_and_the_position(show):
    told = record("scalars")
    page = show(told)
    choose = random.Random(1)
    graph = told["graphs"][0]
    for step in (0, 3, 5):
        course = events(told, step)
        for position in sorted(choose.sample(range(len(course) + 1), 8)) + [len(course)]:
            page.evaluate("([step, position]) => backlight.store.set({step, position})", [step, position])
            seen = {int(one["name"]): [text for text, _ in one["texts"]] for one in page.evaluate(LOOK)["nodes"]}
            kept = told["steps"][step]
            happened = course[:position]
            computed = {node for node, edges in happened if edges is None}
            fired = {node: edges for node, edges in happened if edges is not None}
            arrived = [edge for edges in fired.values() for edge in edges]
            assert len(seen) == len(graph["nodes"])
            for node in graph["nodes"]:
                texts = seen[node["id"]]
                if node["id"] in computed:
                    value = kept["values"][node["id"]]["v"]
                    assert any(_is(text, value) for text in texts), (step, position, node, texts)
                if node["kind"] == "constant":
                    continue
                parts = [e["id"] for e in graph["edges"] if e["source"] == node["id"]]
                come = [kept["contributions"][e]["v"] for e in arrived if e in parts]
                everything = [e for e in parts if kept["contributions"][e]]
                if len(come) == len(everything) and (come or node["id"] in fired):
                    assert _is(texts[-1], kept["gradients"][node["id"]]["v"]), (step, position, node, texts)
                elif come:
                    total, _, count = texts[-1].rpartition(" ")
                    assert count == f"{len(come)}/{len(everything)}"
                    assert _is(total, float(np.sum(np.float32(come), dtype=np.float32)))
                else:
                    assert texts[-1] in ("·", "–")


def _is(text: str, value: float) -> bool:
    try:
        return number(text) == pytest.approx(value, rel=6e-4, abs=1e-12)
    except ValueError:
        return False


def test_the_sum_of_all_contributions_is_the_gradient_bit_for_bit(show):
    told = record("scalars")
    page = show(told)
    sums = page.evaluate(
        "() => backlight.data.course(0).incoming.map((edges, node) => edges.length"
        " ? backlight.data.add(edges.map(edge => backlight.data.contribution(0, edge)),"
        " backlight.data.graph(0).nodes[node].dtype).v : null)"
    )

    compared = 0
    for total, gradient in zip(sums, told["steps"][0]["gradients"], strict=True):
        if total is not None:
            compared += 1
            assert np.float32(total) == np.float32(gradient["v"])
    assert compared > 5


def test_contributions_stand_on_the_lines_once_they_have_arrived(show):
    told = record("scalars")
    page = show(told)
    course = events(told, 2)
    for position in (0, len(told["graphs"][0]["nodes"]) + 2, len(course)):
        page.evaluate("position => backlight.store.set({step: 2, position})", position)
        written = {
            int(edge): text
            for edge, text in page.evaluate(
                "() => [...document.querySelectorAll('.graph .line[data-edge] .number text')]"
                ".map(text => [text.closest('.line').dataset.edge, text.textContent])"
            )
        }
        arrived = {edge for _, edges in course[:position] for edge in edges or ()}
        assert {edge for edge, text in written.items() if text} == arrived
        for edge in arrived:
            assert number(written[edge]) == pytest.approx(told["steps"][2]["contributions"][edge]["v"], rel=6e-4)


def test_one_box_at_a_time_is_at_work_and_what_is_to_come_is_pale(show):
    told = record("scalars")
    page = show(told)
    course = events(told, 0)
    for position in range(1, len(course) + 1, 3):
        page.evaluate("position => backlight.store.set({step: 0, position})", position)
        nodes = page.evaluate(LOOK)["nodes"]
        assert [int(one["name"]) for one in nodes if "now" in one["classes"]] == [course[position - 1][0]]
        assert {int(one["name"]) for one in nodes if "on" in one["classes"]} == {n for n, _ in course[:position]}


# The picture ---------------------------------------------------------------------------------------------------------


def open_all(page) -> None:
    page.evaluate(
        "() => { const {root, groups} = backlight.tree.of(backlight.data.graph(0));"
        " backlight.store.set({open: new Set(groups.keys())}); backlight.view.fit(0.8); }"
    )


@pytest.mark.parametrize("direction", ["down", "right"])
@pytest.mark.parametrize("opened", [False, True], ids=["first view", "all open"])
@pytest.mark.parametrize("name", ["scalars", "perceptron", "recurrent", "three_blocks", "hostile", "tangle"])
def test_nothing_overlaps_and_no_text_leaves_its_box(show, name, opened, direction):
    page = show(tangle(60) if name == "tangle" else record(name))
    if opened:
        open_all(page)
    page.evaluate("direction => backlight.store.set({direction})", direction)
    assert_tidy(page)


@pytest.mark.parametrize("name", ["transformer", "loop", "recurrent", "tangle"])
def test_the_first_view_has_at_most_forty_boxes(show, name):
    told = tangle(3000) if name == "tangle" else record(name)
    seen = show(told).evaluate(LOOK)

    assert len(told["graphs"][0]["nodes"]) > 50
    assert 2 <= len(seen["nodes"]) + len(seen["groups"]) <= 40


def test_twelve_blocks_are_one_stack_that_opens(show):
    page = show(record("transformer"))
    stack = page.locator(".group.stack")

    assert "×12" in stack.text_content()
    stack.locator(".opener").click()
    names = [text for one in page.evaluate(LOOK)["groups"] for text, _ in one["texts"][:1]]
    assert [str(k) for k in range(12)] == [name for name in names if name.isdigit()]


def test_a_long_loop_opens_into_its_rounds_and_more(show):
    page = show(record("loop"))
    page.locator(".group.stack .opener").click()

    assert page.locator(".group.round").count() >= 10
    before = page.locator(".group.round").count()
    page.keyboard.press("0")
    page.locator(".group.more").first.click()
    assert page.locator(".group.round").count() + page.locator(".group.more").count() > before


def test_the_layout_is_the_same_in_every_step_and_at_every_position(show):
    page = show(record("perceptron"))
    places = []
    for step, position in ((0, 0), (1, 9), (2, 1), (2, 1000)):
        page.evaluate("([step, position]) => backlight.store.set({step, position: 0})", [step, position])
        page.evaluate("() => backlight.view.fit()")
        places.append([one["box"] for one in page.evaluate(LOOK)["nodes"]])

    assert all(place == places[0] for place in places)


def test_a_graph_of_ten_thousand_operations_is_laid_out_in_two_seconds(show):
    page = show(tangle(10_000))
    times = page.evaluate(
        "() => { const graph = backlight.data.graph(0), sizes = {box: () => [120, 66], label: () => [78, 18],"
        " title: () => 100}; return [0, 1, 2].map(() => { const fresh = {...graph}, began = performance.now();"
        " backlight.frames.scene(fresh, backlight.tree.opening(fresh), 'down', sizes);"
        " return performance.now() - began; }); }"
    )

    assert min(times) < 2000


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_the_page_fits_its_window(show, size, scheme):
    page = show(record("transformer"), size, scheme)
    width, height = SIZES[size]

    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    for part in ("#bar", "#time", "#view"):
        box = page.locator(part).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] < height
    background = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(255, 255, 255)") == (scheme == "light")


# Keys and controls ---------------------------------------------------------------------------------------------------


def test_the_arrows_move_by_an_event_and_with_shift_by_a_step(show):
    page = show(record("scalars"))
    end = state(page)["position"]
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")

    assert state(page)["position"] == end - 1
    assert state(page)["step"] == 5
    page.keyboard.press("Shift+ArrowLeft")
    assert (state(page)["step"], state(page)["position"]) == (4, end - 1)
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert state(page)["step"] == 5
    page.keyboard.press("Home")
    assert state(page)["position"] == 0
    page.keyboard.press("ArrowLeft")
    assert state(page)["position"] == 0
    page.keyboard.press("End")
    assert state(page)["position"] == end


def test_space_plays_and_pauses(show):
    page = show(record("scalars"))
    page.keyboard.press(" ")
    page.wait_for_function("() => backlight.store.get().position >= 2")
    page.keyboard.press(" ")

    assert state(page)["playing"] is False
    assert 0 < state(page)["position"] < len(events(record("scalars"), 5))


def test_playing_ends_at_the_end(show):
    page = show(record("scalars"))
    end = state(page)["position"]
    page.evaluate("position => backlight.store.set({position})", end - 2)
    page.keyboard.press(" ")
    page.wait_for_function("() => !backlight.store.get().playing")

    assert state(page)["position"] == end


def test_boxes_are_chosen_and_modules_opened_by_keys(show):
    page = show(record("transformer"))
    page.keyboard.press("ArrowDown")
    assert state(page)["selection"] is not None
    for _ in range(12):
        if (state(page)["selection"] or {}).get("key", "").endswith("×12"):
            break
        page.keyboard.press("ArrowDown")
    before = state(page)["open"]
    page.keyboard.press("Enter")
    assert len(state(page)["open"]) == len(before) + 1
    page.keyboard.press("Escape")
    assert state(page)["selection"] is None
    page.keyboard.press("Escape")
    assert sorted(state(page)["open"]) == sorted(before)
    page.keyboard.press("ArrowUp")
    assert state(page)["selection"] is not None


def test_zoom_turn_search_and_help_have_keys(show):
    page = show(record("perceptron"))
    scale = "() => Number(/scale\\(([\\d.]+)/.exec(document.querySelector('.graph > g').getAttribute('transform'))[1])"
    first = page.evaluate(scale)
    page.keyboard.press("+")
    assert page.evaluate(scale) > first
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert page.evaluate(scale) < first
    page.keyboard.press("0")
    direction = state(page)["direction"]
    page.keyboard.press("d")
    assert state(page)["direction"] != direction
    page.keyboard.press("?")
    assert page.locator("dialog.help").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("dialog.help").count() == 0
    page.keyboard.press("/")
    assert page.evaluate("() => document.activeElement.tagName") == "INPUT"


def test_theme_and_language_have_keys_and_change_the_page(show):
    page = show(record("perceptron"), scheme="light")
    page.keyboard.press("t")
    page.keyboard.press("t")
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    assert page.locator("text=Training step").count() == 1
    page.keyboard.press("l")
    assert page.locator("text=Training step").count() == 0
    assert page.evaluate("() => document.documentElement.lang").startswith("zh")
    assert page.locator("#time label").first.text_content() == "训练步"


def test_every_button_has_a_name_and_can_be_reached(show):
    page = show(record("perceptron"))
    buttons = page.evaluate(
        "() => [...document.querySelectorAll('button')].filter(one => one.offsetParent)"
        ".map(one => [one.getAttribute('aria-label') || one.textContent.trim(), one.tabIndex, one.role])"
    )

    assert len(buttons) > 10
    assert [name for name, _, _ in buttons if not name] == []
    assert [name for name, index, role in buttons if index < 0 and role != "tab"] == []


def test_the_sliders_work_by_keys_when_they_have_the_focus(show):
    page = show(record("scalars"))
    page.locator("#slider-step").focus()
    page.keyboard.press("ArrowLeft")
    assert state(page)["step"] == 4
    page.locator("#slider-position").focus()
    page.keyboard.press("ArrowLeft")
    assert state(page)["step"] == 4
    assert state(page)["position"] == len(events(record("scalars"), 4)) - 1


def test_a_click_chooses_a_box_a_line_or_a_module(show):
    page = show(record("perceptron"))
    page.locator(".node.operation").first.click()
    assert "node" in state(page)["selection"]
    page.locator(".line .number text").first.click()
    assert "edge" in state(page)["selection"]
    page.locator(".frame").first.click(position={"x": 90, "y": 10})
    assert "module" in state(page)["selection"]
    page.locator(".graph").click(position={"x": 5, "y": 5})
    assert state(page)["selection"] is None


def test_a_drag_moves_the_picture_and_chooses_nothing(show):
    page = show(record("perceptron"))
    before = page.evaluate(LOOK)["nodes"][0]["box"]
    left, top, right, bottom = before
    page.mouse.move((left + right) / 2, (top + bottom) / 2)
    page.mouse.down()
    page.mouse.move((left + right) / 2 + 60, (top + bottom) / 2 + 30, steps=4)
    page.mouse.up()
    after = page.evaluate(LOOK)["nodes"][0]["box"]

    assert (after[0] - before[0], after[1] - before[1]) == pytest.approx((60, 30), abs=1)
    assert state(page)["selection"] is None


# What may come -------------------------------------------------------------------------------------------------------


def test_hostile_names_are_shown_as_text(show):
    told = record("hostile") | {"program": record("hostile")["program"] | {"name": HOSTILE, "arguments": [TAG]}}
    page = show(told)

    assert page.locator("#program").text_content() == f"{HOSTILE} {TAG}"
    assert page.locator(f".frame title:has-text('{HOSTILE[1:10]}')").count() >= 1
    assert page.evaluate("() => document.querySelectorAll('#stage img, #stage script, #bar img').length") == 0


def test_a_record_without_steps_says_so(show):
    empty = record("scalars") | {"steps": [], "graphs": [], "losses": [], "parameters": []}
    page = show(empty)

    assert "No backward pass" in page.locator("#canvas .empty").text_content()
    assert page.locator("#time").is_hidden()


def test_a_newer_record_keeps_what_the_viewer_looks_at(show):
    told = record("scalars")
    older = told | {"steps": told["steps"][:3]}
    page = show(older)
    replace = "told => backlight.store.replace(told)"
    assert state(page)["step"] == 2
    page.evaluate(replace, json.loads(json.dumps(told)))
    assert state(page)["step"] == 5
    page.evaluate("() => backlight.store.set({step: 1, position: 7, selection: {node: 2}})")
    page.evaluate(replace, json.loads(json.dumps(told)))
    now = state(page)
    assert (now["step"], now["position"], now["selection"]) == (1, 7, {"node": 2})


def test_numbers_that_are_not_finite_are_marked(show):
    told = json.loads(json.dumps(record("scalars")))
    result = len(told["graphs"][0]["nodes"]) - 1
    told["steps"][5]["values"][result] = {"v": "NaN"}
    told["steps"][5]["contributions"][0] = {"v": "-Infinity"}
    page = show(told)

    assert "NaN" in page.locator(f".node[data-node='{result}']").text_content()
    assert "bad" in page.locator(f".node[data-node='{result}']").get_attribute("class")
    assert page.locator(".line.bad").count() == 1
