"""The shape of one step's graph: read from a trace, and told once however often it repeats.

A reading puts what a trace has seen into slots, in an order that depends on the program alone: operations by age, each
after the leaves and constants that it was the first to use. An operation of whose several outputs the program used one
is one slot with it. Two steps whose readings have the same key have the same graph, and differ in numbers only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core.node import Node
from backlight.core.reads import is_stand_in
from backlight.core.variable import Variable, edge
from backlight.see.formula import expression, formula, label
from backlight.see.trace import Trace

if TYPE_CHECKING:
    from backlight.see.record.places import Places

NUMBERS = (np.ndarray, np.generic, bool, int, float, complex)


class Reading:
    """A trace as slots and the edges between them."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.slots: list[Any] = []  # a Node, a leaf tensor, or the value of a constant
        self.kinds: list[str] = []
        self.edges: list[tuple[int, int, int]] = []  # from slot, to slot, as which operand
        self.index: dict[Any, int] = {}  # of nodes, leaves and shared constants
        self.outputs: dict[Node, list[Any]] = {}  # of nodes with several: those in use
        self._key: list[Any] = []
        nodes = sorted(trace.steps, key=lambda node: node.sequence)
        for node in nodes:
            if node.picks:
                self.outputs.setdefault(node.parents[0], []).append(node)
        for node in nodes:
            if node.picks and len(self.outputs[node.parents[0]]) == 1:
                self.index[node] = self.index[node.parents[0]]
            else:
                self._take(node)
        for root in trace.roots:
            if isinstance(edge(root), Variable):
                self._leaf(root)
        self.key = tuple(self._key)

    def _take(self, node: Node) -> None:
        sources = []
        step = self.trace.steps[node]
        for position, parent in enumerate(node.parents):
            if parent is None:
                inputs = step.inputs
                source = None if inputs is None or position >= len(inputs) else self._constant(inputs[position])
            else:
                source = self._leaf(parent) if isinstance(parent, Variable) else self.index[parent]
            sources.append(source)
        number = self._add(node, "operation", node)
        for position, source in enumerate(sources):
            if source is not None:
                self.edges.append((source, number, position))
        only = self.only(node)
        out = step.out if only is None else self.trace.steps[only].out
        shape = (out.shape, out.dtype) if isinstance(out, np.ndarray) else None
        self._key += (type(node), step.place, step.module, tuple(sources), shape, None if only is None else only.index)

    def _leaf(self, leaf: Variable) -> int:
        if leaf not in self.index:
            self._add(leaf, "leaf", leaf)
            self._key += ("leaf", leaf._array.shape, leaf._array.dtype)
        return self.index[leaf]

    def _constant(self, value: Any) -> int | None:
        """A tensor's array is one constant wherever it is used; a number of the program is another each time."""
        if not isinstance(value, NUMBERS) or getattr(getattr(value, "dtype", None), "hasobject", False):
            return None
        shared = isinstance(value, np.ndarray) and (value.ndim > 0 or value.flags.writeable) and not is_stand_in(value)
        if shared and id(value) in self.index:
            return self.index[id(value)]
        self._key += ("constant", getattr(value, "shape", ()), getattr(value, "dtype", type(value)))
        return self._add(value, "constant", id(value) if shared else None)

    def _add(self, slot: Any, kind: str, key: Any) -> int:
        number = len(self.slots)
        self.slots.append(slot)
        self.kinds.append(kind)
        if key is not None:
            self.index[key] = number
        return number

    def only(self, node: Any) -> Any:
        """The output that stands for a node with several, as the only one in use; None otherwise."""
        outputs = self.outputs.get(node, ())
        return outputs[0] if len(outputs) == 1 else None

    def gradient(self, slot: int) -> np.ndarray | None:
        """What arrived at the slot; None where nothing did, and where there are several outputs."""
        what = self.slots[slot]
        if self.kinds[slot] == "constant":
            return None
        g = self.trace.gradients.get(self.only(what) or what)
        return None if g is None else np.asarray(g)

    def value(self, slot: int) -> np.ndarray | None:
        """What the slot holds in this step; None where it is lost."""
        what, kind, trace = self.slots[slot], self.kinds[slot], self.trace
        if kind == "operation":
            step = trace.steps[self.only(what) or what]
            if -1 in step.overwritten or not isinstance(step.out, np.ndarray):
                return None
            what = step.out
        elif kind == "leaf":
            what = trace.leaves[what][0]
        array = np.asarray(trace.value(what))
        return None if is_stand_in(array) else array


def describe(reading: Reading, places: Places, classes: dict[str, str]) -> dict:
    """The graph of a reading as plain data, without its numbers."""
    trace = reading.trace
    roots = {edge(root) for root in trace.roots}
    roots = {reading.index[root] for root in roots if root in reading.index}
    nodes = [_node(reading, slot, slot in roots, places) for slot in range(len(reading.slots))]
    edges = []
    for number, (source, target, position) in enumerate(reading.edges):
        node = reading.slots[target]
        text = formula(node, position)[0]
        edges.append({"id": number, "source": source, "target": target, "position": position, "formula": text})
    paths = {node["module"] for node in nodes}
    paths |= {path[:at] for path in paths for at, letter in enumerate(path) if letter == "."}
    return {
        "nodes": nodes,
        "edges": edges,
        "modules": {path: classes.get(path, "") for path in sorted(paths)},
        "forward": [slot for slot in range(len(nodes))],
    }


def _node(reading: Reading, slot: int, is_root: bool, places: Places) -> dict:
    what, kind, trace = reading.slots[slot], reading.kinds[slot], reading.trace
    only = reading.only(what) if kind == "operation" else None
    name = trace.names.get(id(only), "") or trace.names.get(id(what), "")
    told = {"id": slot, "kind": "result" if is_root else kind, "op": "", "grad_fn": "", "label": name, "name": name}
    value = reading.value(slot)
    place, module, text = None, "", ""
    if kind == "operation":
        step = trace.steps[what]
        place, module = step.place and list(places.of(*step.place)), step.module
        told |= {"op": what.op.name if what.op else "", "grad_fn": what.name(), "label": label(what)}
        told["family"] = what.op.kind if what.op else ""
        text = expression(what)
        if what.picks:
            told |= {"label": f"output {what.index}", "grad_fn": "", "op": "pick"}
            text = ""
        if type(step.out) is tuple and only is None:
            told["kind"] = "several"
        elif only is not None:
            told["output"] = only.index
            step = trace.steps[only]
        value = step.out if isinstance(step.out, np.ndarray) else None
    shape = list(value.shape) if value is not None else None
    dtype = value.dtype.name if value is not None else ""
    return told | {"shape": shape, "dtype": dtype, "module": module, "place": place, "formula": text}
