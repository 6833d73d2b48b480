"""From the engine's nodes to a drawn graph: the values of one backward pass, and what flowed along each edge.

A trace takes references while the pass runs, and does its work when someone wants to see the graph.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from backlight.core.modes import Watcher
from backlight.core.node import Node
from backlight.core.reads import is_stand_in
from backlight.core.variable import Variable, edge
from backlight.see.graph import Graph, GraphEdge, GraphNode
from backlight.see.summary import Summary

_OPERANDS = "xyzuvw"


class Trace(Watcher):
    """One backward pass: its graph, the values in it, and the gradients as far as they have come."""

    def __init__(self, roots: Sequence[Variable], kept: Any = None) -> None:
        """`kept` has, by node, large results that the graph itself does not keep."""
        self.roots = list(roots)
        self.names = names_in_scope()
        self.gradients: dict = {}  # node or leaf -> array
        self.contributions: dict = {}  # (node, position) -> array
        self.nodes: dict = {}  # node -> (inputs, out), the arrays before backward frees them
        self.leaves: dict = {}  # leaf -> its value, copied: training will change it
        stack = [place for place in (edge(r) for r in roots) if place is not None]
        while stack:
            place = _source(stack.pop())
            if place in self.nodes or place in self.leaves:
                continue
            if isinstance(place, Variable):
                self.leaves[place] = np.array(place._array)
                continue
            out = place.out if kept is None else kept.get(place, place.out)
            self.nodes[place] = (place.inputs, out)
            stack += [parent for parent in place.parents if parent is not None]
        for leaf in self.leaves:
            if leaf._grad is not None and kept is None:
                self.gradients[leaf] = leaf._grad._array
        for root in roots:  # a root's value is at hand even when its node has been freed
            place = root._node
            if isinstance(place, Node) and not place.picks and self.nodes[place][1] is None:
                self.nodes[place] = (self.nodes[place][0], root._array)

    def on_gradient(self, target: Any, gradient: Any) -> None:
        self.gradients[_source(target)] = _array(gradient)

    def on_edge(self, node: Any, position: int, contribution: Any) -> None:
        self.contributions[node, position] = _array(contribution)

    def graph(self, title: str = "") -> Graph:
        """The pass as a graph with text and numbers, ready to be drawn."""
        return _Drawing(self).graph(title)


def _source(place: Any) -> Any:
    """The node itself for one of its several outputs."""
    return place.parents[0] if isinstance(place, Node) and place.picks else place


def _array(gradient: Any) -> Any:
    gradient = getattr(gradient, "_array", gradient)
    return None if type(gradient) is dict else gradient


def names_in_scope() -> dict[int, str]:
    """The user's variables that hold tensors, by the ids of tensor, array and node; inner scopes win."""
    package = __name__.partition(".")[0]
    names: dict[int, str] = {}
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_globals.get("__name__", "").partition(".")[0] != package:
            for scope in (frame.f_locals, frame.f_globals):
                for name, value in list(scope.items()):
                    if isinstance(value, Variable) and name[0] != "_":
                        names.setdefault(id(value), name)
                        names.setdefault(id(value._array), name)
                        if value._node is not None:
                            names.setdefault(id(_source(value._node)), name)
        frame = frame.f_back
    return names


def _summary(array: Any) -> Summary | None:
    if array is None or not hasattr(array, "dtype"):
        return None if array is None else Summary(array)
    return Summary(array, known=not is_stand_in(array))


class _Drawing:
    """A trace being turned into the nodes and edges of a drawing."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.nodes: list[GraphNode] = []
        self.edges: list[GraphEdge] = []
        self.keys: dict = {}

    def graph(self, title: str) -> Graph:
        trace = self.trace
        ordered = sorted(trace.nodes, key=lambda node: node.sequence)
        roots = {_source(edge(r)) for r in trace.roots}
        for node in ordered:
            self.keys[node] = f"n{node.sequence}"
            targets = [(self._operand(node, i, parent), i) for i, parent in enumerate(node.parents)]
            self.nodes.append(self._operation(node, node in roots))
            self.edges += [self._edge(node, i, key) for key, i in targets if key is not None]
        for root in roots:
            if isinstance(root, Variable):
                self._leaf(root)
        return Graph(self.nodes, self.edges, title)

    def _operand(self, node: Node, position: int, parent: Any) -> str | None:
        """The key of what stands at this place of the node; leaves and constants are drawn when first met."""
        if parent is not None:
            parent = _source(parent)
            return self._leaf(parent) if isinstance(parent, Variable) else self.keys[parent]
        inputs = self.trace.nodes[node][0]
        if inputs is None or position >= len(inputs) or inputs[position] is None:
            return None
        return self._constant(inputs[position], f"{self.keys[node]}.{position}")

    def _leaf(self, leaf: Variable) -> str:
        if leaf not in self.keys:
            self.keys[leaf] = f"leaf{len(self.keys)}"
            name = self.trace.names.get(id(leaf), "")
            value, gradient = self.trace.leaves[leaf], self.trace.gradients.get(leaf)
            self.nodes.append(
                GraphNode(self.keys[leaf], "leaf", name or "leaf", name, "", _summary(value), _summary(gradient))
            )
        return self.keys[leaf]

    def _constant(self, value: Any, place: str) -> str | None:
        array = np.asarray(value)
        if array.dtype == object:
            return None
        # a number in the program is a constant of its own at each place; a tensor is one wherever it is used
        shared = array.ndim > 0 or array.flags.writeable
        known = id(array) if shared else place
        if known not in self.keys:
            self.keys[known] = f"constant{len(self.keys)}"
            name = self.trace.names.get(id(array), "") if shared else ""
            self.nodes.append(GraphNode(self.keys[known], "constant", name or "constant", name, value=_summary(array)))
        return self.keys[known]

    def _operation(self, node: Node, is_root: bool) -> GraphNode:
        out = self.trace.nodes[node][1]
        value = None if type(out) is tuple else _summary(out)
        return GraphNode(
            self.keys[node],
            "result" if is_root else "operation",
            _label(node),
            self.trace.names.get(id(node), ""),
            node.name(),
            value,
            _summary(self.trace.gradients.get(node)),
        )

    def _edge(self, node: Node, position: int, source: str) -> GraphEdge:
        differentiable = node.parents[position] is not None
        contribution = self.trace.contributions.get((node, position))
        return GraphEdge(
            source,
            self.keys[node],
            position,
            _formula(node, position) if differentiable else "",
            self._local(node, position) if differentiable else None,
            _summary(contribution),
        )

    def _local(self, node: Node, position: int) -> Summary | None:
        """The numbers of the local derivative, where it works element by element: the rule applied to ones."""
        inputs, out = self.trace.nodes[node]
        op = node.op
        if op is None or op.kind != "elementwise" or inputs is None or not isinstance(out, np.ndarray):
            return None
        if any(is_stand_in(a) for a in (*inputs, out)):
            return None
        with np.errstate(all="ignore"):
            return _summary(op.rules[position](np.ones(out.shape, out.dtype), out, *inputs, **node.params))


def _label(node: Node) -> str:
    return node.name().removesuffix("Backward") if node.op is None else node.op.text(node.op.label, node.params)


def _is_expression(label: str) -> bool:
    """Whether a label names its operand itself, as x² does and max does not."""
    around = f" {label} "
    letters = "abcdefghijklmnopqrstuvwxyz"
    return "ˣ" in label or any(
        here in _OPERANDS and before not in letters and after not in letters
        for before, here, after in zip(around, around[1:], around[2:])
    )


def _formula(node: Node, position: int) -> str:
    """The local derivative as text, such as "∂(x × y)/∂x = y"."""
    op = node.op
    if op is None:
        return ""
    label = _label(node)
    operands = _OPERANDS[: len(node.parents)]
    if _is_expression(label):
        whole = label
    elif len(operands) == 2 and not label[:1].isalpha():
        whole = f"x {label} y"
    else:
        whole = f"{label}({', '.join(operands)})" if len(operands) < 7 else label
    local = op.text(op.local[min(position, len(op.local) - 1)], node.params) if op.local else ""
    variable = operands[position] if position < len(operands) else f"x{position}"
    around = whole if whole.endswith(")") and whole[:1].isalpha() else f"({whole})" if " " in whole else whole
    return f"∂{around}/∂{variable}" + (f" = {local}" if local else "")
