"""In-place writes to memory: noted when they happen, looked up by backward, free for those who never write."""

from __future__ import annotations

import sys
from weakref import ref

import numpy as np

from backlight.core import modes
from backlight.core.node import next_sequence
from backlight.core.result import owner

_noted: dict[int, tuple] = {}  # id of the memory's owner -> (sequence number, weak reference, what wrote, how often)
_PACKAGE = __name__.partition(".")[0]
latest = 0  # the sequence number of the last write anywhere: nodes younger than it need no look at the table


def note(array: np.ndarray, what: str) -> None:
    """Remember that `what` (an operation's name, perhaps with a place) has just written to the memory of `array`."""
    global latest
    if modes.watcher is not None:
        what = Write(what)
    home = owner(array)
    key = id(home)
    latest = next_sequence()
    known = _noted.get(key)
    if known is not None and known[1]() is home:
        alive = known[1]
    else:
        known = None
        try:
            alive = ref(home, lambda _, key=key: _noted.pop(key, None))
        except TypeError:  # memory of a buffer that cannot be watched (bytes, mmap): kept for good, one entry each
            alive = lambda home=home: home
    _noted[key] = (latest, alive, what, 1 if known is None else known[3] + 1)


class Write(str):
    """What wrote, and the program's line, for those who watch."""

    name: str
    place: tuple[str, int]

    def __new__(cls, what: str) -> Write:
        frame = sys._getframe(2)
        while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] == _PACKAGE:
            frame = frame.f_back
        path, line = frame.f_code.co_filename, frame.f_lineno
        made = super().__new__(cls, f"{what} ({path}, line {line})")
        made.name, made.place = what, (path, line)
        return made


def since(array, sequence: int) -> str | None:
    """What wrote to the memory of `array` after the node with this sequence number was made, if anything did."""
    if not isinstance(array, np.ndarray):
        return None
    known = _noted.get(id(owner(array)))
    return known[2] if known is not None and known[0] > sequence else None


def count_of(array: np.ndarray) -> int:
    """How many writes to the memory of `array` have been noted."""
    known = _noted.get(id(owner(array)))
    return 0 if known is None else known[3]
