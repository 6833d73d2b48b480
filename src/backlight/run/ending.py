"""How a program ended, as a record tells it."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backlight.see.record.places import Places

_PACKAGE = os.path.dirname(os.path.dirname(__file__)) + os.sep
LONGEST = 2000  # letters of an error's message


def ending_of(error: BaseException | None, places: Places) -> dict[str, Any]:
    """{"kind", "error", "place"}: what stopped the program, and at which of its own lines."""
    if error is None or (isinstance(error, SystemExit) and not error.code):
        return {"kind": "completed", "error": "", "place": None}
    from traceback import format_exception_only

    place, trace = None, error.__traceback__
    while trace is not None:
        if not trace.tb_frame.f_code.co_filename.startswith((_PACKAGE, "<frozen")):
            place = list(places.of(trace.tb_frame.f_code, trace.tb_lasti))
        trace = trace.tb_next
    kind = "killed" if isinstance(error, KeyboardInterrupt) else "raised"
    return {"kind": kind, "error": format_exception_only(error)[-1].strip()[:LONGEST], "place": place}


def wait_for_threads() -> None:
    """A program is not over before its threads are."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
