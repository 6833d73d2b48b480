"""Where everything goes: nodes in layers, every edge label in a place of its own, lines that touch no box.

Sugiyama's method: layers by longest distance and an order within each (see `layers.py`), then, in the order of this
file, the position across the layers, by least squares; the position along them, and the lines.
Two choices make the picture readable. Between two layers of nodes lies a layer of edge labels, laid out like nodes, so
labels overlap nothing. Lines from one value to uses in several layers share one trunk, which branches.
Everything is worked out as if values flow down; for "right" the two axes change places at both ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from backlight.see.layers import Layers, places, untangle

Point = tuple[float, float]
Size = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, width, height
Link = tuple[int, float, float]  # a cell, where the line meets it relative to its middle, how stiff the line is

NODE, LABEL, LINE = 15.0, 9.0, 8.0  # free space on either side of each, across the flow
NEAR, FAR = 16.0, 56.0  # space between layers, along the flow: straight lines need little, slanted ones more
TIP = 9.0  # the straight end of a line, for the head of its arrow
PORT, CORNER = 30.0, 14.0  # the most between two lines that meet one box, the least from its corners
EFFORT = 120_000  # cells put at rest, so that huge graphs end in time


class Layout:
    """The finished geometry: a box per node, a box and a line per edge, and the trunks that lines branch from.

    A line is a list of points; between two points that differ in both coordinates it bends as a smooth S.
    """

    __slots__ = ("boxes", "crossings", "direction", "height", "labels", "lines", "trunks", "width")

    boxes: list[Box]
    labels: list[Box]
    lines: list[list[Point]]
    trunks: list[tuple[int, list[Point]]]  # the node it comes from, its points
    width: float
    height: float
    crossings: int
    direction: str


def lay_out(
    nodes: Sequence[Size], edges: Sequence[tuple[int, int]], labels: Sequence[Size], direction: str = "down"
) -> Layout:
    """Return the geometry of a graph.

    Arguments: nodes, (width, height) of each node's box; edges, (source, target) of each edge, the edges into one
    target in the order of its operands; labels, (width, height) of each edge's label; direction in which values flow,
    "down" or "right". The same input gives the same output.
    """
    if direction not in ("down", "right"):
        raise ValueError(f"direction: expected 'down' or 'right', got {direction!r}")
    across = direction == "right"
    if across:
        nodes, labels = [(h, w) for w, h in nodes], [(h, w) for w, h in labels]
    layers = Layers(len(nodes), edges)
    crossings = untangle(layers)
    half = [w / 2 for w, _ in nodes] + [0.0] * (len(layers.layer) - len(nodes)) + [w / 2 for w, _ in labels]
    half += [0.0] * (len(layers.layer) + len(layers.upper) - len(half))
    links = _links(layers, half)
    x = _across(layers, half, *links)
    layout = _along(layers, nodes, labels, half, x, *links)
    layout.crossings = crossings
    layout.direction = direction
    if across:
        layout.boxes = [(y, x, h, w) for x, y, w, h in layout.boxes]
        layout.labels = [(y, x, h, w) for x, y, w, h in layout.labels]
        layout.lines = [[(y, x) for x, y in line] for line in layout.lines]
        layout.trunks = [(node, [(y, x) for x, y in line]) for node, line in layout.trunks]
        layout.width, layout.height = layout.height, layout.width
    return layout


# Across the flow: least squares --------------------------------------------------------------------------------------


def _across(layers: Layers, half: list[float], above: list[list[Link]], below: list[list[Link]]) -> list[float]:
    """Return the middle of every cell: the items, then the pieces (as seen in the label layers), given half its width.

    Each line is a spring towards straight; each layer in turn is put at rest exactly, under "no overlap".
    """
    items = len(layers.layer)
    joints = items - layers.count
    margin = [NODE] * layers.count + [LINE] * joints
    margin += [LABEL if half[items + piece] else LINE for piece in range(len(layers.upper))]
    rows: list[list[int]] = []
    for level, row in enumerate(layers.order):
        rows.append(row)
        if level < len(layers.order) - 1:
            rows.append([items + piece for piece in layers.pieces(level)])
    x = [0.0] * len(half)
    offsets = []
    for row in rows:
        edge, offset = 0.0, []
        for previous, cell in zip([row[0], *row], row):
            edge += half[previous] + margin[previous] + margin[cell] + half[cell] if offset else 0.0
            offset.append(edge)
        offsets.append(offset)
        for cell, place in zip(row, offset):
            x[cell] = place - edge / 2
    both = [a + b for a, b in zip(above, below)]
    downward, upward = range(len(rows)), range(len(rows) - 1, -1, -1)
    rounds = [(upward, below), (downward, above)] * 2 + [(upward, both), (downward, both)] * 12
    for k, (direction, links) in enumerate(rounds[: max(6, EFFORT // (len(half) + 1))]):
        moved = 0.0
        for r in direction:
            moved = max(moved, _settle(rows[r], offsets[r], links, x))
        if moved < 0.5 and k > 4:
            break
    _straighten(layers, rows, half, margin, above, x)
    return x


def _links(layers: Layers, half: list[float]) -> tuple[list[list[Link]], list[list[Link]]]:
    """For every cell, what it is joined to above and below. Trunks are stiff, so that long lines run straight."""
    items = len(layers.layer)
    above: list[list[Link]] = [[] for _ in half]
    below: list[list[Link]] = [[] for _ in half]
    for level in range(len(layers.order) - 1):
        place = places(layers.pieces(level))
        for item in layers.order[level]:
            pieces = sorted(layers.out[item], key=place.__getitem__)
            for piece, port in zip(pieces, _ports(len(pieces), half[item])):
                stiff = _stiffness(layers, item, piece)
                below[item].append((items + piece, -port, stiff))
                above[items + piece].append((item, port, stiff))
        for item in layers.order[level + 1]:
            for piece, port in zip(layers.into[item], _ports(len(layers.into[item]), half[item])):
                stiff = _stiffness(layers, item, piece)
                above[item].append((items + piece, -port, stiff))
                below[items + piece].append((item, port, stiff))
    return above, below


def _stiffness(layers: Layers, item: int, piece: int) -> float:
    return 1.0 if piece < layers.labelled else 2.0 if item < layers.count else 8.0


def _ports(count: int, half: float) -> list[float]:
    """Where `count` lines meet one side of a box, relative to its middle; at a joint of a trunk all meet."""
    if count == 1:
        return [0.0]
    step = min(PORT, 2 * max(half - CORNER, 0.0) / max(count - 1, 1))
    return [(k - (count - 1) / 2) * step for k in range(count)]


def _settle(row: list[int], offset: list[float], links: list[list[Link]], x: list[float]) -> float:
    """Put one row at rest: each cell as near as it can be to where its lines pull it; return the farthest move.

    Without the offsets "no overlap" says "never decreasing": isotonic regression, by pooling adjacent violators.
    """
    pools: list[tuple[float, float, int]] = []  # where the pool rests, its weight, its number of cells
    for cell, shift in zip(row, offset):
        pull = weight = 0.0
        for other, port, stiff in links[cell]:
            pull += stiff * (x[other] + port)
            weight += stiff
        rest, weight = (pull / weight, weight) if weight else (x[cell], 0.01)
        rest, count = rest - shift, 1
        while pools and pools[-1][0] >= rest:
            before, mass, many = pools.pop()
            rest = (before * mass + rest * weight) / (mass + weight)
            weight, count = weight + mass, count + many
        pools.append((rest, weight, count))
    moved = 0.0
    rests = [rest for rest, _, count in pools for _ in range(count)]
    for cell, shift, rest in zip(row, offset, rests):
        moved = max(moved, abs(rest + shift - x[cell]))
        x[cell] = rest + shift
    return moved


def _straighten(
    layers: Layers,
    rows: list[list[int]],
    half: list[float],
    margin: list[float],
    above: list[list[Link]],
    x: list[float],
) -> None:
    """Move every trunk, as far as its neighbours leave room, onto one straight line; lines without a label too."""
    items = len(layers.layer)
    left: list[int] = [-1] * len(x)
    right: list[int] = [-1] * len(x)
    for row in rows:
        for a, b in pairwise(row):
            right[a], left[b] = b, a

    def room(cell: int) -> tuple[float, float]:
        a, b, wide = left[cell], right[cell], margin[cell] + half[cell]
        low = x[a] + half[a] + margin[a] + wide if a >= 0 else -float("inf")
        return low, x[b] - half[b] - margin[b] - wide if b >= 0 else float("inf")

    for joints in layers.trunks:
        run: list[int] = []
        low, high = -float("inf"), float("inf")
        for joint in joints:
            for cell in (items + layers.into[joint][0], joint):
                floor, ceiling = room(cell)
                if max(low, floor) > min(high, ceiling):
                    _line_up(run, low, high, x)
                    run, low, high = [], -float("inf"), float("inf")
                run.append(cell)
                low, high = max(low, floor), min(high, ceiling)
        _line_up(run, low, high, x)
    for cell in range(items, items + layers.labelled):
        if not half[cell]:
            low, high = room(cell)
            source, port, _ = above[cell][0]
            x[cell] = min(max(x[source] + port, low), high)


def _line_up(run: list[int], low: float, high: float, x: list[float]) -> None:
    mean = sum(x[cell] for cell in run) / max(len(run), 1)
    for cell in run:
        x[cell] = min(max(mean, low), high)


# Along the flow, and the lines ---------------------------------------------------------------------------------------


def _along(
    layers: Layers,
    nodes: Sequence[Size],
    labels: Sequence[Size],
    half: list[float],
    x: list[float],
    above: list[list[Link]],
    below: list[list[Link]],
) -> Layout:
    items = len(layers.layer)
    left = min((x[c] - half[c] for c in range(len(x))), default=0.0)
    x = [value - left for value in x]
    height = [h for _, h in nodes] + [0.0] * (items - len(nodes)) + [h for _, h in labels]
    height += [0.0] * (len(x) - len(height))
    top, bottom = [0.0] * len(x), [0.0] * len(x)  # of the row that each cell lies in
    edge = 0.0
    for level, row in enumerate(layers.order):
        edge = _row(row, edge, height, top, bottom)
        if level == len(layers.order) - 1:
            break
        pieces = [items + piece for piece in layers.pieces(level)]
        edge += _room(pieces, above, x)
        edge = _row(pieces, edge, height, top, bottom)
        edge += _room(pieces, below, x) + TIP

    def box(cell: int) -> Box:
        middle = (top[cell] + bottom[cell]) / 2
        return x[cell] - half[cell], middle - height[cell] / 2, 2 * half[cell], height[cell]

    def stretch(piece: int) -> list[Point]:
        cell = items + piece
        (start, out, _), (end, into, _) = above[cell][0], below[cell][0]
        begin, finish = x[start] + out, x[end] + into
        # A line need not meet the middle of its label: where it can, it comes and goes without a bend.
        reach = max(half[cell] / 2, half[cell] - LINE)
        enter, leave = (min(max(at, x[cell] - reach), x[cell] + reach) for at in (begin, finish))
        line = [(begin, (top[start] + bottom[start] + height[start]) / 2)] if start < layers.count else []
        line += [(begin, bottom[start])]
        if top[cell] < bottom[cell]:  # a row without labels is no reason to bend
            middle = (top[cell] + bottom[cell]) / 2
            turn = [(enter, middle), (leave, middle)] if enter != leave else []
            line += [(enter, top[cell]), *turn, (leave, bottom[cell])]
        line += [(finish, top[end] - TIP), (finish, (top[end] + bottom[end] - height[end]) / 2)]
        return line

    layout = Layout()
    layout.boxes = [box(i) for i in range(layers.count)]
    layout.labels = [box(items + piece) for piece in range(layers.labelled)]
    layout.lines = [_simplify(stretch(piece)) for piece in range(layers.labelled)]
    layout.trunks = []
    for node, joints in enumerate(layers.trunks):
        if joints:
            line = [point for joint in joints for point in stretch(layers.into[joint][0])]
            layout.trunks.append((node, _simplify([*line, (x[joints[-1]], bottom[joints[-1]])])))
    layout.width = max((x[c] + half[c] for c in range(len(x))), default=0.0)
    layout.height = edge
    return layout


def _row(row: list[int], edge: float, height: list[float], top: list[float], bottom: list[float]) -> float:
    tallest = max(height[cell] for cell in row)
    for cell in row:
        top[cell], bottom[cell] = edge, edge + tallest
    return edge + tallest


def _room(pieces: list[int], links: list[list[Link]], x: list[float]) -> float:
    """The space that lines need between two rows: the more they slant, the more."""
    slant = max(abs(x[cell] - x[other] - port) for cell in pieces for other, port, _ in links[cell])
    return min(NEAR + slant / 7, FAR)


def _simplify(line: Sequence[Point]) -> list[Point]:
    """The same line with no point twice, and with none between two that lie straight above each other."""
    short: list[Point] = []
    for x, y in line:
        point = (round(x, 1), round(y, 1))
        if short and point == short[-1]:
            continue
        if len(short) > 1 and short[-2][0] == short[-1][0] == point[0]:
            short.pop()
        short.append(point)
    return short
