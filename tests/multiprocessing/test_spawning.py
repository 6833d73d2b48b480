"""Processes that run one function: all end well, or the first that fails is told and the others are ended."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest

import backlight
from backlight import multiprocessing as mp

HEAD = "import os, sys, time\nimport torch\nimport torch.multiprocessing as mp\n"


def program(tmp_path, functions: str, main: str) -> list[str]:
    """The lines that a program prints; it has 100 seconds."""
    path = tmp_path / "program.py"
    path.write_text(f"{HEAD}{textwrap.dedent(functions)}\nif __name__ == '__main__':\n{textwrap.indent(main, '    ')}")
    command = [sys.executable, "-m", "backlight", "run", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100)

    assert done.stderr == ""
    return done.stdout.splitlines()


def test_every_process_is_told_its_number(tmp_path):
    functions = """
        def work(i, queue, add):
            queue.put((i + add, torch.ones(2).sum().item()))
    """
    main = (
        "queue = mp.get_context('spawn').SimpleQueue()\nprint(mp.spawn(work, (queue, 10), nprocs=2))\n"
        "print(sorted([queue.get(), queue.get()]))"
    )

    assert program(tmp_path, functions, main) == ["None", "[(10, 2.0), (11, 2.0)]"]


def test_the_first_failure_ends_the_others_and_shows_its_traceback(tmp_path):
    functions = """
        def work(i):
            if i == 1:
                raise ValueError("number one")
            time.sleep(90)
    """
    main = (
        "try:\n    mp.start_processes(work, nprocs=2, start_method='fork')\n"
        "except mp.ProcessRaisedException as error:\n"
        "    print(error.error_index, str(error).split()[:3], str(error).splitlines()[-1])"
    )

    assert program(tmp_path, functions, main) == ["1 ['--', 'Process', '1'] ValueError: number one"]


@pytest.mark.parametrize(
    ("end", "told"),
    [
        ("os._exit(3)", "process 0 terminated with exit code 3 3 None"),
        ("os.kill(os.getpid(), 9)", "process 0 terminated with signal SIGKILL -9 SIGKILL"),
    ],
)
def test_an_exit_is_told(tmp_path, end, told):
    main = (
        "try:\n    mp.start_processes(work, start_method='fork')\n"
        "except mp.ProcessExitedException as error:\n    print(error, error.exit_code, error.signal_name)"
    )

    assert program(tmp_path, f"def work(i):\n    {end}\n", main) == [told]


def test_waiting_can_be_left_to_the_caller(tmp_path):
    functions = "def work(i):\n    time.sleep(i)\n"
    main = (
        "context = mp.start_processes(work, nprocs=2, join=False, start_method='fork')\n"
        "print(len(context.pids()), context.join(timeout=0))\nwhile not context.join(60):\n    pass\nprint('over')"
    )

    assert program(tmp_path, functions, main) == ["2 False", "over"]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes_train_one_model_in_shared_memory(tmp_path, method):
    functions = """
        def train(model):
            optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
            for _ in range(20):
                optimizer.zero_grad()
                (model(torch.ones(4, 3)) - 5).square().mean().backward()
                optimizer.step()
    """
    main = (
        f"context = mp.get_context({method!r})\nmodel = torch.nn.Linear(3, 1).share_memory()\n"
        "print(model.weight.is_shared(), model.weight.storage_offset())\n"
        "children = [context.Process(target=train, args=(model,)) for _ in range(2)]\n"
        "for child in children:\n    child.start()\nfor child in children:\n    child.join(60)\n"
        "print([child.exitcode for child in children], abs(model(torch.ones(3)).item() - 5) < 0.1)"
    )

    assert program(tmp_path, functions, main) == ["True 0", "[0, 0] True"]


def test_exceptions_travel_between_processes():
    import pickle

    error = pickle.loads(pickle.dumps(mp.ProcessExitedException("gone", 1, 2, 3, "SIGINT")))

    assert (str(error), error.error_index, error.error_pid, error.exit_code, error.signal_name) == (
        "gone", 1, 2, 3, "SIGINT"
    )  # fmt: skip


def test_the_names_of_the_standard_library_are_there():
    import multiprocessing

    assert set(multiprocessing.__all__) <= set(mp.__all__)
    assert mp.cpu_count() == os.cpu_count()


def test_sharing_strategies_are_remembered():
    assert mp.get_sharing_strategy() in mp.get_all_sharing_strategies()
    mp.set_sharing_strategy(mp.get_sharing_strategy())
    with pytest.raises(AssertionError, match="invalid sharing strategy 'post'"):
        mp.set_sharing_strategy("post")


def test_shared_memory_keeps_values_layout_and_gradient():
    x = backlight.arange(6.0).reshape(2, 3).T.clone().requires_grad_()
    strides = x.stride()
    y = x.share_memory_()

    assert y is x
    assert (x.tolist(), x.stride(), x.requires_grad) == ([[0.0, 3.0], [1.0, 4.0], [2.0, 5.0]], strides, True)
    assert x.is_shared()
    assert x[0].is_shared()
    assert x.untyped_storage().is_shared()
    assert not x.detach().clone().is_shared()


def test_a_shared_tensor_travels_as_the_name_of_its_memory():
    import pickle
    from multiprocessing.reduction import ForkingPickler

    x = backlight.zeros(3).share_memory_()
    y = pickle.loads(ForkingPickler.dumps(x))
    y[1] = 5.0

    assert x.tolist() == [0.0, 5.0, 0.0]


def test_a_view_is_not_shared_alone():
    with pytest.raises(NotImplementedError, match="call it on the tensor that the view was taken of"):
        backlight.ones(2, 2)[0].share_memory_()


def test_the_memory_is_given_back():
    x = backlight.ones(3).share_memory_()
    from backlight.tensor.sharing import block_of

    path = block_of(x._array).path
    assert os.path.exists(path)
    del x
    assert not os.path.exists(path)


def test_spawn_is_a_function_also_after_its_module_was_imported(tmp_path):
    main = (
        "from torch.multiprocessing.spawn import ProcessContext\n"
        "print(isinstance(mp.spawn(print, nprocs=1, join=False), ProcessContext))\n"
    )

    assert sorted(program(tmp_path, "", main)) == ["0", "True"]
