"""Random graphs: programs of additions, subtractions, products and negations, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

SHAPES = [(), (1,), (3,), (2, 1), (1, 3), (2, 3)]
OPERATIONS = {
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "negate": lambda x, y: -x,
}


@dataclass(frozen=True)
class RandomGraph:
    """The values of the leaves, and steps (operation, operand, operand) on all that was made so far."""

    leaves: list[np.ndarray]
    steps: list[tuple[str, int, int]]

    def run(self, leaves, wrap=lambda x: x):
        """The results of all steps, for leaves of any kind of array; each goes through `wrap`."""
        known = list(leaves)
        for name, i, j in self.steps:
            known.append(wrap(OPERATIONS[name](known[i % len(known)], known[j % len(known)])))
        return known[len(self.leaves) :]


NUMBERS = st.sampled_from([-1.5, -1.0, -0.25, 0.0, 0.5, 0.75, 1.25])


def random_graphs(shapes=SHAPES, numbers=NUMBERS):
    """Graphs with shared operands: later steps are as likely to use early results as late ones."""
    leaf = st.sampled_from(shapes).flatmap(
        lambda shape: st.lists(numbers, min_size=int(np.prod(shape)), max_size=int(np.prod(shape))).map(
            lambda values: np.array(values, np.float64).reshape(shape)
        )
    )
    step = st.tuples(st.sampled_from(sorted(OPERATIONS)), st.integers(0, 20), st.integers(0, 20))
    return st.builds(RandomGraph, st.lists(leaf, min_size=1, max_size=3), st.lists(step, min_size=1, max_size=8))


VIEWS = {  # of the same shape, on other ways
    "turned twice": lambda x: x.mT.mT if x.dim() > 1 else x,
    "a part": lambda x: x[...],
    "flat and back": lambda x: x.reshape(-1).view(x.shape),
    "spread": lambda x: x.expand(2, *x.shape)[1],
    "itself": lambda x: x,
}
WRITES = {  # to a tensor of the graph's own, and to a view of it
    "add": lambda x: x.mul(1).add_(0.5),
    "scale": lambda x: x.mul(2).mul_(x),
    "through a view": lambda x: _written(x.mul(1)),
    "nothing": lambda x: x,
}


def _written(x):
    x.view(-1)[:1].mul_(3)
    return x


@dataclass(frozen=True)
class ViewedGraph:
    """A graph of tensors whose leaves come through views, and whose results are written to before they are used."""

    graph: RandomGraph
    views: list[str]
    writes: list[str]

    @property
    def leaves(self):
        """The values of the leaves."""
        return self.graph.leaves

    def run(self, leaves):
        """The results of all steps."""
        writes = iter(self.writes * 8)
        seen = [VIEWS[view](leaf) for view, leaf in zip(self.views * 3, leaves)]
        return self.graph.run(seen, lambda x: WRITES[next(writes)](x))


def viewed_graphs():
    """Graphs with shared operands, broadcasting, views and writes in place."""
    names = [st.lists(st.sampled_from(sorted(table)), min_size=1, max_size=4) for table in (VIEWS, WRITES)]
    return st.builds(ViewedGraph, random_graphs(), *names)
