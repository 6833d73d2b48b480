"""The face: what programs import from torch is there, under torch's names, and what is not is one clear error."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import backlight

NAMES = Path(__file__).with_name("names.txt").read_text(encoding="utf-8").split()  # those that programs use most

IMPORTS = [
    "import torch",
    "import torch as th",
    "from torch import nn, Tensor, tensor",
    "import torch.nn as nn",
    "import torch.nn.functional as F",
    "from torch.nn import functional as F",
    "from torch.nn import Parameter",
    "from torch.nn.parameter import Parameter, Buffer",
    "from torch.autograd import Variable, Function, grad, gradcheck",
    "from torch.autograd.function import once_differentiable",
    "from torch.autograd.functional import jacobian, hessian",
    "from torch.autograd.grad_mode import no_grad",
    "from torch.autograd.variable import Variable",
    "from torch.autograd.anomaly_mode import set_detect_anomaly",
    "from torch.autograd.graph import save_on_cpu",
    "from torch.autograd.gradcheck import gradgradcheck",
    "import torch.linalg, torch.special, torch.random, torch.cuda, torch.version, torch.utils, torch.mps, torch.xpu",
    "import torch.backends.cudnn as cudnn",
    "import torch.backends.cuda, torch.backends.mps, torch.backends.mkl, torch.backends.mkldnn, torch.backends.openmp",
    "from torch import *",
    "from torch.nn.functional import *",
    "import torch.accelerator, torch.return_types",
]


@pytest.fixture
def torch():
    backlight.install_as_torch()
    import torch

    yield torch
    backlight.uninstall_as_torch()


@pytest.mark.parametrize("name", NAMES)
def test_what_programs_use_most_is_there(torch, name):
    root, *path = name.split(".")
    found = {"torch": torch, "Tensor": torch.Tensor}[root]
    for part in path:
        found = getattr(found, part)

    assert found is not None or name.endswith((".grad", ".grad_fn"))


def test_every_way_to_import_works():
    """In one new process each, as a module that is loaded already hides a way that does not work."""
    failed = []
    for statement in IMPORTS:
        program = f"import backlight; backlight.install_as_torch()\n{statement}"
        done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True)
        if done.returncode or done.stderr:
            failed.append((statement, done.stderr))

    assert failed == []


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("fx", "backlight has no torch.fx yet"),
        ("nn.no_such_layer", "backlight has no torch.nn.no_such_layer yet"),
        ("utils.mobile_optimizer", "backlight has no torch.utils.mobile_optimizer yet"),
        ("autograd.no_such_name", "backlight has no torch.autograd.no_such_name yet"),
        ("backends.cudnn.no_such_name", "backlight has no torch.backends.cudnn.no_such_name yet"),
        ("zeroes", "closest names: torch.zeros"),
    ],
)
def test_what_is_not_there_is_one_clear_error(torch, name, error):
    with pytest.raises(AttributeError, match=error):
        eval(f"torch.{name}", {"torch": torch})


def test_a_star_import_takes_names_of_torch_alone(torch):
    names: dict = {}
    for module in ("torch", "torch.nn.functional", "torch.special", "torch.random"):
        exec(f"from {module} import *", names)

    assert {"zeros", "inf", "relu", "expit"} <= names.keys()
    assert {"missing_from", "backlight"} & names.keys() == set()


def test_switches_can_be_set(torch):
    cudnn, cuda = torch.backends.cudnn, torch.backends.cuda
    before = cudnn.deterministic, cudnn.benchmark, cuda.matmul.allow_tf32, torch.get_num_threads()
    cudnn.deterministic, cudnn.benchmark, cuda.matmul.allow_tf32 = True, False, True
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True, warn_only=True)
    torch.set_float32_matmul_precision("high")

    assert (cudnn.deterministic, cuda.matmul.allow_tf32, torch.get_num_threads()) == (True, True, 1)
    assert torch.are_deterministic_algorithms_enabled()
    assert torch.is_deterministic_algorithms_warn_only_enabled()
    assert torch.get_float32_matmul_precision() == "high"
    cudnn.deterministic, cudnn.benchmark, cuda.matmul.allow_tf32, threads = before
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(False)
    torch.set_float32_matmul_precision("highest")


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        ("set_num_threads(0)", RuntimeError, "set_num_threads expects a positive integer"),
        ("set_num_threads('2')", RuntimeError, "set_num_threads expects an int, but got str"),
        ("use_deterministic_algorithms(1)", TypeError, "argument 'mode' must be bool, not int"),
        ("cuda.current_device()", AssertionError, "Torch not compiled with CUDA enabled"),
        ("cuda.set_device(0)", AssertionError, "Torch not compiled with CUDA enabled"),
        ("cuda.FloatTensor(2)", TypeError, "type torch.cuda.FloatTensor not available"),
        ("accelerator.synchronize()", RuntimeError, "Cannot access accelerator device when none is available"),
    ],
)
def test_what_cannot_be_is_refused_as_by_torch(torch, call, error, message):
    with pytest.raises(error, match=message):
        eval(f"torch.{call}", {"torch": torch})


def test_an_unknown_precision_is_warned_of(torch):
    with pytest.warns(UserWarning, match="x is not one of 'highest', 'high', 'medium'"):
        torch.set_float32_matmul_precision("x")


def test_there_is_no_accelerator(torch):
    assert not torch.cuda.is_available()
    assert not torch.accelerator.is_available()
    assert not torch.backends.mps.is_available()
    assert not torch.backends.cudnn.is_available()
    assert torch.accelerator.current_accelerator() is None
    assert torch.cuda.device_count() == torch.mps.device_count() == torch.cuda.max_memory_allocated() == 0
    assert torch.version.cuda is None


def test_names_are_of_the_one_object(torch):
    import torch.autograd.function
    import torch.nn.functional

    assert torch.autograd.function.Function is torch.autograd.Function is backlight.autograd.Function
    assert torch.nn.functional.relu is torch.nn.functional.relu
    assert torch.random.manual_seed is torch.manual_seed
    assert torch.special.expit is torch.sigmoid
    assert isinstance(torch.ones(2, 2).max(0), torch.return_types.max)


def test_the_version_begins_with_that_of_the_torch_whose_behaviour_this_is(torch):
    assert torch.__version__ == torch.version.__version__ == "2.13.0+backlight"
