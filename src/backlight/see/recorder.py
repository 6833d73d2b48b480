"""Watching a whole program: every loss, and the graph of its last backward pass."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import local
from types import FrameType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from backlight.core.modes import Watcher
from backlight.core.variable import Variable
from backlight.see.buffers import Buffers
from backlight.see.losses import Losses
from backlight.see.summary import number
from backlight.see.together import join, leave
from backlight.see.trace import Trace, see

if TYPE_CHECKING:
    from backlight.see.graph import Graph

_PACKAGE = os.path.dirname(os.path.dirname(__file__)) + os.sep


class Recorder(Watcher):
    """Records while it is started: every tensor on which `backward()` is called is a loss.

    It changes no number of the program. What it holds is one backward pass and 20 bytes per loss.
    """

    def __init__(self) -> None:
        self.losses = Losses()
        self.last: Pass | None = None
        self._open = OpenPasses()
        self._buffers = Buffers()
        self.on_record = see

    def start(self) -> None:
        """Watch the engine from here on."""
        join(self)

    def stop(self) -> None:
        """Watch no longer."""
        leave(self)

    def on_backward(self, roots: Any, gradients: Any, accumulate: bool) -> None:
        if not accumulate and self.losses:  # gradients for their own sake, as in autograd.grad, are no training step
            self._open.passes.append(None)
            return
        self.last = None  # the graph before this one may go
        self._buffers.begin()
        trace = Trace(roots, buffers=self._buffers)
        trace.on_backward(roots, gradients, accumulate)
        place = _line_that_calls()
        losses = [(_name(trace, root), loss_of(root, g)) for root, g in zip(roots, gradients)]
        if accumulate:
            for position, (name, value) in enumerate(losses):
                self.losses.add(name, place, value, same_backward=position > 0)
        self.last = Pass(trace, losses, place, self.losses.count)
        self._open.passes.append(self.last)

    def on_edge(self, node: Any, position: int, contribution: Any) -> None:
        one_pass = self._open.passes[-1]
        if one_pass is not None:
            one_pass.trace.on_edge(node, position, contribution)

    def on_gradient(self, target: Any, gradient: Any) -> None:
        one_pass = self._open.passes[-1]
        if one_pass is not None:
            one_pass.trace.on_gradient(target, gradient)

    def on_error(self, node: Any, error: BaseException) -> None:
        one_pass = self._open.passes[-1]
        if one_pass is not None:
            one_pass.trace.on_error(node, error)

    def on_backward_end(self) -> None:
        self.last = self._open.passes.pop() or self.last

    def write(self, directory: Path) -> Iterator[Path]:
        """Write what was recorded into `directory`, and yield the path of each file when it is there.

        losses.csv and loss.svg come first: they are the program's work, and graph.svg is drawn from its last step.
        """
        self.stop()
        if self.losses:
            from backlight.see.curve import losses_svg

            yield _written(directory / "losses.csv", self.losses.table())
            yield _written(directory / "loss.svg", losses_svg(self.losses.curves(), xlabel="backward", first=1))
        if self.last is not None:
            yield _written(directory / "graph.svg", self.last.graph().svg())


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


class Pass(NamedTuple):
    """One backward pass: its trace, the losses it started from, by name, the program's line, and its number."""

    trace: Trace
    losses: list[tuple[str, float]]
    place: str
    number: int

    @property
    def title(self) -> str:
        """What the graph is: "loss = 0.006318, backward 300, train.py, line 31"."""
        words = [f"{name} = {number(value)}" for name, value in self.losses[:3]]
        how = f"backward {self.number:,}" if self.trace.accumulates else "autograd.grad"
        return ", ".join([*words, how, os.path.basename(self.place)])

    def graph(self) -> Graph:
        """The pass as a graph, ready to be drawn."""
        return self.trace.graph(self.title)


class OpenPasses(local):
    """The passes that have begun and not ended, of each thread: a hook may start a backward inside a backward.

    A pass that is not watched is None.
    """

    def __init__(self) -> None:
        self.passes: list[Any] = []


def _name(trace: Trace, root: Variable) -> str:
    return trace.names.get(id(root)) or trace.names.get(id(root._node)) or "loss"


def loss_of(root: Variable, gradient: Variable) -> float:
    """The number whose gradient is taken: the tensor's own, or its product with the gradient that was given."""
    array = root._array
    if array.size != 1:
        with np.errstate(all="ignore"):
            array = (array * gradient._array).sum()
    return array.item().real


def frame_that_calls() -> FrameType:
    """The program's frame that called backlight."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.f_back
    return frame


def place_that_calls() -> tuple[str, int]:
    """The file and line of the program that called backlight."""
    frame = frame_that_calls()
    return frame.f_code.co_filename, frame.f_lineno


_lines: dict[tuple, str] = {}


def _line_that_calls() -> str:
    """'file, line N' of the program's line that called backward."""
    key = place_that_calls()
    found = _lines.get(key)
    if found is None:
        found = _lines[key] = f"{key[0]}, line {key[1]}"
    return found
