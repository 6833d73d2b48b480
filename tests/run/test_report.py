"""`--report` and `--json`: one readable file, however the program ends, and whatever happens to the disk."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from tests.run.conftest import SOURCE

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs fork or signals")
TRAIN = """\
import torch, time, os, sys
w = torch.tensor(1.0, requires_grad=True)
def train(steps, pause=0):
    for _ in range(steps):
        loss = (w * 2 - 6) ** 2
        loss.backward()
        with torch.no_grad():
            w.sub_(0.01 * w.grad)
            w.grad = None
        time.sleep(pause)
train(3)
"""


@pytest.fixture
def report(run, script, tmp_path):
    """`report(source)`: run it with --report and --json; what it did, and the record."""

    def report(source, *words):
        words = ("--report", "report.html", "--json", "record.json", *words)
        done = run("-m", "backlight", "run", *words, script(TRAIN + source))
        return done, json.loads((tmp_path / "record.json").read_text(encoding="utf-8"))

    return report


@pytest.mark.parametrize(
    ("ending", "status", "kind", "error"),
    [
        ("", 0, "completed", ""),
        ("raise SystemExit", 0, "completed", ""),
        ("raise SystemExit(3)", 3, "raised", "SystemExit: 3"),
        ("1 / 0", 1, "raised", "ZeroDivisionError: division by zero"),
        pytest.param("raise KeyboardInterrupt", -signal.SIGINT, "killed", "KeyboardInterrupt", marks=POSIX),
    ],
)
def test_the_record_tells_how_the_program_ended(report, tmp_path, ending, status, kind, error):
    done, record = report(ending)
    told = record["program"]["ending"]

    assert done.returncode == status
    assert (told["kind"], told["error"]) == (kind, error)
    assert told["place"] is None if not error else told["place"][1] == TRAIN.count("\n") + 1
    assert [step["step"] for step in record["steps"]] == [1, 2, 3]
    assert (record["program"]["name"], record["files"][0]["name"]) == ("train.py", "train.py")
    assert b"wrote report.html (3 steps)" in done.stderr
    assert kind in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_losses_are_the_same_bit_for_bit(run, script, report):
    printed = "print(w.item(), loss)"
    source = TRAIN.replace("train(3)", "train(3); loss = ((w * 2 - 6) ** 2).item()")
    plain = run("-m", "backlight", "run", script(source + printed, "plain.py"))
    done, _ = report("loss = ((w * 2 - 6) ** 2).item()\n" + printed)

    assert done.stdout == plain.stdout


def test_with_out_both_are_written(report, tmp_path):
    done, record = report("", "--out", "out")

    assert sorted(os.listdir(tmp_path / "out")) == ["graph.svg", "loss.svg", "losses.csv"]
    assert len((tmp_path / "out" / "losses.csv").read_text().splitlines()) == 4
    assert record["losses"][0]["steps"] == [1, 2, 3]
    assert done.returncode == 0


@POSIX
def test_a_program_that_is_killed_leaves_what_it_had(script, tmp_path):
    path = script(TRAIN + "train(100000, 0.01)")
    words = ["-m", "backlight", "run", "--json", "record.json", path]
    program = subprocess.Popen([sys.executable, *words], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(SOURCE)})
    record = {"steps": []}
    try:
        until = time.monotonic() + 60
        while not record["steps"] and time.monotonic() < until:
            time.sleep(0.1)
            if (tmp_path / "record.json").exists():  # and whenever it is there it is whole
                record = json.loads((tmp_path / "record.json").read_text(encoding="utf-8"))
    finally:
        program.kill()
        program.wait()

    assert len(record["steps"]) >= 3
    assert record["program"]["ending"]["kind"] == "running"
    assert record["graphs"][0]["backward"]


@POSIX
def test_a_forked_child_writes_and_says_nothing(report):
    done, record = report("if os.fork():\n    os.wait()\nelse:\n    train(50)\n")

    assert record["losses"][0]["steps"] == [1, 2, 3]
    assert done.stderr.count(b"wrote report.html") == 1


@POSIX
def test_a_full_disk_is_told_once_and_the_program_goes_on(report, tmp_path):
    full = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))\ntrain(3)\ntime.sleep(0.6)\n"
    done, record = report(full + "train(3)\nprint('trained')")

    assert done.stdout == b"trained\n"
    assert done.stderr.count(b"--report: cannot write to report.html: File too large; the program goes on") == 1
    assert done.returncode == 1
    assert record["program"]["ending"]["kind"] == "running"  # the file before, which is whole
    assert sorted(os.listdir(tmp_path)) == ["record.json", "report.html", "train.py"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [("there", "there is a directory"), ("taken/r.html", "is a file, not a directory")],
)
def test_a_path_that_cannot_be_written_stops_before_the_program_starts(run, script, tmp_path, path, reason):
    (tmp_path / "there").mkdir()
    (tmp_path / "taken").write_text("precious")
    done = run("-m", "backlight", "run", "--report", path, script("print('ran')"))

    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"backlight: --report: ")
    assert f"{reason}; nothing was run".encode() in done.stderr


def test_a_script_that_is_not_there_leaves_the_old_report(run, tmp_path):
    (tmp_path / "report.html").write_text("precious")
    done = run("-m", "backlight", "run", "--report", "report.html", "missing.py")

    assert done.returncode == 2
    assert (tmp_path / "report.html").read_text() == "precious"


def test_the_report_is_where_it_was_asked_for_when_the_program_moves(report, tmp_path):
    report("os.mkdir('inner')\nos.chdir('inner')")

    assert (tmp_path / "report.html").exists()
    assert os.listdir(tmp_path / "inner") == []


def test_a_program_without_backward_has_a_report_too(run, script, tmp_path):
    done = run("-m", "backlight", "run", "--report=r.html", script("print(1)"))

    assert b"wrote r.html (no backward pass, so there is little to see)" in done.stderr
    assert (tmp_path / "r.html").read_text(encoding="utf-8").startswith("<!doctype html>")
