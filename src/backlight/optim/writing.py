"""Running an update on the memory of parameters and state: the formula is written once, for arrays and for tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backlight.core.inplace import noted, writable
from backlight.core.modes import state
from backlight.core.variable import Variable


def write(update: Callable, *tensors: Any, **settings: Any) -> None:
    """Call `update(p, g, *state, **settings)`, which overwrites p and the state, on the tensors' memory.

    Where gradients are recorded (`differentiable=True`) it is called with the tensors themselves, and the graph grows.
    """
    if state.grad:
        update(*tensors, **settings)
        return
    arrays = [_memory(x) if isinstance(x, Variable) else x for x in tensors]
    update(*arrays, **settings)
    for place, x in enumerate(tensors):
        if place != 1 and isinstance(x, Variable):
            noted(x, update.__name__)


def _memory(x: Any) -> Any:
    """The array to write to; complex numbers as pairs of real ones, as each part has its own history."""
    array: Any = writable(x._array)
    return array.view(array.real.dtype) if array.dtype.kind == "c" else array
