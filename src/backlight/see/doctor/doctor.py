"""The doctor: stands beside a recording, hands on what happens to every symptom, and collects their notices."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from weakref import ref

import numpy as np

from backlight.core.variable import Variable
from backlight.see.doctor.broadcast import Broadcast
from backlight.see.doctor.chart import Chart, Helm, calling
from backlight.see.doctor.cut import Cut
from backlight.see.doctor.dropout import Dropout
from backlight.see.doctor.errors import explain
from backlight.see.doctor.gradient_flow import GradientFlow
from backlight.see.doctor.growing import Growing
from backlight.see.doctor.kept import GraphKept
from backlight.see.doctor.learning_rate import LearningRate
from backlight.see.doctor.left_out import LeftOut
from backlight.see.doctor.missing_calls import MissingCalls
from backlight.see.doctor.modes import Modes
from backlight.see.doctor.nonfinite import NonFinite
from backlight.see.doctor.plain_list import PlainList
from backlight.see.doctor.relu import DeadRelu
from backlight.see.doctor.squashed import Squashed
from backlight.see.doctor.symptom import Symptom
from backlight.see.doctor.through_time import ThroughTime
from backlight.see.doctor.uncalled import Uncalled
from backlight.see.doctor.unreached import Unreached
from backlight.see.doctor.zero_grad import ZeroGrad

if TYPE_CHECKING:
    from backlight.see.doctor.notice import Notice
    from backlight.see.record.recording import Pass, Recording

SYMPTOMS: tuple[type[Symptom], ...] = (
    Uncalled,
    Squashed,
    Broadcast,
    ZeroGrad,
    MissingCalls,
    Cut,
    Growing,
    GraphKept,
    Modes,
    Dropout,
    PlainList,
    LeftOut,
    Unreached,
    NonFinite,
    LearningRate,
    DeadRelu,
    GradientFlow,
    ThroughTime,
)
_RANKS = {"error": 0, "warning": 1, "hint": 2}


class Doctor:
    """Looks for mistakes while a program trains. It changes no number, and none of its own faults reach the program."""

    def __init__(self, recording: Recording) -> None:
        self.chart = Chart(recording)
        self.faults: list[BaseException] = []  # its own; a symptom that failed is asked no more
        self._symptoms = [symptom(self.chart) for symptom in SYMPTOMS]
        self._hear: dict[str, list[tuple[Symptom, Callable]]] = {
            event: [
                (one, getattr(one, event))
                for one in self._symptoms
                if getattr(type(one), event) is not getattr(Symptom, event)
            ]
            for event in ("recorded", "met", "began", "ended", "entered", "dropped", "stepping", "finish")
        }
        self._graphs: set[int] = set()  # those that were met, by their shape
        self._handles: list[Any] = []

    def start(self) -> None:
        """Hear of modules and optimizers from here on."""
        from backlight.nn.functional import dropping
        from backlight.nn.modules.calling import hook_everywhere
        from backlight.optim.optimizer import register_optimizer_step_pre_hook

        dropping.heard.append(self._drop)
        self._handles = [
            hook_everywhere("_forward_pre_hooks", self._enter),
            register_optimizer_step_pre_hook(self._step),
        ]

    def stop(self) -> None:
        """Hear no more."""
        from backlight.nn.functional import dropping

        if self._drop in dropping.heard:
            dropping.heard.remove(self._drop)
        for handle in self._handles:
            handle.remove()
        self._handles = []

    def recorded(self, node: Any) -> None:
        """An operation has become a node."""
        self._tell("recorded", node)

    def began(self, one: Pass) -> None:
        """A training step's backward pass begins."""
        with np.errstate(all="ignore"):
            self._try(self.chart.meet, one)
            if one.shape not in self._graphs:
                self._graphs.add(one.shape)
                self._tell("met", one)
            self._tell("began", one)

    def ended(self, one: Pass) -> None:
        """A training step's backward pass is over."""
        with np.errstate(all="ignore"):
            self._try(self.chart.reached, one)
            self._tell("ended", one)

    def aside(self, target: Any) -> None:
        """A gradient came to a node or a leaf, in a pass that is no training step."""
        if isinstance(target, Variable):
            self.chart.aside.add(id(target))

    def failed(self, one: Pass, node: Any, error: BaseException) -> None:
        """Backward raised: say in the error what is known of it."""
        self._try(explain, self.chart, one, node, error)

    def notices(self) -> list[Notice]:
        """All that was found so far, the worst first, and by place."""
        found: list[Notice] = []
        with np.errstate(all="ignore"):
            for _, finish in self._hear["finish"]:
                self._try(lambda finish=finish: found.extend(finish()))
        return sorted(self.chart.notices + found, key=lambda notice: (_RANKS[notice.severity], notice.place or ()))

    def _enter(self, module: Any, args: tuple) -> None:
        chart = self.chart
        if chart.recording.modules.depth == 1:
            chart.called_root(module)
        known = chart.called.get(id(module))
        if known is None or known() is not module:
            chart.called[id(module)] = ref(module)
        self._tell("entered", module, args)

    def _drop(self) -> None:
        self._tell("dropped")

    def _step(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        helm = self.chart.helms.get(id(optimizer))
        if helm is None:
            helm = self.chart.helms[id(optimizer)] = Helm(optimizer, calling())
        last = self.chart.recording.last
        self._try(helm.note, {} if last is None else last.trace.gradients)
        with np.errstate(all="ignore"):
            self._tell("stepping", optimizer)

    def _tell(self, event: str, *about: Any) -> None:
        for symptom, hear in self._hear[event]:
            try:
                hear(*about)
            except Exception as fault:
                self._give_up(symptom, fault)

    def _give_up(self, symptom: Symptom, fault: Exception) -> None:
        self.faults.append(fault)
        self._hear = {event: [one for one in heard if one[0] is not symptom] for event, heard in self._hear.items()}

    def _try(self, call: Callable, *about: Any) -> None:
        try:
            call(*about)
        except Exception as fault:
            self.faults.append(fault)
