"""Automatic differentiation: modes, gradients, custom functions, and checks of them.

What most programs do not use is loaded when it is first asked for.
"""

from typing import TYPE_CHECKING, Any

from backlight.autograd import function as function
from backlight.autograd import grad_mode as grad_mode
from backlight.autograd.function import Function as Function
from backlight.autograd.grad import backward as backward
from backlight.autograd.grad import grad as grad
from backlight.autograd.grad_mode import enable_grad as enable_grad
from backlight.autograd.grad_mode import inference_mode as inference_mode
from backlight.autograd.grad_mode import no_grad as no_grad
from backlight.autograd.grad_mode import set_grad_enabled as set_grad_enabled
from backlight.autograd.variable import Variable as Variable

if TYPE_CHECKING:
    from backlight.autograd import functional as functional
    from backlight.autograd import graph as graph
    from backlight.autograd.anomaly import detect_anomaly as detect_anomaly
    from backlight.autograd.anomaly import set_detect_anomaly as set_detect_anomaly
    from backlight.autograd.checking import gradcheck as gradcheck
    from backlight.autograd.checking import gradgradcheck as gradgradcheck

__all__ = [
    "Function",
    "Variable",
    "backward",
    "enable_grad",
    "function",
    "grad",
    "grad_mode",
    "inference_mode",
    "no_grad",
    "set_grad_enabled",
]
_LATER = {
    "detect_anomaly": "anomaly",
    "functional": None,
    "gradcheck": "checking",
    "gradgradcheck": "checking",
    "graph": None,
    "set_detect_anomaly": "anomaly",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module = import_module(f"{__name__}.{_LATER[name] or name}")
    found = globals()[name] = getattr(module, name) if _LATER[name] else module
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER} - {"TYPE_CHECKING", "Any"})
