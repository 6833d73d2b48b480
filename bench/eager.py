"""What one op, one edge of a backward pass and one training step cost, in microseconds.

`nx` is torch or backlight: the same text runs on both.
"""

from __future__ import annotations

from collections.abc import Callable
from timeit import Timer
from typing import Any

import numpy as np

from measure import clock, fastest, seconds
from table import Row

Module = Any
CALLS = 3_000
NODES = 1_000
STEPS = 300

OPS = {  # what a user writes, and the bare NumPy call that does its arithmetic
    "x * y": "multiply(a, b)",
    "x + 1.0": "add(a, 1.0)",
    "x.tanh()": "tanh(a)",
    "x.sum()": "sum(a)",
    "x @ y": "matmul(a, b)",
}


def tiny_ops(modules: dict[str, Module], rounds: int) -> list[Row]:
    """One op on tensors of one element, gradient on, less the bare NumPy call."""
    return [tiny_op(text, bare, modules, rounds) for text, bare in OPS.items()]


def tiny_op(text: str, bare: str, modules: dict[str, Module], rounds: int) -> Row:
    def per_call(statement: str, names: dict[str, Any]) -> Callable[[], float]:
        timer = Timer(statement, globals=names, timer=clock)
        return lambda: timer.timeit(CALLS) / CALLS

    candidates = {
        name: per_call(text, {"x": nx.tensor([1.0], requires_grad=True), "y": nx.tensor([0.5], requires_grad=True)})
        for name, nx in modules.items()
    }
    arrays = {"a": np.array([1.0], np.float32), "b": np.array([0.5], np.float32)}
    functions = {"multiply": np.multiply, "add": np.add, "tanh": np.tanh, "sum": np.add.reduce, "matmul": np.matmul}
    time_of = fastest({**candidates, "numpy": per_call(bare, {**arrays, **functions})}, rounds)
    return over_numpy(f"`{text}`, 1 element, grad on", "≤ 1.2 µs over NumPy", time_of)


def backward_edges(modules: dict[str, Module], rounds: int) -> list[Row]:
    """A chain walked backwards, per edge, less the NumPy work that its rules need."""
    g, x, w = (np.array([value], np.float32) for value in (1.0, 0.9, 1.1))

    def chain(nx: Module, w_needs_grad: bool) -> Callable[[], float]:
        x, w = nx.tensor([0.9], requires_grad=True), nx.tensor([1.0], requires_grad=w_needs_grad)

        def measure() -> float:
            y = x
            for _ in range(NODES):
                y = y * w
            return seconds(y.backward)

        return measure

    # One edge a node: g * w. Two edges a node: g * w, g * x, and the sum of what flows into the shared w.
    rules = {
        "one edge a node": "multiply(g, w)",
        "two edges a node, w shared": "multiply(g, w); add(g, multiply(g, x))",
    }
    rows = []
    for edges, (what, rule) in enumerate(rules.items(), start=1):
        work = Timer(rule, timer=clock, globals={"g": g, "x": x, "w": w, "multiply": np.multiply, "add": np.add})
        candidates = {name: chain(nx, w_needs_grad=edges == 2) for name, nx in modules.items()}
        totals = fastest({**candidates, "numpy": lambda work=work: work.timeit(NODES)}, rounds)
        per_edge = {name: total / (NODES * edges) for name, total in totals.items()}
        rows.append(over_numpy(f"backward per edge, {what}", "≤ 1.2 µs over NumPy", per_edge))
    return rows


def over_numpy(what: str, budget: str, time_of: dict[str, float]) -> Row:
    """The budget is for what stands above NumPy; the ratio compares whole times."""
    ours, theirs, numpy = (1e6 * time_of[name] for name in ("backlight", "torch", "numpy"))
    over = ours - numpy
    return Row(
        what, budget, f"{over:.2f} µs ({ours:.2f} in all)", f"{theirs:.2f} µs in all", theirs / ours, over <= 1.2
    )


def linear_step(modules: dict[str, Module], rounds: int) -> Row:
    """The linear program's training step: loss, backward, a look at the gradient, update, zero."""

    def steps(nx: Module) -> Callable[[], float]:
        def train() -> None:
            w = nx.tensor([1.0])
            w.requires_grad = True
            for _ in range(STEPS // 3):
                for x, y in ((1.0, 2.0), (2.0, 4.0), (3.0, 6.0)):
                    l = (x * w - y) ** 2
                    l.backward()
                    w.grad.item()
                    w.data = w.data - 0.01 * w.grad.data
                    w.grad.data.zero_()

        return lambda: seconds(train) / STEPS

    time_of = fastest({name: steps(nx) for name, nx in modules.items()}, rounds)
    ours, theirs = 1e6 * time_of["backlight"], 1e6 * time_of["torch"]
    ratio = theirs / ours
    return Row("linear training step", "≥ 3.5 × faster", f"{ours:.1f} µs", f"{theirs:.1f} µs", ratio, ratio >= 3.5)
