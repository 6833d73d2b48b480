"""The first view of five programs' pages, as a user meets them: tidy, whole, and large enough to be read."""

from __future__ import annotations

import pytest

from tests.browser.looking import LOOK, assert_tidy, state, within
from tests.browser.programs import PROGRAMS, record

SCALE = "() => Number(/scale\\(([\\d.]+)/.exec(document.querySelector('.graph > g').getAttribute('transform'))[1])"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PROGRAMS)
def test_the_first_view_is_tidy_and_whole(show, name, scheme):
    page = show(record(name), scheme=scheme)
    assert_tidy(page)
    seen = page.evaluate(LOOK)
    canvas = page.locator("#canvas").bounding_box()
    left, top = canvas["x"], canvas["y"]
    window = [left, top, left + canvas["width"], top + canvas["height"]]
    boxes = [*seen["nodes"], *seen["groups"], *seen["frames"]]

    assert [one["name"] for one in boxes if not within(one["box"], window)] == []
    assert 6 <= len(seen["nodes"]) + len(seen["groups"]) <= 40
    assert 0.7 <= page.evaluate(SCALE) <= 1.15


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_numbers_of_a_first_view_are_told_in_the_middle_of_a_step_too(show, name):
    page = show(record(name))
    page.evaluate("() => backlight.store.set({step: 0, position: 0})")
    for share in (0.2, 0.5, 0.8, 1.0):
        page.evaluate(
            "share => backlight.store.set({position: Math.round(share * backlight.data.events(0).length)})", share
        )
        assert_tidy(page)


@pytest.mark.parametrize("size", ["phone", "narrow"])
def test_a_phone_shows_a_program_from_its_beginning(show, size):
    page = show(record("gpt"), size)
    assert_tidy(page)
    seen = page.evaluate(LOOK)
    canvas = page.locator("#canvas").bounding_box()
    first = min(one["box"][1] for one in (*seen["nodes"], *seen["groups"]))

    assert canvas["y"] <= first <= canvas["y"] + 120
    assert page.evaluate(SCALE) >= 0.4


def test_the_blocks_of_the_gpt_are_one_stack(show):
    page = show(record("gpt"))
    stack = page.locator(".group.stack")

    assert stack.count() == 1
    assert "×12" in stack.text_content()
    assert "blocks" in stack.text_content()
    stack.locator(".opener").click()
    assert page.locator(".group.module").filter(has_text="Block").count() == 12
    assert_tidy(page)


@pytest.mark.parametrize("name", ["lstm", "cnn"])
def test_all_of_a_program_can_be_opened(show, name):
    page = show(record(name))
    page.evaluate(
        "() => { const {groups} = backlight.tree.of(backlight.data.graph(0));"
        " backlight.store.set({open: new Set(groups.keys())}); backlight.view.fit(0.8); }"
    )

    assert page.locator(".graph .group").count() == 0
    assert page.locator(".graph .node").count() == len(record(name)["graphs"][0]["nodes"])
    assert_tidy(page)
    page.keyboard.press("Escape")
    assert page.locator(".graph .group").count() > 0


@pytest.mark.parametrize("name", ["lstm", "gpt"])
def test_every_operation_with_outputs_fires_after_them_and_hands_on(show, name):
    page = show(record(name))
    found = page.evaluate(
        "() => { const { fired, arrived } = backlight.data.course(0), { nodes, edges } = backlight.data.graph(0);"
        " return nodes.filter(node => node.kind === 'several').map(({ id }) => ["
        "  fired[id], edges.filter(edge => edge.source === id).map(edge => fired[edge.target]),"
        "  edges.filter(edge => edge.target === id).map(edge => arrived[edge.id])]); }"
    )

    assert found
    for fired, outputs, sent in found:
        assert len(outputs) > 1
        assert max(outputs) < fired
        assert sent == [fired]
    assert state(page)["step"] == len(record(name)["steps"]) - 1


def test_in_a_huge_picture_what_comes_into_sight_is_up_to_date(show):
    told = record("gpt")
    page = show(told)
    page.evaluate(
        "() => { const {groups} = backlight.tree.of(backlight.data.graph(0));"
        " backlight.store.set({open: new Set(groups.keys())}); }"
    )
    result = next(node["id"] for node in told["graphs"][0]["nodes"] if node["kind"] == "result")
    for step in (2, 5):
        page.evaluate("step => backlight.store.set({step, selection: {node: 0}})", step)
        page.evaluate("node => backlight.store.set({selection: {node}})", result)
        text = page.locator(f".node.chosen[data-node='{result}'] text.mono").first.text_content()

        assert float(text) == pytest.approx(told["steps"][step]["values"][result]["v"], rel=6e-4)
