"""One step in detail: the numbers at every node and on every edge, beside the shape that `structure.py` tells."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from backlight.core.fit import fit
from backlight.core.reads import is_stand_in
from backlight.core.variable import Variable
from backlight.see.record.structure import Reading
from backlight.see.record.values import Values, brief

ENTRIES = 64  # of a local derivative that is told in full


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

    def fill(self, reading: Reading) -> None:
        """Take all numbers from the trace, which may go afterwards."""
        trace = reading.trace
        for slot, kind in enumerate(reading.kinds):
            value = reading.value(slot)
            self.values.append(None if value is None else brief(value, histogram=kind == "leaf"))
            gradient = None if kind == "constant" else _array(trace.gradients.get(reading.slots[slot]))
            self.gradients.append(None if gradient is None else brief(gradient, histogram=kind == "leaf"))
        numbers = {}
        for number, (_, target, position) in enumerate(reading.edges):
            node = reading.slots[target]
            numbers[node, position] = number
            contribution = _array(trace.contributions.get((node, position)))
            self.contributions.append(None if contribution is None else brief(contribution))
        served: dict[int, list[int]] = {}
        for node, position in trace.contributions:
            if (node, position) in numbers:
                served.setdefault(reading.index[node], []).append(numbers[node, position])
        for target in trace.gradients:
            if not isinstance(target, Variable) and target in reading.index:
                slot = reading.index[target]
                self.fired.append((slot, served.get(slot, [])))
        if trace.error is not None and trace.error[0] in reading.index:
            self.notes[reading.index[trace.error[0]]] = f"raised {type(trace.error[1]).__name__} here"
        self._derive(reading)

    def _derive(self, reading: Reading) -> None:
        for number, (source, target, position) in enumerate(reading.edges):
            x, y = self.values[source], self.values[target]
            if isinstance(x, np.ndarray) and isinstance(y, np.ndarray) and 0 < x.size * y.size <= ENTRIES:
                found = jacobian(reading, target, position)
                if found is not None:
                    self.jacobians[number] = found


def _array(value: Any) -> np.ndarray | None:
    value = getattr(value, "_array", value)
    return value if isinstance(value, np.ndarray) else None if value is None else np.asarray(value)


def jacobian(reading: Reading, target: int, position: int) -> np.ndarray | None:
    """∂out/∂x of one operation in this step, (size of out, size of x): its gradient rule applied to one unit at a time.

    None where the rule has lost the values that it needs, for complex numbers, and where there is no rule.
    """
    node, trace = reading.slots[target], reading.trace
    step, op = trace.steps[node], node.op
    if op is None or step.inputs is None or step.overwritten or not isinstance(step.out, np.ndarray):
        return None
    inputs, out = [trace.value(x) for x in step.inputs], trace.value(step.out)
    if any(map(is_stand_in, (*inputs, out))) or any(getattr(a, "dtype", out.dtype).kind == "c" for a in (*inputs, out)):
        return None
    x, rule = inputs[position], op.joint or op.rules[position]
    if rule is None:
        return None
    rows = []
    with np.errstate(all="ignore"):
        for place in range(out.size):
            unit = np.zeros(out.shape, out.dtype)
            unit.reshape(-1)[place] = 1  # (…) -> (n,)
            g = rule(unit, out, *inputs, **node.params)
            g = g[position] if op.joint is not None else g
            if g is None:
                return None
            rows.append(fit(np.asarray(g), np.asarray(x)).reshape(-1))
    return np.array(rows).reshape(out.size, prod(np.shape(x)))
