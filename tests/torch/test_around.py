"""Parts of torch that need more than one process or another program: there to be asked, and refused in plain words."""

from __future__ import annotations

import pytest

import backlight.torch as torch
import backlight.torch.distributed as dist


def test_there_is_one_process():
    assert (dist.is_available(), dist.is_initialized(), dist.is_nccl_available()) == (False, False, False)


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: dist.init_process_group("gloo"), NotImplementedError, "backlight trains in one process"),
        (dist.get_rank, ValueError, "Default process group has not been initialized"),
        (lambda: dist.all_reduce(torch.ones(1)), ValueError, "Default process group has not been initialized"),
        (dist.destroy_process_group, AssertionError, "Process group cannot be None"),
        (lambda: torch.onnx.export(None, (), "x.onnx"), NotImplementedError, "does not write ONNX files"),
        (lambda: torch.utils.cpp_extension.load("x", ["x.cpp"]), NotImplementedError, r"no C\+\+ interface"),
        (lambda: torch.utils.cpp_extension.CppExtension("x", []), NotImplementedError, r"no C\+\+ interface"),
    ],
)
def test_what_cannot_be_done_is_told(call, kind, message):
    with pytest.raises(kind, match=message):
        call()


def test_the_environment_is_described(capsys):
    torch.utils.collect_env.main()

    assert f"NumPy: {__import__('numpy').__version__}" in capsys.readouterr().out
