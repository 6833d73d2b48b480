"""Scripts as processes: under python, under backlight, and both to be compared."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import backlight.cli

SOURCE = Path(backlight.cli.__file__).parent.parent
BACKLIGHT = ("-m", "backlight", "run")

Done = subprocess.CompletedProcess


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Done]:
    """`run("-m", "backlight", …)`: Python with these words, in tmp_path; stdout and stderr as bytes."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "MPL"))}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "PYTHONSAFEPATH"):
        environment.pop(name, None)
    environment |= {"PYTHONPATH": str(SOURCE), "MPLCONFIGDIR": str(tmp_path / "mpl"), "PYTHONUTF8": "1"}

    def run(*words: object, stdin: bytes = b"", cwd: Path = tmp_path, **variables: str) -> Done:
        command = [sys.executable, *map(str, words)]
        return subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, env={**environment, **variables})

    return run


@pytest.fixture
def script(tmp_path: Path) -> Callable[..., Path]:
    """`script("print(1)")` writes it to tmp_path and returns the path."""

    def script(source: str | bytes, name: str = "train.py") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source if isinstance(source, bytes) else source.encode())
        return path

    return script


@pytest.fixture
def same_as_python(run: Callable[..., Done]) -> Callable[..., Done]:
    """Run a program under python and under backlight, assert that nothing tells them apart, and return the run."""

    def same_as_python(*words: object, **how: object) -> Done:
        expected = run(*words, **how)
        actual = run(*BACKLIGHT, *words, **how)

        assert (actual.stdout, actual.stderr, actual.returncode) == (
            expected.stdout,
            expected.stderr,
            expected.returncode,
        )
        return actual

    return same_as_python
