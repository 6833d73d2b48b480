"""`--report FILE` and `--json FILE`: what was recorded, written while the program runs and when it ends.

A program that is killed leaves what was written last. So there is a first file before the program starts, one after its
first step, and from then on one whenever the time that writing takes is a small part of the time that goes by.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from backlight.run.errors import CannotWriteError
from backlight.run.saying import say
from backlight.run.watched import Watched

SOON, OFTEN, SHARE = 0.2, 2.0, 0.05  # seconds to look for the first step, seconds between files, share of the time


class Report:
    """One file that tells all that `watched` has seen; `text` makes it of a record."""

    def __init__(self, option: str, path: str, watched: Watched, text: Callable[[dict], str]) -> None:
        self.option, self.shown, self.watched, self.text = option, path, watched, text
        self.path = Path(os.path.realpath(path))  # the program may change its working directory
        self.process = os.getpid()
        self.failed = False  # the user knows
        self.written = watched.state
        self._over = threading.Event()
        self._writer = threading.Thread(target=self._keep_up, name=f"backlight {option}", daemon=True)

    def start(self) -> None:
        """Write a first file, and go on while the program runs; CannotWriteError says why it will not do."""
        if self.path.exists() and not self.path.is_file():
            kind = "a directory" if self.path.is_dir() else "not a file"
            raise CannotWriteError(f"{self.option}: {self.shown} is {kind}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._write()
        except (FileExistsError, NotADirectoryError):
            raise CannotWriteError(f"{self.option}: {self.path.parent} is a file, not a directory") from None
        except OSError as error:
            raise CannotWriteError(f"{self.option}: cannot write to {self.shown} ({error.strerror})") from None
        self._writer.start()

    def finish(self) -> bool:
        """Write the last file and say so on stderr; whether all went well."""
        if os.getpid() != self.process:
            return True  # a forked child came to its end; the file is its parent's
        self._over.set()
        self._writer.join()
        if not self._try():
            return False
        steps = self.watched.recording.count
        told = f"{steps:,} step{'s' * (steps != 1)}" if steps else "no backward pass, so there is little to see"
        say(f"wrote {self.shown} ({told})")
        return True

    def _keep_up(self) -> None:
        pause = SOON
        while not self._over.wait(pause):
            if self.watched.state != self.written:
                began = time.perf_counter()
                self._try()
                pause = max(OFTEN, (time.perf_counter() - began) / SHARE)

    def _try(self) -> bool:
        try:
            self._write()
        except OSError as error:
            if not self.failed:
                say(f"{self.option}: cannot write to {self.shown}: {error.strerror or error}; the program goes on")
            self.failed = True
            return False
        except Exception:
            if not self.failed:
                traceback.print_exc(file=sys.__stderr__)
            self.failed = True
            return False
        return True

    def _write(self) -> None:
        """Put the file there in one go: whoever opens it finds a whole one."""
        state = self.watched.state
        text = self.text(self.watched.record())
        whole = self.path.with_name(f".{self.path.name}.{self.process}")
        try:
            whole.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
            whole.replace(self.path)
        except BaseException:
            whole.unlink(missing_ok=True)
            raise
        self.written = state
