"""How an autocast region calls a function of the lists: its tensors are cast first, then it runs as ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from backlight.amp.lists import FULL_PAD
from backlight.amp.switches import switches
from backlight.core import dtypes
from backlight.core.dtypes import dtype as DType
from backlight.core.modes import state
from backlight.core.variable import Variable


def in_lower(function: Callable) -> Callable:
    """The function with its floating tensors in the 16 bits of the region."""
    return _casting(function, lambda given: switches.dtypes["cpu"])


def in_full(function: Callable) -> Callable:
    """The function with its floating tensors in float32."""
    return _casting(function, lambda given: dtypes.float32)


def in_widest(function: Callable) -> Callable:
    """The function with its floating tensors in float32 if one of them is, else in the 16 bits of the region."""
    return _casting(function, _widest)


def unchanged(function: Callable) -> Callable:
    """The function with its tensors as they are, also for what it calls."""
    return _casting(function, lambda given: None)


def in_lower_for_einsum(function: Callable) -> Callable:
    """`torch.einsum`, in 16 bits where it sums products of two tensors or more: not for "i,j->ij"."""

    def choose(given: list) -> DType | None:
        operands = list(_tensors(given[1:]))
        inputs, arrow, output = str(given[0]).replace(" ", "").partition("->")
        summed = len(operands) > 1 and (not arrow or not set(inputs) - {","} <= set(output))
        return switches.dtypes["cpu"] if summed else None

    return _casting(function, choose)


def in_lower_for_inner(function: Callable) -> Callable:
    """`torch.inner`, in 16 bits unless it is the product of two vectors."""

    def choose(given: list) -> DType | None:
        vectors = all([x._array.ndim < 2 for x in _tensors(given)])
        return None if vectors else switches.dtypes["cpu"]

    return _casting(function, choose)


def in_full_for_pad(function: Callable) -> Callable:
    """`F.pad`, in float32 for the modes that repeat values of the input."""

    def call(input: Any, pad: Any, mode: str = "constant", value: float | None = None) -> Any:
        if switches.casts and mode in FULL_PAD:
            input = cast(input, dtypes.float32)
        return function(input, pad, mode, value)

    return call


def _casting(function: Callable, choose: Callable[[list], DType | None]) -> Callable:
    def call(*args: Any, **named: Any) -> Any:
        if not switches.casts or named.get("out") is not None:  # as in torch, what writes into `out` is left alone
            return function(*args, **named)
        kind = choose([*args, *named.values()])
        if kind is not None:
            args = tuple([cast(value, kind) for value in args])
            named = {name: cast(value, kind) for name, value in named.items()}
        switches.casts = False  # what the function itself calls gets what it is given
        try:
            return function(*args, **named)
        finally:
            switches.casts = True

    return call


def _widest(given: list) -> DType:
    lower = found = switches.dtypes["cpu"]
    for x in _tensors(given):
        kind = dtypes.of(x._array)
        if kind is dtypes.float32:
            found = kind
        elif kind.is_floating_point and kind not in (lower, dtypes.float64):
            raise RuntimeError(f"Unexpected floating ScalarType in at::autocast::prioritize: {kind} beside {lower}")
    return found


def _tensors(given: Iterable) -> Iterable[Variable]:
    for value in given:
        if isinstance(value, Variable):
            yield value
        elif isinstance(value, (tuple, list)):
            yield from _tensors(value)


def cast(value: Any, kind: DType) -> Any:
    """The value with its floating tensors (all but float64) in `kind`; lists and tuples are gone through."""
    if isinstance(value, Variable):
        have = dtypes.of(value._array)
        if have is kind or not have.is_floating_point or have is dtypes.float64:
            return value
        return _cast_once(value, kind) if have is dtypes.float32 and _is_parameter(value) else value.to(kind)  # type: ignore[attr-defined]
    if type(value) in (tuple, list):
        return type(value)([cast(one, kind) for one in value])
    return value


def _is_parameter(x: Variable) -> bool:
    return x._needs_grad and x._node is None and x._base is None


def _cast_once(x: Variable, kind: DType) -> Any:
    """The lower copy of a parameter: made at its first use in the region and kept for the others."""
    if not (switches.caches and state.grad):  # a copy made without a graph would lose the gradient later
        return x.to(kind)  # type: ignore[attr-defined]
    kept = switches.kept.get(id(x))
    if kept is None or kept[0] is not x:
        kept = switches.kept[id(x)] = x, x.to(kind)  # type: ignore[attr-defined]
    return kept[1]
