"""A training loop with a call left out: backward() before step(), or step() after backward()."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from backlight.see.doctor.chart import Where, calling, optimizers
from backlight.see.doctor.notice import Notice
from backlight.see.doctor.symptom import Symptom

STEPS = 2


class MissingCalls(Symptom):
    """Counts both calls."""

    def __init__(self, chart: Any) -> None:
        super().__init__(chart)
        self._where: Where | None = None  # the first call of backward
        self._idle: list[Any] = []  # optimizers, when there should have been a step

    def began(self, one: Any) -> None:
        """A call of backward."""
        if self._where is None:
            self._where = calling()
        elif one.number == STEPS + 1 and not self.chart.helms:
            self._idle = optimizers()

    def finish(self) -> Iterable[Notice]:
        """What was made and never used, and what was used without effect."""
        chart = self.chart
        cut = any(notice.kind == "loss_without_graph" for notice in chart.notices)  # which says why
        for helm in list(chart.helms.values()):
            if helm.empty == helm.steps >= STEPS and not cut:
                kind = "backward_missing" if self._where is None else "step_without_gradient"
                yield chart.notice(kind, helm.where, steps=helm.steps, optimizer=type(helm.optimizer).__name__)
        if self._where is None or chart.helms or chart.recording.count < STEPS:
            return
        for optimizer in self._idle or optimizers():
            leaves = [chart.leaves.get(id(leaf)) for group in optimizer.param_groups for leaf in group["params"]]
            known = [one for one in leaves if one is not None]
            if known and all(one.reached >= STEPS and one.unchanged for one in known):
                steps = max(one.reached for one in known)
                yield chart.notice("step_missing", self._where, optimizer=type(optimizer).__name__, steps=steps)
