"""Running a script, standard input, a directory or a module as `__main__`, the way `python` does."""

from __future__ import annotations

import builtins
import os
import sys
from importlib.machinery import BuiltinImporter, SourceFileLoader
from types import ModuleType

from backlight.run.errors import CannotOpenError


def run_file(name: str) -> None:
    """`python NAME`: a script, `-` for standard input, or a directory or zip file with a `__main__.py`."""
    if name == "-":
        return _run_source(sys.stdin.buffer.read(), "<stdin>", "", BuiltinImporter)
    path = _absolute(name)
    if _is_importable(path):
        import runpy

        _start(path, even_if_safe=True)
        return runpy._run_module_as_main("__main__", False)  # type: ignore[attr-defined]
    source = _read(path)
    return _run_source(source, path, os.path.dirname(os.path.realpath(path)), SourceFileLoader("__main__", path))


def check_file(name: str) -> None:
    """CannotOpenError, if `run_file` would raise it."""
    path = _absolute(name)
    if name != "-" and not _is_importable(path):
        _read(path)


def run_module(name: str) -> None:
    """`python -m NAME`: a module or a package found on the path."""
    import runpy

    _start(os.getcwd())
    runpy._run_module_as_main(name)  # type: ignore[attr-defined]


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise CannotOpenError(f"can't open file '{path}': [Errno {error.errno}] {error.strerror}") from None


def _run_source(source: bytes, filename: str, folder: str, loader: object) -> None:
    main = _start(folder)
    main.__dict__.update(__loader__=loader, __file__=filename, __cached__=None)
    # dont_inherit: the script has its own `from __future__` imports, not this file's.
    exec(compile(source, filename, "exec", dont_inherit=True), main.__dict__)


def _start(folder: str, *, even_if_safe: bool = False) -> ModuleType:
    """Make a new `__main__` and put the program's folder on the path, where the launcher's was."""
    sys.modules["__main__"] = main = ModuleType("__main__")
    if sys.version_info < (3, 14):
        main.__annotations__ = {}
    main.__dict__["__builtins__"] = builtins
    if not sys.flags.safe_path:
        sys.path[0] = folder
    elif even_if_safe:
        sys.path.insert(0, folder)
    return main


def _is_importable(path: str) -> bool:
    """Whether Python can import from `path`: then it is a directory or a zip file with a program in it."""
    for hook in sys.path_hooks:
        try:
            hook(path)
        except ImportError:
            continue
        return True
    return False


def _absolute(name: str) -> str:
    """What python makes of a script's name: `./a/../b.py` keeps its dots outside Windows."""
    return os.path.abspath(name) if os.name == "nt" else os.path.join(os.getcwd(), name)
