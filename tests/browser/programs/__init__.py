"""Five programs, small to look at: the two seeds, an LSTM, a convolutional network, a GPT of twelve blocks."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[2] / "examples"
PROGRAMS = {
    "linear": EXAMPLES / "linear.py",
    "quadratic": EXAMPLES / "quadratic.py",
    "lstm": HERE / "lstm.py",
    "cnn": HERE / "cnn.py",
    "gpt": HERE / "gpt.py",
}


@cache
def record(name: str) -> dict:
    """What `backlight run --json` writes of one of them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.json"
        command = [sys.executable, "-m", "backlight", "run", "--json", str(path), str(PROGRAMS[name])]
        subprocess.run(command, check=True, capture_output=True)
        return json.loads(path.read_text(encoding="utf-8"))
