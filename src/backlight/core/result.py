"""What operations give back: tensors of the class that users see, around fresh arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from backlight.core.modes import state
from backlight.core.variable import Variable

new = object.__new__
asarray = np.asarray
Tensor: Any = Variable  # the tensor layer puts its own class here


def results_are(cls: type) -> None:
    """Make `cls` the class of everything that operations return."""
    global Tensor
    Tensor = cls


def constant(out, base: Variable | None = None) -> Any:
    """A tensor of `out` that needs no gradient; with `base`, a view of it where the memory is shared."""
    result = new(Tensor)
    result._array = out if out.__class__ is ndarray else asarray(out)
    if base is not None:
        join_base(result, base)
    if state.inference:
        result._inference = result._base is None or base._inference  # type: ignore[union-attr]
    return result


def placed(array: ndarray, parent) -> Any:
    """A tensor of `array` at a given place in the graph: its gradient goes to `parent`."""
    result = new(Tensor)
    result._array = array
    result._node, result._needs_grad = parent, True
    return result


def join_base(result: Variable, base: Variable) -> None:
    """Make `result` a view of `base` if their memory is the same (a reshape may have copied)."""
    out, array = result._array, base._array
    home = out.base
    if home is None and out is not array:
        return
    if (home is array or home is array.base or owner(out) is owner(array)) and out.dtype == array.dtype:
        result._base = root = base if base._base is None else base._base
        result._seen = root._rewrites
        if base._silent:
            result._silent = True
        if base._locked is not None:
            result._locked = base._locked
        if not state.grad:
            result._locked = ("mode", "inference" if state.inference else "no_grad")
            result._needs_grad = root._needs_grad  # as in torch: a leaf of its own


def owner(array: Any) -> Any:
    """The object that owns the memory which `array` shows; views of one array have the same owner."""
    while (base := getattr(array, "base", None)) is not None:
        array = base
    return array
