"""The names of `backlight.autograd`, and how little of it `import backlight` loads."""

from __future__ import annotations

import subprocess
import sys

import pytest

import backlight
from backlight import autograd


def test_what_is_rarely_used_is_loaded_when_asked_for():
    code = (
        "import sys, backlight\n"
        "rare = ['functional', 'checking', 'anomaly', 'graph']\n"
        "print([name for name in rare if f'backlight.autograd.{name}' in sys.modules])\n"
        "backlight.autograd.gradcheck, backlight.autograd.functional.jacobian, backlight.autograd.graph.Node\n"
        "print(callable(backlight.autograd.gradcheck), callable(backlight.autograd.detect_anomaly))\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout.splitlines() == ["[]", "True True"]


def test_names_are_those_of_torch():
    names = {
        *("Function", "Variable", "backward", "detect_anomaly", "enable_grad", "function", "functional", "grad"),
        *("grad_mode", "gradcheck", "gradgradcheck", "graph", "inference_mode", "no_grad", "set_detect_anomaly"),
        "set_grad_enabled",
    }

    assert names <= set(dir(autograd))
    assert all(hasattr(autograd, name) for name in names)
    with pytest.raises(AttributeError, match="no attribute 'other'"):
        _ = autograd.other


def test_every_tensor_is_a_variable():
    x = backlight.ones(2)
    v = autograd.Variable(x, requires_grad=True)

    assert isinstance(x, autograd.Variable)
    assert not isinstance(2, autograd.Variable)
    assert (v.requires_grad, x.requires_grad, type(v) is type(x)) == (True, False, True)
    with pytest.raises(TypeError, match="has to be a tensor, but got list"):
        autograd.Variable([1.0])


def test_the_modules_of_torchs_tree_are_there():
    code = (
        "import torch\n"
        "from torch.autograd import Function, Variable, gradcheck, gradgradcheck, detect_anomaly\n"
        "from torch.autograd.anomaly_mode import set_detect_anomaly\n"
        "from torch.autograd.function import FunctionCtx, once_differentiable\n"
        "from torch.autograd.functional import hessian\n"
        "from torch.autograd.grad_mode import no_grad\n"
        "from torch.autograd.gradcheck import GradcheckError\n"
        "from torch.autograd.graph import Node, get_gradient_edge\n"
        "x = torch.ones(1, dtype=torch.float64, requires_grad=True)\n"
        "print(gradcheck(lambda x: x * 2, (x,)), torch.autograd.gradcheck(lambda x: x * 2, (x,)))\n"
        "print(no_grad is torch.no_grad, Function is torch.autograd.Function, isinstance(x, Variable))\n"
    )
    script = "import backlight; backlight.install_as_torch()\n" + code
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert run.stdout.splitlines() == ["True True", "True True True"]
