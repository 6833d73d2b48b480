"""Every control of the page by keyboard alone, and long random sessions that must not break it."""

from __future__ import annotations

import random

import pytest

from tests.see.trainings import made

PANELS = ["card", "loss", "parameters", "gradients", "code", "notices"]

# What a reader could want to reach, as far as it is to be seen and not switched off.
CONTROLS = """() => [...document.querySelectorAll(
    "button, input, [role=slider], [role=tab], [tabindex='0'], dialog button")]
    .filter(one => one.checkVisibility() && !one.disabled && !(one.role === "tab" && one.ariaSelected !== "true"))
    .map((one, number) => { one.dataset.found = String(number);
        return [String(number), one.getAttribute("aria-label") || one.textContent || one.id]; })"""

# What has the focus, and how that is to be seen.
FOCUS = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    return [one.dataset.found, one.matches(":focus-visible"),
        style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== "none"];
}"""

STATE = """() => { const { step, position, selection, language, theme, record, open } = backlight.store.get();
    return { step, position, selection, language, theme, open: [...open].sort(),
        steps: record.steps.length, events: step < 0 ? 0 : backlight.data.events(step).length,
        panel: backlight.panels.current, dialogs: document.querySelectorAll("dialog[open]").length }; }"""


def walked(page, most: int) -> dict:
    """What Tab goes to, one after the other, until it is back where it began; and whether its focus can be seen."""
    seen: dict[str, bool] = {}
    for _ in range(most):
        page.keyboard.press("Tab")
        number, by_key, ring = page.evaluate(FOCUS)
        if number in seen:
            break
        if number is not None:
            seen[number] = by_key and ring
    return seen


@pytest.mark.parametrize("panel", [*PANELS, "card of a node", "card of an edge", "card of a module"])
def test_tab_reaches_every_control_and_shows_where_it_is(report, panel):
    page = report("network")
    kind = panel.removeprefix("card of ").rpartition(" ")[2]
    chosen = {"node": {"node": 3}, "edge": {"edge": 4}, "module": {"module": "model.0"}}.get(kind)
    graph = made("network")["graphs"][0]

    assert kind != "module" or "model.0" in graph["modules"]
    page.evaluate("selection => backlight.store.set({ selection })", chosen)
    page.evaluate("panel => backlight.panels.open(panel)", panel.partition(" ")[0])
    wanted = page.evaluate(CONTROLS)
    seen = walked(page, len(wanted) + 20)

    assert len(wanted) > 15
    assert [name for number, name in wanted if number not in seen] == []
    assert [name for number, name in wanted if not seen[number]] == []


def test_every_button_of_every_panel_works_by_enter_and_by_space(report):
    page = report("network")
    pressed = 0
    for panel in PANELS:
        for key in ("Enter", " "):
            page.evaluate("panel => { backlight.panels.open(panel); backlight.store.set({selection: null}); }", panel)
            count = page.locator(f"#panel-{panel} button").count()
            for number in range(min(count, 12)):
                page.evaluate("panel => backlight.panels.open(panel)", panel)
                button = page.locator(f"#panel-{panel} button").nth(number)
                if not button.count():
                    continue
                button.evaluate("one => { clicks = 0; one.addEventListener('click', () => clicks++, {once: true}); }")
                button.focus()
                page.keyboard.press(key)

                assert page.evaluate("() => clicks") == 1
                assert page.evaluate(STATE)["dialogs"] == 0
                pressed += 1
    assert pressed > 60


def focus(page, selector: str) -> None:
    page.locator(selector).first.focus()


@pytest.mark.parametrize(
    ("panel", "selector", "key", "what", "expected"),
    [
        ("loss", "svg.chart", "ArrowLeft", "s.step", 28),
        ("loss", "svg.chart", "PageUp", "s.step", 19),
        ("loss", "svg.chart", "Home", "s.step", 0),
        ("gradients", "canvas", "ArrowLeft", "s.step", 28),
        ("gradients", "[data-key='gradient curves']", "Home", "s.step", 0),
        ("gradients", "[data-key='gradients.by_parameter']", " ", "document.querySelectorAll('.figures li').length", 6),
        ("gradients", ".names .link", "Enter", "'module' in s.selection", True),
        (
            "parameters",
            "[data-key='sort norm']",
            " ",
            "document.querySelector('[aria-sort=descending]') !== null",
            True,
        ),
        ("parameters", "tbody .link", "Enter", "backlight.data.graph(s.step).nodes[s.selection.node].kind", "leaf"),
        ("loss", "[data-key='scale log']", "Enter", "document.activeElement.ariaPressed", "true"),
        ("loss", ".link[data-key^='best']", "Enter", "s.step", 29),
        ("code", "button.text", "Enter", "'node' in s.selection", True),
        ("notices", ".link.place", "Enter", "backlight.panels.current", "code"),
        ("notices", ".link[data-key^='step']", "Enter", "s.step", 6),
        ("card", ".ref.rule", "Enter", "'edge' in s.selection", True),
        ("card", ".path .link", "Enter", "s.selection.module", "model"),
        ("card", ".place", "Enter", "backlight.panels.current", "code"),
    ],
)
def test_a_control_of_a_panel_does_by_key_what_it_says(report, panel, selector, key, what, expected):
    page = report("network")
    page.locator(f"#tab-{panel}").focus()
    page.keyboard.press("Enter")
    focus(page, f"#panel-{panel} {selector}")
    page.keyboard.press(key)

    assert page.evaluate(f"() => {{ const s = backlight.store.get(); return {what}; }}") == expected


@pytest.mark.parametrize(
    ("tool", "what", "expected"),
    [
        ("language", "document.documentElement.lang", "zh"),
        ("theme", "document.documentElement.dataset.theme", "light"),
        ("search", "document.activeElement.getAttribute('role')", "combobox"),
        ("help", "document.querySelector('dialog.help').open", True),
    ],
)
@pytest.mark.parametrize("key", ["Enter", " "])
def test_the_tools_of_the_bar_work_by_key_and_escape_leads_back(report, tool, what, expected, key):
    page = report("scalars")
    focus(page, f"#tool-{tool}")
    page.keyboard.press(key)

    assert page.evaluate(f"() => {what}") == expected
    page.keyboard.press("Escape")
    assert page.evaluate(STATE)["dialogs"] == 0
    assert page.evaluate("() => document.activeElement.id") == f"tool-{tool}"


def test_an_edge_can_be_reached_and_left_by_keys_alone(report):
    page = report("scalars")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(STATE)["selection"] is not None
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.matches('.ref.rule')"):
            break
    page.keyboard.press("Enter")
    assert "edge" in page.evaluate(STATE)["selection"]
    page.keyboard.press("Escape")
    assert page.evaluate(STATE)["selection"] is None


# A reader who presses everything -------------------------------------------------------------------------------------

KEYS = [
    *("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Shift+ArrowLeft", "Shift+ArrowRight", "Home", "End", "Enter"),
    *(" ", "Escape", "+", "-", "0", "d", "t", "l", "/", "?", "Tab", "Shift+Tab", "PageUp", "PageDown", "x", "1"),
]


@pytest.mark.parametrize(
    ("name", "width", "seed"),
    [("network", 1300, 1), ("broken", 1000, 2), ("nothing", 390, 3), ("scalars", 390, 4), ("broken", 390, 5)],
)
def test_a_hundred_random_keys_and_clicks_break_nothing(report, name, width, seed):
    page = report(name, width=width, height=800)
    choose = random.Random(seed)
    changed = set()
    for _ in range(100):
        kind = choose.random()
        if kind < 0.45:
            page.keyboard.press(choose.choice(KEYS))
        elif kind < 0.75:
            page.evaluate(
                "share => { const all = [...document.querySelectorAll("
                "'dialog[open] button, dialog[open] li, #panels button, #bar button, #time button, #zoom button')]"
                ".filter(one => one.checkVisibility() && (!document.querySelector('dialog[open]')"
                " || one.closest('dialog'))); all[Math.floor(share * all.length)]?.click(); }",
                choose.random(),
            )
        elif kind < 0.9:
            page.mouse.click(choose.uniform(1, width - 1), choose.uniform(1, 799))
        else:
            page.mouse.wheel(0, choose.choice([-300, 300]))
        if choose.random() < 0.1:
            page.keyboard.type(choose.choice(["relu", "w", "<img", "3", "()"]))
        now = page.evaluate(STATE)
        changed.add((now["step"], now["position"], str(now["selection"]), now["panel"], now["language"]))

        assert -1 <= now["step"] < max(now["steps"], 1)
        assert 0 <= now["position"] <= now["events"]
        assert now["dialogs"] <= 1
        assert now["panel"] in PANELS
    assert len(changed) > (10 if name != "nothing" else 2)
    text = page.locator("#panels").inner_text()
    assert "undefined" not in text
    assert "[object" not in text
