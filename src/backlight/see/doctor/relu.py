"""dead_relu: units that gave zero for every example over many steps, so that no gradient gets through."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from backlight.core.reads import is_stand_in
from backlight.see.doctor.notice import Notice
from backlight.see.doctor.symptom import Symptom

STEPS = 10  # in a row
EXAMPLES = 100  # in these
UNITS = 8  # a layer with fewer may well lose most of them
MOST = 0.9


class _Layer:
    def __init__(self, units: int) -> None:
        self.silent = np.zeros(units, int)  # for how many steps each unit has given nothing but zero
        self.examples = np.zeros(units, int)


class DeadRelu(Symptom):
    """Looks at the results of relu: at each of the first steps, then at every tenth."""

    def __init__(self, chart: Any) -> None:
        super().__init__(chart)
        self._layers: dict[Any, _Layer] = {}
        self._found: dict[Any, Notice] = {}  # the worst of each line and layer

    def began(self, one: Any) -> None:
        """Join what the same line makes in this step, as in a loop over time, and compare with the steps before."""
        if one.number > 2 * STEPS and one.number % STEPS:
            return
        alive: dict[Any, np.ndarray] = {}
        examples: dict[Any, int] = {}
        for node, step in one.trace.steps.items():
            if node.op is None or not _is_relu(node):
                continue
            out = step.out
            if not isinstance(out, np.ndarray) or is_stand_in(out) or -1 in step.overwritten or out.ndim < 2:
                continue
            axis = 1 if out.ndim == 4 else out.ndim - 1  # channels of a picture, else features
            others = tuple(i for i in range(out.ndim) if i != axis)
            key = step.place, step.module, out.shape[axis]
            found = np.asarray((out > 0).any(axis=others))
            alive[key] = np.logical_or(alive[key], found) if key in alive else found
            examples[key] = examples.get(key, 0) + out.size // max(out.shape[axis], 1)
        for key, found in alive.items():
            layer = self._layers.setdefault(key, _Layer(key[2]))
            layer.silent = np.where(found, 0, layer.silent + 1)
            layer.examples = np.where(found, 0, layer.examples + examples[key])
            self._judge(key, layer)

    def _judge(self, key: Any, layer: _Layer) -> None:
        place, module, units = key
        dead = int(((layer.silent >= STEPS) & (layer.examples >= EXAMPLES)).sum())
        if dead == units or (units >= UNITS and dead >= MOST * units):
            kind = "dead_relu" if dead == units else "dead_relu_units"
            if key not in self._found or self._found[key].kind != kind == "dead_relu":
                facts = {"dead": dead, "units": units, "module": f" in {module}" if module else ""}
                self._found[key] = self.chart.notice(kind, place, steps=int(layer.silent.max()), **facts)

    def finish(self) -> Iterable[Notice]:
        """One for each layer."""
        return list(self._found.values())


def _is_relu(node: Any) -> bool:
    """Whether it is relu, or clamp(min=0)."""
    name, limits = node.op.name, node.params
    return name == "relu" or (name in ("clip", "clip_min") and limits["min"] == 0 and limits.get("max") is None)
