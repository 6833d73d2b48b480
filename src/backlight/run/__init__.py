"""`backlight run`: an unmodified program, with torch served by backlight, and with the ending that python gives it."""

from __future__ import annotations

import sys

from backlight.run import failure
from backlight.run.children import serve_children
from backlight.run.errors import CannotOpenError, CannotShowError, CannotWriteError
from backlight.run.observers import Observers
from backlight.run.program import check_file, run_file, run_module
from backlight.torch_alias import install_as_torch

__all__ = ["CannotOpenError", "CannotShowError", "CannotWriteError", "run"]


def run(program: str, arguments: list[str], *, as_module: bool = False, observers: Observers | None = None) -> int:
    """Run `program` in this process as `python` would and return its exit status.

    Arguments:
        program: a script, `-`, a directory or zip file, or with `as_module` the name of a module.
        arguments: what follows the program's name in its `sys.argv`.
        observers: who looks on.

    Raises:
        CannotOpenError: there is no such script.
        CannotWriteError, CannotShowError: an observer cannot do what it is for; nothing has run.
        SystemExit, KeyboardInterrupt: as the program ended, once all is written.
    """
    install_as_torch()
    serve_children()
    observers = observers or Observers()
    if observers.all and not as_module:
        check_file(program)  # before anything is written in its name
    observers.start()
    sys.argv = ["-m" if as_module else program, *arguments]
    status, raised, ending = 0, None, None
    try:
        (run_module if as_module else run_file)(program)
    except CannotOpenError:
        raise
    except SystemExit as error:
        raised = ending = error
    except BaseException as error:
        failure.report(error)
        status, raised = 1, error
        if isinstance(error, KeyboardInterrupt):
            sys.excepthook = lambda *_: None  # it is printed; the interpreter still has to die of it
            ending = error
    if not observers.finish(raised) and status == 0:
        status = 1
        if isinstance(ending, SystemExit) and not ending.code:
            ending = None
    if ending is not None:
        raise ending
    return status
