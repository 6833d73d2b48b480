"""Runs the examples under torch 2.13 and keeps what they print: `python tests/golden/make_examples.py`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
EXAMPLES = HERE.parent.parent / "examples"

if __name__ == "__main__":
    for name in ("linear", "quadratic"):
        done = subprocess.run([sys.executable, EXAMPLES / f"{name}.py"], capture_output=True, check=True)
        (HERE / f"{name}.txt").write_bytes(done.stdout)
