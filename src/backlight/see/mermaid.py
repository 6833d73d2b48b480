"""The graph as Mermaid source text, which GitHub, GitLab and many notebooks draw by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlight.see.dot import edge_lines, node_lines

if TYPE_CHECKING:
    from backlight.see.graph import Graph

SHAPES = {"leaf": ("[", "]"), "constant": ("[", "]"), "folded": ("[", "]")}
STYLES = {
    "leaf": "fill:#e4f1fb,stroke:#0072b2,color:#1b1f24",
    "constant": "fill:#f4f5f7,stroke:#8390a0,color:#1b1f24,stroke-dasharray:4 3",
    "result": "fill:#fff5d6,stroke:#a87400,color:#1b1f24,stroke-width:2px",
}
# What Mermaid or the page around it would read as markup, as the entities that it knows by number.
_ESCAPES = {ord(c): f"#{ord(c)};" for c in '"#&<>`*_\\|[]{}()'}


def graph_mermaid(graph: Graph) -> str:
    """Return a graph as Mermaid source text: values flow down, gradients are on the edges."""
    place = {node.key: i for i, node in enumerate(graph.nodes)}
    lines = ["flowchart TD"]
    for node in graph.nodes:
        left, right = SHAPES.get(node.kind, ("(", ")"))
        style = f":::{node.kind}" if node.kind in STYLES else ""
        lines.append(f"  n{place[node.key]}{left}{_quote(node_lines(node))}{right}{style}")
    for edge in sorted(graph.edges, key=lambda edge: (place[edge.target], edge.position)):
        words = edge_lines(edge)
        label = f"|{_quote(words)}|" if words else ""
        lines.append(f"  n{place[edge.source]} -->{label} n{place[edge.target]}")
    lines += [f"  classDef {kind} {style}" for kind, style in STYLES.items()]
    return "\n".join([*lines, ""])


def _quote(lines: list[str]) -> str:
    return '"' + "<br>".join([" ".join(line.split()).translate(_ESCAPES) for line in lines]) + '"'
