"""Gradients that vanish or explode on their way from the loss to the first layers."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median
from typing import Any

import numpy as np

from backlight.see.doctor.notice import Notice
from backlight.see.doctor.symptom import Symptom
from backlight.see.record.values import norm_of
from backlight.see.summary import number

STEPS = 5
LAYERS = 3
VANISHED = 1e-5  # of the strongest gradient
EXPLODED = 1e4  # times what it was behind the last layer, and
OVER = 100.0  # times the parameter itself


class _Row:
    """One step: what a typical gradient is."""

    def __init__(self, first: float, most: float, growth: float, over: dict[int, float]) -> None:
        self.first, self.most = first, most  # of the first layer, and of the layer where it is the strongest
        self.growth = growth  # from behind the last layer to behind the first
        self.over = over  # the norms of the gradients that are much larger than their parameters, by id


class GradientFlow(Symptom):
    """Measures the matrices' gradients: at each of the first steps, then at every tenth."""

    def __init__(self, chart: Any) -> None:
        super().__init__(chart)
        self._rows: dict[int, list[_Row]] = {}  # by the first layer's leaf
        self._layers: dict[int, int] = {}
        self._latest: _Row | None = None

    def ended(self, one: Any) -> None:
        """Compare the layers with each other, in the order of forward."""
        self._latest = None
        if one.number > 4 * STEPS and one.number % 10:
            return
        leaves = [(leaf, g) for leaf, g in self.chart.gradients(one) if g.ndim >= 2 and g.dtype.kind == "f"]
        if len(leaves) < LAYERS:
            return
        sizes, first, last = [_typical(g) for _, g in leaves], leaves[0][0], leaves[-1][0]
        behind = [_typical(self.chart.behind(one, leaf)) for leaf in (first, last)]
        over = {id(leaf): norm_of(g) for leaf, g in leaves if norm_of(g) > OVER * norm_of(leaf._array)}
        self._latest = _Row(sizes[0], max(sizes), behind[0] / behind[1] if behind[1] else 0.0, over)
        self._rows.setdefault(id(first), []).append(self._latest)
        self._layers[id(first)] = len(leaves)

    def stepping(self, optimizer: Any) -> None:
        """What is clipped before the step does no harm."""
        if self._latest is not None:
            forgive(self._latest.over, optimizer)

    def finish(self) -> Iterable[Notice]:
        """What was so in the first steps and has not mended itself, or in most of all."""
        for key, rows in list(self._rows.items()):
            known = self.chart.leaves.get(key)
            rows = [row for row in rows if np.isfinite((row.first, row.most, row.growth)).all() and row.first > 0]
            if known is None or len(rows) < 2:
                continue
            facts: dict[str, Any] = {"name": known.name or "the first layer", "layers": self._layers[key]}
            first, most = (median(getattr(row, which) for row in rows[:STEPS]) for which in ("first", "most"))
            if len(rows) >= STEPS and first < VANISHED * most and rows[-1].first < 10 * first:
                sizes: dict[str, Any] = {"first": number(first), "most": number(most)}
                yield self.chart.notice("gradient_vanishes", known.where, **facts, **sizes)
            large = [row.growth for row in rows if row.growth > EXPLODED and row.over]
            if 2 * len(large) > len(rows):
                yield self.chart.notice("gradient_explodes", known.where, **facts, growth=number(median(large)))


def forgive(over: dict[int, float], optimizer: Any) -> bool:
    """Empty `over`, norms of gradients by the id of their leaves, if some were made much smaller before the step."""
    for group in optimizer.param_groups if over else ():
        for leaf in group["params"]:
            before = over.get(id(leaf))
            if before is not None and leaf._grad is not None and norm_of(leaf._grad._array) < before / 10:
                over.clear()
                return True
    return False


def _typical(g: np.ndarray | None) -> float:
    """The root mean square of what is not zero: rows of a table that were not used do not count."""
    count = 0 if g is None else int(np.count_nonzero(g))
    return norm_of(g) / count**0.5 if g is not None and count else 0.0
