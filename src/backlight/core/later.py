"""Names that are there from the start and loaded at their first use, so that what few scripts need costs no start-up.

`torch.svd` and `tensor.svd()` live in a package of their own (`backlight/linalg/`). The tables here say where; the
package is imported when one of its names is first asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
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
