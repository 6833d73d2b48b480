"""Which backward a question is about: that of a recording, or one that is walked for the answer alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from backlight.core import modes
from backlight.core.backward import walk
from backlight.core.node import Node
from backlight.core.start import first_gradient
from backlight.core.variable import Variable, edge
from backlight.see.drawing import line_of
from backlight.see.formula import label
from backlight.see.names import variables_in_scope
from backlight.see.record.recording import Recording, latest
from backlight.see.trace import Trace

ROOTS = 20  # results of the program that are looked at, the youngest first


def walked(root: Any) -> Trace:
    """A trace of a backward from `root` that leaves no gradient anywhere and frees nothing."""
    trace = Trace([root])
    before = modes.watch(trace)
    try:
        walk((root,), (first_gradient(root, None),), retain_graph=True, accumulate=False)
    finally:
        modes.watch(before)
    return trace


def is_freed(trace: Trace) -> bool:
    """Whether a backward has let go of values in this graph."""
    return any(step.freed for step in trace.steps.values())


def array_of(x: Any) -> np.ndarray:
    """The numbers of a tensor, or of what is an array already."""
    return np.asarray(getattr(x, "_array", x))


def holds(trace: Trace, x: Any) -> bool:
    """Whether the graph of a trace leads to `x`."""
    return edge(x) in trace.steps or edge(x) in trace.leaves


def last_trace(recording: Recording) -> Trace | None:
    """The last step of a recording, with the names that variables had in it or have now."""
    one = recording.last
    if one is None:
        return None
    if one.graph is not None:
        for what, node in zip(one.reading.slots, one.graph["nodes"], strict=True):
            if node["name"]:
                one.trace.names.setdefault(id(what), node["name"])
    one.trace.name()
    return one.trace


def recorded(x: Any) -> Trace | None:
    """The last step of the recording that began last, if `x` is in its graph."""
    recording = latest[0] if latest else None
    if recording is None or recording.last is None or not holds(recording.last.trace, x):
        return None
    return last_trace(recording)


def results_in_scope(besides: Any) -> list[tuple[str, Any]]:
    """The program's variables that hold results of operations, the youngest first, with their names."""
    found = {id(x): (name, x) for name, x in reversed(variables_in_scope()) if isinstance(x._node, Node)}
    found.pop(id(besides), None)
    return sorted(found.values(), key=_age)[:ROOTS]


def _age(pair: tuple[str, Any]) -> int:
    return -pair[1]._node.sequence


class Passed:
    """A backward that was watched, read backwards: from a place in the graph to those who sent it its gradient."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.uses: dict[Any, list[tuple[Node, int]]] = {}
        for node in sorted(trace.steps, key=lambda node: -node.sequence):
            for position, parent in enumerate(node.parents):
                if parent is not None:
                    self.uses.setdefault(parent, []).append((node, position))

    def gradient(self, place: Any) -> Any:
        """What arrived at a node or a leaf; of a node with several outputs None."""
        return self.trace.gradients.get(place)

    def arrivals(self, place: Any) -> list[tuple[Node, int, Any]]:
        """Who sent what to a place: the node, as which of its operands the place stands there, the contribution."""
        trace = self.trace
        sent = [(node, at, trace.contributions.get((node, at))) for node, at in self.uses.get(place, ())]
        return [one for one in sent if one[2] is not None]

    def name(self, place: Any) -> str:
        """The variable, or else the operation's symbol."""
        named = self.trace.names.get(id(place), "")
        if named or isinstance(place, Variable):
            return named or "leaf"
        return f"output {place.index}" if place.picks else label(place)

    def line(self, place: Any) -> str:
        """Where the program made a node, " (train.py, line 3)", or nothing where that is not known."""
        step = self.trace.steps.get(place)
        text = line_of(step.place) if step is not None else ""
        return f" ({text})" if text else ""

    def value(self, place: Any) -> np.ndarray | None:
        """What a leaf or a node held in the forward pass."""
        if isinstance(place, Variable):
            return self.trace.value(self.trace.leaves[place][0])
        step = self.trace.steps[place]
        return self.trace.value(step.out) if isinstance(step.out, np.ndarray) and -1 not in step.overwritten else None
