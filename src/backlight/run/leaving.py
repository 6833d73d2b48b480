"""Ways out of a program that do not come by its end: SIGTERM, SIGHUP and os._exit. What was seen is shown first.

The signals come when a job is cancelled or a terminal is closed; the program ends of them as it does under python. One
that handles them itself replaces these handlers.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Any

from backlight.run.ending import Terminated

NAMES = ("SIGTERM", "SIGHUP")


class Leaving:
    """Calls `finish(error)` when this process is about to go; `error` is a Terminated, or of os._exit a SystemExit."""

    def __init__(self, finish: Callable[[BaseException], object]) -> None:
        self.finish = finish
        self.process = os.getpid()
        self.numbers = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
        self.exit = os._exit

    def start(self) -> None:
        """Stand in the way of os._exit, and of those signals that nobody handles or ignores."""
        os._exit = self._exit
        self._handle(signal.SIG_DFL, self._end)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self.stop)

    def stop(self) -> None:
        """Let the process go at once again, unless the program has put something else there."""
        if os._exit == self._exit:
            os._exit = self.exit
        self._handle(self._end, signal.SIG_DFL)

    def _handle(self, old: Any, new: Any) -> None:
        if threading.current_thread() is not threading.main_thread():
            return  # only there can it be done
        for number in self.numbers:
            if signal.getsignal(number) == old:
                signal.signal(number, new)

    def _exit(self, status: int) -> None:
        self._show(SystemExit(status), sys._getframe(1))
        self.exit(status)

    def _end(self, number: int, frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        self._show(Terminated(signal.Signals(number).name), frame)
        os.kill(os.getpid(), number)

    def _show(self, error: BaseException, frame: FrameType | None) -> None:
        if os.getpid() == self.process:
            with suppress(BaseException):  # whatever comes, the process goes
                self.finish(error.with_traceback(_traceback(frame)))


def _traceback(frame: FrameType | None) -> TracebackType | None:
    """What an error raised at this frame would carry."""
    trace = None
    while frame is not None:
        trace = TracebackType(trace, frame, frame.f_lasti, frame.f_lineno)
        frame = frame.f_back
    return trace
