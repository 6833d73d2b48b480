"""`torch.autograd.function`."""

from backlight.autograd.function import Function as Function
from backlight.autograd.function import FunctionCtx as FunctionCtx
from backlight.autograd.function import once_differentiable as once_differentiable
