"""`backlight graph`, `backlight steps`, `--progress`: what is seen in a terminal, and without one."""

from __future__ import annotations

import os
import sys

import pytest

from tests.run.conftest import SOURCE

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
TRAIN = """\
import torch
w = torch.tensor(3.0, requires_grad=True)
for epoch in range(3):
    loss = w * w
    loss.backward()
    with torch.no_grad():
        w -= 0.25 * w.grad
        w.grad = None
    print("epoch", epoch)
"""
STEPS = """\
backward 1 from loss
1  loss: x × y = 9.0, grad 1.0  (train.py, line 4)
   → w  ∂(x × y)/∂x = y = 3.0  ↓ 3.0
   → w  ∂(x × y)/∂y = x = 3.0  ↓ 3.0
2  w = 3.0, grad 6.0
"""


def in_terminal(words, keys, tmp_path):
    """What a terminal shows of a command that gets a line of `keys` at every "> "."""
    import pty
    import select

    child, terminal = pty.fork()
    if child == 0:
        os.chdir(tmp_path)
        environment = {**os.environ, "PYTHONPATH": str(SOURCE), "TERM": "xterm", "COLUMNS": "100", "PYTHONUTF8": "1"}
        os.execve(sys.executable, [sys.executable, "-m", "backlight", *map(str, words)], environment)
    shown = b""
    while select.select([terminal], [], [], 120)[0]:
        try:
            part = os.read(terminal, 4096)
        except OSError:  # its end, on Linux
            break
        if not part:
            break
        shown += part
        if shown.endswith(b"> "):
            os.write(terminal, (keys.pop(0) if keys else "q").encode() + b"\n")
    os.close(terminal)
    return shown.decode().replace("\r\n", "\n"), os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_graph_prints_the_last_graph_and_nothing_else_on_stdout(run, script):
    done = run("-m", "backlight", "graph", script(TRAIN))

    assert done.returncode == 0
    assert done.stdout.decode().startswith("loss = 0.5625, backward 3, train.py, line 5\n\nloss: ×")
    assert done.stderr == b"epoch 0\nepoch 1\nepoch 2\n"


@pytest.mark.parametrize(("option", "start"), [("--dot", b"digraph {\n"), ("--mermaid", b"flowchart TD\n")])
def test_graph_in_another_language(run, script, option, start):
    assert run("-m", "backlight", "graph", option, script(TRAIN)).stdout.startswith(start)


def test_graph_of_many_nodes_is_folded_unless_all_are_asked_for(run, script):
    path = script(
        "import torch\nx = w = torch.ones((), requires_grad=True)\nfor _ in range(500): x = x.sin()\nx.backward()"
    )
    few, whole = run("-m", "backlight", "graph", path), run("-m", "backlight", "graph", "--all", path)

    assert b"of 501 nodes the 59 nearest to the result; --all prints the others too" in few.stderr
    assert b"+442 more" in few.stdout
    assert (whole.stdout.count(b"cos x"), whole.stderr) == (500, b"")


def test_graph_of_a_script_that_raises_is_printed_too(run, script):
    done = run("-m", "backlight", "graph", script(TRAIN + "1 / 0"))

    assert done.returncode == 1
    assert b"ZeroDivisionError" in done.stderr
    assert b"backward 3" in done.stdout


def test_graph_without_a_backward_is_told(run, script):
    done = run("-m", "backlight", "graph", script("print(1)"))

    assert (done.returncode, done.stdout) == (1, b"")
    assert b"no backward pass, so there is no graph to print" in done.stderr


def test_steps_without_a_terminal_prints_all_of_one_backward_and_ends(run, script):
    done = run("-m", "backlight", "steps", script(TRAIN))

    assert (done.returncode, done.stdout.decode()) == (0, STEPS)
    assert b"ended the script after backward 1; --backward N shows another" in done.stderr


def test_steps_of_another_backward(run, script):
    done = run("-m", "backlight", "steps", "--backward", 2, script(TRAIN))

    assert done.stdout.startswith(b"epoch 0\nbackward 2 from loss\n")


def test_steps_of_a_backward_that_never_comes(run, script):
    done = run("-m", "backlight", "steps", "--backward", 9, script(TRAIN))

    assert done.returncode == 1
    assert b"backward was called 3 times, so there is no backward 9 to go through" in done.stderr


@pytest.mark.parametrize("number", ["0", "x", "-1"])
def test_steps_of_a_backward_that_is_no_number(run, script, number):
    done = run("-m", "backlight", "steps", f"--backward={number}", script(TRAIN))

    assert (done.returncode, done.stdout) == (2, b"")
    assert f"--backward: expected a number from 1, got '{number}'; nothing was run".encode() in done.stderr


@POSIX
def test_steps_in_a_terminal_waits_after_every_node(script, tmp_path):
    shown, status = in_terminal(["steps", script(TRAIN)], ["", "", "c", "q"], tmp_path)
    told = shown.replace("> \n", "").replace("> c\n", "").replace("> q\n", "")

    assert status == 0
    first = STEPS.splitlines()
    assert told.splitlines()[:1] + told.splitlines()[2:6] == first
    assert "epoch 0\nbackward 2 from loss" in told
    assert "epoch 1" not in told


@POSIX
def test_steps_goes_on_to_the_next_backward_from_the_middle_of_one(script, tmp_path):
    shown, status = in_terminal(["steps", script(TRAIN)], ["b", "b", "b"], tmp_path)

    assert status == 0
    assert [line for line in shown.splitlines() if line.startswith(("backward", "epoch"))] == [
        "backward 1 from loss", "epoch 0", "backward 2 from loss", "epoch 1", "backward 3 from loss", "epoch 2"
    ]  # fmt: skip


@POSIX
def test_steps_tells_its_keys_to_who_asks(script, tmp_path):
    shown, status = in_terminal(["steps", script(TRAIN)], ["help", "q"], tmp_path)

    assert (status, shown.count("Enter: the next node")) == (0, 2)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_where_a_sign_cannot_be_printed_another_stands_in_its_place(run, script, encoding):
    path = script(TRAIN)
    told = run("-m", "backlight", "steps", path, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    plain = run("-m", "backlight", "graph", path, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    lively = run("-m", "backlight", "run", "--progress", path, PYTHONIOENCODING=encoding, PYTHONUTF8="0")

    assert (told.returncode, plain.returncode, lively.returncode) == (0, 0, 0)
    assert told.stdout.decode(encoding).splitlines()[0] == "backward 1 from loss"
    assert b"?(x" in told.stdout
    assert plain.stdout.decode().startswith("loss = 0.5625")


def test_progress_is_one_line_on_stderr_and_stdout_is_untouched(run, script):
    plain = run("-m", "backlight", "run", script(TRAIN))
    done = run("-m", "backlight", "run", "--progress", script(TRAIN))

    assert done.stdout == plain.stdout
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("step 3  loss 0.5625  █▂▁  ")
    assert line.endswith(" steps/s")


@POSIX
def test_progress_in_a_terminal_makes_room_for_the_script(script, tmp_path):
    source = TRAIN.replace("    print(", "    import time; time.sleep(0.5)\n    print(")
    shown, status = in_terminal(["run", "--progress", script(source)], [], tmp_path)
    lines = [line.rpartition("\x1b[2K")[2] for line in shown.splitlines()]

    assert status == 0
    assert [line for line in lines if line.startswith("epoch")] == ["epoch 0", "epoch 1", "epoch 2"]
    assert "loss" in lines[-1]
    assert "steps/s" in lines[-1]


def test_progress_without_rich_says_what_to_install(run, script):
    hidden = "import sys; sys.modules['rich'] = None; from backlight.cli import main; sys.exit(main())"
    done = run("-c", hidden, "run", "--progress", script("print(1)"))

    assert (done.returncode, done.stdout) == (2, b"")
    assert b'--progress needs rich: pip install "backlight[progress]"; nothing was run' in done.stderr
