"""Gradients that vanish or explode inside nn.RNN, nn.GRU and nn.LSTM, whose whole loop over time is one operation.

The operation's own rule tells how much of a gradient of the last state reaches the first state.
"""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median
from typing import Any

import numpy as np

from backlight.core.reads import is_stand_in
from backlight.see.doctor.gradient_flow import EXPLODED, OVER, forgive
from backlight.see.doctor.notice import Notice
from backlight.see.doctor.symptom import Symptom
from backlight.see.record.values import norm_of
from backlight.see.summary import number

STEPS = 5  # of the training, that must agree; then every
LATER = 50  # th is looked at
TIME = 10  # steps within a sequence, at least
VANISHED = 1e-10
LAYERS = {"simple_layer": 1, "gru_layer": 1, "lstm_layer": 2}  # how many states each has


class ThroughTime(Symptom):
    """Measures the layers at each of the first steps of the training, then now and then."""

    def __init__(self, chart: Any) -> None:
        super().__init__(chart)
        self._rows: dict[Any, list[tuple[float, bool]]] = {}  # by place and module: the factor, whether it matters
        self._facts: dict[Any, dict] = {}
        self._over: dict[int, float] = {}  # norms of gradients that are much larger than their parameters

    def ended(self, one: Any) -> None:
        """How much of the gradient of the last state comes to the first?"""
        self._over = {}
        if one.number > STEPS and one.number % LATER:
            return
        for node, step in one.trace.steps.items():
            if node.op is None or node.op.name not in LAYERS or node.params["sizes"]:
                continue
            time = step.inputs[0].shape[0] if step.inputs else 0
            if time < TIME:
                continue
            factor = _factor(one, node, step)
            if factor is None:
                continue
            key = step.place, step.module
            self._facts[key] = {"layer": f"nn.{node.op.label}", "steps": time}
            if factor > EXPLODED:
                for leaf, g in self.chart.gradients(one):
                    if norm_of(g) > OVER * norm_of(leaf._array):
                        self._over[id(leaf)] = norm_of(g)
            self._rows.setdefault(key, []).append((factor, _only_the_end(one, node)))

    def stepping(self, optimizer: Any) -> None:
        """What is clipped before the step does no harm."""
        if forgive(self._over, optimizer):
            self._rows = {key: rows[:-1] for key, rows in self._rows.items()}

    def finish(self) -> Iterable[Notice]:
        """What was so at every look."""
        for key, rows in list(self._rows.items()):
            factors = [factor for factor, _ in rows]
            if len(rows) < STEPS:
                continue
            facts = {**self._facts[key], "factor": number(median(factors))}
            if min(factors) > EXPLODED:
                yield self.chart.notice("gradient_explodes_in_time", key[0], **facts)
            elif max(factors) < VANISHED and all(end for _, end in rows):
                yield self.chart.notice("gradient_vanishes_in_time", key[0], **facts)


def _factor(one: Any, node: Any, step: Any) -> float | None:
    """The norm of what comes to the first state, of a gradient of norm 1 at the last."""
    states, out = LAYERS[node.op.name], step.out
    inputs = [one.trace.value(x) for x in step.inputs]
    if type(out) is not tuple or any(is_stand_in(x) for x in (*inputs[: 1 + states], *out[:1]) if x is not None):
        return None
    last = inputs[1]  # of the shape of the last state
    g: list[Any] = [None] * len(out)
    g[1] = np.full(last.shape, last.size**-0.5, last.dtype)
    back = node.op.joint(tuple(g), out, *inputs, **node.params)[1 : 1 + states]
    return float(sum(norm_of(np.asarray(x)) ** 2 for x in back) ** 0.5)


def _only_the_end(one: Any, node: Any) -> bool:
    """Whether no output but the last one got a gradient."""
    for pick in one.trace.steps:
        if pick.picks and pick.parents[0] is node and pick.index == 0:
            g = one.trace.gradients.get(pick)
            g = getattr(g, "_array", g)
            return g is None or not (g[1:] if node.params["reverse"] else g[:-1]).any()
    return True
