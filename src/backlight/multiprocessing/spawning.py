"""Starting one function in several processes, and waiting for all, or for the first that fails."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import wait
from typing import Any

from backlight.core.errors import warn
from backlight.multiprocessing.failures import ProcessExitedException, ProcessRaisedException

_PATIENCE = 30.0  # seconds between asking a process to end and killing it


def _work(fn: Callable, index: int, args: tuple, report: str) -> None:
    try:
        fn(index, *args)
    except KeyboardInterrupt:
        pass  # the parent has it too, and tells the user
    except Exception:
        import traceback

        with open(report, "w", encoding="utf-8") as file:
            file.write(traceback.format_exc())
        sys.exit(1)


class ProcessContext:
    """Processes that were started together."""

    def __init__(self, processes: list, error_files: list[str]) -> None:
        self.processes, self.error_files = processes, error_files
        self.sentinels = {process.sentinel: index for index, process in enumerate(processes)}

    def pids(self) -> list[int]:
        """The processes' numbers."""
        return [int(process.pid) for process in self.processes]

    def join(self, timeout: float | None = None, grace_period: float | None = None) -> bool:
        """Wait until one ends or `timeout` seconds are over; whether all have ended well.

        If one has failed the others are ended, after `grace_period` seconds, and ProcessRaisedException or
        ProcessExitedException says what happened.
        """
        for sentinel in wait(list(self.sentinels), timeout) if self.sentinels else ():
            index = self.sentinels.pop(sentinel)  # pyright: ignore[reportArgumentType]
            self.processes[index].join()
            if self.processes[index].exitcode:
                self._end_others(grace_period)
                raise self._failure(index)
        if self.sentinels:
            return False
        for path in self.error_files:
            _forget(path)
        return True

    def _end_others(self, grace: float | None) -> None:
        if grace is not None:
            self._wait(grace)
        for process in self.processes:
            if process.is_alive():
                process.terminate()
        self._wait(_PATIENCE if grace is None else grace)
        for process in self.processes:
            if process.is_alive():
                process.kill()
            process.join()

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        for process in self.processes:
            process.join(max(0.0, end - time.monotonic()))

    def _failure(self, index: int) -> Exception:
        process = self.processes[index]
        code = process.exitcode
        try:
            with open(self.error_files[index], encoding="utf-8") as file:
                told = file.read()
        except OSError:
            told = ""
        for path in self.error_files:
            _forget(path)
        if told:
            text = f"\n\n-- Process {index} terminated with the following error:\n{told}"
            return ProcessRaisedException(text, index, process.pid)
        if code > 0:
            return ProcessExitedException(f"process {index} terminated with exit code {code}", index, process.pid, code)
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"<Unknown signal {-code}>"
        return ProcessExitedException(f"process {index} terminated with signal {name}", index, process.pid, code, name)


def _forget(path: str) -> None:
    with suppress(OSError):  # most never wrote one
        os.unlink(path)


class SpawnContext(ProcessContext):
    """The former name of `ProcessContext`."""

    def __init__(self, processes: list, error_files: list[str]) -> None:
        warn("SpawnContext is renamed to ProcessContext since 1.4 release.")
        super().__init__(processes, error_files)


def start_processes(
    fn: Callable,
    args: tuple = (),
    nprocs: int = 1,
    join: bool = True,
    daemon: bool = False,
    start_method: str = "spawn",
) -> ProcessContext | None:
    """Call `fn(i, *args)` in `nprocs` processes.

    Args:
        fn: a function of a module, so that it can be found by its name.
        join: wait for all; else the ProcessContext is returned, to wait with.
        start_method: "spawn", "fork" or "forkserver".

    Raises ProcessRaisedException or ProcessExitedException if one fails; the others are ended.
    """
    starter: Any = multiprocessing.get_context(start_method)
    processes, reports = [], []
    folder = tempfile.gettempdir()
    for index in range(nprocs):
        report = os.path.join(folder, f"backlight-error-{os.getpid()}-{time.time_ns()}-{index}")
        process = starter.Process(target=_work, args=(fn, index, args, report), daemon=daemon)
        process.start()
        processes.append(process)
        reports.append(report)
    context = ProcessContext(processes, reports)
    if not join:
        return context
    while not context.join():
        pass
    return None


def spawn(
    fn: Callable,
    args: tuple = (),
    nprocs: int = 1,
    join: bool = True,
    daemon: bool = False,
    start_method: str = "spawn",
) -> ProcessContext | None:
    """Call `fn(i, *args)` in `nprocs` new processes: `start_processes` with "spawn"."""
    if start_method != "spawn":
        warn(
            f"This method only supports start_method=spawn (got: {start_method}).\nTo use a different start_method "
            "use:\n\t\t torch.multiprocessing.start_processes(...)",
            FutureWarning,
        )
    return start_processes(fn, args, nprocs, join, daemon, "spawn")
