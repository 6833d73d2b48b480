"""Every seeded mistake is named with its line; clean programs get no notice."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from backlight.see.doctor.words import WORDS

HERE = Path(__file__).parent
ROOT = HERE.parent.parent.parent
MISTAKES = sorted(path.name for path in (HERE / "programs").glob("*.py"))
CLEAN = sorted(path.name for path in (HERE / "clean").glob("*.py"))
# Of the gallery, those that take a second; tests/oracle/test_gallery_check.py has all.
FIRST = ("linear.py", "quadratic.py")  # the rest of the gallery: tests/test_gallery.py


@pytest.fixture(scope="module")
def reports() -> dict[str, dict]:
    """What the doctor says of each program, by the file's name."""
    files = [str(HERE / "programs" / name) for name in MISTAKES] + [str(HERE / "clean" / name) for name in CLEAN]
    files += [str(ROOT / "examples" / name) for name in FIRST]
    command = [sys.executable, "-m", "tests.see.doctor.reports", *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=600)
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    return {Path(one["path"]).name: one for one in told}


def expected(program: str) -> set[tuple[str, int]]:
    """The kinds and lines that the comments of a program name."""
    lines = (HERE / "programs" / program).read_text("utf-8").splitlines()
    marks = [(re.search(r"# expect: (\w+)", text), number) for number, text in enumerate(lines, 1)]
    return {(mark[1], number) for mark, number in marks if mark}


@pytest.mark.parametrize("program", MISTAKES)
def test_a_mistake_is_named_with_its_line_and_nothing_else_is(program, reports):
    notices = reports[program]["notices"]

    assert {(notice["kind"], notice["place"][1]) for notice in notices} == expected(program)
    assert reports[program]["faults"] == []


@pytest.mark.parametrize("program", [*CLEAN, *FIRST])
def test_a_clean_program_gets_no_notice(program, reports):
    assert reports[program]["notices"] == []
    assert reports[program]["faults"] == []
    assert reports[program]["error"] == ""


def test_every_kind_of_notice_is_seeded():
    assert {kind for program in MISTAKES for kind, _ in expected(program)} == set(WORDS)


def test_there_are_thirty_clean_programs_with_the_gallery():
    assert len(CLEAN) + len(list((ROOT / "examples").glob("*.py"))) >= 30


def test_a_notice_has_the_fields_of_the_record(reports):
    notice = reports["broadcast_in_loss.py"]["notices"][0]

    assert set(notice) == {"kind", "severity", "text", "fix", "code", "zh", "place", "step"}
    assert notice["severity"] == "error"
    assert "(16, 1)" in notice["text"] and "(16,)" in notice["text"]
    assert notice["place"][1:] == [12, 18, 30]
    assert reports["broadcast_in_loss.py"]["files"][notice["place"][0]]["lines"]["12"].strip().startswith("difference")


def test_the_variable_that_carries_the_graph_is_named(reports):
    assert reports["loss_accumulated.py"]["notices"][0]["text"].startswith("running_loss carries its graph")


@pytest.mark.parametrize(
    ("program", "name"),
    [
        ("losses_in_a_list.py", "losses"),
        ("losses_in_a_history.py", "self.history['loss']"),
        ("outputs_kept.py", "outputs"),
    ],
)
def test_the_container_that_keeps_the_graphs_is_named(program, name, reports):
    (notice,) = reports[program]["notices"]

    assert notice["text"].startswith(f"{name} holds 10 tensors")
    assert notice["code"] == f"{name}.append(loss.item())"


def test_parameters_of_a_model_that_is_gone_at_the_end_have_their_names(reports):
    (notice,) = reports["detached_features.py"]["notices"]

    assert notice["text"].startswith("model.encoder.0.weight, model.encoder.0.bias: its layer runs")


def test_the_error_of_a_second_backward_names_the_bridge_and_both_lines(reports):
    error = reports["second_backward.py"]["error"]

    assert "The tensor state, made at second_backward.py:11" in error
    assert "the backward at second_backward.py:14 has freed" in error


def test_the_error_of_a_write_in_place_names_both_lines(reports):
    error = reports["modified_in_place.py"]["error"]

    assert "ExpBackward0, computed at modified_in_place.py:6" in error
    assert "add_ at modified_in_place.py:8" in error


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_the_texts_of_both_languages_speak_of_the_same_facts(kind):
    words = WORDS[kind]

    assert words.severity in ("error", "warning", "hint")
    for english, chinese in ((words.text, words.text_zh), (words.fix, words.fix_zh)):
        facts = {fact.removesuffix("_zh") for fact in re.findall(r"{(\w+)}", chinese)}
        assert english and chinese
        assert facts <= set(re.findall(r"{(\w+)}", english))


@pytest.mark.parametrize("program", MISTAKES)
def test_the_code_of_a_fix_is_code(program, reports):
    for notice in reports[program]["notices"]:
        lines = notice["code"].splitlines()
        ast.parse("\n".join([*lines, *["    pass"] * (bool(lines) and lines[-1].endswith(":"))]).replace("…", "..."))
