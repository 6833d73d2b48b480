"""An exception on its way from a worker to the main process, where it is raised again with the worker's traceback."""

from __future__ import annotations

from typing import Any, NoReturn


class Failure:
    """What an exception was, as text, since the exception itself may not be able to travel."""

    def __init__(self, error: BaseException, where: str) -> None:
        from traceback import format_exception

        self.kind: type[BaseException] = type(error)
        self.name = type(error).__name__
        self.text = "".join(format_exception(error))
        self.where = where

    def reraise(self) -> NoReturn:
        """Raise an exception of the same class that says where it came from; RuntimeError if that cannot be made."""
        message: Any = f"Caught {self.name} {self.where}.\nOriginal {self.text}"
        if self.kind is KeyError:
            message = _Lines(message)
        if getattr(self.kind, "message", None):
            raise self.kind(message=message)  # type: ignore[call-arg]
        try:
            error = self.kind(message)
        except Exception:  # it takes other arguments, which are not known here
            raise RuntimeError(message) from None
        try:
            raise error
        finally:
            del error  # or its traceback, which holds this frame, would keep the pass and its workers alive


class _Lines(str):
    """A text that KeyError, which shows the repr of its key, shows as it is."""

    def __repr__(self) -> str:
        return str(self)
