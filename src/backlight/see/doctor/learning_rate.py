"""A learning rate of 0, with which nothing moves, or one so large that the loss runs away."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import Any

import numpy as np

from backlight.core import writes
from backlight.core.reads import is_stand_in
from backlight.core.result import owner
from backlight.see.doctor.chart import Where
from backlight.see.doctor.notice import Notice
from backlight.see.doctor.source import where_made
from backlight.see.doctor.symptom import Symptom
from backlight.see.summary import number

STEPS = 3
RUNAWAY = 100.0  # times the loss of the beginning
LARGE = 100.0  # data beyond that wants to be scaled


class LearningRate(Symptom):
    """Looks at the optimizers and the curves at the end."""

    def __init__(self, chart: Any) -> None:
        super().__init__(chart)
        self._greatest = 0.0  # number among the data of the first step
        self._where: Where | None = None  # the operation that got it

    def began(self, one: Any) -> None:
        """How large the data is."""
        if one.number == 1:
            trace = one.trace
            made = {id(owner(array)) for array, _ in trace.leaves.values()}
            made |= {id(owner(step.out)) for step in trace.steps.values() if isinstance(step.out, np.ndarray)}
            inputs = [(x, step.place) for step in trace.steps.values() for x in step.inputs or ()]
            for x, place in [(x, place) for x, place in inputs if isinstance(x, np.ndarray) and x.dtype.kind == "f"]:
                greatest = 0.0 if x.size < 2 or id(owner(x)) in made or is_stand_in(x) else float(np.abs(x).max())
                if greatest > self._greatest:
                    self._greatest, self._where = greatest, place

    def finish(self) -> Iterable[Notice]:
        """A notice for each optimizer that stood still, and each loss that ran away."""
        chart = self.chart
        for helm in list(chart.helms.values()):
            if helm.rate == 0 and helm.steps >= STEPS:
                name = type(helm.optimizer).__name__
                where = where_made(type(helm.optimizer), "lr") or helm.where
                yield chart.notice("learning_rate_zero", where, optimizer=name, steps=helm.steps)
        for (name, place), rows in list(chart.recording.losses.items()):
            values = [value for _, value in rows]
            if runs_away(values):
                large = self._greatest > LARGE
                where = self._where if large else self._where_moved()
                notice = chart.notice(
                    "loss_diverges_unscaled" if large else "loss_diverges",
                    where,
                    step=next(n for n, value in rows if not abs(value) <= RUNAWAY * abs(values[0])),
                    name=name,
                    first=number(values[0]),
                    last=number(next(value for value in reversed(values) if isfinite(value))),
                    steps=len(values),
                    greatest=number(self._greatest),
                )
                yield notice if where is not None else notice._replace(place=place)

    def _where_moved(self) -> Any:
        """Where the learning rate stands: at the optimizer, or where the program itself moves a parameter."""
        helm = next(iter(self.chart.helms.values()), None)
        if helm is not None:
            return where_made(type(helm.optimizer), "lr") or helm.where
        for known in list(self.chart.leaves.values()):
            leaf = known.ref()
            what = None if leaf is None else writes.since(leaf._array, 0)
            if isinstance(what, writes.Write):
                return what.place
        return None


def runs_away(losses: list[float]) -> bool:
    """Whether a loss ends far above its beginning, and rises on the way; what is not finite counts as infinite."""
    if len(losses) < STEPS or not isfinite(losses[0]) or not losses[0]:
        return False
    sizes = [abs(x) if isfinite(x) else float("inf") for x in losses]
    finite = [x for x in sizes if x < float("inf")]
    half = sizes[len(sizes) // 2 :]
    return min(half[-3:]) > RUNAWAY * sizes[0] and half[-1] >= half[0] and max(finite) > RUNAWAY * sizes[0]
