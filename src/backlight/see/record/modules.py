"""Which module is at work: its path, `model.layers.0`, while the operations of its `forward` are recorded."""

from __future__ import annotations

import sys
from typing import Any
from weakref import WeakKeyDictionary, ref

_PACKAGE = __name__.partition(".")[0]


class Modules:
    """Follows the calls of modules; `path` is that of the innermost one at work, "" outside of all."""

    def __init__(self) -> None:
        self.path = ""
        self.classes: dict[str, str] = {}  # of every path that was met
        self._stack: list[str] = []
        self._root: Any = None
        self._paths: WeakKeyDictionary[Any, dict[int, str]] = WeakKeyDictionary()
        self._handles: list[Any] = []

    def start(self) -> None:
        """Follow from here on."""
        from backlight.nn.modules.calling import hook_everywhere

        self._handles = [
            hook_everywhere("_forward_pre_hooks", self._enter),
            hook_everywhere("_forward_hooks", self._leave, always=True),
        ]

    def stop(self) -> None:
        """Follow no longer."""
        for handle in self._handles:
            handle.remove()
        self._handles = []

    def parameters(self) -> dict[int, str]:
        """The names of all parameters of the models that were called, by the parameter's id."""
        return {
            id(parameter): f"{paths[id(root)]}.{name}"
            for root, paths in list(self._paths.items())
            for name, parameter in root.named_parameters()
        }

    @property
    def depth(self) -> int:
        """How many modules are at work, one inside the other."""
        return len(self._stack)

    def _enter(self, module: Any, args: Any) -> None:
        if not self._stack:
            self._root = ref(module)
        self._stack.append(self.path)
        self.path = self._path(module)
        if self.path not in self.classes:
            self.classes[self.path] = type(module).__name__

    def _leave(self, module: Any, args: Any, out: Any) -> None:
        self.path = self._stack.pop() if self._stack else ""

    def _path(self, module: Any) -> str:
        root = self._root()
        for fresh in (False, True):
            paths = self._paths.get(root)
            if paths is None or fresh:
                paths = self._paths[root] = _paths_in(root)
            if id(module) in paths:
                return paths[id(module)]
        return f"{self.path}.{type(module).__name__}"  # it stands in no attribute, as in a plain list


def _paths_in(root: Any) -> dict[int, str]:
    name = name_of(root) or type(root).__name__
    return {id(module): f"{name}.{path}" if path else name for path, module in root.named_modules()}


def name_of(value: Any) -> str:
    """The program's variable for an object, the innermost first; "" if there is none."""
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_globals.get("__name__", "").partition(".")[0] != _PACKAGE:
            for scope in (frame.f_locals, frame.f_globals):
                for name, known in list(scope.items()):
                    if known is value and name not in ("self", "module") and not name.startswith("_"):
                        return name
        frame = frame.f_back
    return ""
