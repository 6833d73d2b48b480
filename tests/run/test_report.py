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
import torch, time, os, sys, signal, threading
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
        ("raise MemoryError", 1, "raised", "MemoryError"),
        ("sys.exit('bad')", 1, "raised", "SystemExit: bad"),
        ("os._exit(0)", 0, "completed", ""),
        ("os._exit(3)", 3, "raised", "SystemExit: 3"),
        (
            "import json; json.loads('{')",
            1,
            "raised",
            "json.decoder.JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        ),
        pytest.param("raise KeyboardInterrupt", -signal.SIGINT, "killed", "KeyboardInterrupt", marks=POSIX),
        pytest.param("signal.raise_signal(signal.SIGTERM)", -15, "killed", "SIGTERM", marks=POSIX),
        pytest.param("signal.raise_signal(signal.SIGHUP)", -1, "killed", "SIGHUP", marks=POSIX),
        pytest.param("os.kill(os.getpid(), signal.SIGTERM); time.sleep(60)", -15, "killed", "SIGTERM", marks=POSIX),
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


def test_an_error_in_a_thread_is_not_the_end(report):
    done, record = report("threading.Thread(target=lambda: 1 / 0).start()\ntime.sleep(0.3)\ntrain(2)")

    assert (done.returncode, record["program"]["ending"]["kind"]) == (0, "completed")
    assert len(record["losses"][0]["steps"]) == 5


@POSIX
def test_a_program_that_handles_a_signal_itself_is_left_alone(report):
    done, record = report("signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))\nos.kill(os.getpid(), signal.SIGTERM)")

    assert (done.returncode, record["program"]["ending"]["error"]) == (7, "SystemExit: 7")


@POSIX
def test_a_signal_that_is_ignored_stays_ignored(script, tmp_path):
    words = [sys.executable, "-m", "backlight", "run", "--report", "r.html"]
    path = script("import os, signal\nos.kill(os.getpid(), signal.SIGHUP)\nprint('on')")
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        done = subprocess.run([*words, path], cwd=tmp_path, env=environment, capture_output=True)
    finally:
        signal.signal(signal.SIGHUP, before)

    assert (done.returncode, done.stdout) == (0, b"on\n")


@POSIX
def test_a_forked_child_dies_of_a_signal_as_ever(report):
    done, record = report(
        "child = os.fork()\nif not child:\n    time.sleep(60)\ntime.sleep(0.2)\nos.kill(child, signal.SIGTERM)\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))"
    )

    assert done.stdout == b"-15\n"
    assert record["program"]["ending"]["kind"] == "completed"


@POSIX
def test_a_signal_does_not_wait_for_threads(report):
    done, record = report(
        "threading.Thread(target=time.sleep, args=(60,)).start()\nos.kill(os.getpid(), signal.SIGTERM)"
    )

    assert (done.returncode, record["program"]["ending"]["error"]) == (-15, "SIGTERM")


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
    assert record["program"]["ending"]["kind"] == "running"  # the page says when it was last heard of
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
    assert done.stderr.count(b"backlight: ") == 2  # of --json the same
    assert done.returncode == 0
    assert record["program"]["ending"]["kind"] == "running"  # the file before, which is whole
    assert sorted(os.listdir(tmp_path)) == ["record.json", "report.html", "train.py"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("there", "there: it is a directory"),
        ("taken/r.html", "taken/r.html: taken is a file, not a directory"),
        pytest.param("/dev/full", "/dev/full: it is not a file", marks=POSIX),
        pytest.param("/proc/no/r.html", "/proc/no/r.html: No such file or directory", marks=POSIX),
        ("r" * 300, f"{'r' * 300}: File name too long"),
    ],
)
def test_a_path_that_cannot_be_written_is_told_once_and_the_program_runs(run, script, tmp_path, path, reason):
    (tmp_path / "there").mkdir()
    (tmp_path / "taken").write_text("precious")
    done = run("-m", "backlight", "run", "--report", path, script(TRAIN + "print('ran')\nsys.exit(5)"))

    assert (done.returncode, done.stdout) == (5, b"ran\n")
    assert done.stderr.decode() == f"backlight: --report: cannot write to {reason}; the program goes on\n"
    assert (tmp_path / "taken").read_text() == "precious"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs permissions that count")
def test_a_read_only_file_is_not_replaced(run, script, tmp_path):
    (tmp_path / "r.html").write_text("precious")
    (tmp_path / "r.html").chmod(0o444)
    done = run("-m", "backlight", "run", "--report", "r.html", script("print('ran')"))

    assert (done.returncode, done.stdout) == (0, b"ran\n")
    assert b"cannot write to r.html: Permission denied; the program goes on" in done.stderr
    assert (tmp_path / "r.html").read_text() == "precious"


@pytest.mark.parametrize("name", ["a b.html", "报告.html", pytest.param("a\nb.html", marks=POSIX)])
def test_a_path_may_have_any_name(run, script, tmp_path, name):
    done = run("-m", "backlight", "run", "--report", name, script(TRAIN))
    shown = repr(name) if "\n" in name else name

    assert (tmp_path / name).read_text(encoding="utf-8").startswith("<!doctype html>")
    assert done.stderr.decode() == f"backlight: wrote {shown} (3 steps)\n"


def test_a_directory_that_goes_while_the_program_runs_is_made_again(run, script, tmp_path):
    source = TRAIN + "import shutil\nshutil.rmtree('out')\ntrain(2)\ntime.sleep(0.3)\nshutil.rmtree('out')"
    done = run("-m", "backlight", "run", "--report", "out/r.html", script(source))

    assert done.stderr == b"backlight: wrote out/r.html (5 steps)\n"
    assert os.listdir(tmp_path / "out") == ["r.html"]


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
