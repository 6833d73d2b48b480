"""A script that trains, from the command line to the files: what was recorded is there however the script ends."""

from __future__ import annotations

import csv
from xml.etree import ElementTree

import pytest

TRAINING = """\
import torch

w = torch.tensor([1.0], requires_grad=True)
for x in (1.0, 2.0, 3.0):
    loss = (w * x - 2 * x) ** 2
    loss.backward()
    w.data -= 0.01 * w.grad.data
    w.grad.data.zero_()
    print(loss.item())
"""


@pytest.fixture
def record(run, script, tmp_path):
    """`record(source)`: backlight run --out results; the process, the files' names and the losses."""

    def record(source, **how):
        done = run("-m", "backlight", "run", "--out", "results", script(source), **how)
        folder = tmp_path / "results"
        files = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
        table = folder / "losses.csv"
        losses = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines())) if table.exists() else []
        return done, files, losses

    return record


def title_of(path):
    return ElementTree.parse(path).getroot().get("aria-label")


def test_a_training_leaves_its_graph_its_curve_and_its_losses(record, run, script, tmp_path):
    plain = run("-m", "backlight", "run", script(TRAINING))
    done, files, losses = record(TRAINING)

    assert (done.stdout, done.returncode) == (plain.stdout, 0)
    assert done.stderr == b"backlight: wrote losses.csv, loss.svg, graph.svg to results\n"
    assert plain.stderr == b""
    assert files == ["graph.svg", "loss.svg", "losses.csv"]
    assert [(row["backward"], row["variable"]) for row in losses] == [("1", "loss"), ("2", "loss"), ("3", "loss")]
    assert [float(row["loss"]) for row in losses] == [float(line) for line in done.stdout.split()]
    assert losses[0]["place"] == f"{tmp_path / 'train.py'}, line 6"
    assert title_of(tmp_path / "results" / "graph.svg") == "loss = 7.316, backward 3, train.py, line 6"
    assert title_of(tmp_path / "results" / "loss.svg") == "loss (train.py, line 6)"


@pytest.mark.parametrize(
    ("ending", "status", "last"),
    [
        ("raise ValueError('diverged')", 1, "ValueError: diverged"),
        ("import sys; sys.exit(3)", 3, ""),
        ("import sys; sys.exit('diverged')", 1, "diverged"),
        ("torch.no_such_name", 1, "backlight has no torch.no_such_name yet ({path}, line 10)"),
        ("from torch.fx import Graph", 1, "backlight has no torch.fx yet ({path}, line 10)"),
        ("w.no_such_method()", 1, "backlight has no Tensor.no_such_method yet ({path}, line 10)"),
        ("(w * 2).backward(torch.ones(5))", 1, "grad_output[0] has a shape of (5,) and output[0] has a shape of (1,)."),
        ("loss.backward()", 1, "Trying to backward through the graph a second time"),
    ],
)
def test_what_was_recorded_survives_the_scripts_end(record, tmp_path, ending, status, last):
    done, files, losses = record(f"{TRAINING}{ending}\n")

    said = done.stderr.decode()
    assert done.returncode == status
    assert last.format(path=tmp_path / "train.py") in said
    assert said.count("Traceback") == (status == 1 and "exit" not in ending)
    assert said.count("backlight: wrote losses.csv, loss.svg, graph.svg to results\n") == 1
    assert files == ["graph.svg", "loss.svg", "losses.csv"]
    assert len(losses) >= 3
    assert done.stdout.count(b"\n") == 3


@pytest.mark.parametrize(
    ("source", "status", "said"),
    [
        ("import torch\nprint(torch.ones(2))\n", 0, ""),
        ("import torch\nw = torch.ones(1\n", 1, "SyntaxError: '(' was never closed"),
        ("import torch.no_such_module\n", 1, "backlight has no torch.no_such_module yet ({path}, line 1)"),
        ("from torch import no_such_name\n", 1, "backlight has no torch.no_such_name yet ({path}, line 1)"),
        ("import sys\nsys.exit(3)\n", 3, ""),
    ],
)
def test_a_script_that_never_comes_to_a_backward_leaves_nothing_and_says_so(record, tmp_path, source, status, said):
    done, files, _ = record(source)

    assert done.returncode == status
    assert said.format(path=tmp_path / "train.py") in done.stderr.decode()
    assert done.stderr.endswith(b"backlight: nothing to write: no backward pass, no figure\n")
    assert files == []


def test_a_missing_script_makes_no_directory_full_of_nothing(run, tmp_path):
    done = run("-m", "backlight", "run", "--out", "results", "nowhere.py")

    assert done.returncode == 2
    assert done.stderr.decode() == (
        f"backlight: can't open file '{tmp_path / 'nowhere.py'}': [Errno 2] No such file or directory\n"
    )


def test_a_script_may_change_its_directory(record, tmp_path):
    done, files, _ = record(f"import os\nos.mkdir('inner')\nos.chdir('inner')\n{TRAINING}")

    assert done.returncode == 0
    assert files == ["graph.svg", "loss.svg", "losses.csv"]


def test_figures_and_graph_are_written_together_and_show_does_not_wait(record):
    pytest.importorskip("matplotlib")
    plots = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\nplt.plot([2, 1])\nplt.show()\n"
    done, files, _ = record(f"{TRAINING}{plots}")

    assert files == ["figure-1.png", "figure-2.png", "graph.svg", "loss.svg", "losses.csv"]
    assert done.stderr.decode().splitlines()[-1] == (
        "backlight: wrote losses.csv, loss.svg, graph.svg, figure-1.png, figure-2.png to results"
    )


def test_two_losses_that_take_turns_are_two_curves(record, tmp_path):
    source = (
        "import torch\nw = torch.tensor(1.0, requires_grad=True)\nfor i in range(4):\n"
        "    d_loss = w * i\n    d_loss.backward()\n    g_loss = w * -i\n    g_loss.backward()\n"
    )
    losses = record(source)[2]
    svg = (tmp_path / "results" / "loss.svg").read_text(encoding="utf-8")

    assert [row["variable"] for row in losses] == ["d_loss", "g_loss"] * 4
    assert "d_loss (train.py, line 5)" in svg
    assert "g_loss (train.py, line 7)" in svg
