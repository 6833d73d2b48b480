"""The graph as a picture: one self-contained SVG, with every value and gradient, for light and dark pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backlight.see.layout import Layout, Point, lay_out
from backlight.see.summary import Summary
from backlight.see.theme import MONO, SANS, clip, escape, picture, text_width

if TYPE_CHECKING:
    from backlight.see.graph import Graph, GraphEdge, GraphNode

PAD, EDGE = 10.0, 20.0  # inside a box, around the picture
HEAD, TEXT, SMALL = 13.0, 12.0, 10.5  # font sizes
ARROW = 16.0  # beside a contribution
LINES = {HEAD: 19.0, TEXT: 16.0, SMALL: 14.0}  # and their line heights

RULES = f"""
.backlight text{{font-family:{SANS};font-size:{TEXT:g}px;fill:@ink;white-space:pre}}
.backlight .bl-mono{{font-family:{MONO}}}
.backlight .bl-head{{font-size:{HEAD:g}px;font-weight:600}}
.backlight .bl-small{{font-size:{SMALL:g}px}}
.backlight .bl-dim{{fill:@dim;}}
.backlight .bl-ink{{fill:@ink;font-weight:600}}
.backlight .bl-grad{{fill:@grad;}}
.backlight .bl-warn{{fill:@warn;}}
.backlight .bl-none{{font-style:italic;opacity:.75}}
.backlight .bl-page{{fill:@page;}}
.backlight .bl-line{{fill:none;stroke:@line;stroke-width:1.5}}
.backlight .bl-arrow{{fill:@line;}}
.backlight .bl-back{{fill:none;stroke:@grad;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}}
.backlight .bl-chip{{fill:@page;}}
.backlight .bl-chip-grad{{fill:@chip;}}
.backlight .bl-badge{{fill:@badge;}}
.backlight .bl-box{{fill:@box;stroke:@line;stroke-width:1.2}}
.backlight .bl-leaf .bl-box{{fill:@leaf;stroke:@leaf-edge;stroke-width:1.6}}
.backlight .bl-leaf .bl-badge{{fill:@leaf-edge;}}
.backlight .bl-constant .bl-box,.backlight .bl-folded .bl-box{{fill:@constant;stroke-dasharray:4 3}}
.backlight .bl-result .bl-box{{fill:@result;stroke:@result-edge;stroke-width:2.6}}
.backlight .bl-result .bl-badge{{fill:@page;}}
"""


def graph_svg(graph: Graph, *, direction: str = "down", limit: int = 400, steps: Sequence[Graph] = ()) -> str:
    """Return a graph as SVG text.

    Arguments: direction in which values flow, "down" or "right"; limit, how many nodes to draw at most (those farthest
    from the results are folded into one); steps, the same graph with other values, as in other steps of a training:
    every box gets room for all of them, so that in their drawings nothing changes its place.
    """
    graph = graph.folded(limit)
    boxes, chips, order = _contents(graph, direction)
    sizes, labels = [box.size for box in boxes], [chip.size for chip in chips]
    for step in steps:
        others, more, _ = _contents(step.folded(limit), direction)
        sizes = [_larger(size, other.size) for size, other in zip(sizes, others, strict=True)]
        labels = [_larger(size, other.size) for size, other in zip(labels, more, strict=True)]
    for block, size in zip((*boxes, *chips), (*sizes, *labels)):
        block.size = size
    pairs = graph.pairs()
    layout = lay_out(sizes, [pairs[e] for e in order], labels, direction)
    head = 30.0 if graph.title else 0.0
    legend, legend_width, legend_height = _legend(graph, direction)
    width = round(max(layout.width, legend_width, text_width(graph.title, 15, bold=True)) + 2 * EDGE)
    height = round(layout.height + head + legend_height + 2 * EDGE + (16 if legend else 0))
    body = []
    if graph.title:
        body.append(_text(EDGE, EDGE + 13, escape(graph.title), "bl-head", size=15))
    shift = (width - layout.width) / 2
    body.append(f'<g transform="translate({shift:g} {EDGE + head:g})">')
    for node, line in layout.trunks:
        body.append(f'<path class="bl-line" data-source="{escape(graph.nodes[node].key)}" d="{_path(line, layout)}"/>')
    body += [_arrow(chip.edge, line, layout) for chip, line in zip(chips, layout.lines)]
    body += [chip.draw(box[0], box[1]) for chip, box in zip(chips, layout.labels)]
    body += [node.draw(box[0], box[1]) for node, box in zip(boxes, layout.boxes)]
    body.append("</g>")
    if legend:
        body.append(f'<g transform="translate({EDGE:g} {height - EDGE - legend_height:g})">{legend}</g>')
    return picture(width, height, graph.title or "computation graph", body, RULES)


def _contents(graph: Graph, direction: str) -> tuple[list[_NodeBox], list[_Chip], list[int]]:
    """What is to be drawn: a box per node; a label per edge and the edges' places, each operation's in order."""
    order = sorted(range(len(graph.edges)), key=lambda e: graph.edges[e].position)
    return [_NodeBox(node) for node in graph.nodes], [_Chip(graph.edges[e], direction) for e in order], order


def _larger(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    return max(a[0], b[0]), max(a[1], b[1])


# Boxes ---------------------------------------------------------------------------------------------------------------


class _NodeBox:
    """A node as rows of text: what it is, its value, its gradient."""

    def __init__(self, node: GraphNode) -> None:
        self.node = node
        self.title = clip(node.title, 24)
        self.name = clip(node.name or (node.operation if node.operation != node.title else ""), 28)
        self.badge = node.kind in ("operation", "result", "several")
        self.rows = _node_rows(node)
        self.column = max((text_width(row[0], SMALL) + 8 for row in self.rows if row[0]), default=0.0)
        widths = [_width(text, style) + self._column(style) for _, text, style in self.rows]
        widths.append(self._head())
        height = LINES[HEAD] + sum(_line(style) for _, _, style in self.rows) + 2 * PAD - 4
        self.size = max(72.0, max(widths) + 2 * PAD), height

    def _column(self, style: str) -> float:
        return 0.0 if "bl-wide" in style else self.column

    def _badge(self) -> float:
        return max(text_width(self.title, HEAD, bold=True) + 10, 20.0)

    def _head(self) -> float:
        if not self.badge:
            return text_width(self.title, HEAD, bold=True)
        return self._badge() + (text_width(self.name, HEAD, bold=True) + 7 if self.name else 0.0)

    def draw(self, x: float, y: float) -> str:
        width, height = self.size
        node = self.node
        radius = 10 if self.badge else 4
        parts = [
            f'<g class="bl-node bl-{node.kind}" data-node="{escape(node.key)}" transform="translate({x:.1f} {y:.1f})">',
            f"<title>{escape(_node_detail(node))}</title>",
            _rect("bl-box", 0, 0, width, height, radius),
        ]
        if node.kind == "leaf":
            bar = f"M5 0H4A4 4 0 0 0 0 4V{height - 4:.1f}A4 4 0 0 0 4 {height:.1f}H5Z"
            parts.append(f'<path class="bl-badge" d="{bar}"/>')
        middle = PAD + 11
        if self.badge:
            badge = self._badge()
            parts.append(_rect("bl-badge", PAD - 2, PAD - 4, badge, 20, 10))
            parts.append(_text(PAD - 2 + badge / 2, middle, escape(self.title), "bl-head", anchor="middle"))
            if self.name:
                style = "bl-head" if node.name else "bl-dim"
                parts.append(_text(PAD + badge + 5, middle, escape(self.name), style))
        else:
            parts.append(_text(PAD, middle, escape(self.title), "bl-head"))
        top = PAD + LINES[HEAD]
        for label, text, style in self.rows:
            base = top + _line(style) - 4.5
            if label:
                tone = " bl-grad" if label == "grad" else " bl-dim"
                parts.append(_text(PAD, base, label, "bl-small" + tone))
            parts.append(_text(PAD + self._column(style), base, escape(text), style))
            top += _line(style)
        return "".join(parts) + "</g>"


def _node_rows(node: GraphNode) -> list[tuple[str, str, str]]:
    """Rows of (label, text, style) below a node's head."""
    rows: list[tuple[str, str, str]] = []
    if node.kind == "folded":
        return rows
    if node.value is not None:
        rows += _rows("value", node.value, "bl-mono")
        if node.value.size != 1:
            rows.append(("", node.value.form, "bl-small bl-dim"))
    if node.gradient is not None:
        rows += _rows("grad", node.gradient, "bl-mono bl-grad")
    elif node.kind == "constant":
        rows.append(("", node.absent, "bl-small bl-dim bl-wide"))
    elif node.absent:
        rows.append(("grad", node.absent, "bl-small bl-grad bl-none"))
    if node.note:
        rows.append(("", clip(node.note, 40), "bl-small bl-dim bl-wide"))
    return rows


def _rows(label: str, summary: Summary, style: str) -> list[tuple[str, str, str]]:
    style = style.split()[0] + " bl-warn" if summary.nonfinite else style
    texts = summary.rows()
    if summary.nonfinite and summary.values is not None:
        texts = [("⚠ " if not k else "  ") + text for k, text in enumerate(texts)]
    return [(label if not k else "", text, style) for k, text in enumerate(texts)]


def _node_detail(node: GraphNode) -> str:
    name = " ".join(dict.fromkeys(part for part in (node.name, node.title, node.operation, f"({node.kind})") if part))
    parts = [name]
    if node.value is not None:
        parts.append(f"value: {node.value.detail()}")
    if node.gradient is not None:
        parts.append(f"gradient: {node.gradient.detail()}")
    elif node.absent == "none yet":
        parts.append("gradient: none yet (not 0: backward has not been here)")
    return "\n".join([*parts, *filter(None, (node.note, node.place))])


# Edges ---------------------------------------------------------------------------------------------------------------


class _Chip:
    """The label of an edge: the local derivative with its numbers, and below it the gradient that flowed back."""

    def __init__(self, edge: GraphEdge, direction: str) -> None:
        self.edge = edge
        self.direction = direction
        self.formula = clip(edge.formula, 60)
        self.inline = ""  # the numbers, if there is room for them behind the formula
        self.local = _brief_rows(edge.local)
        if len(self.local) == 1 and len(self.formula) + len(self.local[0]) <= 32:
            text = self.local.pop()
            self.inline = text if isinstance(edge.local, str) else f"= {text}"
            self.formula += " " * bool(self.formula)
        self.back = _brief_rows(edge.contribution)
        widths = [text_width(self.formula, SMALL) + text_width(self.inline, SMALL, bold=True)]
        widths += [text_width(row, SMALL, mono=True) for row in self.local]
        widths += [text_width(row, TEXT, mono=True) + ARROW for row in self.back]
        self.split = 3 + (len(self.local) + bool(self.formula or self.inline)) * LINES[SMALL]
        width, height = max(widths), self.split + len(self.back) * LINES[TEXT] + 3
        self.size = (width + 12, height) if width else (0.0, 0.0)

    def draw(self, x: float, y: float) -> str:
        width, height = self.size
        if not width:
            return ""
        middle, top = x + width / 2, y + 3
        parts = [
            f'<g class="bl-edge" {_ends(self.edge)}><title>{escape(_edge_detail(self.edge))}</title>',
            _rect("bl-chip", x, y, width, height, 5),
        ]
        if self.back:
            parts.append(_rect("bl-chip-grad", x, y + self.split, width, height - self.split, 5))
        if self.formula or self.inline:
            top += LINES[SMALL]
            spans = f'{escape(self.formula)}<tspan class="bl-ink">{escape(self.inline)}</tspan>'
            parts.append(_text(middle, top - 3.5, spans, "bl-small bl-dim", anchor="middle"))
        left = middle - max((text_width(row, SMALL, mono=True) for row in self.local), default=0.0) / 2
        for row in self.local:
            top += LINES[SMALL]
            parts.append(_text(left, top - 3.5, escape(row), "bl-mono bl-small bl-ink"))
        left = middle - (max((text_width(row, TEXT, mono=True) for row in self.back), default=0.0) - ARROW) / 2
        for k, row in enumerate(self.back):
            top += LINES[TEXT]
            if not k:
                parts.append(f'<path class="bl-back" d="{_back_arrow(left - 11, top - 7.5, self.direction)}"/>')
            tone = "bl-warn" if self.edge.contribution and self.edge.contribution.nonfinite else "bl-grad"
            parts.append(_text(left, top - 3.5, escape(row), f"bl-mono {tone}"))
        return "".join(parts) + "</g>"


def _brief_rows(about: str | Summary | None) -> list[str]:
    """The numbers of an edge in few rows: of statistics, the range alone."""
    if not isinstance(about, Summary):
        return [clip(about, 60)] if about else []
    return about.rows() if about.values is not None else about.rows()[:1]


def _edge_detail(edge: GraphEdge) -> str:
    parts = [f"operand {edge.position}: {edge.formula}".rstrip(": ")]
    if isinstance(edge.local, Summary):
        parts.append(f"local derivative: {edge.local.detail()}")
    elif edge.local:
        parts.append(edge.local)
    if edge.contribution is not None:
        parts.append(f"flowed back along here: {edge.contribution.detail()}")
    return "\n".join(parts)


def _arrow(edge: GraphEdge, line: list[Point], layout: Layout) -> str:
    """The line of an edge, with the head of its arrow at the operation that uses the value."""
    x, y = line[-1]
    down = layout.direction == "down"
    head = f"M{x:g} {y:g}l-4 -8h8z" if down else f"M{x:g} {y:g}l-8 -4v8z"
    return f'<path class="bl-line" {_ends(edge)} d="{_path(line, layout)}"/><path class="bl-arrow" d="{head}"/>'


def _ends(edge: GraphEdge) -> str:
    """Attributes by which a page around the picture finds what belongs to an edge."""
    source, target = escape(edge.source), escape(edge.target)
    return f'data-source="{source}" data-target="{target}" data-position="{edge.position}"'


def _path(line: list[Point], layout: Layout) -> str:
    """Straight where a coordinate stays, a smooth S elsewhere: it leaves and arrives along the flow."""
    (x0, y0), *rest = line
    parts = [f"M{x0:g} {y0:g}"]
    for x, y in rest:
        if x == x0 or y == y0:
            parts.append(f"L{x:g} {y:g}")
        elif layout.direction == "down":
            middle = (y0 + y) / 2
            parts.append(f"C{x0:g} {middle:g} {x:g} {middle:g} {x:g} {y:g}")
        else:
            middle = (x0 + x) / 2
            parts.append(f"C{middle:g} {y0:g} {middle:g} {y:g} {x:g} {y:g}")
        x0, y0 = x, y
    return "".join(parts)


def _back_arrow(x: float, y: float, direction: str) -> str:
    """A small arrow against the flow, around (x, y)."""
    if direction == "down":
        return f"M{x:g} {y + 5:g}V{y - 5:g}M{x - 3.5:g} {y - 1.5:g}L{x:g} {y - 5:g}L{x + 3.5:g} {y - 1.5:g}"
    return f"M{x + 5:g} {y:g}H{x - 5:g}M{x - 1.5:g} {y - 3.5:g}L{x - 5:g} {y:g}L{x - 1.5:g} {y + 3.5:g}"


# Legend and text -----------------------------------------------------------------------------------------------------


def _legend(graph: Graph, direction: str) -> tuple[str, float, float]:
    """What boxes and colours mean, as far as the graph uses them, with its width and height."""
    kinds = {
        "leaf": "leaf: gets a gradient",
        "constant": "constant: needs none",
        "operation": "operation",
        "result": "result",
    }
    present = {"operation" if node.kind == "several" else node.kind for node in graph.nodes}
    entries: list[tuple[str, str]] = []
    for kind, words in kinds.items():
        if kind in present:
            radius = 6 if kind in ("operation", "result") else 2
            bar = '<rect class="bl-badge" width="4" height="13" y="1"/>' if kind == "leaf" else ""
            shape = f'<rect class="bl-box" width="20" height="13" y="1" rx="{radius}"/>{bar}'
            entries.append((f'<g class="bl-{kind}">{shape}</g>', words))
    if graph.edges:
        down = direction == "down"
        forward = "M10 0V7" if down else "M0 7.5H13"
        head = "M10 15l-4 -8h8z" if down else "M21 7.5l-8 -4v8z"
        arrow = f'<path class="bl-line" d="{forward}"/><path class="bl-arrow" d="{head}"/>'
        entries.append((arrow, "value flows forward"))
    if any(edge.contribution for edge in graph.edges):
        entries.append((f'<path class="bl-back" d="{_back_arrow(10, 7.5, direction)}"/>', "gradient flows back"))
    parts, x, y, widest = [], 0.0, 0.0, 0.0
    for shape, words in entries:
        width = 27 + text_width(words, SMALL) + 16
        if x and x + width > 560:
            x, y = 0.0, y + 20
        parts.append(f'<g transform="translate({x:.1f} {y:g})">{shape}{_text(27, 11.5, words, "bl-small bl-dim")}</g>')
        x += width
        widest = max(widest, x)
    return "".join(parts), widest, y + 16 if entries else 0.0


def _width(text: str, style: str) -> float:
    return text_width(text, SMALL if "bl-small" in style else TEXT, mono="bl-mono" in style)


def _line(style: str) -> float:
    return LINES[SMALL if "bl-small" in style else TEXT]


def _rect(style: str, x: float, y: float, width: float, height: float, radius: float) -> str:
    return f'<rect class="{style}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius:g}"/>'


def _text(x: float, y: float, content: str, style: str, *, anchor: str = "", size: float = 0.0) -> str:
    extra = f' text-anchor="{anchor}"' if anchor else ""
    extra += f' style="font-size:{size:g}px"' if size else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{style}"{extra}>{content}</text>'
