"""zero_grad_missing: a step was taken along a gradient that still held the one of an earlier step.

At the start of a backward pass, `.grad` holds something and the parameter has moved since: its gradient will be a
mixture. That is no mistake yet (a GAN's critic gets gradients that it throws away): it is one when the parameter moves
along the mixture.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from weakref import ref

import numpy as np

from backlight.see.doctor.chart import calling
from backlight.see.doctor.notice import Notice
from backlight.see.doctor.symptom import Symptom
from backlight.see.record.values import norm_of
from backlight.see.summary import number


class _Known(NamedTuple):
    leaf: Any
    value: np.ndarray  # what it held at the last backward pass that met it
    mixed: dict | None  # what there is to say, if its gradient is of several steps


class ZeroGrad(Symptom):
    """Remembers each leaf's values, and whether its gradient is a mixture."""

    def __init__(self, chart: Any) -> None:
        super().__init__(chart)
        self._known: dict[int, _Known] = {}

    def began(self, one: Any) -> None:
        """Compare with the last pass."""
        for leaf, (array, held) in one.trace.leaves.items():
            before, mixed = self._known.get(id(leaf)), None
            value = one.trace.value(array)
            if before is not None and before.leaf() is leaf and held is not None and held.any():
                mixed = before.mixed
                if not np.array_equal(before.value, value):
                    if mixed is not None:
                        self._say(mixed)
                    mixed = self._mixture(one, leaf, held)
            self._known[id(leaf)] = _Known(ref(leaf), value, mixed)
        if len(self._known) > 2 * len(one.trace.leaves) + 100:
            self._known = {key: known for key, known in self._known.items() if known.leaf() is not None}

    def _mixture(self, one: Any, leaf: Any, held: np.ndarray) -> dict:
        name = self.chart.name(one, leaf) or "a parameter"
        return {"where": calling(), "step": one.number, "name": name, "held": number(norm_of(held))}

    def _say(self, mixed: dict) -> None:
        self.chart.say("zero_grad_missing", **mixed)

    def stepping(self, optimizer: Any) -> None:
        """The optimizer is about to use the gradients."""
        for group in optimizer.param_groups:
            for leaf in group["params"]:
                known = self._known.get(id(leaf))
                if known is not None and known.mixed and known.leaf() is leaf and _some(leaf):
                    return self._say(known.mixed)
        return None

    def finish(self) -> list[Notice]:
        """A last step by hand is followed by no pass that would notice."""
        for known in self._known.values():
            leaf = known.leaf()
            if known.mixed and leaf is not None and _some(leaf) and not np.array_equal(leaf._array, known.value):
                self._say(known.mixed)
        return []


def _some(leaf: Any) -> bool:
    return leaf._grad is not None and bool(leaf._grad._array.any())
