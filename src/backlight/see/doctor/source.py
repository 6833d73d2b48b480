"""Reading the program's own text: where an attribute is set, where an object is made, what is named but not called."""

from __future__ import annotations

import ast
import linecache
import sys
from collections.abc import Iterator
from typing import Any

Line = tuple[str, int, int, int]  # a file, a line, the columns from and to, from 0


def script() -> str:
    """The file of the program, "" if it has none."""
    return getattr(sys.modules.get("__main__"), "__file__", None) or ""


def file_of(cls: type) -> str:
    """The file of a class of the program."""
    return getattr(sys.modules.get(cls.__module__), "__file__", None) or ""


def tree(filename: str) -> ast.Module | None:
    """A file's text, parsed; None if there is none, or it is no Python."""
    text = "".join(linecache.getlines(filename))
    try:
        return ast.parse(text) if text else None
    except (SyntaxError, ValueError):
        return None


def at(filename: str, node: Any) -> Line:
    """Where a part of a file's text stands."""
    end = node.end_col_offset if node.end_lineno == node.lineno else 0
    return filename, node.lineno, node.col_offset, end or 0


def where_set(owner: type, attribute: str) -> Line | None:
    """Where a class sets `self.attribute`, or grows it: the first such line."""
    for base in owner.__mro__:
        filename = file_of(base)
        for cls in ast.walk(tree(filename) or ast.Module([], [])):
            if isinstance(cls, ast.ClassDef) and cls.name == base.__name__:
                for node in ast.walk(cls):
                    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
                    if any(isinstance(t, ast.Attribute) and t.attr == attribute for t in targets):
                        return at(filename, node)
    return None


def where_made(cls: type, keyword: str = "") -> Line | None:
    """Where the program makes an object of a class, or gives it a keyword there, if that is one place only."""
    filename = script()
    found = [call for call in calls(filename) if name_of(call.func) == cls.__name__]
    if len(found) != 1:
        return None
    given = [word for word in found[0].keywords if keyword and word.arg == keyword]
    return at(filename, given[0] if given else found[0])


def calls(filename: str) -> Iterator[ast.Call]:
    """All calls in a file."""
    for node in ast.walk(tree(filename) or ast.Module([], [])):
        if isinstance(node, ast.Call):
            yield node


def name_of(node: Any) -> str:
    """The last name of `a.b.c`, or the only one of `a`."""
    return getattr(node, "attr", "") or getattr(node, "id", "")
