"""The pictures of a run in a real browser, in light and dark: nothing overlaps, nothing sticks out, all can be read."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = ["graph.svg", "loss.svg"]

# A script for each kind of graph: small tensors, statistics of large ones, a shared operand, many steps, a matrix.
SCRIPTS = {
    "square": "x = torch.tensor(3.0, requires_grad=True)\n(x * x).backward()",
    "perceptron": (
        "x, labels = torch.randn(64, 784), torch.randint(0, 10, (64,))\n"
        "w1, w2 = ((torch.randn(n, m) / 20).requires_grad_() for n, m in ((784, 128), (128, 10)))\n"
        "b1, b2 = (torch.zeros(n, requires_grad=True) for n in (128, 10))\n"
        "for _ in range(3):\n"
        "    loss = torch.nn.functional.cross_entropy(torch.relu(x @ w1 + b1) @ w2 + b2, labels)\n"
        "    loss.backward()"
    ),
    "recurrent": (
        "w, u, b = torch.randn(2, 2), torch.randn(2, 2) / 2, torch.zeros(2)\n"
        "for leaf in (w, u, b):\n    leaf.requires_grad_()\n"
        "h = torch.zeros(1, 2)\n"
        "for _ in range(5):\n    h = torch.tanh(torch.randn(1, 2) @ w + h @ u + b)\n"
        "(h**2).sum().backward()"
    ),
    "matrix": (
        "w, b = torch.randn(3, 2, requires_grad=True), torch.tensor([0.1, float('inf')], requires_grad=True)\n"
        "torch.tanh(torch.randn(4, 3) @ w + b).mean().backward()"
    ),
    "several": (
        "x = torch.randn(3, 4, requires_grad=True)\na, b = x.split(2, dim=1)\nh = (a * b).max(1).values * 2\n"
        "h += 1\nh[0] = 3\nfor loss in (h.sum(), x.mean()):\n    loss.backward()"
    ),
}

# Everything that is asked of a page, in one go: rectangles in pixels, colours as the reader sees them.
LOOK = """() => {
    const rectangle = element => {
        const r = element.getBoundingClientRect();
        return [r.left, r.top, r.right, r.bottom];
    };
    const look = text => ({
        words: text.textContent, at: rectangle(text), size: parseFloat(getComputedStyle(text).fontSize),
        colour: getComputedStyle(text).fill,
    });
    return {
        picture: rectangle(document.documentElement),
        page: getComputedStyle(document.querySelector(".bl-page")).fill,
        texts: [...document.querySelectorAll("text")].map(look),
        nodes: [...document.querySelectorAll(".bl-node")].map(node => ({
            box: rectangle(node.querySelector(".bl-box")), texts: [...node.querySelectorAll("text")].map(look),
        })),
        chips: [...document.querySelectorAll("g.bl-edge")].map(edge => ({
            box: rectangle(edge.querySelector(".bl-chip")), texts: [...edge.querySelectorAll("text")].map(look),
        })),
        arrows: document.querySelectorAll(".bl-edge .bl-back").length,
    };
}"""


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """`pictures(name)`: the directory with the pictures of an example or of one of the scripts above."""
    made = {}

    def pictures(name: str) -> Path:
        if name not in made:
            folder = tmp_path_factory.mktemp(name)
            script = ROOT / "examples" / f"{name}.py"
            if name in SCRIPTS:
                script = folder / "train.py"
                script.write_text(f"import torch\ntorch.manual_seed(0)\n{SCRIPTS[name]}\n")
            command = [sys.executable, "-m", "backlight", "run", "--out", folder, script]
            subprocess.run(command, check=True, capture_output=True)
            made[name] = folder
        return made[name]

    return pictures


def look(browser, path: Path, scheme: str) -> dict:
    """What the browser shows; no message may have come up on its console."""
    page = browser.new_page(color_scheme=scheme, viewport={"width": 1200, "height": 900})
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(path.as_uri())
    seen = page.evaluate(LOOK)
    page.close()

    assert said == []
    return seen


def overlap(a, b) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def within(inner, outer, slack: float = 1.0) -> bool:
    left, top, right, bottom = outer
    return (
        inner[0] >= left - slack
        and inner[1] >= top - slack
        and inner[2] <= right + slack
        and inner[3] <= bottom + slack
    )


def brightness(colour: str) -> float:
    """The relative luminance of "rgb(r, g, b)", as accessibility guidelines define it."""
    channels = [int(part) / 255 for part in colour[4:-1].split(",")]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    low, high = sorted((brightness(a), brightness(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize("name", ["quadratic", "linear", *SCRIPTS])
def test_a_picture_can_be_read(browser, pictures, name, picture, scheme):
    seen = look(browser, pictures(name) / picture, scheme)

    assert seen["texts"]
    assert [t["words"] for t in seen["texts"] if not within(t["at"], seen["picture"])] == []
    assert [t["words"] for t in seen["texts"] if t["size"] < 9] == []
    assert [t["words"] for t in seen["texts"] if contrast(t["colour"], seen["page"]) < 4.5] == []
    assert (brightness(seen["page"]) < 0.1) == (scheme == "dark")


@pytest.mark.parametrize("name", ["quadratic", "linear", *SCRIPTS])
def test_a_graph_is_in_order(browser, pictures, name):
    seen = look(browser, pictures(name) / "graph.svg", "light")
    boxes = [part["box"] for part in (*seen["nodes"], *seen["chips"])]

    assert len(seen["nodes"]) > 1
    assert [pair for pair in itertools.combinations(boxes, 2) if overlap(*pair)] == []
    for part in (*seen["nodes"], *seen["chips"]):
        assert [t["words"] for t in part["texts"] if not within(t["at"], part["box"])] == []
        assert [
            pair for pair in itertools.combinations([t["at"] for t in part["texts"]], 2) if overlap_much(*pair)
        ] == []
    assert seen["arrows"] >= len(seen["nodes"]) // 2


def overlap_much(a, b) -> bool:
    """Lines of text touch, as their boxes are higher than their letters; half a line is too much."""
    depth = min(a[3], b[3]) - max(a[1], b[1])
    return overlap(a, b) and depth > 0.5 * min(a[3] - a[1], b[3] - b[1])


def test_the_quadratic_example_shows_every_value_and_gradient(browser, pictures):
    seen = look(browser, pictures("quadratic") / "graph.svg", "light")
    words = [[text["words"] for text in node["texts"]] for node in seen["nodes"]]

    assert ["w1", "value", "[0.2547]", "grad", "[1.431]"] in words
    assert ["b", "value", "[0.9929]", "grad", "[0.159]"] in words
    assert sum(text[:1] == ["constant"] for text in words) == 3
