"""`torch.autograd.function`."""

from backlight.autograd.context import FunctionCtx as FunctionCtx
from backlight.autograd.function import Function as Function
from backlight.autograd.function import once_differentiable as once_differentiable
from backlight.core.missing import missing_from as _missing_from

__getattr__ = _missing_from(__name__)
