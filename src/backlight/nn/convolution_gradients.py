"""The gradients of convolutions as functions of their own, of the input and of the weight."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backlight.autograd.grad import grad
from backlight.autograd.grad_mode import enable_grad
from backlight.nn.functional import conv1d, conv2d, conv3d
from backlight.tensor.creation import zeros


def _gradient(convolution: Callable, of_weight: bool, dims: int) -> Callable:
    what = "weight" if of_weight else "input"

    def gradient(
        first: Any, second: Any, grad_output: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1
    ) -> Any:
        size, known = (second, first) if of_weight else (first, second)
        with enable_grad():
            sought: Any = zeros(tuple(size), dtype=grad_output.dtype, requires_grad=True)
            pair = (known.detach(), sought) if of_weight else (sought, known.detach())
            out = convolution(*pair, None, stride, padding, dilation, groups)
        return grad(out, sought, grad_output)[0]

    gradient.__name__ = gradient.__qualname__ = f"conv{dims}d_{what}"
    order = "(input, weight_size, grad_output)" if of_weight else "(input_size, weight, grad_output)"
    gradient.__doc__ = (
        f"The gradient of conv{dims}d with respect to its {what}, from {order} and conv{dims}d's options."
    )
    return gradient


conv1d_input, conv1d_weight = _gradient(conv1d, False, 1), _gradient(conv1d, True, 1)
conv2d_input, conv2d_weight = _gradient(conv2d, False, 2), _gradient(conv2d, True, 2)
conv3d_input, conv3d_weight = _gradient(conv3d, False, 3), _gradient(conv3d, True, 3)
