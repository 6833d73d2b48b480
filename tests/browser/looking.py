"""What a page shows, and whether it is tidy: where its boxes, lines and texts stand."""

from __future__ import annotations

import itertools

SIZES = {"desktop": (1440, 900), "phone": (390, 844), "narrow": (360, 640)}

# Where everything stands, in pixels, with what it says.
LOOK = """() => {
    const at = element => { const r = element.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; };
    const box = element => at(element.querySelector(":scope > .box:not(.card)"));
    const texts = element => [...element.querySelectorAll(":scope > text")].filter(text => text.textContent)
        .map(text => [text.textContent, at(text)]);
    const look = style => [...document.querySelectorAll(`.graph .${style}`)].map(element => ({
        name: element.dataset.node ?? element.dataset.group, box: box(element), texts: texts(element),
        classes: [...element.classList],
    }));
    return {
        nodes: look("node"), groups: look("group"), frames: look("frame"),
        chips: [...document.querySelectorAll(".graph .number")].filter(chip => chip.querySelector("text").textContent)
            .map(chip => ({ box: at(chip.querySelector(".chip")), texts: texts(chip) })),
    };
}"""

# Lines that come nearer than a pixel to a box that is not at one of their ends.
TOUCHES = """() => {
    const boxes = [...document.querySelectorAll(".graph .node > .box, .graph .group > .box:not(.card)")]
        .map(box => box.getBoundingClientRect());
    const found = [];
    for (const line of document.querySelectorAll(".graph .line .flow")) {
        const length = line.getTotalLength(), matrix = line.getScreenCTM();
        const point = at => line.getPointAtLength(at).matrixTransform(matrix);
        const inside = (p, r, by) => p.x > r.left + by && p.x < r.right - by && p.y > r.top + by && p.y < r.bottom - by;
        const points = [];
        for (let at = 0; at <= length; at += 4) points.push(point(at));
        const ends = [point(0), point(length)], whole = line.getBoundingClientRect();
        for (const r of boxes) {
            if (r.right < whole.left || r.left > whole.right || r.bottom < whole.top || r.top > whole.bottom) continue;
            if (ends.some(end => inside(end, r, -1.5))) continue;
            if (points.some(p => inside(p, r, 1))) found.push([r.left, r.top]);
        }
    }
    return found;
}"""


def state(page) -> dict:
    return page.evaluate(
        "() => { const s = backlight.store.get(); return {step: s.step, position: s.position, playing: s.playing,"
        " selection: s.selection, open: [...s.open], language: s.language, theme: s.theme, direction: s.direction}; }"
    )


def assert_tidy(page) -> None:
    """No box, label or title lies on another, no text leaves its box, and no line touches a box that it passes."""
    seen = page.evaluate(LOOK)
    boxes = [*seen["nodes"], *seen["groups"]]

    assert len(boxes) > 1
    every = [one["box"] for one in (*boxes, *seen["chips"])]
    assert [pair for pair in itertools.combinations(every, 2) if overlap(*pair)] == []
    for one in (*boxes, *seen["frames"], *seen["chips"]):
        assert [text for text, at in one["texts"] if not within(at, one["box"])] == []
        assert [
            (a, b) for (a, p), (b, q) in itertools.combinations(one["texts"], 2) if overlap(p, q) and deep(p, q)
        ] == []
    for frame, other in itertools.product(seen["frames"], (*boxes, *seen["frames"])):
        assert frame is other or not overlap(frame["box"], other["box"]) or nested(frame["box"], other["box"])
    titles = [at for frame in seen["frames"] for _, at in frame["texts"]]
    assert [title for title in titles if any(overlap(title, one["box"]) for one in boxes)] == []
    assert page.evaluate(TOUCHES) == []


def overlap(a, b) -> bool:
    return a[0] < b[2] - 0.5 and b[0] < a[2] - 0.5 and a[1] < b[3] - 0.5 and b[1] < a[3] - 0.5


def within(inner, outer, slack: float = 1.0) -> bool:
    left, top, right, bottom = outer
    low = inner[0] >= left - slack and inner[1] >= top - slack
    return low and inner[2] <= right + slack and inner[3] <= bottom + slack


def deep(a, b) -> bool:
    """Lines of text touch, as their boxes are higher than their letters; half a line is too much."""
    return min(a[3], b[3]) - max(a[1], b[1]) > 0.5 * min(a[3] - a[1], b[3] - b[1])


def nested(a, b) -> bool:
    return within(a, b) or within(b, a)
