"""Names that are there from the start and loaded at their first use, so that what few scripts need costs no start-up.

`torch.svd` and `tensor.svd()` live in a package of their own (`backlight/linalg/`). The tables here say where; the
package is imported when one of its names is first asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any


def where_found(table: dict[str, str]) -> dict[str, str]:
    """Each name with its module, from a table of modules with their names.

    >>> where_found({"backlight.linalg.products": "chain_matmul matrix_exp"})
    {'chain_matmul': 'backlight.linalg.products', 'matrix_exp': 'backlight.linalg.products'}
    """
    return {name: module for module, names in table.items() for name in names.split()}


def later_method(module: str, name: str) -> Callable:
    """A method that is the function `name` of a module which is imported at the first call."""

    def method(self: Any, *args: Any, **named: Any) -> Any:
        return getattr(import_module(module), name)(self, *args, **named)

    method.__name__ = method.__qualname__ = name
    return method


class _CallableModule(ModuleType):
    _function: tuple[str, str]

    def __call__(self, *args: Any, **named: Any) -> Any:
        module, name = self._function
        return getattr(import_module(module), name)(*args, **named)


def call_module(name: str, module: str, function: str) -> None:
    """Let the module `name` be called as a function of `module`: where torch has a function, and we a package too."""
    own: Any = sys.modules[name]
    own.__class__ = _CallableModule
    own._function = module, function
