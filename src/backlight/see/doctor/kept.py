"""graph_kept: `losses.append(loss)`, a list or dictionary of tensors each of which holds the graph of its step.

Whatever of a step's graph is still held, holds the oldest operation in it: so one weak reference for each step tells
whether anything is. Only then is it looked for, in the program's variables.
"""

from __future__ import annotations

import ast
import sys
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator
from types import FrameType
from typing import Any
from weakref import ref

from backlight.core.variable import Variable
from backlight.see.doctor.chart import calling
from backlight.see.doctor.source import Line, at, calls, name_of, tree
from backlight.see.doctor.symptom import Symptom
from backlight.see.names import locals_of

STEPS = 10  # whose graphs are all still there
FROM = 5  # different ones of these in one container
LATEST = 64  # of a container's elements are looked at
DEPTH = 3  # `self.history["loss"]` is a list in a dictionary in an object
_PACKAGE = __name__.partition(".")[0]
_GROWS = ("append", "extend", "insert", "add", "appendleft", "update", "setdefault")


class GraphKept(Symptom):
    """Watches whether the graphs of earlier steps go."""

    def __init__(self, chart: Any) -> None:
        super().__init__(chart)
        self._oldest: deque[ref] = deque(maxlen=STEPS)
        self._bounds: deque[int] = deque(maxlen=STEPS)  # the youngest operation of each of these steps
        self._next = STEPS  # when to look again: looking takes time

    def began(self, one: Any) -> None:
        """Are all the graphs of the last steps still there?"""
        full = len(self._oldest) == STEPS and self._oldest[0]() is not None
        if full and one.number > self._next and len({id(kept()) for kept in self._oldest} - {id(None)}) == STEPS:
            self._next = 2 * one.number
            self._look()
        ends = self.chart.ends(one)
        if ends is not None:
            self._oldest.append(ref(ends[0]))
            self._bounds.append(ends[1].sequence)

    def _look(self) -> None:
        """Find what holds them."""
        frame: FrameType | None = sys._getframe(1)
        seen: set[int] = set()
        while frame is not None:
            if frame.f_globals.get("__name__", "").partition(".")[0] != _PACKAGE:
                for name, value in [*locals_of(frame), *list(frame.f_globals.items())]:
                    for path, count in self._holders(name, value, DEPTH, seen):
                        where = _where_grown(frame.f_code.co_filename, path) or calling()
                        self.chart.say("graph_kept", where, about=path, name=path, count=count)
                        return
            frame = frame.f_back

    def _holders(self, name: str, value: Any, depth: int, seen: set[int]) -> Iterator[tuple[str, int]]:
        """The containers behind a variable that hold tensors of many steps, and how many tensors."""
        kind = type(value)
        if depth == 0 or id(value) in seen or name.startswith("_") or issubclass(kind, (type, Variable)):
            return
        if kind in (list, tuple, deque, dict):
            seen.add(id(value))
            elements = list(value.values() if kind is dict else value)[-LATEST:]
            if len(value) >= FROM and len({self._step_of(x) for x in _tensors(elements)} - {None}) >= FROM:
                yield name, len(value)
            elif kind is dict:
                for key, held in list(value.items())[:LATEST]:
                    yield from self._holders(f"{name}[{key!r}]", held, depth - 1, seen)
        elif kind.__dictoffset__ and kind.__module__.partition(".")[0] not in ("builtins", _PACKAGE):
            seen.add(id(value))
            for field, held in list(object.__getattribute__(value, "__dict__").items()):
                if isinstance(field, str) and field[0] != "_":
                    yield from self._holders(f"{name}.{field}", held, depth - 1, seen)

    def _step_of(self, tensor: Variable) -> int | None:
        """Which of the last steps made a tensor with a graph: a number that tells them apart."""
        node: Any = tensor._node
        return None if node is None or node.sequence > self._bounds[-1] else bisect_left(self._bounds, node.sequence)


def _tensors(elements: Iterable[Any]) -> Iterator[Variable]:
    for x in elements:
        for held in x if type(x) in (tuple, list) else (x,):
            if isinstance(held, Variable):
                yield held


def _where_grown(filename: str, path: str) -> Line | None:
    """Where a file's text puts something into a container, called as in the program or `self.` there."""
    name = _without_root(path)
    module = tree(filename)
    for call in calls(filename):
        if name_of(call.func) in _GROWS and isinstance(call.func, ast.Attribute) and _is(call.func.value, name):
            return at(filename, call)
    for node in ast.walk(module) if module is not None else ():
        if isinstance(node, ast.AugAssign) and _is(node.target, name):
            return at(filename, node)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            if _is(node.targets[0].value, name):
                return at(filename, node)
        elif isinstance(node, ast.Assign) and _is(node.targets[0], name) and isinstance(node.value, ast.BinOp):
            return at(filename, node)
    return None


def _is(node: ast.expr, name: str) -> bool:
    return _without_root(ast.unparse(node)) == name


def _without_root(path: str) -> str:
    """`trainer.losses` is `self.losses` inside: the attribute is what counts."""
    before, dot, after = path.partition(".")
    return f".{after}" if dot and before.isidentifier() else path
