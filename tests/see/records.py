"""Records of small trainings, and one of a huge graph that no program made."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache

import backlight.torch as torch
from backlight.see.record import Recording, record_of
from backlight.torch import nn

HOSTILE = "<img src=x onerror=alert(1)>"
TAG = "</script><script>alert(2)</script>"


def scalars() -> None:
    w, b = torch.tensor(0.5, requires_grad=True), torch.tensor(-0.25, requires_grad=True)
    for k in range(6):
        x = torch.tensor(0.1 * k + 1)
        y = w * x + b
        loss = (y * y + w * y - w) ** 2
        loss.backward()
        with torch.no_grad():
            for leaf in (w, b):
                leaf -= 0.05 * leaf.grad
                leaf.grad = None


def perceptron() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    x = torch.randn(4, 2)
    for _ in range(3):
        optimizer.zero_grad()
        loss = (model(x) ** 2).mean()
        loss.backward()
        optimizer.step()


class Cells(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embed, self.cell, self.head = nn.Embedding(9, 4), nn.LSTMCell(4, 6), nn.Linear(6, 3)

    def forward(self, x):
        h = c = torch.zeros(len(x), 6)
        for t in range(x.shape[1]):
            h, c = self.cell(self.embed(x)[:, t], (h, c))
        return self.head(h)


def recurrent() -> None:
    torch.manual_seed(0)
    nn.functional.cross_entropy(Cells()(torch.randint(9, (2, 4))), torch.tensor([0, 2])).backward()


class Block(nn.Module):
    def __init__(self, n: int) -> None:
        super().__init__()
        self.ln_1, self.qkv, self.proj = nn.LayerNorm(n), nn.Linear(n, 3 * n), nn.Linear(n, n)
        self.ln_2, self.mlp = nn.LayerNorm(n), nn.Sequential(nn.Linear(n, 4 * n), nn.GELU(), nn.Linear(4 * n, n))

    def forward(self, x):
        q, k, v = self.qkv(self.ln_1(x)).split(x.shape[-1], dim=-1)
        mask = torch.tril(torch.ones(x.shape[1], x.shape[1])) == 0
        x = x + self.proj(nn.functional.softmax((q @ k.transpose(1, 2)).masked_fill(mask, float("-inf")), dim=-1) @ v)
        return x + self.mlp(self.ln_2(x))


class Transformer(nn.Module):
    def __init__(self, layers: int, n: int = 8) -> None:
        super().__init__()
        self.wte, self.wpe = nn.Embedding(11, n), nn.Embedding(5, n)
        self.h = nn.ModuleList([Block(n) for _ in range(layers)])
        self.ln_f, self.lm_head = nn.LayerNorm(n), nn.Linear(n, 11, bias=False)

    def forward(self, x):
        x = self.wte(x) + self.wpe(torch.arange(x.shape[1]))
        for block in self.h:
            x = block(x)
        return self.lm_head(self.ln_f(x))


def transformer(layers: int = 12) -> None:
    torch.manual_seed(0)
    model, x = Transformer(layers), torch.randint(11, (2, 5))
    nn.functional.cross_entropy(model(x).view(-1, 11), x.view(-1)).backward()


def three_blocks() -> None:
    transformer(3)


def loop() -> None:
    x, w = torch.randn(2, requires_grad=True), torch.randn(2, requires_grad=True)
    h = x
    for _ in range(120):
        h = torch.tanh(h * w) + 0.5 * h
    h.sum().backward()


def hostile() -> None:
    weight = torch.tensor(2.0, requires_grad=True)
    inner = type(TAG, (nn.Module,), {"forward": lambda self, x: x * weight + weight})
    outer = type("Outer", (nn.Module,), {"forward": lambda self, x: next(self.children())(x).sum()})()
    outer.add_module(HOSTILE, inner())
    outer(torch.ones(2)).backward()


def adversaries() -> None:
    """Two networks take turns, so that two graphs do."""
    torch.manual_seed(0)
    maker = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
    judge = nn.Sequential(nn.Linear(1, 4), nn.Tanh(), nn.Linear(4, 1))
    optimizers = [torch.optim.SGD(one.parameters(), lr=0.1) for one in (judge, maker)]
    for step in range(6):
        made = maker(torch.randn(5, 2))
        verdict = judge(made if step % 2 else made.detach())
        loss = nn.functional.softplus(-verdict if step % 2 else verdict).mean()
        if step % 2 == 0:
            loss = loss + nn.functional.softplus(-judge(torch.randn(5, 1))).mean()
        optimizers[0].zero_grad()
        optimizers[1].zero_grad()
        loss.backward()
        optimizers[step % 2].step()


PROGRAMS: dict[str, Callable[[], None]] = {
    one.__name__: one for one in (scalars, perceptron, recurrent, three_blocks, transformer, loop, hostile, adversaries)
}


@cache
def record(name: str) -> dict:
    """The record of one of the programs above."""
    with Recording() as recording:
        PROGRAMS[name]()
    return record_of(recording, f"{name}.py", {"kind": "completed", "error": "", "place": None})


def tangle(count: int, seed: int = 0) -> dict:
    """The record of a graph that repeats nowhere: every operation uses two of the last twenty values."""
    choose = random.Random(seed)
    labels = ["×", "+", "−", "max", "exp", "@"]
    nodes, edges = [], []
    for k in range(count):
        kind = "leaf" if k < 3 else "result" if k == count - 1 else "operation"
        label = f"w{k}" if k < 3 else choose.choice(labels)
        node = {"id": k, "kind": kind, "op": "" if k < 3 else label, "grad_fn": "", "label": label, "name": ""}
        place = None if k < 3 else [0, choose.randrange(1, 900), 1, 5]
        nodes.append(node | {"shape": [], "dtype": "float32", "module": "", "place": place, "formula": ""})
        for position in range(2 if k >= 3 else 0):
            source = k - 1 if not position else choose.randrange(max(0, k - 20), k)
            edges.append({"id": len(edges), "source": source, "target": k, "position": position, "formula": ""})
    into: dict[int, list[int]] = {}
    for one in edges:
        into.setdefault(one["target"], []).append(one["id"])
    backward = [[k, into[k]] for k in range(count - 1, 2, -1)]
    graph = {"nodes": nodes, "edges": edges, "modules": {"": ""}, "forward": list(range(count)), "backward": backward}
    step = {"step": 1, "graph": 0, "losses": [["loss", 1.0]], "jacobians": {}}
    step |= {"values": [{"v": 0.5}] * count, "gradients": [{"v": 0.25}] * count}
    step["contributions"] = [{"v": -0.125}] * len(edges)
    losses = [{"name": "loss", "place": None, "steps": [1], "values": [1.0]}]
    ending = {"kind": "completed", "error": "", "place": None}
    program = {"name": "tangle.py", "arguments": [], "backlight": "0", "python": "3", "numpy": "2"}
    program |= {"began": "2026-01-01T00:00:00", "seconds": 1.0, "ending": ending}
    dropped = {"steps": 0, "reason": ""}
    return {
        "format": "backlight-record",
        "version": 1,
        "program": program,
        "losses": losses,
        "graphs": [graph],
        "steps": [step],
        "parameters": [],
        "notices": [],
        "dropped": dropped,
        "files": [{"name": "tangle.py", "path": "tangle.py", "lines": {}}],
    }
