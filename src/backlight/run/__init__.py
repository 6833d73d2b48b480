"""`backlight run`: an unmodified program, with torch served by backlight, and with the ending that python gives it."""

from __future__ import annotations

import sys

from backlight.run.children import serve_children
from backlight.run.errors import CannotOpenError, CannotWriteError
from backlight.run.failure import report
from backlight.run.program import run_file, run_module
from backlight.torch_alias import install_as_torch

__all__ = ["CannotOpenError", "CannotWriteError", "run"]


def run(program: str, arguments: list[str], *, as_module: bool = False, out: str | None = None) -> int:
    """Run `program` in this process as `python` would and return its exit status.

    Arguments:
        program: a script, `-`, a directory or zip file, or with `as_module` the name of a module.
        arguments: what follows the program's name in its `sys.argv`.
        out: directory for the graph, the losses and the figures.

    Raises:
        CannotOpenError: there is no such script.
        CannotWriteError: `out` cannot be written; nothing has run.
        SystemExit, KeyboardInterrupt: as the program ended, once the results are written.
    """
    install_as_torch()
    serve_children()
    results = None
    if out is not None:
        from backlight.run.results import Results

        results = Results(out)
        results.start()
    sys.argv = ["-m" if as_module else program, *arguments]
    status, ending = 0, None
    try:
        (run_module if as_module else run_file)(program)
    except CannotOpenError:
        raise
    except SystemExit as error:
        ending = error
    except BaseException as error:
        report(error)
        status = 1
        if isinstance(error, KeyboardInterrupt):
            sys.excepthook = lambda *_: None  # it is printed; the interpreter still has to die of it
            ending = error
    if results is not None and not results.write() and status == 0:
        status = 1
        if isinstance(ending, SystemExit) and not ending.code:
            ending = None
    if ending is not None:
        raise ending
    return status
