"""One step in detail: the numbers at every node and on every edge, beside the shape that `structure.py` tells."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

import numpy as np

from backlight.core.variable import Variable
from backlight.see.record.jacobian import jacobians
from backlight.see.record.structure import Reading
from backlight.see.record.values import FULL, Statistics, Values, brief


class Detail:
    """The numbers of one step, by slot and by edge of its reading."""

    def __init__(self, step: int, graph: int, losses: list[tuple[str, float]]) -> None:
        self.step, self.graph, self.losses = step, graph, losses
        self.values: list[Values | None] = []
        self.gradients: list[Values | None] = []
        self.contributions: list[Values | None] = []
        self.fired: list[tuple[int, list[int]]] = []  # the nodes in the order of backward, and the edges served
        self.jacobians: dict[int, np.ndarray] = {}
        self.notes: dict[int, str] = {}

    def fill(self, reading: Reading, full: Container[int] = ()) -> None:
        """Take all numbers from the trace, which may go afterwards; of the slots in `full` not only in brief."""
        trace, known = reading.trace, _Brief()
        for slot, kind in enumerate(reading.kinds):
            value, gradient = reading.value(slot), reading.gradient(slot)
            told = known.of(value, kind == "leaf"), known.of(gradient, kind == "leaf")
            if slot in full:
                told = _in_full(told[0], value), _in_full(told[1], gradient)
            self.values.append(told[0])
            self.gradients.append(told[1])
        numbers = {}
        for number, (_, target, position) in enumerate(reading.edges):
            node = reading.slots[target]
            numbers[node, position] = number
            self.contributions.append(known.of(trace.contributions.get((node, position))))
        served: dict[int, list[int]] = {}
        for node, position in trace.contributions:
            if (node, position) in numbers:
                served.setdefault(reading.index[node], []).append(numbers[node, position])
        for target in trace.gradients:
            slot = reading.index.get(target)
            if slot is not None and not isinstance(target, Variable) and reading.slots[slot] is target:
                self.fired.append((slot, served.get(slot, [])))
        if trace.error is not None and trace.error[0] in reading.index:
            self.notes[reading.index[trace.error[0]]] = f"raised {type(trace.error[1]).__name__} here"
        self.jacobians = jacobians(reading)


class _Brief:
    """Arrays in brief; what is in several places, as a gradient to which one edge contributes, is measured once."""

    def __init__(self) -> None:
        self._told: dict[int, tuple[np.ndarray, Values]] = {}

    def of(self, array: Any, histogram: bool = False) -> Values | None:
        """An array or a NumPy scalar in brief, with its histogram if it was measured for one."""
        if array is None:
            return None
        array = np.asarray(array)
        _, told = self._told.get(id(array), (None, None))
        if told is None or (histogram and isinstance(told, Statistics) and told.histogram is None):
            told = brief(array, histogram)
            self._told[id(array)] = array, told
        return told._replace(histogram=None) if not histogram and isinstance(told, Statistics) else told


def _in_full(told: Values | None, array: np.ndarray | None) -> Values | None:
    if array is None or not isinstance(told, Statistics) or array.size > FULL:
        return told
    return told._replace(full=array.copy())
