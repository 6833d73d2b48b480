"""What being watched costs: a 784-128-10 network trained with and without the recorder."""

from __future__ import annotations

import tracemalloc
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


def watched(nx: Module, steps: int) -> list[float]:
    from backlight.see.recorder import Recorder

    recorder = Recorder()
    recorder.start()
    try:
        return train(nx, steps)
    finally:
        recorder.stop()


def kept_by_recorder(nx: Module, steps: int) -> int:
    """Bytes that a recorder holds after so many steps."""
    from backlight.see.recorder import Recorder

    tracemalloc.start()
    recorder = Recorder()
    recorder.start()
    try:
        train(nx, steps)
        return tracemalloc.get_traced_memory()[0]
    finally:
        recorder.stop()
        tracemalloc.stop()


def rows(modules: dict[str, Module], rounds: int) -> list[Row]:
    nx = modules["backlight"]
    plain = {name: lambda module=module: seconds(lambda: train(module, STEPS)) for name, module in modules.items()}
    time_of = fastest({**plain, "watched": lambda: seconds(lambda: watched(nx, STEPS))}, rounds)
    ours, theirs, seen = (1e6 * time_of[name] / STEPS for name in ("backlight", "torch", "watched"))
    megabytes = kept_by_recorder(nx, 1000) / 1e6
    same = train(nx, STEPS) == watched(nx, STEPS)
    return [
        Row("MLP 784-128-10, batch 64, a step", "–", f"{ours:.0f} µs", f"{theirs:.0f} µs", theirs / ours),
        Row(
            "… with the recorder on", "≤ 1.5 × the time", f"{seen:.0f} µs, {seen / ours:.2f} ×", met=seen <= 1.5 * ours
        ),
        Row("… held after 1,000 steps", "≤ 20 MB", f"{megabytes:.1f} MB", met=megabytes <= 20),
        Row("… losses", "bitwise unchanged", "equal" if same else "differ", met=same),
    ]
