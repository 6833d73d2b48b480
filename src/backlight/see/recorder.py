"""Watching a whole program: every loss, and the graph of its last backward pass."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from threading import local
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from backlight.core import modes
from backlight.core.modes import Watcher
from backlight.core.node import Node
from backlight.core.op import LARGE
from backlight.core.variable import Variable
from backlight.see.losses import Losses
from backlight.see.summary import number
from backlight.see.trace import Place, Trace

_PACKAGE = os.path.dirname(os.path.dirname(__file__)) + os.sep
_PLACES = 1 << 14  # the newest nodes, of which it is known where they were made


class Recorder(Watcher):
    """Records while it is started: every tensor on which `backward()` is called is a loss.

    It changes no number of the program. What it holds is one backward pass and 20 bytes per loss.
    """

    def __init__(self) -> None:
        self.losses = Losses()
        self.trace: Trace | None = None
        self.title = ""
        self._open = _Open()
        self._kept: WeakKeyDictionary[Node, tuple] = WeakKeyDictionary()  # what the graph itself may not keep
        self._places: list[tuple | None] = [None] * _PLACES

    def start(self) -> None:
        """Watch the engine from here on."""
        modes.watch(self)

    def stop(self) -> None:
        """Watch no longer."""
        if modes.watcher is self:
            modes.watch(None)

    def on_record(self, node: Any, result: Any) -> None:
        frame = sys._getframe(1)
        while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
            frame = frame.f_back
        sequence = node.sequence
        self._places[sequence % _PLACES] = (sequence, frame.f_code, frame.f_lasti)
        out = node.out
        if type(out) is np.ndarray:
            if out.nbytes > LARGE:
                self._kept[node] = (node.inputs, out)
        elif out is None and isinstance(result, Variable):  # a custom Function keeps nothing itself
            self._kept[node] = (None, result._array)

    def on_backward(self, roots: Any, gradients: Any, accumulate: bool) -> None:
        if not accumulate and self.losses:  # gradients for their own sake, as in autograd.grad, are no training step
            self._open.traces.append(None)
            return
        self.trace = None  # the graph before this one may go
        trace = Trace(roots, self._kept.get, self._place_of)
        trace.on_backward(roots, gradients, accumulate)
        self._open.traces.append(trace)
        place = _line_that_calls()
        words = []
        for position, root in enumerate(roots):
            name, value = _name(trace, root), _loss(root, gradients[position])
            words.append(f"{name} = {number(value)}")
            if accumulate:
                self.losses.add(name, place, value, same_backward=position > 0)
        how = f"backward {self.losses.count:,}" if accumulate else "autograd.grad"
        self.trace, self.title = trace, ", ".join([*words[:3], how, os.path.basename(place)])

    def _place_of(self, node: Node) -> Place | None:
        known = self._places[node.sequence % _PLACES]
        return known[1:] if known is not None and known[0] == node.sequence else None  # type: ignore[return-value]

    def on_edge(self, node: Any, position: int, contribution: Any) -> None:
        trace = self._open.traces[-1]
        if trace is not None:
            trace.on_edge(node, position, contribution)

    def on_gradient(self, target: Any, gradient: Any) -> None:
        trace = self._open.traces[-1]
        if trace is not None:
            trace.on_gradient(target, gradient)

    def on_error(self, node: Any, error: BaseException) -> None:
        trace = self._open.traces[-1]
        if trace is not None:
            trace.on_error(node, error)

    def on_backward_end(self) -> None:
        self._open.traces.pop()

    def write(self, directory: Path) -> list[Path]:
        """Write what was recorded into `directory`: graph.svg, loss.svg and losses.csv; return their paths."""
        self.stop()
        files: list[Path] = []
        if self.losses:
            from backlight.see.curve import losses_svg

            for name, text in (
                ("losses.csv", self.losses.table()),
                ("loss.svg", losses_svg(self.losses.curves(), xlabel="backward", first=1)),
            ):
                files.append(directory / name)
                files[-1].write_text(text, encoding="utf-8")
        if self.trace is not None:
            files.append(directory / "graph.svg")
            self.trace.graph(self.title).save(files[-1])
        return files[::-1]


class _Open(local):
    """The passes that have begun and not ended, of each thread: a hook may start a backward inside a backward."""

    def __init__(self) -> None:
        self.traces: list[Trace | None] = []


def _name(trace: Trace, root: Variable) -> str:
    return trace.names.get(id(root)) or trace.names.get(id(root._node)) or "loss"


def _loss(root: Variable, gradient: Variable) -> float:
    """The number whose gradient is taken: the tensor's own, or its product with the gradient that was given."""
    array = root._array
    if array.size != 1:
        with np.errstate(all="ignore"):
            array = (array * gradient._array).sum()
    return float(array.real.reshape(()))


_lines: dict[tuple, str] = {}


def _line_that_calls() -> str:
    """'file, line N' of the program's line that called backward."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.f_back
    key = frame.f_code.co_filename, frame.f_lineno
    found = _lines.get(key)
    if found is None:
        found = _lines[key] = f"{key[0]}, line {key[1]}"
    return found
