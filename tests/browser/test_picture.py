"""All values of an array that was asked for by name, as a picture in its card."""

from __future__ import annotations

import pytest

import backlight
from backlight.see.page import page_of
from backlight.see.record import Recording, record_of


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    w = backlight.zeros(8, 10)
    w[0, 0], w[2, 3], w[7, 9] = 4.0, -4.0, float("nan")
    kernels = backlight.ones(5, 3, 3, 3)
    kernels[1, 2, 0, 1] = -2.0
    line = backlight.arange(100.0)
    for leaf in (w, kernels, line):
        leaf.requires_grad_()
    with Recording(full=("w", "kernels", "line")) as recording:
        (w.nan_to_num().sum() + kernels.sum() + line.sum()).backward()
    path = tmp_path_factory.mktemp("pages") / "report.html"
    path.write_text(page_of(record_of(recording)), "utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    faults = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(path.as_uri())
    yield page
    assert faults == []
    page.close()


def chosen(page, name):
    page.evaluate(
        """name => {
            const node = backlight.store.get().record.graphs[0].nodes.find((one) => one.name === name);
            backlight.store.set({ selection: { node: node.id } });
        }""",
        name,
    )
    page.wait_for_function("document.querySelector('#panels canvas.picture')")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.locator("#panels canvas.picture").first


def colour(canvas, across, down):
    """Red, green, blue and opacity at a place, in parts of the picture."""
    return canvas.evaluate(
        """(canvas, [x, y]) =>
            [...canvas.getContext("2d").getImageData(x * canvas.width, y * canvas.height, 1, 1).data]""",
        [across, down],
    )


def hue(canvas, across, down):
    red, _, blue, opacity = colour(canvas, across, down)
    return "" if opacity < 100 else "blue" if blue > red else "red"


def test_colours_are_signs_and_what_is_not_finite_stands_out(page):
    canvas = chosen(page, "w")

    assert hue(canvas, 0.05, 0.06) == "blue"  # 4 in [0, 0]
    assert hue(canvas, 0.35, 0.31) == "red"  # −4 in [2, 3]
    assert hue(canvas, 0.55, 0.56) == ""  # 0
    nan = colour(canvas, 0.95, 0.94)
    assert nan[3] == 255 and nan != colour(canvas, 0.35, 0.31)


@pytest.mark.parametrize(
    ("name", "across", "down", "text"),
    [("w", 0.35, 0.31, "[2, 3] = −4"), ("w", 0.95, 0.94, "[7, 9] = NaN"), ("line", 0.99, 0.25, "[63] = 63")],
)
def test_the_pointer_reads_an_entry(page, name, across, down, text):
    canvas = chosen(page, name)
    box = canvas.bounding_box()
    canvas.hover(position={"x": across * box["width"], "y": down * box["height"]})

    assert page.locator("#panels .readout").first.text_content().startswith(text)


def test_more_dimensions_are_tiles(page):
    canvas = chosen(page, "kernels")
    found = canvas.evaluate(
        """(canvas) => {
            const box = canvas.getBoundingClientRect(), seen = new Set();
            const read = canvas.parentNode.querySelector(".readout");
            for (let x = 1; x < box.width; x += 3) for (let y = 1; y < box.height; y += 3) {
                const at = { clientX: box.left + x, clientY: box.top + y };
                canvas.dispatchEvent(new PointerEvent("pointermove", at));
                seen.add(read.textContent);
            }
            return [...seen];
        }"""
    )

    assert "[1, 2, 0, 1] = −2" in found
    assert len({text for text in found if text.startswith("[")}) == 5 * 3 * 3 * 3


def test_no_picture_is_wider_than_its_panel(page):
    for name in ("w", "kernels", "line"):
        box = chosen(page, name).bounding_box()
        panel = page.locator("#panels").bounding_box()
        assert box["x"] + box["width"] <= panel["x"] + panel["width"]
