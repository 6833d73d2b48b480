"""`backlight check`: the program's own output and status, and the notices on stderr."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from unicodedata import east_asian_width

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


def test_a_fix_is_shown_as_code_below_its_sentence():
    done = check("tests/see/doctor/programs/zero_grad_missing.py")

    assert done.stderr.endswith("    optimizer.zero_grad()\n    loss.backward()\n    optimizer.step()\n")


def test_the_notices_are_told_in_chinese_in_lines_no_wider_than_a_hundred_columns():
    done = check("--language", "zh", "tests/see/doctor/programs/softmax_in_forward.py")
    lines = done.stderr.splitlines()

    assert done.returncode == 1
    assert lines[0] == "backlight: 1 个错误（4 步）"
    assert lines[2] == "错误: softmax_before_cross_entropy"
    assert "  修改：把原始得分直接交给 cross_entropy" in done.stderr
    assert max(sum(1 + (east_asian_width(letter) in "WF") for letter in line) for line in lines) <= 100


def test_a_language_that_is_not_known_is_refused_before_anything_runs():
    done = check("--language", "fr", "-", code="print('ran')")

    assert done.returncode == 2
    assert done.stdout == ""
    assert "--language: expected en or zh, got 'fr'" in done.stderr


def test_a_program_that_raises_is_not_said_to_be_in_order():
    done = check("-", code="import torch\ntorch.ones(2) @ torch.ones(3)\n")

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "backlight: the program ended with an error, and none of the usual mistakes was seen (no backward pass)"
    )


def test_a_loss_without_a_graph_is_traced_to_the_line_that_cut_it_off():
    done = check("tests/see/doctor/programs/graph_cut_by_detach.py")

    assert "RuntimeError: element 0 of tensors does not require grad" in done.stderr
    assert "error: loss_without_graph" in done.stderr
    assert "    kept = scores.detach()" in done.stderr


def test_a_plain_run_says_how_to_learn_which_lines_an_error_is_about():
    command = [sys.executable, "-m", "backlight", "run", str(PROGRAMS / "second_backward.py")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=300)

    assert "backward through the graph a second time" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("To see which tensor and which lines: backlight check ")


def test_a_report_has_the_error_as_its_ending_and_what_is_known_of_it_as_a_notice(tmp_path):
    file = tmp_path / "record.json"
    command = [sys.executable, "-m", "backlight", "run", "--json", str(file), str(PROGRAMS / "modified_in_place.py")]
    subprocess.run(command, cwd=ROOT, capture_output=True, timeout=300)
    record = json.loads(file.read_text("utf-8"))
    (notice,) = record["notices"]

    assert record["program"]["ending"]["error"].startswith("backlight.core.errors.ModifiedError: one of the variables")
    assert (notice["kind"], notice["place"][1]) == ("modified_in_place", 8)
    assert "computed at modified_in_place.py:6" in notice["text"]
    assert "modified_in_place.py:8 的 add_" in notice["zh"]["text"]
