"""The panels of the report in a real browser: what they tell is in the record, and everything goes by keyboard too."""

from __future__ import annotations

import re

import pytest

from tests.see.trainings import HOSTILE, made

PANELS = ["card", "loss", "parameters", "gradients", "code", "notices"]


def put(page, **changes) -> None:
    page.evaluate("changes => backlight.store.set(changes)", changes)


def state(page, name: str):
    return page.evaluate("name => backlight.store.get()[name]", name)


def panel(page, name: str):
    page.locator(f"#tab-{name}").click()
    return page.locator(f"#panel-{name}")


def number(text: str) -> float:
    return float(text.replace("−", "-").replace("+", ""))


def node(record: dict, name: str) -> dict:
    return next(one for one in record["graphs"][0]["nodes"] if one["name"] == name)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["scalars", "network", "broken", "nothing"])
def test_every_panel_opens_without_a_message_on_the_console(report, name, language, scheme):
    page = report(name, scheme=scheme)
    put(page, language=language)
    for each in PANELS:
        text = panel(page, each).inner_text()

        assert text.strip()
        assert not re.search(r"undefined|NaN%|\[object", text)


@pytest.mark.parametrize("name", PANELS)
@pytest.mark.parametrize("width", [360, 1000])
def test_no_panel_is_wider_than_the_page(report, name, width):
    page = report("network", width=width)
    panel(page, name)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelector('.panel:not([hidden])').scrollWidth") <= min(
        width, page.locator("#panels").bounding_box()["width"]
    )


def test_names_of_the_program_are_text_and_never_markup(report):
    page = report("broken")
    put(page, selection={"node": 0})
    for each in PANELS:
        assert HOSTILE.replace(" ", "") in panel(page, each).inner_text().replace(" ", "")
    for selection in ({"edge": 0}, {"module": HOSTILE}):
        put(page, selection=selection)
        panel(page, "card")
    page.keyboard.press("/")
    page.keyboard.type("img")

    assert page.locator("[role=option]").count() > 0
    assert page.locator("img, #panels script, dialog script").count() == 0
    assert page.evaluate("typeof owned") == "undefined"


def test_the_card_of_a_leaf_shows_its_value_and_its_gradient(report):
    record = made("scalars")
    a = node(record, "a")["id"]
    page = report("scalars")
    for step, detail in enumerate(record["steps"]):
        put(page, step=step, selection={"node": a})
        value, gradient = page.locator("#panel-card .pair .one").all_inner_texts()

        assert number(value) == pytest.approx(detail["values"][a]["v"], rel=1e-3)
        assert number(gradient) == pytest.approx(detail["gradients"][a]["v"], rel=1e-3)


def test_the_accumulation_is_told_as_it_happens(report):
    record = made("scalars")
    graph, detail = record["graphs"][0], record["steps"][0]
    a = node(record, "a")["id"]
    page = report("scalars")
    put(page, step=0, selection={"node": a})
    come = []
    for fired, (_, edges) in enumerate(graph["backward"], 1):
        come += [detail["contributions"][edge]["v"] for edge in edges if graph["edges"][edge]["source"] == a]
        put(page, position=len(graph["forward"]) + fired)
        equation = page.locator("#panel-card .equation").inner_text()

        assert equation.count("□") == 4 - len(come)
        if come:
            *parts, total = re.findall(r"[+−]?[\d.]+", equation)
            assert [number(part) for part in parts] == pytest.approx(come, rel=1e-3)
            assert number(total) == pytest.approx(sum(come), rel=1e-3)
        assert page.locator("#panel-card .events li.come").count() == len(come)
    assert len(come) == 4


def test_none_yet_a_part_and_nothing_ever_look_different(report):
    record = made("scalars")
    page = report("scalars")
    graph = record["graphs"][0]
    put(page, step=0, selection={"node": node(record, "a")["id"]}, position=len(graph["forward"]))
    assert page.locator("#panel-card .none").inner_text() == "none yet"
    put(page, position=0)
    assert "not computed yet" in page.locator("#panel-card").inner_text()


def test_the_card_of_an_edge_multiplies_what_is_in_the_record(report):
    record = made("scalars")
    graph, detail = record["graphs"][0], record["steps"][0]
    page = report("scalars")
    for edge in graph["edges"]:
        put(page, step=0, selection={"edge": edge["id"]})
        upstream, local, given = map(number, page.locator("#panel-card .product .factor b").all_inner_texts())

        assert edge["formula"] in page.locator("#panel-card .formula").inner_text()
        assert local == pytest.approx(detail["jacobians"][str(edge["id"])][0][0], rel=1e-3)
        assert given == pytest.approx(detail["contributions"][edge["id"]]["v"], rel=1e-3)
        assert upstream * local == pytest.approx(given, rel=2e-3)


def test_an_edge_into_several_outputs_joins_their_gradients(report):
    record = made("parts")
    graph = record["graphs"][0]
    (split,) = [node["id"] for node in graph["nodes"] if node["kind"] == "several"]
    (edge,) = [edge["id"] for edge in graph["edges"] if edge["target"] == split]
    page = report("parts")
    put(page, step=0, selection={"edge": edge})
    numbers = [
        [number(text) for text in table.locator("td").all_inner_texts()]
        for table in page.locator("#panel-card .product table").all()
    ]

    assert numbers == [[1, 1, 6], [1, 0, 0, 0, 1, 0, 0, 0, 1], [1, 1, 6]]


def test_numbers_stand_in_the_place_of_letters(report):
    record = made("scalars")
    page = report("scalars")
    put(page, step=0, selection={"node": node(record, "product")["id"]})

    assert page.locator("#panel-card .written").inner_text() == "2 × (−3) = −6"


def test_a_module_tells_its_parameters_and_opens(report):
    page = report("network")
    path = next(name for name, kind in made("network")["graphs"][0]["modules"].items() if kind == "Linear")
    put(page, selection={"module": path})
    card = page.locator("#panel-card")

    assert card.locator("h2").inner_text() == "Linear"
    assert "112" in card.inner_text()  # 6·16 + 16 numbers
    before = page.evaluate("path => backlight.store.get().open.has(path)", path)
    card.locator("[data-key=toggle]").click()
    assert page.evaluate("path => backlight.store.get().open.has(path)", path) != before


def test_the_loss_chart_goes_to_a_step_by_pointer_and_by_keyboard(report):
    page = report("network")
    chart = panel(page, "loss").locator("svg.chart")
    box = chart.bounding_box()
    page.mouse.click(box["x"] + box["width"] - 12, box["y"] + 60)
    assert state(page, "step") == 29
    page.mouse.move(box["x"] + box["width"] - 12, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60, steps=4)
    page.mouse.up()
    assert 11 <= state(page, "step") <= 17
    here = state(page, "step")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert state(page, "step") == here - 2
    assert page.evaluate("document.activeElement.getAttribute('role')") == "slider"
    page.keyboard.press("Home")
    assert state(page, "step") == 0


def test_the_loss_can_be_seen_on_a_logarithmic_scale(report):
    page = report("network")
    body = panel(page, "loss")
    body.get_by_role("button", name="logarithmic").press("Enter")

    assert body.get_by_role("button", name="logarithmic").get_attribute("aria-pressed") == "true"
    assert body.get_by_role("button", name="linear").get_attribute("aria-pressed") == "false"


def test_losses_that_are_not_finite_are_marked(report):
    body = panel(report("broken"), "loss")

    assert body.locator("svg.chart .lost").count() == 1
    assert "4 values are not finite; the first is NaN at step 9" in body.inner_text()


def test_parameters_are_sorted_by_keyboard(report):
    page = report("network")
    body = panel(page, "parameters")

    def norms():
        return [number(text.strip()) for text in body.locator("tbody td:nth-child(6)").all_inner_texts()]

    body.locator("[data-key='sort norm']").press("Enter")
    assert norms() == sorted(norms(), reverse=True)
    assert body.locator("th[aria-sort=descending]").inner_text().startswith("‖w‖")
    page.keyboard.press("Enter")  # the focus has stayed on the heading
    assert norms() == sorted(norms())


def test_a_parameter_that_no_optimizer_holds_is_marked(report):
    record = made("network")
    page = report("network")
    body = panel(page, "parameters")
    missing = {one["name"] for one in record["parameters"] if not one["in_optimizer"]}
    warned = body.locator("tbody tr:has(.warning-text) .link").all_inner_texts()

    assert len(missing) == 2
    assert set(warned) == missing
    assert page.locator("#tab-parameters .badge").inner_text() == "2"
    body.locator("tbody tr:has(.warning-text) .link").first.click()
    assert "no optimizer holds it" in body.locator(".warnings").inner_text()


def test_a_row_of_the_table_selects_the_parameter_in_the_graph(report):
    record = made("network")
    page = report("network")
    row = panel(page, "parameters").locator("tbody .link").nth(3)
    name = row.inner_text()
    row.press("Enter")

    assert state(page, "selection") == {"node": node(record, name)["id"]}
    assert page.locator("#tab-parameters").get_attribute("aria-selected") == "true"
    assert page.locator("#panel-parameters svg.bars").count() == 2


def test_the_map_of_gradients_tells_the_norms_of_this_step(report):
    record = made("network")
    page = report("network")
    body = panel(page, "gradients")
    body.get_by_role("button", name="by parameter").click()
    put(page, step=7)
    shown = [number(text) for text in body.locator(".figures li").all_inner_texts()]
    expected = [one["history"]["gradient"][7] for one in record["parameters"]]

    assert sorted(shown) == pytest.approx(sorted(expected), rel=1e-2)
    box = body.locator("canvas").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + 5)
    assert state(page, "step") in (14, 15)
    body.get_by_role("button", name="by layer").click()
    assert body.locator(".figures li").count() == 3


def test_the_line_of_the_current_event_is_lit_and_a_line_selects_its_nodes(report):
    record = made("scalars")
    page = report("scalars")
    body = panel(page, "code")
    square = node(record, "square")
    put(page, step=0, position=record["graphs"][0]["forward"].index(square["id"]) + 1)
    assert body.locator("li.here").get_attribute("data-line") == str(square["place"][1])
    assert body.locator("li.here mark").inner_text() == "a * a"
    assert "square = 4" in body.locator("li.here").inner_text()
    product = node(record, "product")
    body.locator(f"li[data-line='{product['place'][1]}'] button").press("Enter")
    assert state(page, "selection") == {"node": product["id"]}


def test_notices_tell_how_the_program_ended_and_lead_to_the_line(report):
    page = report("broken")
    body = panel(page, "notices")
    assert page.locator("#tab-notices .badge").inner_text() == "2"
    assert "The program raised an error" in body.inner_text()
    body.locator(".place").first.click()
    assert page.locator("#tab-code").get_attribute("aria-selected") == "true"


def test_notices_speak_the_language_of_the_page_and_lead_to_the_step(report):
    page = report("network")
    body = panel(page, "notices")
    assert "Nothing moved." in body.inner_text()
    page.locator("#tab-notices").focus()
    put(page, language="zh")
    assert "参数没有变化。" in body.inner_text()
    assert "Nothing moved." not in body.inner_text()
    body.get_by_role("button", name="第 7 步").click()
    assert state(page, "step") == 6


@pytest.mark.parametrize(
    ("typed", "found"), [("square", "square"), ("exp", "exp"), ("leaf b", "b"), ("MulBackward", "product")]
)
def test_search_finds_a_node_by_keyboard(report, typed, found):
    record = made("scalars")
    page = report("scalars")
    panel(page, "loss")
    page.keyboard.press("/")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    chosen = record["graphs"][0]["nodes"][state(page, "selection")["node"]]

    assert found in (chosen["name"], chosen["op"])
    assert page.locator("#tab-card").get_attribute("aria-selected") == "true"


def test_search_by_file_and_line_and_by_arrows(report):
    record = made("scalars")
    line = node(record, "square")["place"][1]
    page = report("scalars")
    page.keyboard.press("/")
    page.keyboard.type(f"trainings.py:{line}")
    options = page.locator("[role=option]")
    assert options.count() == 2  # the node of that line, and the line
    page.keyboard.press("ArrowDown")
    assert options.nth(1).get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    assert page.locator("#tab-code").get_attribute("aria-selected") == "true"
    assert page.locator("#panel-code li.here").get_attribute("data-line") == str(line)


def test_the_tabs_go_by_the_arrows(report):
    page = report("scalars")
    page.locator("#tab-card").focus()
    names = []
    for _ in PANELS:
        names.append(page.evaluate("document.activeElement.id"))
        page.keyboard.press("ArrowRight")

    assert names == [f"tab-{name}" for name in PANELS]
    assert page.evaluate("document.activeElement.id") == "tab-card"
    graph = made("scalars")["graphs"][0]
    assert state(page, "position") == len(graph["forward"]) + len(graph["backward"])  # the arrows left it where it was


def test_the_focus_stays_where_it_is_when_a_panel_is_drawn_anew(report):
    page = report("network")
    panel(page, "parameters").locator("[data-key='sort gradient']").focus()
    put(page, step=3)
    assert page.evaluate("document.activeElement.dataset.key") == "sort gradient"
