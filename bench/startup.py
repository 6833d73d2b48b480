"""What a process pays before and around the work: the wheel, the import, the whole script from a cold start."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import typical
from table import Row

ROOT = Path(__file__).resolve().parent.parent
LINEAR = Path(__file__).resolve().parent / "programs" / "linear.py"

# The child reports the time of the second import, NumPy being there already.
IMPORT = "import time, numpy; start = time.perf_counter(); import {module}; print(time.perf_counter() - start)"
# What the console script `backlight` does.
BACKLIGHT = [sys.executable, "-c", "import sys; from backlight.cli import main; sys.exit(main())"]


def wheel() -> Row:
    """The wheel's size."""
    with tempfile.TemporaryDirectory() as folder:
        build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, str(ROOT)]
        done = subprocess.run(build, capture_output=True, text=True)
        if done.returncode:
            return Row("wheel", "< 1 MB", "not built: " + (done.stderr.strip().splitlines() or ["?"])[-1][:60])
        size = sum(path.stat().st_size for path in Path(folder).glob("backlight-*.whl"))
    return Row("wheel", "< 1 MB", f"{size / 1e6:.2f} MB", met=size < 1_000_000)


def import_time(rounds: int) -> Row:
    """`import` in a fresh process, over NumPy."""

    def child(module: str) -> float:
        command = [sys.executable, "-c", IMPORT.format(module=module)]
        return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    time_of = typical({"backlight": lambda: child("backlight"), "torch": lambda: child("torch")}, rounds)
    ours, theirs = time_of["backlight"], time_of["torch"]
    return Row("import, over NumPy", "≤ 0.06 s", f"{ours:.3f} s", f"{theirs:.2f} s", theirs / ours, ours <= 0.06)


def linear_script(rounds: int) -> Row:
    """The linear program as a whole process: `backlight run` against `python` with torch."""

    def whole(command: list[str]) -> float:
        start = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)
        return time.perf_counter() - start

    time_of = typical(
        {
            "backlight": lambda: whole([*BACKLIGHT, "run", str(LINEAR)]),
            "torch": lambda: whole([sys.executable, str(LINEAR)]),
        },
        rounds,
    )
    ours, theirs = time_of["backlight"], time_of["torch"]
    return Row(
        "linear script, cold start",
        "≥ 8 × faster",
        f"{ours:.3f} s",
        f"{theirs:.2f} s",
        theirs / ours,
        theirs / ours >= 8,
    )
