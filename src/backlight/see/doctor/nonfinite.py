"""The first number that is not finite: in forward order where the loss shows it, else where backward makes it.

A gradient that is not finite is told once a parameter was moved along it: scaled losses overflow by design, and the
step is left out then.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import Any

import numpy as np

from backlight.core.node import Node
from backlight.see.doctor.learning_rate import runs_away
from backlight.see.doctor.notice import Notice
from backlight.see.doctor.symptom import Symptom
from backlight.see.formula import label
from backlight.see.summary import number


class NonFinite(Symptom):
    """Looks at each loss and at each leaf's gradient, and for the cause when one of them is not finite."""

    def __init__(self, chart: Any) -> None:
        super().__init__(chart)
        self._found: Notice | None = None
        self._fresh = False  # found in the forward of the step at work
        self._waits: list[Any] = []  # leaves whose gradient is not finite, in the step of the finding

    def began(self, one: Any) -> None:
        """Is the loss finite? And was an earlier gradient that was not, used?"""
        if self._waits:
            if not any(map(_hit, self._waits)):
                self._found = None
            self._waits = []
        if self._found is None and not all(_finite(root._array) for root in one.trace.roots):
            self._found = self._forward(one)
            self._fresh = True

    def ended(self, one: Any) -> None:
        """Are the gradients?"""
        if self._found is None or self._fresh:
            self._fresh = False
            self._waits = [leaf for leaf, g in self.chart.gradients(one) if not _finite(g)]
            if self._waits and self._found is None:
                self._found = self._backward(one)

    def finish(self) -> Iterable[Notice]:
        """The first finding, unless the program left that step out."""
        found = self._found
        if found is None or (self._waits and not any(map(_hit, self._waits))):
            return
        curves = self.chart.recording.losses.values()
        if not any(runs_away([value for n, value in rows if n <= found.step]) for rows in list(curves)):
            yield found  # else it is what comes of too large a learning rate, which is told

    def _forward(self, one: Any) -> Notice | None:
        """The oldest operation that makes something not finite out of finite numbers."""
        for leaf, (array, _) in one.trace.leaves.items():
            if not _finite(one.trace.value(array)):
                name = self.chart.name(one, leaf) or "a parameter"
                known = self.chart.leaves.get(id(leaf))
                return self.chart.notice("nonfinite_parameter", known.where if known else None, name=name)
        for node in sorted(one.trace.steps, key=lambda node: node.sequence):
            step = one.trace.steps[node]
            if not isinstance(step.out, np.ndarray) or _finite(one.trace.value(step.out)):
                continue
            inputs = [one.trace.value(x) for x in step.inputs or ()]
            bad = [x for x in inputs if not _finite(x)]
            if not bad or any(np.isnan(x).any() for x in bad if isinstance(x, np.ndarray) and x.dtype.kind in "fc"):
                kind = "nonfinite_input" if bad else "nonfinite"
                return self.chart.notice(kind, step.place, **self._facts(one, node, step.out, inputs))
        return None

    def _backward(self, one: Any) -> Notice | None:
        """The first contribution that is not finite, and whether forward has hidden the cause."""
        for (node, position), contribution in one.trace.contributions.items():
            if _finite(getattr(contribution, "_array", contribution)):
                continue
            step = one.trace.steps[node]
            inputs = [one.trace.value(x) for x in step.inputs or ()]
            out = one.trace.value(step.out)
            facts = self._facts(one, node, out, inputs[position : position + 1])
            for origin in _hidden_origins(one):
                hider = _who_hides(one, origin, node)
                if hider is not None:
                    step, mask = one.trace.steps[origin], self.chart.line(one.trace.steps[hider].place)
                    inputs = [one.trace.value(x) for x in step.inputs or ()]
                    facts = self._facts(one, origin, one.trace.value(step.out), inputs)
                    return self.chart.notice("masked_nan", step.place, **facts, mask=mask, hider=hider.op.name)
            return self.chart.notice("nonfinite_gradient", step.place, **facts)
        return None

    def _facts(self, one: Any, node: Node, out: Any, inputs: list) -> dict[str, Any]:
        arrays = [x for x in map(np.asarray, inputs) if x.dtype.kind in "biuf" and x.size]
        ranges = [f"{number(float(np.nanmin(x)))} … {number(float(np.nanmax(x)))}" for x in arrays]
        bad = np.asarray(out)[~np.isfinite(out)] if isinstance(out, np.ndarray) else np.empty(0)
        return {
            "op": node.op.name if node.op is not None else label(node),
            "name": self.chart.name(one, node) or "its result",
            "range": ", ".join(ranges) or "unknown",
            "bad": number(float(bad.ravel()[0])) if bad.size and bad.dtype.kind == "f" else "NaN",
            "count": f"{bad.size:,}",
            "size": f"{np.size(out):,}",
        }


def _hidden_origins(one: Any) -> list[Node]:
    """The operations that make something not finite of finite numbers, the oldest first; a mask does so on purpose."""
    found = []
    for node in sorted(one.trace.steps, key=lambda node: node.sequence):
        step = one.trace.steps[node]
        if node.op is None or node.op.name in ("masked_fill", "where") or _finite(one.trace.value(step.out)):
            continue
        if all(_finite(one.trace.value(x)) for x in step.inputs or ()):
            found.append(node)
    return found


def _who_hides(one: Any, origin: Node, node: Node) -> Node | None:
    """What makes finite numbers of what `origin` gave, if `node` comes after `origin` and is not finite, or is it."""
    spoiled, hider = {origin}, None
    for later in sorted(one.trace.steps, key=lambda node: node.sequence):
        if any(isinstance(parent, Node) and parent in spoiled for parent in later.parents):
            if not _finite(one.trace.value(one.trace.steps[later].out)):
                spoiled.add(later)
            elif later.op is not None:
                hider = hider or later
    return hider if node in spoiled or node is hider else None


def _finite(x: Any) -> bool:
    if not isinstance(x, (np.ndarray, np.generic)) or x.dtype.kind not in "fc":
        return True
    return isfinite(abs(x.item())) if x.size == 1 else bool(np.isfinite(x).all())


def _hit(leaf: Any) -> bool:
    """Whether a leaf was moved along its gradient, or still has it."""
    return not _finite(leaf._array) or (leaf._grad is not None and not _finite(leaf._grad._array))
