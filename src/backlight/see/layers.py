"""The graph cut into layers: which layer each node lies in, and in which order, so that few lines cross.

The first half of Sugiyama's method; the other half, the coordinates, is in `layout.py`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence

EFFORT = 150_000  # lines looked at while searching for fewer crossings, so that huge graphs end in time


def distances(count: int, pairs: Sequence[tuple[int, int]]) -> list[int]:
    """Return for each of `count` nodes the length of its longest way to a result, given (source, target) pairs."""
    operands, order = _backward_order(count, pairs)
    distance = [0] * count
    for node in order:
        for source in operands[node]:
            distance[source] = max(distance[source], distance[node] + 1)
    return distance


def _backward_order(count: int, pairs: Sequence[tuple[int, int]]) -> tuple[list[list[int]], list[int]]:
    """The operands of every node, and the nodes in an order in which each comes after all its uses."""
    uses = [0] * count
    operands: list[list[int]] = [[] for _ in range(count)]
    for source, target in pairs:
        uses[source] += 1
        operands[target].append(source)
    order = [i for i in range(count) if not uses[i]]
    for node in order:  # grows while we walk it
        for source in operands[node]:
            uses[source] -= 1
            if not uses[source]:
                order.append(source)
    if len(order) < count:
        raise ValueError(f"graph: {count - len(order)} nodes lie on a cycle or lead into one")
    return operands, order


def _levels(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """The layer of every node: as high as its operands allow, then down towards its first use where that is shorter.

    Going down shortens one line. It lengthens those from shared operands; the others follow, with their own operands.
    """
    operands, order = _backward_order(count, edges)
    level, price, uses = [0] * count, [0] * count, [0] * count
    first_use = [count] * count
    for source, _ in edges:
        uses[source] += 1
    for node in reversed(order):
        for source in operands[node]:
            level[node] = max(level[node], level[source] + 1)
            price[node] += price[source] if uses[source] == 1 else 1
    for node in order:
        if uses[node] and price[node] <= 1:
            level[node] = first_use[node] - 1
        for source in operands[node]:
            first_use[source] = min(first_use[source], level[node])
    return level


class Layers:
    """The graph cut into layers: items (nodes, then joints of trunks) and the pieces of line between neighbours.

    Piece e < len(edges) is the last stretch of edge e, the one that carries its label; the other pieces are trunk.
    """

    def __init__(self, count: int, edges: Sequence[tuple[int, int]]) -> None:
        self.count = count
        self.labelled = len(edges)
        self.layer = _levels(count, edges)
        self.upper: list[int] = [0] * len(edges)
        self.into: list[list[int]] = [[] for _ in range(count)]
        self.out: list[list[int]] = [[] for _ in range(count)]
        self.trunks: list[list[int]] = [[] for _ in range(count)]  # the joints below each node
        for e, (source, target) in enumerate(edges):
            above = self.layer[target] - 1
            trunk = self.trunks[source]
            while len(trunk) < above - self.layer[source]:
                self._joint(source)
            self.upper[e] = trunk[above - self.layer[source] - 1] if above > self.layer[source] else source
            self.out[self.upper[e]].append(e)
            self.into[target].append(e)
        self.order: list[list[int]] = self._first_order()

    def _joint(self, source: int) -> None:
        trunk = self.trunks[source]
        above = trunk[-1] if trunk else source
        joint, piece = len(self.layer), len(self.upper)
        self.layer.append(self.layer[above] + 1)
        self.upper.append(above)
        self.out[above].append(piece)
        self.into.append([piece])
        self.out.append([])
        trunk.append(joint)

    def _first_order(self) -> list[list[int]]:
        """Walk from the results to the leaves, operands from left to right: a tree comes out with no crossing."""
        order: list[list[int]] = [[] for _ in range(max(self.layer, default=-1) + 1)]
        seen = [False] * len(self.layer)
        stack = [i for i in range(self.count - 1, -1, -1) if not self.out[i]]
        while stack:
            item = stack.pop()
            if not seen[item]:
                seen[item] = True
                order[self.layer[item]].append(item)
                stack += [self.upper[piece] for piece in reversed(self.into[item])]
        return order

    def pieces(self, gap: int) -> list[int]:
        """The pieces between layer `gap` and the next, from left to right: operands never change places."""
        return [piece for item in self.order[gap + 1] for piece in self.into[item]]


# Order within the layers: fewer crossings ----------------------------------------------------------------------------


def untangle(layers: Layers) -> int:
    """Reorder the layers so that few lines cross, and return how many do."""
    order = layers.order
    size = max(len(layers.upper), 1)
    best, fewest = [list(layer) for layer in order], _crossings(layers)
    stale = 0
    for sweep in range(min(24, EFFORT // size)):
        if not fewest or stale == 6:
            break
        _by_means(layers, downward=sweep % 2 == 1)
        if size <= 2000:
            _swap_neighbours(layers)
        found = _crossings(layers)
        stale += 1
        if found < fewest:
            best, fewest, stale = [list(layer) for layer in order], found, 0
    layers.order = best
    return fewest


def places(cells: Sequence[int]) -> dict[int, int]:
    return {cell: i for i, cell in enumerate(cells)}


def _crossings(layers: Layers) -> int:
    total = 0
    for gap in range(len(layers.order) - 1):
        place = places(layers.order[gap])
        ends: list[int] = []  # of the pieces so far, where each starts in the upper layer, sorted
        for piece in layers.pieces(gap):
            start = place[layers.upper[piece]]
            total += len(ends) - bisect_right(ends, start)
            insort(ends, start)
    return total


def _by_means(layers: Layers, downward: bool) -> None:
    """Sort every layer by the mean place of what its items are joined to, in the layer above or below."""
    last = len(layers.order) - 1
    for level in range(1, last + 1) if downward else range(last - 1, -1, -1):
        items = layers.order[level]
        if downward:
            place = places(layers.order[level - 1])
            near = {i: [place[layers.upper[piece]] for piece in layers.into[i]] for i in items}
        else:
            place = places(layers.pieces(level))
            near = {i: [place[piece] for piece in layers.out[i]] for i in items}
        mean = {i: sum(found) / len(found) for i, found in near.items() if found}
        moved = iter(sorted(mean, key=mean.__getitem__))
        layers.order[level] = [next(moved) if i in mean else i for i in items]  # a leaf has nothing above: it stays


def _swap_neighbours(layers: Layers) -> None:
    """Swap neighbours in a layer as long as that uncrosses lines."""
    for _ in range(4):
        swapped = False
        for level, items in enumerate(layers.order):
            above = places(layers.order[level - 1]) if level else {}
            below = places(layers.pieces(level)) if level < len(layers.order) - 1 else {}
            starts = {i: sorted(above[layers.upper[piece]] for piece in layers.into[i]) for i in items}
            ends = {i: sorted(below[piece] for piece in layers.out[i]) for i in items}
            for k in range(len(items) - 1):
                a, b = items[k], items[k + 1]
                gain = sum(_inversions(near[a], near[b]) - _inversions(near[b], near[a]) for near in (starts, ends))
                if gain > 0:
                    items[k], items[k + 1] = b, a
                    swapped = True
        if not swapped:
            return


def _inversions(left: list[int], right: list[int]) -> int:
    """How many pairs are in the wrong order, of two sorted lists that should stand left and right."""
    return sum(bisect_left(right, place) for place in left)
