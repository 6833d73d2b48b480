"""`--live`: the page of the report, served to this computer's browsers while the program runs."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from backlight.run.errors import CannotShowError
from backlight.run.saying import say

if TYPE_CHECKING:
    from backlight.run.watched import Watched


class Live:
    """Serves until the program is over, and at a terminal until the user ends it."""

    def __init__(self, address: str, watched: Watched) -> None:
        self.watched = watched
        self.process = os.getpid()
        try:
            from backlight.see.live import Server

            self.server = Server(watched, address)
        except ModuleNotFoundError as error:
            raise CannotShowError(f'--live needs {error.name}: pip install "backlight[live]"') from None
        except ValueError as error:
            raise CannotShowError(f"--live: {error}") from None
        except OSError as error:
            raise CannotShowError(f"--live: cannot serve at {address} ({error.strerror})") from None

    def start(self) -> None:
        """Serve from here on, and say where."""
        self.server.start()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self.server.close_in_child)
        say(f"live at {self.server.url}")

    def finish(self) -> bool:
        """Let open pages see the end; a user at a terminal decides when it is over."""
        if os.getpid() != self.process:
            return True
        ending = self.watched.ending
        with suppress(KeyboardInterrupt):
            if sys.stdin is not None and sys.stdin.isatty() and ending is not None and ending["kind"] != "killed":
                say(f"the program is over; its page stays at {self.server.url} until you press Ctrl-C")
                while True:
                    time.sleep(3600)
            while self.server.awaited(self.watched.state):
                time.sleep(0.05)
        self.server.stop()
        return True
