"""The parts of gradcheck that go beyond single gradients: derivatives forward, and many gradients at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backlight.autograd.grad import grad
from backlight.core.result import constant
from backlight.core.variable import Variable


def pushed(func: Callable, inputs: tuple) -> Callable:
    """The function that gives the derivative of every tensor output of `func` in a direction of one of the inputs."""
    from backlight.func.forward import Push

    where = [i for i, x in enumerate(inputs) if isinstance(x, Variable) and x._needs_grad]

    def alone(*chosen: Any) -> tuple:
        arguments = list(inputs)
        for i, x in zip(where, chosen, strict=True):
            arguments[i] = x
        out = func(*arguments)
        return tuple([o for o in (out if isinstance(out, (tuple, list)) else (out,)) if isinstance(o, Variable)])

    push = Push(alone, tuple([inputs[i].detach() for i in where]), None, False)

    def along(position: int, step: np.ndarray) -> list[np.ndarray]:
        tangents = [
            constant(step if i == position else np.zeros(inputs[i]._array.shape, inputs[i]._array.dtype)) for i in where
        ]
        return [t._array for t in push(tuple(tangents))]

    return along


def batched_differs(output: Any, inputs: list) -> bool:
    """Whether gradients computed together for several starts differ from those computed one by one."""
    from backlight.tensor.random import randn_like

    starts = constant(np.stack([randn_like(output)._array for _ in range(2)]))
    together = grad(output, inputs, starts, retain_graph=True, allow_unused=True, is_grads_batched=True)
    for i in range(2):
        alone = grad(output, inputs, starts[i], retain_graph=True, allow_unused=True)  # type: ignore[index]
        for many, one in zip(together, alone, strict=True):
            if (many is None) != (one is None):
                return True
            if one is not None and not np.allclose(many._array[i], one._array, equal_nan=True):
                return True
    return False
