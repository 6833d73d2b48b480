"""The drawn graph as JSON: what docs/seeing.md describes under "A graph as data"."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from backlight.see.record.values import number, plain
from backlight.see.summary import Summary

if TYPE_CHECKING:
    from backlight.see.graph import Graph


def graph_json(graph: Graph) -> str:
    """Return a graph as JSON text: nodes, and edges between their numbers."""
    place = {node.key: i for i, node in enumerate(graph.nodes)}
    nodes = [
        {
            "id": place[node.key],
            "kind": node.kind,
            "title": node.title,
            "name": node.name,
            "grad_fn": node.operation,
            "place": node.place,
            "note": node.note,
            "count": node.count,
            "value": _values(node.value),
            "gradient": _values(node.gradient),
            "absent": "" if node.gradient is not None else node.absent,
        }
        for node in graph.nodes
    ]
    edges = [
        {
            "source": place[edge.source],
            "target": place[edge.target],
            "position": edge.position,
            "formula": edge.formula,
            "local": _values(edge.local),
            "contribution": _values(edge.contribution),
        }
        for edge in sorted(graph.edges, key=lambda edge: (place[edge.target], edge.position))
    ]
    told = {"format": "backlight-graph", "version": 1, "title": graph.title, "nodes": nodes, "edges": edges}
    return json.dumps(told, ensure_ascii=False, allow_nan=False)


def _values(about: str | Summary | None) -> Any:
    """An array: shape, dtype and its values if they are few, else their statistics."""
    if not isinstance(about, Summary):
        return about
    told: dict[str, Any] = {"shape": list(about.shape), "dtype": about.dtype}
    if about.values is not None:
        return told | {"values": plain(about.values)}
    known = (("min", about.minimum), ("max", about.maximum), ("mean", about.mean), ("std", about.deviation))
    told |= {name: None if value is None else number(f"{value:.7g}") for name, value in known}
    return told | {"nonfinite": about.nonfinite}
