"""What a symptom is: it hears of what the program does, and says so when something is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backlight.see.doctor.chart import Chart
    from backlight.see.doctor.notice import Notice
    from backlight.see.record.recording import Pass


class Symptom:
    """The base of all: subclasses override what they want to hear of.

    What is certain at once goes to `chart.say`; what only the whole run can tell is yielded by `finish`, which may be
    called several times while the program runs.
    """

    def __init__(self, chart: Chart) -> None:
        self.chart = chart

    def recorded(self, node: Any) -> None:
        """An operation has become a node of the graph."""

    def met(self, one: Pass) -> None:
        """A graph is seen for the first time; `began` follows."""

    def began(self, one: Pass) -> None:
        """A backward pass begins; its graph is whole."""

    def ended(self, one: Pass) -> None:
        """A backward pass is over; its gradients are known."""

    def entered(self, module: Any, args: tuple) -> None:
        """A module is being called."""

    def dropped(self) -> None:
        """Dropout is about to drop numbers."""

    def stepping(self, optimizer: Any) -> None:
        """An optimizer is about to take a step."""

    def finish(self) -> Iterable[Notice]:
        """What there is to say when all is seen."""
        return ()
