"""Where in the program an error was raised."""

from __future__ import annotations

import os
from types import TracebackType

_PACKAGE = os.path.dirname(os.path.dirname(__file__)) + os.sep


def last_of_program(trace: TracebackType | None, libraries: tuple[str, ...] = ()) -> TracebackType | None:
    """The innermost entry of a traceback that is not backlight's, nor in one of these folders."""
    last = None
    while trace is not None:
        if not trace.tb_frame.f_code.co_filename.startswith((_PACKAGE, "<frozen", *libraries)):
            last = trace
        trace = trace.tb_next
    return last
