"""Forward-mode derivatives in the style of `torch.autograd.forward_ad`: tensors that carry a direction with them.

A dual tensor is a place of its own in the graph, and its tangent is kept aside. What `unpack_dual` is asked for, the
derivative of a result in the direction of all tangents, it finds from the graph, as forward.py does.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from backlight.autograd.grad_mode import _Block
from backlight.core.backward import walk
from backlight.core.modes import state
from backlight.core.result import constant
from backlight.core.start import anywhere
from backlight.core.variable import edge
from backlight.func.gradient import pulled_back
from backlight.func.transform import let_go, needs, own_place, recording
from backlight.ops.assign import copy

__all__ = ["UnpackedDualTensor", "dual_level", "enter_dual_level", "exit_dual_level", "make_dual", "unpack_dual"]


class UnpackedDualTensor(NamedTuple):
    """A dual tensor in its parts; `tangent` is None where there is no direction."""

    primal: Any
    tangent: Any


class _Level:
    """The dual tensors that are in use."""

    def __init__(self) -> None:
        self.private: set = set()
        self.places: list = []  # of the dual tensors in the graph
        self.tangents: list = []
        self.before = state.grad


_levels: list[_Level] = []


def enter_dual_level() -> int:
    """Begin a level, in which dual tensors can be made; RuntimeError inside another."""
    if _levels:
        raise RuntimeError("Nested forward mode AD is not supported at the moment")
    _levels.append(_Level())
    state.grad = not state.inference  # what is not recorded could not be differentiated
    return 0


def exit_dual_level(*, level: int | None = None) -> None:
    """End the level: its tangents are gone."""
    if not _levels or level not in (None, 0):
        raise RuntimeError(
            "Trying to exit a forward AD level that was not the last one that was created. This is not supported."
        )
    state.grad = _levels.pop().before


class dual_level(_Block):
    """Inside this block dual tensors can be made.

    >>> import backlight
    >>> with dual_level():
    ...     x = make_dual(backlight.tensor([1.0, 2.0]), backlight.tensor([1.0, 0.0]))
    ...     unpack_dual(x * x).tangent
    tensor([2., 0.])
    """

    def __enter__(self) -> Any:
        return enter_dual_level()

    def __exit__(self, *exception: object) -> None:
        exit_dual_level()


def make_dual(tensor: Any, tangent: Any, *, level: int | None = None) -> Any:
    """`tensor` with `tangent`, of the same shape, as the direction in which results will be differentiated."""
    if not _levels or (level is not None and level < 0):
        raise RuntimeError(
            "Trying to create a dual Tensor for forward AD but no level exists, make sure to enter_dual_level() first."
        )
    for name, x in (("primal", tensor), ("tangent", tangent)):
        if x._array.dtype.kind in "biu":
            raise ValueError(f"Expected {name} to be floating point or complex, but got: {x.dtype}")
    if tensor._array.shape != tangent._array.shape:
        raise RuntimeError(
            "Trying to set a forward gradient that has a different size than that of the original Tensor, this is not "
            f"supported. Tensor is of size {list(tensor._array.shape)} while the given forward gradient is of size "
            f"{list(tangent._array.shape)}."
        )
    if not np.can_cast(tangent._array.dtype, tensor._array.dtype):
        raise RuntimeError(
            f"Trying to set a forward gradient of dtype {tangent.dtype} for a tensor of dtype {tensor.dtype}: "
            "convert it with .to(tensor.dtype)"
        )
    here = _levels[-1]
    if needs(tensor) and _tangent(tensor, here) is not None:
        raise RuntimeError(
            "Making a dual Tensor based on a Tensor that already has a forward gradient at the same level 0 is not "
            "supported. Add the tangents, or detach() the tensor first."
        )
    with recording():
        dual = own_place(tensor, here.private)
        if (tangent._array.dtype, tangent._array.strides) != (tensor._array.dtype, tensor._array.strides):
            # what unpack_dual gives has the precision and the layout of the primal
            tangent = copy(constant(tensor._array), tangent)
    here.places.append(edge(dual))
    here.tangents.append(tangent)
    return dual


def unpack_dual(tensor: Any, *, level: int | None = None) -> UnpackedDualTensor:
    """The tensor without direction, and its derivative in the direction of all tangents (None if there is none)."""
    if not _levels or (level is not None and level < 0):
        return UnpackedDualTensor(tensor, None)
    here = _levels[-1]
    tangent = None if not needs(tensor) else _tangent(tensor, here)
    return UnpackedDualTensor(let_go(tensor, here.private), tangent)


def _tangent(x: Any, here: _Level) -> Any:
    vector = constant(anywhere(x._array))
    vector._needs_grad = True
    private = here.private | {vector}
    with recording():
        found = walk((x,), (vector,), retain_graph=True, create_graph=True, targets=list(here.places), accumulate=False)
        pairs = [(found[p], t) for p, t in zip(here.places, here.tangents, strict=True) if p in found]
        if not pairs:
            return None
        if len(pairs) == 1 and pairs[0][0] is vector:  # x is a dual tensor itself, not computed from one
            return pairs[0][1]
        (tangent,) = pulled_back([p for p, _ in pairs], [vector], [t for _, t in pairs], private)
    return tangent
