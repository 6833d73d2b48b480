"""The graph as text for a terminal: a tree from the result down to the leaves, at most 100 columns wide."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from backlight.see.summary import Summary
from backlight.see.theme import clip

if TYPE_CHECKING:
    from backlight.see.graph import Graph, GraphEdge, GraphNode

WIDTH = 100
DEEPEST = 10  # levels of a tree; what lies deeper starts a tree of its own, further below
LABEL, VALUE = 44, 26  # the widest columns; what is wider moves to the right, or to the next line


def graph_text(graph: Graph, *, limit: int = 400) -> str:
    """Return a graph as text: a line for each value with its gradient, and above it a line for the use it is put to.

    That line shows the local derivative and, after "↓", the gradient that came down along the edge. A value used
    several times is printed once and referred to.
    """
    return _Tree(graph.folded(limit)).text()


class _Tree:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.nodes = {node.key: node for node in graph.nodes}
        self.uses: dict[Hashable, list[GraphEdge]] = {node.key: [] for node in graph.nodes}  # by the node that uses
        count = dict.fromkeys(self.uses, 0)
        for edge in sorted(graph.edges, key=lambda edge: edge.position):
            self.uses[edge.target].append(edge)
            count[edge.source] += 1
        self.results = [key for key, uses in count.items() if not uses]
        self.rows: list[tuple[str, str, list[str]]] = []  # what precedes, what precedes a further line, the parts
        self.printed: set[Hashable] = set()
        self.later: dict[Hashable, None] = {}  # in the order in which they get trees of their own
        self.labels = {key: _label(node) for key, node in self.nodes.items()}
        seen: dict[str, int] = {}
        for label in self.labels.values():
            seen[label] = seen.get(label, 0) + 1
        alike = [key for key, label in self.labels.items() if seen[label] > 1]
        self.numbers = {key: f" #{number}" for number, key in enumerate(alike, start=1)}
        for key in alike:
            if count[key] > 1:
                self._number(key)

    def _number(self, key: Hashable) -> None:
        """Tell a node that is referred to from others of the same label."""
        self.labels[key] += self.numbers.pop(key, "")

    def text(self) -> str:
        waiting = list(self.results)
        while waiting:
            for root in waiting:
                if self.rows:
                    self.rows.append(("", "", []))
                self._block(root)
            waiting = [key for key in self.later if key not in self.printed]
        columns = self._columns()
        lines = [line for first, further, parts in self.rows for line in _lines(first, further, parts, columns)]
        return "\n".join([self.graph.title, "", *lines] if self.graph.title else lines)

    def _block(self, root: Hashable) -> None:
        """Print the tree below one node, with a stack, as graphs can be deeper than Python's."""
        stack: list[tuple[GraphEdge | None, Hashable, str, bool]] = [(None, root, "", True)]
        while stack:
            edge, key, before, last = stack.pop()
            bar = before + ("" if edge is None else "   " if last else "│  ")
            if edge is not None:
                parts = _edge_parts(edge)
                if parts:
                    self.rows.append((before + "│  ", before + "│    ", parts))
            first = before + ("" if edge is None else "└─ " if last else "├─ ")
            operands = self.uses[key]
            deep = bool(operands) and len(bar) > 3 * DEEPEST
            if key in self.printed or (edge is not None and (deep or key in self.later)):
                where = " (above)"
                if key not in self.printed:
                    where = " (below)"
                    self._number(key)
                    self.later[key] = None
                self.rows.append((first, bar, [self.labels[key] + where * (self.nodes[key].kind != "folded")]))
                continue
            self.printed.add(key)
            self.rows.append((first, bar + "│    " if operands else bar + "  ", self._node_parts(key)))
            for k in range(len(operands) - 1, -1, -1):
                stack.append((operands[k], operands[k].source, bar, k == len(operands) - 1))

    def _node_parts(self, key: Hashable) -> list[str]:
        node = self.nodes[key]
        if node.kind == "folded":
            return [self.labels[key]]
        value = "" if node.value is None else f"= {node.value.text()}"
        if node.gradient is not None:
            gradient = f"grad {node.gradient.text()}"
        else:
            gradient = node.absent if node.kind == "constant" or not node.absent else f"grad {node.absent}"
        unnamed = node.title == "constant"
        label = self.labels[key] + " (constant)" * (node.kind == "constant" and not unnamed)
        return [label, value, gradient, *([clip(node.note, 40)] if node.note else [])]

    def _columns(self) -> tuple[int, int]:
        """Where values start, and where gradients do."""
        labels = [len(first) + len(parts[0]) for first, _, parts in self.rows if parts]
        values = [len(parts[1]) for _, _, parts in self.rows if len(parts) > 1]
        value = max((n for n in labels if n <= LABEL), default=0) + 2
        return value, value + max((n for n in values if n <= VALUE), default=0) + 2


def _label(node: GraphNode) -> str:
    title = clip(node.title, 30)
    if node.name and node.name != node.title:
        title = f"{clip(node.name, 30)}: {title}"
    return title


def _edge_parts(edge: GraphEdge) -> list[str]:
    local = f"= {edge.local.text()}" if isinstance(edge.local, Summary) else edge.local or ""
    formula = clip(f"{edge.formula} {local}", 62)
    if edge.contribution is None:
        return [formula] if formula else []
    return [formula, "", f"   ↓ {edge.contribution.text()}"]


def _lines(first: str, further: str, parts: list[str], columns: tuple[int, int]) -> list[str]:
    """Set the parts of a row in their columns, those that do not fit on lines of their own."""
    line = first + (parts[0] if parts else "")
    lines = []
    for part, column in zip(parts[1:], (*columns, 0)):
        at = max(column, len(line) + 2)
        if part and (at + len(part) <= WIDTH or column == columns[0]):  # a value stays beside its name
            line = line.ljust(at) + part
        elif part:
            lines.append(line)
            line = further + part.lstrip()
    return [text if len(text) <= WIDTH else text[: WIDTH - 1] + "…" for text in (*lines, line.rstrip())]
