"""Puts the casting calls in the place of the functions of the lists, when the first autocast region of a process opens.

A check in every function would cost programs that never use autocast. A new function under the same name would miss
those who have the old one already (`from torch import matmul`, `Tensor.__matmul__`, the methods). So each function
object stays, and the code in it is exchanged: it calls the casting function, which calls a copy of what was there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from types import CodeType, FunctionType
from typing import Any

from backlight.amp import lists
from backlight.amp.casting import (
    in_full,
    in_full_for_pad,
    in_lower,
    in_lower_for_einsum,
    in_lower_for_inner,
    in_widest,
    unchanged,
)

_swapped: set[int] = set()


@cache
def swap_in() -> None:
    """Exchange the code of all functions of the lists, once."""
    tables = (
        (lists.LOWER, in_lower),
        (lists.FULL, in_full),
        (lists.WIDEST, in_widest),
        (lists.UNCHANGED, unchanged),
    )
    for table, casting in tables:
        for function in _functions(table):
            _exchange(function, casting)
    for module, name, casting in (
        ("backlight.torch.nn.functional", "pad", in_full_for_pad),
        ("backlight", "einsum", in_lower_for_einsum),
        ("backlight", "inner", in_lower_for_inner),
    ):
        for function in _functions({module: name}):
            _exchange(function, casting)


def _functions(table: dict[str, str]) -> Iterator[FunctionType]:
    """The functions of a list, and the tensor's methods of the same names where they are others."""
    tensor: Any = import_module("backlight").Tensor
    for module, names in table.items():
        home = import_module(module)
        for name in names.split():
            for place in (home, tensor) if module == "backlight" else (home,):
                function = getattr(place, name, None)
                if isinstance(function, FunctionType) and id(function) not in _swapped:
                    yield function


def _exchange(function: FunctionType, casting: Callable[[Callable], Callable]) -> None:
    original = FunctionType(
        function.__code__, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    original.__kwdefaults__, original.__annotations__ = function.__kwdefaults__, function.__annotations__
    function.__kwdefaults__ = {**(function.__kwdefaults__ or {}), "_autocast": casting(original)}
    function.__code__ = _code(len(function.__closure__ or ()))  # from here on: all that is needed is there before
    function.__wrapped__ = original  # type: ignore[attr-defined]  (the signature, for who asks)
    _swapped.add(id(function))


@cache
def _code(cells: int) -> CodeType:
    """The code of a function that hands its arguments to `_autocast`; a closure keeps its number of cells."""
    names = ", ".join(f"cell{i}" for i in range(cells))
    lines = [
        f"def outer({names}):",
        "    def autocasting(*args, _autocast, **named):",
        "        return _autocast(*args, **named)",
        f"        {names}",
        "    return autocasting",
    ]
    made: dict[str, Any] = {}
    exec("\n".join(lines if cells else [*lines[:3], lines[4]]), made)
    return made["outer"](*[None] * cells).__code__
