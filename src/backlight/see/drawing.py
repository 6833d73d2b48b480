"""From a trace to a drawn graph: what each box and each edge says."""

from __future__ import annotations

from typing import Any

import numpy as np

from backlight.core.node import Node
from backlight.core.reads import is_stand_in, reads_of
from backlight.core.variable import Variable, edge
from backlight.see.files import file_name
from backlight.see.formula import formula, label
from backlight.see.graph import Graph, GraphEdge, GraphNode
from backlight.see.summary import Summary
from backlight.see.trace import Place, Trace

MOST = 2000  # nodes that are looked at; a drawing shows fewer still


def draw(trace: Trace, title: str = "") -> Graph:
    """Return what a trace has seen as a graph."""
    return _Drawing(trace).graph(title)


class _Drawing:
    """A graph being drawn: the boxes and edges so far, and the keys of what has a box."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.nodes: list[GraphNode] = []
        self.edges: list[GraphEdge] = []
        self.keys: dict[Any, str] = {}
        self.roots = {edge(root) for root in trace.roots}
        self.arrived: dict[Any, list] = {}  # the contributions to each node and leaf, in the order in which they came
        for (node, position), contribution in trace.contributions.items():
            self.arrived.setdefault(node.parents[position], []).append(contribution)
        freed = not trace.watched and any(step.freed for step in trace.steps.values())
        self.absent = "not kept" if freed else ""  # a backward has been here, and did not leave the gradients
        self.used: dict[Node, list[Node]] = {}  # of a node with several outputs: those that the graph uses
        for node in trace.steps:
            if node.picks:
                self.used.setdefault(node.parents[0], []).append(node)

    def graph(self, title: str) -> Graph:
        trace = self.trace
        ordered = sorted(trace.steps, key=lambda node: node.sequence)
        if len(ordered) > MOST:  # whatever uses one of the youngest is younger still
            self._fold(len(ordered) - MOST)
        for node in ordered[-MOST:]:
            self._place(node)
        for root in trace.roots:
            if edge(root) is None:
                self._constant(root._array, "root")
            elif isinstance(edge(root), Variable):
                self._leaf(root)
        return Graph(self.nodes, self.edges, title)

    def _fold(self, count: int) -> None:
        self.nodes.append(GraphNode("older", "folded", f"+{count:,} more", count=count))

    def _place(self, node: Node) -> None:
        """Draw a node and the edges that lead to it."""
        if node.picks:
            source = node.parents[0]
            if len(self.used[source]) == 1:  # it was drawn with that node
                self.keys[node] = self._key(source)
                return
        key = self.keys[node] = f"n{node.sequence}"
        outputs = self.used.get(node, ())
        at = outputs[0] if len(outputs) == 1 else node
        for position, parent in enumerate(node.parents):
            source = self._operand(node, position, parent)
            if source is not None:
                self.edges.append(self._edge(node, position, source))
        self.nodes.append(self._operation(key, node, at))

    def _key(self, place: Any) -> str:
        """The key of what an edge comes from; leaves are drawn when first met."""
        if isinstance(place, Variable):
            return self._leaf(place)
        return self.keys.get(place, "older")

    def _operand(self, node: Node, position: int, parent: Any) -> str | None:
        """The key of what stands at this place of a node, if it has a box."""
        if parent is not None:
            return self._key(parent)
        inputs = self.trace.steps[node].inputs
        if inputs is None or position >= len(inputs) or inputs[position] is None:
            return None
        return self._constant(inputs[position], f"{self.keys[node]}.{position}")

    # Boxes

    def _leaf(self, leaf: Variable) -> str:
        if leaf not in self.keys:
            self.keys[leaf] = f"leaf{len(self.keys)}"
            trace = self.trace
            name = trace.names.get(id(leaf), "")
            array, held = trace.leaves[leaf]
            gradient = trace.gradients.get(leaf)
            note, absent = self._changed_by_hook(leaf), ""
            if not trace.watched:
                gradient = held
            elif gradient is None and held is not None:
                absent = "none in this backward"
            elif trace.accumulates and held is not None and held.any():
                note = f"added to {Summary(held).text() if held.size <= 3 else 'what was'} in .grad"
            self.nodes.append(
                GraphNode(
                    self.keys[leaf],
                    "leaf",
                    name or "leaf",
                    name,
                    "",
                    self._summary(array),
                    self._summary(gradient),
                    note,
                    absent=absent,
                )
            )
        return self.keys[leaf]

    def _constant(self, value: Any, place: str) -> str | None:
        """A number in the program is a constant of its own at each place; a tensor is one wherever it is used."""
        if not isinstance(value, (np.ndarray, np.generic, bool, int, float, complex)):
            return None
        array = np.asarray(value)
        if array.dtype == object:
            return None
        shared = isinstance(value, np.ndarray) and (array.ndim > 0 or array.flags.writeable)
        known = id(value) if shared and not is_stand_in(value) else place
        if known not in self.keys:
            self.keys[known] = f"constant{len(self.keys)}"
            name = self.trace.names.get(id(value), "") if shared else ""
            summary = self._summary(value)
            self.nodes.append(GraphNode(self.keys[known], "constant", name or "constant", name, value=summary))
        return self.keys[known]

    def _operation(self, key: str, node: Node, at: Node) -> GraphNode:
        """The box of a node, with the value and gradient of `at`: the node itself, or its only output in use."""
        trace = self.trace
        step, gradient = trace.steps[at], trace.gradients.get(at)
        kind = "result" if at in self.roots else "several" if node in self.used and at is node else "operation"
        title, operation = label(node), node.name()
        if node.picks:
            title, operation = f"output {node.index}", ""  # type: ignore[attr-defined]
        note = self._changed_by_hook(at)
        if trace.error is not None and trace.error[0] is node:
            note = f"raised {type(trace.error[1]).__name__} here"
        elif -1 in step.overwritten:
            note = "overwritten in place since"
        return GraphNode(
            key,
            kind,
            title,
            trace.names.get(id(at), "") or trace.names.get(id(node), ""),
            operation,
            None if type(step.out) is tuple else self._summary(step.out, -1 in step.overwritten),
            self._summary(gradient),
            note,
            place=line_of(trace.steps[node].place),
            absent=self.absent,
        )

    def _changed_by_hook(self, place: Any) -> str:
        """What to say if the gradient is not the sum of what came in: a hook has replaced it."""
        gradient = self.trace.gradients.get(place)
        arrived = self.arrived.get(place)
        hooks = place._hooks if isinstance(place, Variable) else place.hooks
        if hooks is None or gradient is None or not arrived:
            return ""
        total = arrived[0]
        for contribution in arrived[1:]:
            total = total + contribution
        same = place in self.roots or np.array_equal(total, gradient, equal_nan=True)
        return "" if same else "gradient changed by a hook"

    # Edges

    def _edge(self, node: Node, position: int, source: str) -> GraphEdge:
        target = self.keys[node]
        if node.parents[position] is None:
            return GraphEdge(source, target, position)
        text, is_number = formula(node, position)
        numbers = None if is_number else local_derivative(self.trace, node, position)
        local = None if numbers is None else Summary(numbers)
        contribution = self._summary(self.trace.contributions.get((node, position)))
        return GraphEdge(source, target, position, text, local, contribution)

    def _summary(self, array: Any, lost: bool = False) -> Summary | None:
        if array is None:
            return None
        array = self.trace.value(array)
        return Summary(array, known=not lost and not is_stand_in(array))


def local_derivative(trace: Trace, node: Node, position: int) -> np.ndarray | None:
    """The numbers of the local derivative, where it works element by element: the rule applied to ones."""
    step, op = trace.steps[node], node.op
    if op is None or op.kind != "elementwise" or op.joint is not None or not isinstance(step.out, np.ndarray):
        return None
    if step.inputs is None or step.out.dtype.kind == "c":
        return None
    rule = op.rules[position]
    if rule is None:  # an argument that only says how, as a mask
        return None
    reads_out, reads = reads_of(rule)
    values = {-1: step.out} if reads_out else {}
    values |= {i: value for i, value in enumerate(step.inputs) if reads[i]}
    if step.overwritten.intersection(values) or any(map(is_stand_in, values.values())):
        return None
    inputs, out = [trace.value(value) for value in step.inputs], trace.value(step.out)
    with np.errstate(all="ignore"):
        return rule(np.ones(out.shape, out.dtype), out, *inputs, **node.params)


def line_of(place: Place | None) -> str:
    """A place in the program as text: "train.py, line 12"."""
    if place is None:
        return ""
    code, offset = place
    line = next((line for start, end, line in code.co_lines() if start <= offset < end), None)
    return f"{file_name(code.co_filename)}, line {line}"
