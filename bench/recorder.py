"""What being watched costs: a 784-128-10 network trained with and without the recorder."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np

from measure import fastest, seconds
from table import Row

Module = Any
BATCH, STEPS = 64, 100


def train(nx: Module, steps: int) -> list[float]:
    """Cross-entropy by gradient descent on noise; the losses, which a recorder must not change by a bit."""
    rng = np.random.default_rng(0)
    x = nx.tensor(rng.normal(size=(BATCH, 784)).astype(np.float32))
    target = nx.tensor(np.eye(10, dtype=np.float32)[rng.integers(10, size=BATCH)])
    shapes = ((784, 128), (128,), (128, 10), (10,))
    parameters = [nx.tensor(rng.normal(0, 0.05, shape).astype(np.float32), requires_grad=True) for shape in shapes]
    w1, b1, w2, b2 = parameters
    losses = []
    for _ in range(steps):
        hidden = (x @ w1 + b1).relu()  # (64, 128)
        loss = -((hidden @ w2 + b2).log_softmax(1) * target).sum() / BATCH
        loss.backward()
        losses.append(loss.item())
        with nx.no_grad():
            for p in parameters:
                p -= 0.1 * p.grad
                p.grad = None
    return losses


def recorder() -> Any:
    """What `--out` keeps: every loss and the last pass."""
    from backlight.see.recorder import Recorder

    return Recorder()


def recording() -> Any:
    """What `--report` keeps: the steps in detail too, and the statistics of parameters."""
    from backlight.see.record import Recording

    return Recording()


def watched(nx: Module, steps: int, make: Callable[[], Any]) -> list[float]:
    watcher = make()
    watcher.start()
    try:
        return train(nx, steps)
    finally:
        watcher.stop()


def kept_by(nx: Module, steps: int, make: Callable[[], Any]) -> int:
    """Bytes that a watcher holds after so many steps."""
    tracemalloc.start()
    watcher = make()
    watcher.start()
    try:
        train(nx, steps)
        return tracemalloc.get_traced_memory()[0]
    finally:
        watcher.stop()
        tracemalloc.stop()


def rows(modules: dict[str, Module], rounds: int) -> list[Row]:
    nx = modules["backlight"]
    calls: dict[str, Callable[[], Any]] = {
        name: lambda module=module: seconds(lambda: train(module, STEPS)) for name, module in modules.items()
    }
    for make in (recorder, recording):
        calls[make.__name__] = lambda make=make: seconds(lambda: watched(nx, STEPS, make))
    calls["long"] = lambda: seconds(lambda: watched(nx, 10 * STEPS, recording)) / 10
    time_of = {name: 1e6 * time / STEPS for name, time in fastest(calls, rounds).items()}
    ours, theirs = time_of["backlight"], time_of["torch"]
    found = [Row("MLP 784-128-10, batch 64, a step", "–", f"{ours:.0f} µs", f"{theirs:.0f} µs", theirs / ours)]
    for name, what in (
        ("recorder", "… recorded for --out"),
        ("long", "… recorded for --report, of 1,000 steps"),
        ("recording", "… recorded for --report, of the first 100"),
    ):
        seen = time_of[name]
        target, met = ("–", None) if name == "recording" else ("≤ 1.5 × the time", seen <= 1.5 * ours)
        found.append(Row(what, target, f"{seen:.0f} µs, {seen / ours:.2f} ×", met=met))
    megabytes = max(kept_by(nx, 1000, make) for make in (recorder, recording)) / 1e6
    found.append(Row("… held after 1,000 steps", "≤ 20 MB", f"{megabytes:.1f} MB", met=megabytes <= 20))
    same = train(nx, STEPS) == watched(nx, STEPS, recorder) == watched(nx, STEPS, recording)
    found.append(Row("… losses", "bitwise unchanged", "equal" if same else "differ", met=same))
    return found
