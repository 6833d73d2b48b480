"""Watching a whole program: every loss, and the graph of its last backward pass."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from backlight.core import modes
from backlight.core.errors import user_place
from backlight.core.modes import Watcher
from backlight.core.op import LARGE
from backlight.see.trace import Trace


class Recorder(Watcher):
    """Records while it is started: every tensor on which `backward()` is called is a loss.

    It changes no number of the program. What it holds is one backward pass and one row per loss.
    """

    def __init__(self) -> None:
        self.losses: list[tuple[str, str, float]] = []  # (variable, place, value)
        self.trace: Trace | None = None
        self._open: list[Trace | None] = []  # a hook may start a backward inside a backward
        self._kept: WeakKeyDictionary = WeakKeyDictionary()  # large results, which the graph itself may not keep

    def start(self) -> None:
        """Watch the engine from here on."""
        modes.watch(self)

    def stop(self) -> None:
        """Watch no longer."""
        if modes.watcher is self:
            modes.watch(None)

    def on_record(self, node: Any, result: Any) -> None:
        if type(node.out) is np.ndarray and node.out.nbytes > LARGE:
            self._kept[node] = node.out

    def on_backward(self, roots: Any, gradients: Any, accumulate: bool) -> None:
        if not accumulate:  # gradients for their own sake, as in autograd.grad, are no training step
            self._open.append(None)
            return
        trace = Trace(roots, self._kept)
        self._open.append(trace)
        place = user_place() or ""
        for root, gradient in zip(roots, gradients, strict=True):
            value = float((root._array * gradient._array).sum().real)
            self.losses.append((trace.names.get(id(root), "loss"), place, value))

    def on_edge(self, node: Any, position: int, contribution: Any) -> None:
        if self._open and self._open[-1] is not None:
            self._open[-1].on_edge(node, position, contribution)

    def on_gradient(self, target: Any, gradient: Any) -> None:
        if self._open and self._open[-1] is not None:
            self._open[-1].on_gradient(target, gradient)

    def on_backward_end(self) -> None:
        self.trace = self._open.pop() or self.trace

    def write(self, directory: Path) -> list[Path]:
        """Write what was recorded into `directory`: graph.svg, loss.svg and losses.csv; return their paths."""
        self.stop()
        files: list[Path] = []
        if self.trace is None:
            return files
        name, place, value = self.losses[-1]
        files.append(directory / "graph.svg")
        self.trace.graph(f"{name} = {value:.6g}, backward number {len(self.losses)}").save(files[-1])
        files.append(directory / "loss.svg")
        files[-1].write_text(self._curve(), encoding="utf-8")
        files.append(directory / "losses.csv")
        files[-1].write_text(self._table(), encoding="utf-8")
        return files

    def _curve(self) -> str:
        from backlight.see.curve import losses_svg

        series: dict[str, list[float]] = {}
        for name, place, value in self.losses:
            series.setdefault(f"{name} ({place.rpartition('/')[2]})", []).append(value)
        return losses_svg(series, xlabel="backward")

    def _table(self) -> str:
        import csv
        from io import StringIO

        text = StringIO()
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(["backward", "loss", "variable", "place"])
        rows.writerows([i + 1, repr(value), name, place] for i, (name, place, value) in enumerate(self.losses))
        return text.getvalue()
