"""How one of several processes failed.

ProcessException
 ├─ ProcessRaisedException   its function raised; the message has the traceback
 └─ ProcessExitedException   it ended with an exit code, or by a signal
"""

from __future__ import annotations


class ProcessException(Exception):
    """One of the processes failed: `error_index` says which."""

    def __init__(self, msg: str, error_index: int, error_pid: int | None) -> None:
        super().__init__(msg)
        self.msg, self.error_index, self.error_pid = msg, error_index, error_pid

    def __reduce__(self) -> tuple:
        return type(self), (self.msg, self.error_index, self.error_pid)


class ProcessRaisedException(ProcessException):
    """The function of a process raised an exception."""


class ProcessExitedException(ProcessException):
    """A process ended with an exit code that is not 0, or by a signal."""

    def __init__(
        self, msg: str, error_index: int, error_pid: int | None, exit_code: int, signal_name: str | None = None
    ) -> None:
        super().__init__(msg, error_index, error_pid)
        self.exit_code, self.signal_name = exit_code, signal_name

    def __reduce__(self) -> tuple:
        return type(self), (self.msg, self.error_index, self.error_pid, self.exit_code, self.signal_name)
