"""The page in Firefox: it says the same numbers there, in light and dark, and by keyboard."""

from __future__ import annotations

import json
import shutil

import pytest

from backlight.see.page import page_of
from tests.browser.firefox import Firefox
from tests.see.trainings import made

PROGRAM = shutil.which("firefox-esr") or shutil.which("firefox")
ENTER, ARROW_LEFT = "\ue007", "\ue012"

# All that a panel says beside its drawings, and whether anything sticks out of it.
PANEL = """
const [panel, selection] = arguments;
backlight.store.set({ selection: selection && JSON.parse(selection) });
backlight.panels.open(panel);
const body = document.querySelector(`#panel-${panel}`);
const words = [], texts = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) if (!texts.currentNode.parentElement.closest("svg")) words.push(texts.currentNode.data);
return [words, body.scrollWidth <= body.clientWidth + 1];
"""
PANELS = ["card", "loss", "parameters", "gradients", "code", "notices"]
CARDS = [{"node": 0}, {"node": 5}, {"edge": 3}]


@pytest.fixture(scope="module", params=["light", "dark"])
def firefox(request, tmp_path_factory):
    if PROGRAM is None:
        pytest.skip("there is no Firefox")
    window = Firefox(PROGRAM, tmp_path_factory.mktemp("firefox"), request.param)
    yield window
    window.close()


@pytest.fixture
def page(firefox, tmp_path):
    def page(name: str) -> Firefox:
        path = tmp_path / "page.html"
        path.write_text(page_of(made(name)), encoding="utf-8")
        firefox.open(path.as_uri())
        return firefox

    yield page
    assert firefox.evaluate("return said") == []


def test_a_report_opens_from_disk_with_its_graph_and_its_colours(page):
    window = page("network")
    boxes, background, dark = window.evaluate(
        "return [document.querySelectorAll('#canvas .node').length,"
        " getComputedStyle(document.body).backgroundColor, matchMedia('(prefers-color-scheme: dark)').matches]"
    )

    assert boxes >= 5
    assert dark == (window.scheme == "dark")
    assert background == ("rgb(20, 24, 29)" if dark else "rgb(255, 255, 255)")
    assert window.picture()[:4] == b"\x89PNG"


@pytest.mark.parametrize("name", ["network", "broken", "scalars", "nothing"])
def test_every_panel_says_the_same_as_in_chromium(page, report, name):
    window, chromium = page(name), report(name)
    told = made(name)
    asked = [(panel, None) for panel in PANELS]
    if told["steps"]:
        nodes, edges = (len(told["graphs"][0][part]) for part in ("nodes", "edges"))
        asked += [("card", one) for one in CARDS if one.get("node", 0) < nodes and one.get("edge", 0) < edges]
    for panel, selection in asked:
        arguments = [panel, selection and json.dumps(selection)]
        here, fits = window.evaluate(PANEL, *arguments)
        there, _ = chromium.evaluate(f"(given) => (function () {{ {PANEL} }})(...given)", arguments)

        assert here == there
        assert fits, (panel, selection)


def test_keys_move_through_the_training(page):
    window = page("network")
    step, position = window.evaluate("const s = backlight.store.get(); return [s.step, s.position]")
    window.press(ARROW_LEFT)
    assert window.evaluate("return backlight.store.get().position") == position - 1
    window.evaluate("document.querySelector('#tab-loss').click(); document.querySelector('#panel-loss .chart').focus()")
    window.press(ARROW_LEFT)
    assert window.evaluate("return backlight.store.get().step") == step - 1
    assert window.evaluate("return document.activeElement.classList.contains('chart')")
    window.evaluate("document.querySelector('[data-key=\"scale log\"]').focus()")
    window.press(ENTER)
    assert window.evaluate("return document.activeElement.getAttribute('aria-pressed')") == "true"
