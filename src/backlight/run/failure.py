"""An uncaught exception printed as the interpreter prints it, without the frames that are backlight's."""

from __future__ import annotations

import os
import sys
from types import TracebackType

from backlight.core import modes
from backlight.core.errors import GraphFreedError, ModifiedError
from backlight.core.missing import MissingTorchName, explain_member
from backlight.see.tracebacks import last_of_program

_HERE = os.path.dirname(__file__) + os.sep


def report(error: BaseException) -> None:
    """Hand an uncaught exception to `sys.excepthook`, the way the interpreter would."""
    error.__traceback__ = without_runner(error.__traceback__)
    for link in chain(error):
        if isinstance(link, MissingTorchName):
            end_at_user(link.__traceback__)
        if type(link) is AttributeError:
            explain_member(link)
        if isinstance(link, ModuleNotFoundError) and link.name == "matplotlib":
            link.add_note('To install it: pip install "backlight[see]"')
        if isinstance(link, (GraphFreedError, ModifiedError)) and modes.watcher is None:
            link.add_note(f"To see which tensor and which lines: backlight check {sys.argv[0]}")
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, error.__traceback__
    sys.excepthook(type(error), error, error.__traceback__)


def without_runner(trace: TracebackType | None) -> TracebackType | None:
    """The part of a traceback that starts with the program's first frame."""
    while trace is not None and trace.tb_frame.f_code.co_filename.startswith(_HERE):
        trace = trace.tb_next
    return trace


def end_at_user(trace: TracebackType | None) -> None:
    """Cut the traceback of a missing name after the user's line: what backlight did to find out is no news."""
    last = last_of_program(trace)
    if last is not None:
        last.tb_next = None


def chain(error: BaseException) -> list[BaseException]:
    """The exception and those that led to it."""
    links: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and all(link is not known for known in links):
        links.append(link)
        link = link.__cause__ or link.__context__
    return links
