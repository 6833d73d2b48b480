"""The graph as Graphviz source text, for those who have Graphviz and want to draw it their own way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlight.see.summary import Summary

if TYPE_CHECKING:
    from backlight.see.graph import Graph, GraphEdge, GraphNode

STYLES = {
    "leaf": 'shape=box, style=filled, fillcolor="#e4f1fb", color="#0072b2"',
    "constant": 'shape=box, style="filled,dashed", fillcolor="#f4f5f7"',
    "operation": 'shape=box, style="filled,rounded", fillcolor="#ffffff"',
    "result": 'shape=box, style="filled,rounded", fillcolor="#fff5d6", color="#a87400", penwidth=2',
    "several": 'shape=box, style="filled,rounded", fillcolor="#ffffff"',
    "folded": 'shape=box, style="dashed"',
}


def graph_dot(graph: Graph) -> str:
    """Return a graph as Graphviz source text: the same boxes, values, gradients and labels as in the picture."""
    place = {node.key: i for i, node in enumerate(graph.nodes)}
    lines = ["digraph {"]
    if graph.title:
        lines.append(f"  label={_quote([graph.title])}; labelloc=t;")
    lines.append('  ordering=in; node [fontname="Helvetica"]; edge [fontname="Helvetica", fontsize=10];')
    for node in graph.nodes:
        lines.append(f"  n{place[node.key]} [label={_quote(node_lines(node))}, {STYLES[node.kind]}];")
    for edge in sorted(graph.edges, key=lambda edge: (place[edge.target], edge.position)):  # for ordering=in
        lines.append(f"  n{place[edge.source]} -> n{place[edge.target]} [label={_quote(edge_lines(edge))}];")
    return "\n".join([*lines, "}\n"])


def node_lines(node: GraphNode) -> list[str]:
    """What a box says, line by line."""
    lines = [f"{node.name}: {node.title}" if node.name and node.name != node.title else node.title]
    if node.kind == "folded":
        return lines
    if node.value is not None:
        lines.append(f"value {node.value.text()}")
    if node.gradient is not None:
        lines.append(f"grad {node.gradient.text()}")
    elif node.absent:
        lines.append(node.absent if node.kind == "constant" else f"grad {node.absent}")
    return [*lines, node.note] if node.note else lines


def edge_lines(edge: GraphEdge) -> list[str]:
    """What an edge says, line by line."""
    local = f"= {edge.local.text()}" if isinstance(edge.local, Summary) else edge.local or ""
    lines = [f"{edge.formula} {local}".strip()]
    if edge.contribution is not None:
        lines.append(f"↑ {edge.contribution.text()}")
    return [line for line in lines if line]


def _quote(lines: list[str]) -> str:
    """A Graphviz string of several lines. A backslash would start an escape, so it is doubled."""
    escaped = [" ".join(line.split()).replace("\\", "\\\\").replace('"', '\\"') for line in lines]
    return '"' + "\\n".join(escaped) + '"'
