"""Who looks on while a program runs."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from backlight.run.leaving import Leaving
    from backlight.run.watched import Watched


class Observer(Protocol):
    """Started before the program; told when it is over."""

    def start(self) -> None:
        """Begin to look on; CannotWriteError or CannotShowError if that will not do."""

    def finish(self) -> bool:
        """Show what was seen; whether all went well."""
        ...


class Observers:
    """All of them, and the recording that some of them show."""

    def __init__(self, *observers: Observer) -> None:
        self.all = list(observers)
        self.watched: Watched | None = None
        self._leaving: Leaving | None = None

    def add(self, observer: Observer) -> None:
        """One more."""
        self.all.append(observer)

    def start(self) -> None:
        """Start all; the first that cannot raises before the program runs."""
        for one in self.all:
            one.start()
        if self.watched is not None:
            self.watched.start()
        if self.all:
            from backlight.run.leaving import Leaving

            self._leaving = Leaving(partial(self.finish, leaving=True))
            self._leaving.start()

    def finish(self, error: BaseException | None, *, leaving: bool = False) -> bool:
        """The program is over, by `error` if that is not None; whether all could be shown.

        Where the process goes at once, `leaving`, nothing waits for the program's threads.
        """
        if not self.all:
            return True
        from backlight.run.ending import wait_for_threads

        if not leaving:
            with suppress(KeyboardInterrupt):  # the user has no patience with them
                wait_for_threads()
        if self._leaving is not None:
            self._leaving.stop()
        if self.watched is not None:
            self.watched.stop(error)
        return all([one.finish() for one in self.all])
