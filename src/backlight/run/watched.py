"""The one recording of a program that `--report`, `--json` and `--live` show."""

from __future__ import annotations

import os
from collections.abc import Iterable
from threading import RLock
from typing import Any

from backlight.run.ending import ending_of
from backlight.see.record import Recording, record_of


class Watched:
    """A recording of the program that runs, from which any thread may take a record.

    A forked child records nothing: it is not the program.
    """

    def __init__(self, program: str, steps: Iterable[int] = (), full: Iterable[str] = ()) -> None:
        self.program = os.path.basename(program.rstrip("/\\")) or program
        self.recording = Recording(steps=steps, full=full, doctor=True)
        self.ending: dict[str, Any] | None = None
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forget)

    @property
    def state(self) -> tuple[int, bool]:
        """What changes when there is something new to see."""
        return self.recording.count, self.ending is not None

    def start(self) -> None:
        """Watch from here on."""
        self.recording.start()

    def stop(self, error: BaseException | None) -> None:
        """The program is over; `error` is what ended it."""
        self.recording.stop()
        with self.recording.lock:
            self.ending = ending_of(error, self.recording.places)

    def record(self, after: int = 0, graphs: int = 0) -> dict:
        """What there is up to now; `after` a step, and beyond so many graphs, only what is new."""
        with self.recording.lock:
            return record_of(self.recording, self.program, self.ending, after, graphs)

    def _forget(self) -> None:
        self.recording.lock = RLock()  # another thread may have held it
        self.recording.stop()
