"""What the user's program calls its tensors: variables first, then what lists, dictionaries and objects hold."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from types import FrameType
from typing import Any

from backlight.core.variable import Variable

_PACKAGE = __name__.partition(".")[0]
_OPTIMIZED = 0x01  # the flag of a function's code, whose variables do not live in a dictionary
_SNAPSHOT = sys.version_info < (3, 13)  # f_locals of a function is one dictionary, the one that locals() returns
_LONGEST = 64  # lists and objects with more in them hold no parameters by hand


def variables_in_scope() -> list[tuple[str, Variable]]:
    """The tensors that the program can name where it called backlight, inner scopes first."""
    named: list[tuple[str, Variable]] = []
    holders: list[tuple[str, Any]] = []
    seen: set[int] = set()
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_globals.get("__name__", "").partition(".")[0] != _PACKAGE:
            _read(_locals(frame), named, holders)
            if id(frame.f_globals) not in seen:
                seen.add(id(frame.f_globals))
                _read(list(frame.f_globals.items()), named, holders)
        frame = frame.f_back
    for name, holder in holders:
        named += _held(name, holder)
    return named


def _locals(frame: FrameType) -> list[tuple[str, Any]]:
    """The variables of a function that is running; those of a module are its globals."""
    code = frame.f_code
    if not code.co_flags & _OPTIMIZED:
        return [] if frame.f_locals is frame.f_globals else list(frame.f_locals.items())
    if not _SNAPSHOT:
        return list(frame.f_locals.items())
    if "locals" in code.co_names or "vars" in code.co_names:
        return []  # to look would change what the program sees in its own dictionary
    snapshot = frame.f_locals
    found = list(snapshot.items())
    if sys.gettrace() is None:  # a debugger writes the dictionary back
        snapshot.clear()  # it would keep the tensors alive
    return found


def _read(scope: Iterable[tuple[str, Any]], named: list, holders: list) -> None:
    for name, value in scope:
        if isinstance(value, Variable):
            if name[0] != "_":
                named.append((name, value))
        elif name[0] != "_" and (value.__class__ in _CONTAINERS or _is_object(value)):
            holders.append((name, value))


_CONTAINERS = (list, tuple, dict)


def _is_object(value: object) -> bool:
    """Whether a value is of a class that somebody wrote in Python, outside backlight, with attributes of its own."""
    cls = type(value)
    if cls.__module__ == "builtins" or not cls.__dictoffset__ or isinstance(value, type):
        return False
    return cls.__module__.partition(".")[0] != _PACKAGE


def _held(name: str, holder: Any) -> Iterator[tuple[str, Variable]]:
    if isinstance(holder, (list, tuple)):
        parts = [(f"{name}[{i}]", value) for i, value in enumerate(holder[:_LONGEST])]
    elif isinstance(holder, dict):
        parts = [(f"{name}[{key!r}]", value) for key, value in list(holder.items())[:_LONGEST]]
    else:
        fields = object.__getattribute__(holder, "__dict__")
        parts = [(f"{name}.{field}", value) for field, value in list(fields.items())[:_LONGEST]]
    return ((name, value) for name, value in parts if isinstance(value, Variable))
