"""`--out DIR`: the directory is tried before the program starts, and filled however the program ends."""

from __future__ import annotations

import os
import signal

import pytest

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs fork, signals or links")

# A recorder that needs no engine; `fails` makes it raise.
RECORDER = """\
import sys, types
from pathlib import Path

class Recorder:
    def start(self):
        print("recording", file=sys.stderr)
    def write(self, directory):
        {fails}
        file = Path(directory, "graph.svg")
        file.write_text("<svg/>")
        return [file]

sys.modules["backlight.see.recorder"] = types.SimpleNamespace(Recorder=Recorder)
from backlight.cli import main
sys.exit(main())
"""


@pytest.fixture
def record(run, tmp_path):
    """`record(script, words…)`: backlight run --out results, with the recorder above."""

    def record(path, *words, fails="", **how):
        return run("-c", RECORDER.format(fails=fails), "run", "--out", "results", path, *words, **how)

    return record


@pytest.mark.parametrize(
    ("ending", "status"),
    [
        ("", 0),
        ("raise SystemExit", 0),
        ("raise SystemExit(3)", 3),
        ("raise SystemExit('gone')", 1),
        ("1 / 0", 1),
        pytest.param("raise KeyboardInterrupt", -signal.SIGINT, marks=POSIX),
    ],
)
def test_the_results_are_written_however_the_program_ends(record, script, tmp_path, ending, status):
    done = record(script(f"print('trained')\n{ending}"))

    assert done.stdout == b"trained\n"
    assert done.returncode == status
    assert (tmp_path / "results" / "graph.svg").read_text() == "<svg/>"
    assert done.stderr.startswith(b"recording\n")
    assert b"backlight: wrote graph.svg to results\n" in done.stderr


def test_the_directory_is_where_it_was_asked_for_when_the_program_moves(record, script, tmp_path):
    record(script("import os\nos.mkdir('inner')\nos.chdir('inner')"))

    assert os.listdir(tmp_path / "results") == ["graph.svg"]


def test_folders_above_are_made_too(run, script, tmp_path):
    run("-c", RECORDER.format(fails=""), "run", "--out=a/b/c", script(""))

    assert os.listdir(tmp_path / "a" / "b" / "c") == ["graph.svg"]


@pytest.mark.parametrize(
    ("out", "reason"),
    [("taken", "taken is a file, not a directory"), ("taken/inner", "cannot write to taken/inner (Not a directory)")],
)
def test_a_directory_that_cannot_be_written_stops_before_the_program_starts(run, script, tmp_path, out, reason):
    (tmp_path / "taken").write_text("precious")
    done = run("-c", RECORDER.format(fails=""), "run", "--out", out, script("print('started')"))

    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode() == f"backlight: --out: {reason}; nothing was run\n"
    assert (tmp_path / "taken").read_text() == "precious"


def test_results_wait_for_the_threads_of_the_program(record, script):
    source = (
        "import sys, threading, time\n"
        "threading.Thread(target=lambda: (time.sleep(0.2), print('late', file=sys.stderr))).start()"
    )

    assert record(script(source)).stderr.decode().splitlines() == [
        "recording",
        "late",
        "backlight: wrote graph.svg to results",
    ]


@pytest.mark.parametrize(("ending", "status"), [("", 1), ("raise SystemExit(0)", 1), ("raise SystemExit(3)", 3)])
def test_results_that_cannot_be_written_after_all_fail_a_run_that_went_well(record, script, ending, status):
    done = record(script(ending), fails="raise OSError(28, 'No space left on device')")

    assert done.returncode == status
    assert "backlight: cannot write to results: [Errno 28] No space left on device" in done.stderr.decode()


def test_a_fault_of_the_recorder_leaves_the_figures(record, script, tmp_path):
    pytest.importorskip("matplotlib")
    done = record(script("import matplotlib.pyplot as plt\nplt.plot([1, 2])"), fails="raise TypeError('a fault')")

    assert done.returncode == 1
    assert b"TypeError: a fault" in done.stderr
    assert done.stderr.endswith(b"backlight: wrote figure-1.png to results\n")


@POSIX
def test_a_forked_child_writes_nothing(record, script):
    done = record(script("import os\nif os.fork():\n    os.wait()"))

    assert done.stderr.count(b"wrote") == 1
