"""Which of backlight's functions an OpInfo of torch speaks of, and torch's test functions moved over to backlight."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from types import CodeType, FunctionType, ModuleType
from typing import Any

import torch
from torch.testing._internal.opinfo.core import OpInfo

import backlight.torch as face
from backlight.core.missing import MissingTorchName


class NotThere(Exception):
    """backlight has no function of the name."""


def counterpart(op: Any) -> Callable:
    """The function of backlight that corresponds to `op.op`."""
    return moved(op.op, op.name)


def method(op: Any, variant: Any) -> Callable:
    """The method of backlight's Tensor that corresponds to a method or in-place variant."""
    name = getattr(variant, "__name__", "")
    if getattr(torch.Tensor, name, None) is variant:
        return _attribute(face.Tensor, name)
    return moved(variant, op.name)


def moved(call: Any, name: str = "") -> Any:
    """A function of torch as backlight's; a function of torch's tests rewritten so that its `torch` is ours."""
    if isinstance(call, functools.partial):
        return functools.partial(moved(call.func, name), *call.args, **call.keywords)
    if isinstance(call, FunctionType) and call.__module__.startswith("torch.testing"):
        return _rewritten(call)
    own = getattr(call, "__name__", "")
    if own and getattr(torch.Tensor, own, None) is call:
        return _attribute(face.Tensor, own)
    if getattr(call, "__wrapped__", None) is not None and call.__module__.startswith("torch.testing"):
        return _rewritten(call)
    for path in (name, _path_of(call)):
        if path and _named(torch, path) is call:
            return _face(path)
    if name:
        return _face(name)
    raise NotThere(f"{call!r}")


def _path_of(call: Any) -> str:
    module = (getattr(call, "__module__", "") or "").removeprefix("torch").lstrip(".")
    own = getattr(call, "__name__", "")
    return next((p for p in (f"{module}.{own}".lstrip("."), own) if _named(torch, p) is call), "")


def _named(root: Any, path: str) -> Any:
    for part in path.split("."):
        root = getattr(root, part, None)
    return root


def _face(path: str) -> Any:
    found: Any = face
    for part in path.split("."):
        found = _attribute(found, part)
    return found


def _attribute(owner: Any, name: str) -> Any:
    try:
        return getattr(owner, name)
    except (AttributeError, MissingTorchName):
        raise NotThere(f"{getattr(owner, '__name__', owner)}.{name}") from None


# Functions of torch's tests that speak of torch's inner state: here with backlight's.
def _wrapper_set_seed(call: Callable, *args: Any, **named: Any) -> Any:
    face.manual_seed(42)
    return call(*args, **named)


OWN = {"wrapper_set_seed": _wrapper_set_seed}


def _rewritten(function: FunctionType) -> FunctionType:
    names = set(_names_in(function.__code__))
    if "aten" in names:
        raise NotThere("torch.ops.aten")
    globals_ = {name: _moved_global(name, function.__globals__[name]) for name in names & set(function.__globals__)}
    globals_["__builtins__"] = function.__globals__["__builtins__"]
    cells = tuple([type(cell)(_moved_global("", cell.cell_contents)) for cell in function.__closure__ or ()])
    copy = FunctionType(function.__code__, globals_, function.__name__, function.__defaults__, cells or None)
    copy.__kwdefaults__ = function.__kwdefaults__
    return copy


def _names_in(code: CodeType) -> list[str]:
    inner = [name for part in code.co_consts if isinstance(part, CodeType) for name in _names_in(part)]
    return [*code.co_names, *inner]


def _moved_global(name: str, value: Any) -> Any:
    if name in OWN:
        return OWN[name]
    if isinstance(value, ModuleType) and value.__name__.partition(".")[0] == "torch":
        return face if value is torch else _Later(value.__name__.partition(".")[2])
    if isinstance(value, torch.dtype):
        return getattr(face, str(value).removeprefix("torch."))
    origin = getattr(value, "__module__", None) or ""
    if isinstance(value, OpInfo):  # asked for its name alone
        return value
    if callable(value) and not isinstance(value, type) and (origin.startswith("torch") or _path_of(value)):
        return moved(value)
    return value


class _Later:
    """A module of the face, looked up when one of its names is wanted."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __getattr__(self, name: str) -> Any:
        return _attribute(_face(self._path), name)


__all__ = ["NotThere", "counterpart", "method", "moved"]
assert sys.modules["torch"] is torch, "the judge needs the real torch"
