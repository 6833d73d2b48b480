"""graph_grows: a tensor is carried from step to step with its graph, so that every step's graph stays in memory.

`total = total + loss` is the usual one. An operation on what was made before the last backward pass spans one step;
one on that in the next step spans two, and so on.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from backlight.core.node import Node
from backlight.see.doctor.chart import calling
from backlight.see.doctor.symptom import Symptom
from backlight.see.names import variables_in_scope

STEPS = 4  # so many steps in one graph are no accident


class Growing(Symptom):
    """Counts how many steps the graph behind a node spans."""

    def __init__(self, chart: Any) -> None:
        super().__init__(chart)
        self._latest = self._boundary = 0  # the last node, and the last before the last backward pass
        self._spans: WeakKeyDictionary[Node, int] = WeakKeyDictionary()
        self._spanning = False  # whether there are any: to ask a weak dictionary takes long

    def began(self, one: Any) -> None:
        """A step is over."""
        self._boundary = self._latest

    def recorded(self, node: Any) -> None:
        """Does this operation go on with something of an earlier step?"""
        self._latest = node.sequence
        span, bridge = 0, None
        for parent in node.parents:
            if isinstance(parent, Node):
                old = parent.sequence <= self._boundary
                reach = (self._spans.get(parent, 0) if self._spanning else 0) + old
                if reach > span:
                    span, bridge = reach, parent if old else bridge
        if span:
            self._spans[node], self._spanning = span, True
            if span == STEPS and bridge is not None:
                names = [name for name, variable in variables_in_scope() if variable._node is bridge]
                name = names[0] if names else bridge.name()
                self.chart.say("graph_grows", calling(), name=name, steps=span)
