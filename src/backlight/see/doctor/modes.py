"""Dropout and batch-norm in the wrong mode: training mode in an evaluation, or evaluation mode in training."""

from __future__ import annotations

from typing import Any
from weakref import WeakSet

from backlight.core.modes import state
from backlight.see.doctor.symptom import Symptom


class Modes(Symptom):
    """Looks at the layers that do something else in training."""

    def __init__(self, chart: Any) -> None:
        super().__init__(chart)
        self._ran: WeakSet[Any] = WeakSet()  # layers called in training mode since the last step
        self._trained: WeakSet[Any] = WeakSet()  # and those of the steps before
        self._asleep: dict[int, tuple] = {}  # layers called in evaluation mode since, and by which call
        self._in_step: dict[int, tuple] = {}  # those of the step whose gradients are there
        self._types: dict[type, str] = {}

    def entered(self, module: Any, args: tuple) -> None:
        """A layer is called: is it in the mode that it should be in?"""
        name = self._types.get(type(module))
        if name is None:
            name = self._types[type(module)] = _kind(module)
        if not name or getattr(module, "p", 1) == 0 or not getattr(module, "track_running_stats", True):
            return
        chart = self.chart
        if not state.grad:
            if module.training and module in self._trained and chart.call is not None:
                path = chart.recording.modules.path
                chart.say("train_mode_in_evaluation", chart.call, about=chart.call[0], module=path, layer=name)
        elif module.training:
            self._ran.add(module)
            self._asleep.pop(id(module), None)
        elif module in self._trained and not chart.root.training:  # else this layer alone was put to rest
            self._asleep[id(module)] = chart.call, chart.recording.modules.path, name

    def began(self, one: Any) -> None:
        """What was called since the last step belongs to this one."""
        if self._ran:
            self._trained |= self._ran
            self._ran.clear()
        self._in_step, self._asleep = self._asleep, {}

    def stepping(self, optimizer: Any) -> None:
        """A step is taken, by a gradient that went through layers in evaluation mode."""
        if self._in_step:
            moved = {id(leaf) for group in optimizer.param_groups for leaf in group["params"] if leaf._grad is not None}
            for model, _ in list(self.chart.roots.values()):
                if not moved & {id(leaf) for leaf in model.parameters()}:
                    continue
                for module in model.modules():
                    if id(module) in self._in_step:
                        call, path, name = self._in_step[id(module)]
                        return self.chart.say("eval_mode_in_training", call, about=id(model), module=path, layer=name)
        return None


def _kind(module: Any) -> str:
    """Dropout or BatchNorm, for the layers that know two modes."""
    for base in type(module).__mro__:
        if base.__module__.startswith("backlight.") and not base.__name__.startswith("_"):
            for name in ("Dropout", "BatchNorm"):
                if name in base.__name__:
                    return name
    return ""
