"""How a program ended, as a record tells it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from backlight.see.tracebacks import last_of_program

if TYPE_CHECKING:
    from backlight.see.record.places import Places

LONGEST = 2000  # letters of an error's message


class Terminated(BaseException):
    """A signal asked the program to end; the message is the signal's name."""


def ending_of(error: BaseException | None, places: Places) -> dict[str, Any]:
    """{"kind", "error", "place"}: what stopped the program, and at which of its own lines."""
    if error is None or (isinstance(error, SystemExit) and not error.code):
        return {"kind": "completed", "error": "", "place": None}
    from sysconfig import get_paths
    from traceback import TracebackException

    paths = get_paths()
    libraries = tuple([paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")])
    last = last_of_program(error.__traceback__, libraries) or last_of_program(error.__traceback__)
    place = None if last is None else list(places.of(last.tb_frame.f_code, last.tb_lasti))
    if isinstance(error, Terminated):
        return {"kind": "killed", "error": str(error), "place": place}
    kind = "killed" if isinstance(error, KeyboardInterrupt) else "raised"
    message = TracebackException(type(error), error, None)
    message.__notes__ = None  # what the doctor has to add stands in his notice
    return {"kind": kind, "error": [*message.format_exception_only()][-1].strip()[:LONGEST], "place": place}


def wait_for_threads() -> None:
    """A program is not over before its threads are."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
