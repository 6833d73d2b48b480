"""Processes that a program starts with multiprocessing import torch from backlight as well."""

from __future__ import annotations

import multiprocessing

import pytest


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_a_child_has_the_torch_of_its_parent(run, script, method):
    source = (
        "import multiprocessing, sys\nimport torch\n"
        "def work(queue):\n    queue.put((torch is sys.modules['backlight.torch'], torch.ones(2).sum().item()))\n"
        "if __name__ == '__main__':\n"
        f"    context = multiprocessing.get_context({method!r})\n"
        "    queue = context.Queue()\n    child = context.Process(target=work, args=(queue,))\n"
        "    child.start()\n    print(queue.get(timeout=60))\n    child.join()\n"
    )
    done = run("-m", "backlight", "run", script(source))

    assert (done.stdout, done.stderr) == (b"(True, 2.0)\n", b"")
