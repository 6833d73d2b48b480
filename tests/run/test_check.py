"""`backlight check`: the program's own output and status, and the notices on stderr."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PROGRAMS = ROOT / "tests" / "see" / "doctor" / "programs"


def check(*words: str, code: str | None = None) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "backlight", "check", *words]
    return subprocess.run(command, cwd=ROOT, input=code, capture_output=True, encoding="utf-8", timeout=300)


def test_a_mistake_is_shown_with_its_line_and_the_fix_and_the_status_is_1():
    done = check("tests/see/doctor/programs/zero_grad_by_hand.py")
    lines = done.stderr.splitlines()

    assert done.returncode == 1
    assert float(done.stdout) < 10
    assert lines[:3] == [
        "backlight: 1 error (10 steps)",
        "",
        "error: zero_grad_missing",
    ]
    assert lines[3].replace("\\", "/") == "  tests/see/doctor/programs/zero_grad_by_hand.py:10"
    assert lines[4:6] == ["    loss.backward()  # expect: zero_grad_missing", "    ^^^^^^^^^^^^^^^"]
    assert "  Fix: Call optimizer.zero_grad()" in done.stderr


def test_a_clean_program_prints_what_it_prints_and_the_status_is_0():
    done = check("examples/linear.py")

    assert done.stdout == (ROOT / "tests" / "golden" / "linear.txt").read_text("utf-8")
    assert done.stderr == "backlight: nothing to mend (300 steps)\n"
    assert done.returncode == 0


def test_a_program_ends_with_its_own_status_and_traceback():
    done = check("-", "word", code="import sys\nprint(sys.argv)\nsys.exit(7)\n")

    assert done.stdout == "['-', 'word']\n"
    assert done.stderr == "backlight: nothing to mend (no backward pass)\n"
    assert done.returncode == 7


def test_an_error_of_backward_comes_with_what_the_doctor_knows():
    done = check("tests/see/doctor/programs/modified_in_place.py")

    assert done.returncode == 1
    assert "ExpBackward0, computed at modified_in_place.py:6, kept a value for backward" in done.stderr
    assert "error: modified_in_place" in done.stderr
