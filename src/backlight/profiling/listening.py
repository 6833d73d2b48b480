"""Times the calls of operations: Python tells of every function that begins and ends, and these are picked out.

So nothing is changed in the engine, and a program that is not profiled pays nothing; one that is runs slower.
"""

from __future__ import annotations

import sys
from time import perf_counter_ns
from types import CodeType
from typing import Any

from backlight.core import backward, op
from backlight.profiling.events import Event, EventList

_MAKERS = (op._unary, op._binary, op._single, op._pair, op._general)
_CALLS = {
    code
    for maker in _MAKERS
    for code in maker.__code__.co_consts
    if isinstance(code, CodeType) and code.co_name == "call"
}
_BACKWARD = {backward.walk.__code__, backward.straight.__code__}

listening: Listener | None = None  # the one that is at work


class Listener:
    """Collects the events of this thread between `start` and `stop`."""

    def __init__(self, record_shapes: bool = False) -> None:
        self.record_shapes, self.events = record_shapes, EventList()
        self.current: Event | None = None

    def start(self) -> None:
        """Listen from now on."""
        global listening
        self._before, listening = listening, self
        sys.setprofile(self._heard)

    def stop(self) -> None:
        """Listen no more."""
        global listening
        sys.setprofile(None)
        listening = self._before
        if listening is not None:
            sys.setprofile(listening._heard)

    def begin(self, name: str, shapes: list, is_user: bool = False) -> None:
        """Something begins, inside of what is under way."""
        self.current = event = Event(name, perf_counter_ns() / 1e3, self.current, shapes, is_user)
        self.events.append(event)

    def end(self) -> None:
        """What began last is over."""
        event = self.current
        if event is None:
            return
        event.end = perf_counter_ns() / 1e3
        self.current = event.cpu_parent
        if self.current is not None:
            self.current.children_time += event.cpu_time_total

    def _heard(self, frame: Any, event: str, argument: Any) -> None:
        code = frame.f_code
        if code not in _CALLS and code not in _BACKWARD:
            return
        if event == "call":
            names = frame.f_locals
            name = names["card"].name if code in _CALLS else "backward"
            self.begin(name, _shapes(names) if self.record_shapes and code in _CALLS else [])
        elif event == "return":
            self.end()


def _shapes(names: dict) -> list:
    given = names.get("args") or [names[word] for word in ("x", "y") if word in names]
    return [list(getattr(value, "shape", ())) for value in given]
