"""`--report FILE` and `--json FILE`: what was recorded, written while the program runs and when it ends.

A program that is killed leaves what was written last. So there is a first file before the program starts, one after its
first steps, and from then on one whenever the time that writing takes is a small part of the time that goes by. The
program is what matters: where the file cannot be written the user is told, once, and nothing else changes.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from errno import EACCES
from pathlib import Path

from backlight.run.saying import say
from backlight.run.watched import Watched

SOON, SELDOM, SHARE = 0.2, 2.0, 0.05  # seconds to the first look, between later ones, part of the time for writing


class Report:
    """One file that tells all that `watched` has seen; `text` makes it of a record."""

    def __init__(self, option: str, path: str, watched: Watched, text: Callable[[dict], str]) -> None:
        self.option, self.watched, self.text = option, watched, text
        self.shown = path if path.isprintable() else repr(path)
        self.path = Path(os.path.realpath(path))  # the program may change its working directory
        self.process = os.getpid()
        self.failed = False  # the user knows
        self.written = watched.state
        self._over = threading.Event()
        self._writer = threading.Thread(target=self._keep_up, name=f"backlight {option}", daemon=True)

    def start(self) -> None:
        """Write a first file, and go on while the program runs."""
        self._try()
        self._writer.start()

    def finish(self) -> bool:
        """Wait for the last file and say on stderr that it is there."""
        if os.getpid() != self.process:
            return True  # a forked child came to its end; the file is its parent's
        self._over.set()
        with suppress(KeyboardInterrupt):  # one may have been meant for the program
            self._writer.join()
        self._writer.join()
        if self.written == self.watched.state:
            steps = self.watched.recording.count
            told = f"{steps:,} step{'s' * (steps != 1)}" if steps else "no backward pass, so there is little to see"
            say(f"wrote {self.shown} ({told})")
        return True

    def _keep_up(self) -> None:
        pause = SOON
        while not self._over.wait(pause):
            pause = min(2 * pause, SELDOM)
            if self.watched.state != self.written:
                began = time.perf_counter()
                self._try()
                pause = max(pause, (time.perf_counter() - began) / SHARE)
        self._try()

    def _try(self) -> None:
        try:
            self._write()
        except OSError as error:
            if not self.failed:
                say(f"{self.option}: cannot write to {self.shown}: {error.strerror or error}; the program goes on")
            self.failed = True
        except Exception:
            if not self.failed:
                traceback.print_exc(file=sys.__stderr__)
            self.failed = True

    def _write(self) -> None:
        """Put the file there in one go: whoever opens it finds a whole one."""
        state = self.watched.state
        if self.path.exists():
            if not self.path.is_file():
                raise OSError("it is a directory" if self.path.is_dir() else "it is not a file")
            if not os.access(self.path, os.W_OK):
                raise OSError(EACCES, os.strerror(EACCES))
        text = self.text(self.watched.record())
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            raise OSError(f"{self.path.parent.name} is a file, not a directory") from None
        whole = self.path.with_name(f".{self.path.name}.{self.process}")
        try:
            whole.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
            whole.replace(self.path)
        except BaseException:
            with suppress(OSError):
                whole.unlink()
            raise
        self.written = state
