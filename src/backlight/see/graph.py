"""The drawn graph as data: nodes with a value and a gradient, edges with a local derivative, and what draws them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from os import PathLike, fspath

from backlight.see.layers import distances
from backlight.see.summary import Summary

KINDS = ("leaf", "constant", "operation", "result", "several", "folded")
LIMIT = 400  # nodes of a drawing; the eye is lost long before


class GraphNode:
    """A value of the computation and where it came from.

    Arguments: key, unique in its graph; kind, "leaf" (gets a gradient), "constant" (needs none), "operation" or
    "result" ("several" is an operation whose outputs are nodes of their own, "folded" stands for `count` nodes);
    title, the operation's symbol or the leaf's name; name, the Python variable; operation, the op's name; value;
    gradient, None as long as there is none; note, anything more to say; place, the source line; absent, the words in
    place of a gradient that is None.
    """

    __slots__ = (
        "absent",
        "count",
        "gradient",
        "key",
        "kind",
        "name",
        "note",
        "operation",
        "place",
        "title",
        "value",
    )

    def __init__(
        self,
        key: Hashable,
        kind: str,
        title: str,
        name: str = "",
        operation: str = "",
        value: Summary | None = None,
        gradient: Summary | None = None,
        note: str = "",
        *,
        place: str = "",
        absent: str = "",
        count: int = 1,
    ) -> None:
        if kind not in KINDS:
            raise ValueError(f"kind of graph node: expected one of {', '.join(KINDS)}, got {kind!r}")
        self.key = key
        self.kind = kind
        self.title = title
        self.name = name
        self.operation = operation
        self.value = value
        self.gradient = gradient
        self.note = note
        self.place = place
        self.absent = absent or {"constant": "no gradient needed", "several": "", "folded": ""}.get(kind, "none yet")
        self.count = count

    def __repr__(self) -> str:
        return f"<GraphNode {self.key!r}: {self.kind} {self.name or self.title}>"


class GraphEdge:
    """One use of a value: `target` takes `source` as its operand number `position`.

    Arguments: formula, the local derivative as text, such as "∂(x·y)/∂x = y"; local, its numbers, as text ("= 3.0")
    or as a Summary; contribution, the gradient that backward sent along this edge, None as long as it sent none.
    """

    __slots__ = ("contribution", "formula", "local", "position", "source", "target")

    def __init__(
        self,
        source: Hashable,
        target: Hashable,
        position: int = 0,
        formula: str = "",
        local: str | Summary | None = None,
        contribution: Summary | None = None,
    ) -> None:
        self.source = source
        self.target = target
        self.position = position
        self.formula = formula
        self.local = local
        self.contribution = contribution

    def __repr__(self) -> str:
        return f"<GraphEdge {self.source!r} → {self.target!r} [{self.position}]>"


class Graph:
    """A computation graph with its values and gradients, ready to be drawn; prints itself as text.

    In a notebook it shows itself as a picture. Two edges between the same nodes are two uses, as in `x * x`.

    >>> x = GraphNode("x", "leaf", "x", value=Summary(3.0), gradient=Summary(6.0))
    >>> y = GraphNode("y", "result", "×", value=Summary(9.0), gradient=Summary(1.0))
    >>> print(Graph([x, y], [GraphEdge("x", "y", k, "∂(x·y)/∂" + "xy"[k]) for k in (0, 1)]))
    ×              = 9.0  grad 1.0
    │  ∂(x·y)/∂x
    ├─ x           = 3.0  grad 6.0
    │  ∂(x·y)/∂y
    └─ x (above)
    """

    __slots__ = ("edges", "nodes", "title")

    def __init__(self, nodes: Sequence[GraphNode], edges: Sequence[GraphEdge], title: str = "") -> None:
        self.nodes = list(nodes)
        self.edges = list(edges)
        self.title = title
        keys = {node.key for node in self.nodes}
        if len(keys) < len(self.nodes):
            raise ValueError(f"graph: {len(self.nodes)} nodes share {len(keys)} keys; every node needs its own")
        for edge in self.edges:
            if edge.source not in keys or edge.target not in keys:
                raise ValueError(f"graph: {edge!r} ends at a node that is not in the graph")

    def pairs(self) -> list[tuple[int, int]]:
        """Return each edge as the places of its two ends in `nodes`."""
        place = {node.key: i for i, node in enumerate(self.nodes)}
        return [(place[edge.source], place[edge.target]) for edge in self.edges]

    def folded(self, limit: int) -> Graph:
        """Return a graph of at most `limit` nodes: those farthest from the results become one, "+1,904 more"."""
        if len(self.nodes) <= limit:
            return self
        pairs = self.pairs()
        far = distances(len(self.nodes), pairs)
        # By longest distance: whatever uses a kept node is nearer, so kept too, and no edge leads back into the fold.
        order = sorted(range(len(self.nodes)), key=far.__getitem__)
        kept = sorted(order[: max(limit - 1, 1)])
        count = sum(node.count for node in self.nodes) - sum(self.nodes[i].count for i in kept)
        fold = GraphNode("…", "folded", f"+{count:,} more", count=count)
        inside = {self.nodes[i].key for i in kept}
        while fold.key in inside:
            fold.key = f"{fold.key}…"
        edges = [
            edge
            if edge.source in inside
            else GraphEdge(fold.key, edge.target, edge.position, edge.formula, edge.local, edge.contribution)
            for edge in self.edges
            if edge.target in inside
        ]
        return Graph([fold, *(self.nodes[i] for i in kept)], edges, self.title)

    def svg(self, *, direction: str = "down", limit: int = LIMIT) -> str:
        """Return the graph as a self-contained SVG picture.

        Arguments: direction in which values flow, "down" or "right"; limit, how many nodes to draw at most.
        """
        from backlight.see.svg import graph_svg

        return graph_svg(self, direction=direction, limit=limit)

    def dot(self) -> str:
        """Return the graph as Graphviz source text."""
        from backlight.see.dot import graph_dot

        return graph_dot(self)

    def mermaid(self) -> str:
        """Return the graph as Mermaid source text, which GitHub and many notebooks draw."""
        from backlight.see.mermaid import graph_mermaid

        return graph_mermaid(self)

    def json(self) -> str:
        """Return the graph as JSON text, as docs/seeing.md describes under "A graph as data"."""
        from backlight.see.plain import graph_json

        return graph_json(self)

    def png(
        self, path: str | PathLike[str], *, scale: float = 2.0, direction: str = "down", limit: int = LIMIT
    ) -> None:
        """Write the picture to a PNG file, `scale` times as large; needs resvg (pip install "backlight[png]")."""
        from backlight.see.png import write_png

        write_png(self.svg(direction=direction, limit=limit), path, scale)

    def text(self, *, limit: int = LIMIT) -> str:
        """Return the graph as text of at most 100 columns, from the result to the leaves."""
        from backlight.see.text import graph_text

        return graph_text(self, limit=limit)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the graph to a file: .svg or .png picture, .dot, .mmd, .json or .txt text."""
        name = fspath(path)
        suffix = name[name.rfind(".") :].lower() if "." in name else ""
        writers = {".svg": self.svg, ".dot": self.dot, ".mmd": self.mermaid, ".json": self.json, ".txt": self.text}
        if suffix == ".png":
            return self.png(path)
        if suffix not in writers:
            raise ValueError(f"save: expected a file name ending in {', '.join([*writers, '.png'])}, got {name!r}")
        with open(name, "w", encoding="utf-8") as file:
            file.write(writers[suffix]())

    def _repr_svg_(self) -> str:
        return self.svg()

    def __repr__(self) -> str:
        return self.text()
