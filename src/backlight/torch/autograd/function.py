"""`torch.autograd.function`."""

from backlight.autograd.context import FunctionCtx as FunctionCtx
from backlight.autograd.function import Function as Function
from backlight.autograd.function import once_differentiable as once_differentiable
from backlight.core.missing import missing_from

__getattr__ = missing_from(__name__)
