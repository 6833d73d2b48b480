"""Convolution of images, forward and backward, in time and in memory, with as many threads as each library takes.

`python bench/convolution.py NAME SHAPE` measures one library in a process of its own: two pools of threads in one
process would wait for each other, and the peak of memory belongs to a process.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from table import Row

STEPS = 5
SHAPES = {  # input, weight, stride, padding
    "64x32x26x26, 64 kernels 3x3": ((64, 32, 26, 26), (64, 32, 3, 3), 1, 0),
    "8x3x224x224, 64 kernels 7x7, stride 2": ((8, 3, 224, 224), (64, 3, 7, 7), 2, 3),
}


def measure(name: str, shape: str) -> dict[str, float]:
    """Wall seconds of the fastest step, and by how many megabytes the process grew at most."""
    nx: Any = importlib.import_module(name)
    conv2d = importlib.import_module("torch.nn.functional" if name == "torch" else "backlight.nn.functional").conv2d
    before = _reset_peak()
    size, kernel, stride, padding = SHAPES[shape]
    nx.manual_seed(0)
    x, w, b = (nx.randn(*s, requires_grad=True) for s in (size, kernel, kernel[:1]))
    g = nx.ones(*conv2d(x.detach(), w.detach(), None, stride, padding).shape)
    fastest = float("inf")
    for _ in range(STEPS):
        x.grad = w.grad = b.grad = None
        start = time.perf_counter()
        conv2d(x, w, b, stride, padding).backward(g)
        fastest = min(fastest, time.perf_counter() - start)
    return {"seconds": fastest, "megabytes": _kilobytes("VmHWM") / 1e3 - before}


def _reset_peak() -> float:
    """Let the kernel count the peak anew; megabytes in use now."""
    Path("/proc/self/clear_refs").write_text("5")
    return _kilobytes("VmRSS") / 1e3


def _kilobytes(field: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))


def rows(rounds: int) -> list[Row]:
    """Time and memory of each shape; the libraries take turns, and each has its best round."""
    if not Path("/proc/self/clear_refs").exists():
        return [Row("convolution", "≤ 3 × torch's time", "needs Linux")]
    found = []
    for shape in SHAPES:
        runs: dict[str, list[dict[str, float]]] = {"backlight": [], "torch": []}
        for _ in range(rounds):
            for name, kept in runs.items():
                kept.append(child(name, shape))
        ours, theirs = (min(run["seconds"] for run in runs[name]) for name in ("backlight", "torch"))
        peak, their_peak = (min(run["megabytes"] for run in runs[name]) for name in ("backlight", "torch"))
        took = (f"{1e3 * ours:.0f} ms, {ours / theirs:.2f} ×", f"{1e3 * theirs:.0f} ms")
        grew = (f"{peak:.0f} MB, {peak / their_peak:.2f} ×", f"{their_peak:.0f} MB")
        found.append(Row(f"conv {shape}, a step", "≤ 3 × torch's time", *took, theirs / ours, ours <= 3 * theirs))
        found.append(Row("… at its peak", "≤ 2.5 × torch's memory", *grew, their_peak / peak, peak <= 2.5 * their_peak))
    return found


def child(name: str, shape: str) -> dict[str, float]:
    """One measurement, with the number of threads that a library chooses by itself."""
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    environment = {key: value for key, value in os.environ.items() if key not in threads}
    command = [sys.executable, str(Path(__file__).resolve()), name, shape]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return json.loads(done.stdout)


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], sys.argv[2])))
