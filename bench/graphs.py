"""Long and branching graphs: time must grow with the number of ops, and memory must come back at once.

`python bench/graphs.py NAME NODES` measures one module in a process of its own, because a chain of a million ops
leaves the allocator in a state that would disturb what is measured after it.
"""

from __future__ import annotations

import gc
import importlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measure import fastest, seconds
from table import Row

Module = Any
NODES = 1_000_000


def chain(nx: Module, nodes: int) -> dict[str, float]:
    """Build, walk back and free a chain: seconds, and the leaf's gradient."""
    x = nx.tensor([1.0], requires_grad=True)
    ends = [x]

    def build() -> None:
        y = x
        for _ in range(nodes):
            y = y + 1.0
        ends[0] = y

    built = seconds(build)
    walked = seconds(lambda: ends[0].backward())
    freed = seconds(ends.clear)
    return {"seconds": built + walked + freed, "gradient": x.grad.item()}


def chain_and_leftovers(nx: Module, nodes: int) -> dict[str, float]:
    """With the collector off, `left` counts the objects that only it could still free."""
    chain(nx, 10)  # whatever is made once and kept, is made here
    gc.collect()
    gc.disable()
    before = len(gc.get_objects())
    measured = chain(nx, nodes)
    left = len(gc.get_objects()) - before - 1  # less the dict that holds this very answer
    return measured | {"left": max(left, 0)}


def never_walked(nx: Module, nodes: int) -> float:
    """Seconds to drop a graph that backward never freed: a recursive destructor would overflow the stack here."""
    x = nx.tensor([1.0], requires_grad=True)
    ends = [x]
    for _ in range(nodes):
        ends[0] = ends[0] + 1.0
    return seconds(ends.clear)


def long_chain(rounds: int) -> list[Row]:
    """A chain of 10^6 ops; linear means that ten times the ops take about ten times as long."""
    what = "chain of 10^6 ops: build, backward, free"
    runs: dict[str, list[dict[str, float]]] = {"short": [], "backlight": [], "torch": []}
    try:
        for _ in range(rounds):
            runs["short"].append(child("backlight", NODES // 10))
            runs["backlight"].append(child("backlight", NODES))
            runs["torch"].append(child("torch", NODES))
    except subprocess.CalledProcessError as failure:
        print(failure.stderr[-2000:])
        return [Row(what, "no recursion", f"ended with {failure.returncode}", met=False)]
    short, ours, theirs = (min(run["seconds"] for run in kept) for kept in runs.values())
    dropped, theirs_dropped = (min(run["dropped"] for run in runs[name]) for name in ("backlight", "torch"))
    left = max(run["left"] for run in runs["backlight"])
    right = all(run["gradient"] == 1.0 for run in runs["backlight"])
    return [
        Row(what, "no recursion", f"{ours:.2f} s", f"{theirs:.2f} s", theirs / ours, right),
        Row("… its time over 10^5 ops", "linear: ≤ 15 ×", f"{ours / short:.1f} ×", met=ours <= 15 * short),
        Row("… objects left, collector off", "freed at once: 0", f"{left:.0f}", met=left == 0),
        Row("… dropped without backward", "no recursion", f"{dropped:.2f} s", f"{theirs_dropped:.2f} s", met=True),
    ]


def child(name: str, nodes: int) -> dict[str, float]:
    command = [sys.executable, str(Path(__file__).resolve()), name, str(nodes)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def doubling(modules: dict[str, Module], rounds: int) -> Row:
    """`x = x + x` 100 times: 2^100 paths, 100 nodes; linear means that 100 take about twice as long as 50."""

    def doubled(nx: Module, times: int) -> Callable[[], float]:
        def run() -> None:
            x = first = nx.tensor(1.0, requires_grad=True)
            for _ in range(times):
                x = x + x
            x.backward()
            assert first.grad.item() == 2.0**times

        return lambda: seconds(run)

    candidates = {name: doubled(nx, 100) for name, nx in modules.items()}
    time_of = fastest({**candidates, "half": doubled(modules["backlight"], 50)}, rounds)
    ours, theirs, half = (1e6 * time_of[name] for name in ("backlight", "torch", "half"))
    measured = f"{ours:.0f} µs, {ours / half:.1f} ×"
    return Row(
        "`x = x + x` 100 times, over 50 times",
        "linear: ≤ 3 ×",
        measured,
        f"{theirs:.0f} µs",
        theirs / ours,
        ours <= 3 * half,
    )


if __name__ == "__main__":
    module, nodes = importlib.import_module(sys.argv[1]), int(sys.argv[2])
    print(json.dumps(chain_and_leftovers(module, nodes) | {"dropped": never_walked(module, nodes)}))
