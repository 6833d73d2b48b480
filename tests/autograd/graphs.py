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
