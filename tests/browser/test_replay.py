"""At (step k, position j) the numbers on the page are those of a fresh run that is stopped there.

The run knows nothing of the record: it is the program once more, to step k, with its backward walked node by node.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import backlight
import backlight.torch as torch
from backlight.core import modes
from backlight.core.node import Node
from backlight.core.variable import Variable
from backlight.see.page import page_of
from backlight.see.record import Recording, record_of
from backlight.torch import nn

ROOT = Path(__file__).resolve().parent.parent.parent

# The programs: each gives its losses one after the other, and goes on when their backward is over --------------------


def quadratic() -> Iterator[Any]:
    """examples/quadratic.py, which calls backward() by itself."""
    source = (ROOT / "examples" / "quadratic.py").read_text(encoding="utf-8")
    source = source.replace("import torch", "").replace("range(100)", "range(4)")
    source = source.replace("loss.backward()", "yield loss")
    body = "\n".join([f"    {line}" for line in source.splitlines()])
    scope: dict[str, Any] = {"torch": torch, "print": lambda *words: None}
    exec(compile(f"def program():\n{body}", "quadratic.py", "exec"), scope)
    yield from scope["program"]()


def perceptron() -> Iterator[Any]:
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 2))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    x, labels = torch.randn(6, 3), torch.randint(0, 2, (6,))
    for _ in range(5):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), labels)
        yield loss
        optimizer.step()


def shared() -> Iterator[Any]:
    """Operands that are used several times, views, broadcasting in both directions, and a leaf that is the base."""
    torch.manual_seed(2)
    a = torch.randn(3, 1, requires_grad=True)
    b = torch.randn(4, requires_grad=True)
    c = torch.tensor(0.5, requires_grad=True)
    for _ in range(4):
        y = a * b + c  # (3, 4)
        z = y.t()[1:, :2].reshape(2, 3)  # (3, 2) -> (2, 3)
        loss = (y * y).sum() * c + (z * a[:, 0] * c).sum() + (b.exp() / b.exp().sum()).max() - y.mean()
        yield loss
        with torch.no_grad():
            for leaf in (a, b, c):
                leaf -= 0.02 * leaf.grad
                leaf.grad = None


def duel() -> Iterator[Any]:
    """Two networks in turn, as in a GAN: every second step has another graph."""
    torch.manual_seed(3)
    generator = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 2))
    critic = nn.Sequential(nn.Linear(2, 4), nn.LeakyReLU(0.2), nn.Linear(4, 1))
    ours, theirs = (torch.optim.Adam(one.parameters(), lr=0.02) for one in (generator, critic))
    judge = nn.BCEWithLogitsLoss()
    for _ in range(3):
        real, noise = torch.randn(3, 2) + 2, torch.randn(3, 2)
        theirs.zero_grad()
        made = generator(noise)
        yield judge(critic(real), torch.ones(3, 1)) + judge(critic(made.detach()), torch.zeros(3, 1))
        theirs.step()
        ours.zero_grad()
        yield judge(critic(made), torch.ones(3, 1))
        ours.step()


def several() -> Iterator[Any]:
    """Operations with several outputs: split, max, unbind, an LSTM; and a LayerNorm."""
    torch.manual_seed(4)
    norm, cell, head = nn.LayerNorm(4), nn.LSTM(4, 3), nn.Linear(3, 2)
    parameters = [*norm.parameters(), *cell.parameters(), *head.parameters()]
    optimizer = torch.optim.SGD(parameters, lr=0.1)
    x = torch.randn(3, 2, 8)
    for _ in range(3):
        optimizer.zero_grad()
        left, right = norm(x.view(3, 2, 2, 4)).unbind(2)
        out, (h, _) = cell(left * right)
        a, b = head(out).split(1, dim=-1)
        yield (a * b).mean() + h.max(dim=2).values.sum()
        optimizer.step()


def wide() -> Iterator[Any]:
    """Tensors of more than 64 numbers, of which a record keeps the statistics."""
    torch.manual_seed(5)
    w = torch.randn(12, 9, requires_grad=True)
    x = torch.randn(7, 12)
    for _ in range(3):
        y = torch.tanh(x @ w)
        yield (y * y * w.sum()).sum() / 100
        with torch.no_grad():
            w -= 0.001 * w.grad
            w.grad = None


PROGRAMS: dict[str, Callable[[], Iterator[Any]]] = {
    one.__name__: one for one in (quadratic, perceptron, shared, duel, several, wide)
}

# The run -------------------------------------------------------------------------------------------------------------


class Forward(modes.Watcher):
    """Copies what every operation gave, in their order."""

    def __init__(self) -> None:
        self.results: list[tuple[Node, Any]] = []

    def on_record(self, node, result) -> None:
        out = node.out if node.out is not None else result._array
        self.results.append((node, tuple(map(np.copy, out)) if type(out) is tuple else np.copy(out)))


class Run:
    """A program from its start to its k-th backward, of which it does `count` nodes."""

    def __init__(self, name: str, k: int, count: int) -> None:
        forward = Forward()
        before = modes.watch(forward)
        try:
            program = PROGRAMS[name]()
            for _ in range(k - 1):
                next(program).backward()
            self.loss = next(program)
        finally:
            modes.watch(before)
        self.results = dict(forward.results)
        self.root = self.loss._node
        self.only: dict[Node, Node] = {}  # of nodes with several outputs, the one that the loss uses, if it is one
        self.order = self._order()
        self.values = {one: one._array.copy() for one in self.order if isinstance(one, Variable)}
        self.fired: list[Node] = []
        self.came: dict[Any, list[np.ndarray]] = {}  # by node or leaf, what has come to it
        walk = self.loss.backward_steps()
        while len(self.fired) < count:
            one = next(walk)
            if one.kind != "operation":
                continue
            if one.node not in self.only.values():  # such an output is one with its operation on the page
                self.fired.append(one.node)
            if one.node is self.root:
                self.came[self.root] = [one.gradient.numpy()]
            for sent in one.contributions:
                parent = one.node.parents[sent.position]
                if parent is not None:
                    self.came.setdefault(parent, []).append(sent.value.numpy())

    def _order(self) -> list[Any]:
        """Operations as they were made, leaves before their first use: the forward pass of this loss alone."""
        found, ahead = set(), [self.root]
        while ahead:
            node = ahead.pop()
            if node not in found and isinstance(node, Node):
                found.add(node)
                ahead += node.parents
        picks = [node for node in found if node.picks]
        for source in {node.parents[0] for node in picks}:
            outputs = [node for node in picks if node.parents[0] is source]
            if len(outputs) == 1:
                self.only[source] = outputs[0]
        order: dict[Any, None] = {}
        for node in sorted(found - set(self.only.values()), key=lambda node: node.sequence):
            order |= dict.fromkeys(one for one in node.parents if isinstance(one, Variable)) | {node: None}
        return list(order)

    def source(self, parent: Any) -> Any:
        """What a parent is on the page: the operation itself where an output is the only one."""
        only = isinstance(parent, Node) and parent.picks and parent.parents[0] in self.only
        return parent.parents[0] if only else parent

    def value(self, one: Any) -> np.ndarray | None:
        if isinstance(one, Variable):
            return self.values[one]
        one = self.only.get(one, one)
        if one.picks:
            outs = self.results[one.parents[0]]
            return outs[one.index] if type(outs) is tuple else None
        out = self.results[one]
        return None if type(out) is tuple else out

    def gradient(self, one: Any) -> np.ndarray | None:
        """The sum of what has come so far, in its order; a node with several outputs has none of its own."""
        come = self.arrived(one)
        return None if not come else sum(come[1:], come[0])

    def arrived(self, one: Any) -> list[np.ndarray]:
        if isinstance(one, Variable):
            return self.came.get(one, [])
        one = self.only.get(one, one)
        return [] if type(self.results.get(one)) is tuple else self.came.get(one, [])


def recorded(name: str) -> dict:
    with Recording() as recording:
        for loss in PROGRAMS[name]():
            loss.backward()
    return record_of(recording, f"{name}.py", {"kind": "completed", "error": "", "place": None})


# The page ------------------------------------------------------------------------------------------------------------

# What the cards of all nodes say, and their boxes in the graph.
READ = """([step, position]) => {
    const { store } = backlight;
    store.set({ step, position, selection: null });
    const told = element => element.title || element.textContent;
    const part = section => {
        const all = query => [...section.querySelectorAll(query)].map(one => [told(one), one.textContent]);
        return { one: all(".one"), cells: all(".cell"), statistics: all(".statistics dd"), none: all(".none").length,
            progress: section.querySelector(".progress")?.textContent ?? "" };
    };
    return backlight.data.graph(step).nodes.map(({ id }) => {
        store.set({ selection: { node: id } });
        const card = document.querySelector("#panel-card");
        const [value, gradient] = [...card.querySelectorAll(".pair > .part")].map(part);
        const events = [...card.querySelectorAll(".part")].filter(one => one.querySelector("li .ref"))
            .map(one => [...one.querySelectorAll("li.come b")].map(told));
        const box = document.querySelector(`#canvas .node[data-node="${id}"]`);
        return { value, gradient, events,
            box: box && [...box.querySelectorAll("text.mono")].map(one => one.textContent) };
    });
}"""


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page(viewport={"width": 1300, "height": 900}, locale="en-US")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    page.close()
    assert said == []


def number(text: str) -> float:
    return float(text.replace("−", "-").replace("∞", "inf").replace("True", "1").replace("False", "0"))


NUMBER = re.compile(r"[+−]?(?:\d[\d.]*(?:e−?\d+)?|∞|NaN)")


def says(part: dict, array: np.ndarray, where: Any) -> None:
    """A part of a card tells all numbers of an array exactly, and rounded; of a large one its statistics."""
    if array.size > 64:
        facts = [number(told) for told, _ in part["statistics"][:5]]
        real = array.astype(np.float64)
        norm = float(np.sqrt((real * real).sum()))
        expected = [real.min(), real.max(), real.mean(), real.std(), norm]

        assert facts == pytest.approx(expected, rel=1e-5, abs=1e-6 * norm), where
        return
    shown = part["one"] or part["cells"]

    assert len(shown) == array.size, where
    for (exact, rounded), x in zip(shown, array.ravel(), strict=True):
        assert same(exact, x), (where, exact, x)
        assert number(rounded) == pytest.approx(float(x), rel=6e-3, nan_ok=True), (where, rounded, x)


def same(text: str, x: Any) -> bool:
    """Whether the text reads back as the very number."""
    return np.asarray(number(text), x.dtype).tobytes() == (x + x.dtype.type(0)).tobytes() or x != x


def box_says(text: str, array: np.ndarray, where: Any) -> None:
    """A box in the graph has room for a number or a few, otherwise for what is typical."""
    shown = [number(one) for one in NUMBER.findall(text)]
    real = array.astype(np.float64)
    if "±" in text:
        assert shown == pytest.approx([real.mean(), real.std()], rel=6e-3, abs=1e-6), (where, text)
    elif "‖" in text:
        assert shown == pytest.approx([np.sqrt((real * real).sum())], rel=6e-3), (where, text)
    elif "…" not in text:
        assert shown == pytest.approx(real.ravel().tolist(), rel=6e-3), (where, text)


def partners(graph: dict, run: Run) -> dict[int, Any]:
    """Which node or leaf of the run every node on the page is: from the results back, operand by operand."""
    parents = {(edge["target"], edge["position"]): edge["source"] for edge in graph["edges"]}
    [result] = [node["id"] for node in graph["nodes"] if node["kind"] == "result"]
    pairs, ahead = {result: run.source(run.root)}, [result]
    while ahead:
        here = ahead.pop()
        for position, parent in enumerate(getattr(pairs[here], "parents", ())):
            if parent is None:
                continue
            other = parents[here, position]
            if other not in pairs:
                pairs[other] = run.source(parent)
                ahead.append(other)

            assert pairs[other] is run.source(parent)
    known = {node["id"] for node in graph["nodes"] if node["kind"] != "constant"}

    assert set(pairs) == known
    assert len(set(map(id, pairs.values()))) == len(known)
    return pairs


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_page_shows_what_a_fresh_run_holds_that_stops_there(page, tmp_path, name):
    backlight.manual_seed(0)
    told = recorded(name)
    path = tmp_path / "page.html"
    path.write_text(page_of(told), encoding="utf-8")
    page.goto(path.as_uri())
    open_all = "() => backlight.store.set({open: new Set(backlight.tree.of(backlight.data.graph(0)).groups.keys())})"
    page.evaluate(open_all)
    choose = random.Random(name)
    steps = len(told["steps"])
    compared = 0
    for k in sorted({1, steps, choose.randint(1, steps)}):
        graph = told["graphs"][told["steps"][k - 1]["graph"]]
        forward = len(graph["forward"])
        length = page.evaluate("step => backlight.data.events(step).length", k - 1)
        inside = [choose.randint(1, forward - 1), forward, *choose.sample(range(forward + 1, length), 3), length]
        for position in sorted(set(inside)):
            compared += compare(page, name, told, k, position)

    assert compared > 100


def compare(page, name: str, told: dict, k: int, position: int) -> int:
    """Hold one position of the page beside a run; returns how many numbers were compared."""
    graph = told["graphs"][told["steps"][k - 1]["graph"]]
    forward = graph["forward"]
    run = Run(name, k, max(0, position - len(forward)))
    pairs = partners(graph, run)

    assert all(pairs[id] is one for id, one in zip([id for id in forward if id in pairs], run.order, strict=True))
    done = {id for id in forward[:position]}
    seen = page.evaluate(READ, [k - 1, position])
    course = page.evaluate(
        "step => backlight.data.events(step).filter(one => one.kind === 'backward').map(one => one.node)", k - 1
    )

    assert [pairs[id] for id in course[: len(run.fired)]] == run.fired
    count = 0
    for id, one in pairs.items():
        where = (name, k, position, id, graph["nodes"][id]["label"])
        value, gradient, shown = run.value(one), run.gradient(one), seen[id]
        if id in done and value is not None:
            says(shown["value"], value, where)
            count += value.size
            if shown["box"]:
                box_says(shown["box"][0], value, where)
        else:
            assert shown["value"]["none"] == 1, where
        come = run.arrived(one)
        if gradient is None:
            assert shown["gradient"]["none"] == 1, where
            continue
        if gradient.size > 64 and shown["gradient"]["progress"]:
            assert shown["gradient"]["progress"].startswith(f"{len(come)} of "), where
            continue
        says(shown["gradient"], gradient, where)
        count += gradient.size
        if shown["box"] and len(shown["box"]) > 1:
            text, *parts = shown["box"][1].split(" ") if "/" in shown["box"][1] else [shown["box"][1]]
            box_says(text if parts else shown["box"][1], gradient, where)
    return count
