"""The examples print what they print under torch, to the last character."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden"


@pytest.mark.parametrize("name", ["linear", "quadratic"])
def test_an_example_prints_the_figures_of_torch(name):
    command = [sys.executable, "-m", "backlight", "run", f"examples/{name}.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True)

    assert done.stderr == b""
    assert done.stdout.replace(b"\r\n", b"\n").decode() == (GOLDEN / f"{name}.txt").read_text()


def test_what_a_run_writes(tmp_path):
    out = tmp_path / "out"
    command = [sys.executable, "-m", "backlight", "run", "--out", out, "examples/quadratic.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert done.stdout == (GOLDEN / "quadratic.txt").read_text()
    assert done.stderr == f"backlight: wrote losses.csv, loss.svg, graph.svg to {out}\n"
    rows = (out / "losses.csv").read_text().splitlines()
    assert rows[0] == "backward,loss,variable,place"
    assert len(rows) == 301
    assert rows[-1].split(",")[:3] == ["300", "0.00631808303296566", "loss"]
    assert (out / "graph.svg").read_text() == (ROOT / "docs" / "quadratic.svg").read_text(), "make pictures"
