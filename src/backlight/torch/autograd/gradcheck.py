"""`torch.autograd.gradcheck`: a module and, in its package, a function of that name; so the module can be called."""

import sys
from types import ModuleType
from typing import Any

from backlight.autograd.checking import GradcheckError as GradcheckError
from backlight.autograd.checking import gradcheck as gradcheck
from backlight.autograd.checking import gradgradcheck as gradgradcheck
from backlight.core.missing import missing_from as _missing_from

__getattr__ = _missing_from(__name__)


class _CallableModule(ModuleType):
    def __call__(self, *args: Any, **kwargs: Any) -> bool:
        return gradcheck(*args, **kwargs)


# Importing this module puts it into its package under the name of the function.
sys.modules[__name__].__class__ = _CallableModule
