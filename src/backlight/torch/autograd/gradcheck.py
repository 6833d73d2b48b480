"""`torch.autograd.gradcheck`: a module and, in its package, a function of that name; so the module can be called."""

import sys
from types import ModuleType
from typing import Any

from backlight.autograd.checking import GradcheckError as GradcheckError
from backlight.autograd.checking import gradcheck as gradcheck
from backlight.autograd.checking import gradgradcheck as gradgradcheck


class _CallableModule(ModuleType):
    def __call__(self, *args: Any, **kwargs: Any) -> bool:
        return gradcheck(*args, **kwargs)


sys.modules[__name__].__class__ = _CallableModule
