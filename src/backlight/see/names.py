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
            _read(locals_of(frame), named, holders)
            if id(frame.f_globals) not in seen:
                seen.add(id(frame.f_globals))
                _read(list(frame.f_globals.items()), named, holders)
        frame = frame.f_back
    for name, holder in holders:
        named.extend(_held(name, holder))
    return named


def locals_of(frame: FrameType) -> list[tuple[str, Any]]:
    """The variables of a function that is running; those of a module are its globals."""
    code = frame.f_code
    if not code.co_flags & _OPTIMIZED:
        return [] if frame.f_locals is frame.f_globals else list(frame.f_locals.items())
    if not _SNAPSHOT:
        return list(frame.f_locals.items())
    names = code.co_names
    if ("locals" in names or "vars" in names) and "@py_builtins" not in names:  # pytest's asserts do not keep it
        return []  # to look would change what the program sees in its own dictionary
    snapshot = frame.f_locals
    found = list(snapshot.items())
    if sys.gettrace() is None:  # a debugger writes the dictionary back
        snapshot.clear()  # it would keep the tensors alive
    return found


def _read(scope: Iterable[tuple[str, Any]], named: list, holders: list) -> None:
    for name, value in scope:
        kind = _kinds.get(type(value)) or _kind(type(value))
        if kind != _OTHER and name[0] != "_":
            (named if kind == _TENSOR else holders).append((name, value))


_TENSOR, _HOLDER, _OTHER = 1, 2, 3
_kinds: dict[type, int] = {list: _HOLDER, tuple: _HOLDER, dict: _HOLDER}


def _kind(cls: type) -> int:
    """Whether values of this class are tensors, or may hold some: containers, and objects of a class in Python."""
    ours = cls.__module__.partition(".")[0] in ("builtins", _PACKAGE)
    kind = _OTHER if ours or issubclass(cls, type) or not cls.__dictoffset__ else _HOLDER
    kind = _TENSOR if issubclass(cls, Variable) else kind
    if len(_kinds) < 1000:
        _kinds[cls] = kind
    return kind


def _is_tensor(value: object) -> bool:
    return (_kinds.get(type(value)) or _kind(type(value))) == _TENSOR


def _held(name: str, holder: Any) -> Iterator[tuple[str, Variable]]:
    """The tensors in a container or an object; a container whose first element is none is taken to hold none."""
    if isinstance(holder, (list, tuple)):
        if holder and _is_tensor(holder[0]):
            for i, value in enumerate(holder[:_LONGEST]):
                if _is_tensor(value):
                    yield f"{name}[{i}]", value
        return
    is_dict = isinstance(holder, dict)
    fields = holder if is_dict else _fields(holder)
    if is_dict and not _is_tensor(next(iter(fields.values()), None)):
        return
    for field, value in list(fields.items())[:_LONGEST]:
        if _is_tensor(value):
            yield f"{name}[{field!r}]" if is_dict else f"{name}.{field}", value


def _fields(holder: Any) -> dict:
    """What an object holds by name; nothing if its class, as those written in C may, does not show it."""
    try:
        return object.__getattribute__(holder, "__dict__")
    except AttributeError:
        return {}
