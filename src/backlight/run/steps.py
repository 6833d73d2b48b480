"""`backlight steps SCRIPT`: a backward of the script node by node, in the terminal, at the reader's pace."""

from __future__ import annotations

import os
import sys
from typing import Any

from backlight.core.modes import Watcher
from backlight.run.saying import say
from backlight.see.stepping import Told
from backlight.see.together import join, leave
from backlight.see.trace import Trace, see

KEYS = "Enter: the next node   c: to the end of this backward   b: the next backward   q: end the script"


class Steps(Watcher):
    """Stops in the backward with this number, after every node; without a terminal it prints them all, and ends."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.count = 0
        self.process = os.getpid()
        self.asks = sys.stdin.isatty() and sys.stdout.isatty()
        self.on_record = see
        self._told: Told | None = None
        self._depth = 0  # a hook may start a backward inside of a backward
        self._runs = False  # to the end of this backward
        self._shown = False

    def start(self) -> None:
        """Watch from here on."""
        join(self)

    def finish(self) -> bool:
        """Say if the script never came so far."""
        leave(self)
        if os.getpid() == self.process and not self._shown:
            say(f"backward was called {self.count:,} times, so there is no backward {self.number:,} to go through")
            return False
        return True

    def on_backward(self, roots: Any, gradients: Any, accumulate: bool) -> None:
        self._depth += 1
        if self._depth > 1 or not accumulate or os.getpid() != self.process:
            return
        self.count += 1
        if self.count != self.number:
            return
        self._told, self._runs, self._shown = Told(Trace(roots)), False, True
        names = ", ".join([name for name, _ in _named(self._told.trace, roots)])
        _print(f"backward {self.count:,} from {names}")
        if self.asks:
            _print(KEYS)

    def on_edge(self, node: Any, position: int, contribution: Any) -> None:
        if self._told is not None and self._depth == 1:
            self._told.send(node, position, contribution)

    def on_gradient(self, target: Any, gradient: Any) -> None:
        if self._told is not None and self._depth == 1:
            self._show()
            if self._told is not None:  # the user may have gone on to the next backward
                self._told.receive(target, gradient)

    def on_backward_end(self) -> None:
        self._depth -= 1
        if self._told is None or self._depth:
            return
        self._show()
        self._told = None
        if not self.asks:
            sys.stdout.flush()
            self._end(f"ended the script after backward {self.count:,}; --backward N shows another")
        elif self.number == self.count:
            _print(f"backward {self.count:,} is over")
            self._ask()

    def _show(self) -> None:
        """Print the node that is complete, and wait for a word."""
        assert self._told is not None
        step = self._told.step
        self._told.step = None
        if step is None:
            return
        _print(str(step))
        if self.asks and not self._runs:
            self._ask()

    def _ask(self) -> None:
        while (word := _word()) not in ("", "c", "b", "q"):
            _print(KEYS)
        if word == "q":
            self._end("ended the script")
        self._runs = word in ("c", "b")
        if word == "b" or self._told is None:
            self.number = self.count + 1
        if word == "b":
            self._told = None

    def _end(self, text: str) -> None:
        self._told = None
        self.number = min(self.number, self.count)
        say(text)
        raise SystemExit(0)


def _word() -> str:
    try:
        return input("> ").strip().lower()
    except EOFError:
        return "q"


def _named(trace: Trace, roots: Any) -> list[tuple[str, Any]]:
    return [(trace.names.get(id(root)) or trace.names.get(id(root._node)) or "a result", root) for root in roots]


def _print(text: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"  # where it has no sign for one, "?" stands there
    print(text.encode(encoding, "replace").decode(encoding), flush=True)
