"""`--progress`: one line that lives in the terminal: the step, the loss, its curve, steps per second.

It goes to standard error. What the script prints is printed as it is; where both go to one terminal, the line makes
room first.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import deque
from typing import Any

from backlight.core.modes import Watcher
from backlight.run.errors import CannotShowError
from backlight.see.recorder import loss_of
from backlight.see.sparkline import sparkline
from backlight.see.summary import number
from backlight.see.together import join, leave

OFTEN = 0.2  # seconds between two looks of the line
LAST = 2000  # losses that the curve shows


class Progress(Watcher):
    """Counts backward passes and shows how they go."""

    def __init__(self) -> None:
        try:
            from rich.console import Console
        except ModuleNotFoundError:
            raise CannotShowError('--progress needs rich: pip install "backlight[progress]"') from None
        # a stream of its own: what the script writes goes past it
        self.console = Console(file=os.fdopen(os.dup(2), "w", encoding="utf-8"), highlight=False)
        self.lives = self.console.is_terminal and not self.console.is_dumb_terminal
        self.process = os.getpid()
        self.count, self.began = 0, time.perf_counter()
        self.losses: deque[float] = deque(maxlen=LAST)
        self._times: deque[tuple[float, int]] = deque(maxlen=25)  # of the last looks: when, and how many steps
        self._shown = self._broken = False  # the line is there; the script has begun a line of its own
        self._lock = threading.RLock()
        self._over = threading.Event()
        self._painter = threading.Thread(target=self._paint, name="backlight --progress", daemon=True)
        self._outputs: list[tuple[Any, Any]] = []

    def start(self) -> None:
        """Show the line from here on."""
        join(self)
        if self.lives:
            for stream in (sys.stdout, sys.stderr):
                if stream.isatty():
                    self._make_room(stream)
            self._painter.start()

    def finish(self) -> bool:
        """Leave the line as it is at the end."""
        leave(self)
        if os.getpid() != self.process:
            return True
        self._over.set()
        if self.lives:
            self._painter.join()
            for stream, write in self._outputs:
                stream.write = write
        with self._lock:
            self._erase()
            self.console.print(self.line(), overflow="ellipsis", no_wrap=True)
        self.console.file.close()
        return True

    def on_backward(self, roots: Any, gradients: Any, accumulate: bool) -> None:
        if accumulate:
            self.count += 1
            self.losses.append(sum([loss_of(root, g) for root, g in zip(roots, gradients, strict=True)]))

    def line(self) -> str:
        """What the line says, in rich's markup."""
        if not self.count:
            return "[dim]no backward pass yet[/]" if not self._over.is_set() else "[dim]no backward pass[/]"
        values = list(self.losses)
        width = max(4, min(24, self.console.width - 44))
        curve = f"[cyan]{sparkline(values, width)}[/]  [dim]{self._rate()}[/]"
        return f"step [bold]{self.count:,}[/]  loss [bold]{number(values[-1])}[/]  {curve}"

    def _rate(self) -> str:
        now = time.perf_counter()
        since, before = self._times[0] if self._times and not self._over.is_set() else (self.began, 0)
        rate = (self.count - before) / max(now - since, 1e-9)
        return f"{number(float(f'{rate:.3g}'))} steps/s"

    def _paint(self) -> None:
        while not self._over.wait(OFTEN):
            with self._lock:
                if not self._broken:
                    self._erase()
                    self.console.print(self.line(), overflow="ellipsis", no_wrap=True, end="")
                    self._shown = True
            self._times.append((time.perf_counter(), self.count))

    def _erase(self) -> None:
        if self._shown:
            from rich.control import Control
            from rich.segment import ControlType

            self.console.control(Control(ControlType.CARRIAGE_RETURN, (ControlType.ERASE_IN_LINE, 2)))
            self._shown = False

    def _make_room(self, stream: Any) -> None:
        """Before the script writes to this terminal, take the line away; it comes back after the end of its line."""
        write = stream.write

        def write_beside(text: str) -> int:
            if os.getpid() != self.process:
                return write(text)
            with self._lock:
                self._erase()
                if text:
                    self._broken = not text.endswith("\n")
                written = write(text)
                stream.flush()
                return written

        self._outputs.append((stream, write))
        stream.write = write_beside
