"""That nothing is compiled is said once in a process."""

from __future__ import annotations

from typing import NoReturn

from backlight.core.errors import warn

_said = False


def say_once(what: str) -> None:
    """Warn at the program's line, the first time."""
    global _said
    if not _said:
        _said = True
        warn(f"{what}: backlight does not compile; the program runs as it is written, with the same results")


def refuse(what: str, instead: str) -> NoReturn:
    """For what needs a compiled program."""
    raise NotImplementedError(f"{what}: backlight has no compiled programs. {instead}")
