"""A second engine, too simple to be wrong: single numbers, one closure per edge, gradients that are numbers again.

Arrays are NumPy arrays of such numbers; NumPy broadcasts them.
"""

from __future__ import annotations

from itertools import count

import numpy as np

_made = count().__next__


class Number:
    def __init__(self, value, *edges):
        self.value, self.edges, self.order = value, edges, _made()

    def __add__(self, other):
        return Number(self.value + other.value, (self, lambda g: g), (other, lambda g: g))

    def __sub__(self, other):
        return Number(self.value - other.value, (self, lambda g: g), (other, lambda g: -g))

    def __mul__(self, other):
        return Number(self.value * other.value, (self, lambda g: g * other), (other, lambda g: g * self))

    def __neg__(self):
        return Number(-self.value, (self, lambda g: -g))


def array(values) -> np.ndarray:
    """An array of numbers, from one of floats."""
    return np.vectorize(Number, otypes=[object])(values)


def wrapped(result) -> np.ndarray:
    """An array also where NumPy gives a bare number, for one without dimensions."""
    return np.asarray(result, object)


def gradients(y: Number, leaf: np.ndarray) -> np.ndarray:
    """∂y/∂ each number of `leaf`."""
    nodes, todo = {y}, [y]
    while todo:
        fresh = {parent for parent, _ in todo.pop().edges} - nodes
        nodes |= fresh
        todo += fresh
    found = {y: Number(1.0)}
    for node in sorted(nodes, key=lambda node: -node.order):
        for parent, rule in node.edges:
            g = rule(found[node])
            found[parent] = found[parent] + g if parent in found else g
    return np.vectorize(lambda number: found.get(number, Number(0.0)), otypes=[object])(leaf)
