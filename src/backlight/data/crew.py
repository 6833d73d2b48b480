"""The worker processes of one iterator, seen from the main process: they are started, heard, and ended.

Each worker has a connection of its own, and nothing is shared between workers: one that dies in the middle of a message
spoils no one else's, and its end of the connection falls shut, which the main process hears at once.
"""

from __future__ import annotations

import pickle
import signal
import sys
from collections import deque
from time import monotonic
from typing import Any

from backlight.core.errors import warn
from backlight.data.wire import receive
from backlight.data.worker import RESUME, STOP, Job, ends, work

LOOK = 5.0  # seconds between two looks whether silent workers are alive
GRACE = 5.0  # seconds for a worker to finish what it is doing before it is ended


class Crew:
    """Starts `job.count` workers; `timeout` is how many seconds they may be silent, 0 for ever."""

    def __init__(self, context: Any, job: Job, timeout: float) -> None:
        self.timeout = timeout
        self.workers: list[Any] = []
        self.connections: list[Any] = []
        self.heard: deque[tuple[int, Any]] = deque()
        self.dismissed: set[int] = set()
        self.ended = False
        self.grace = GRACE
        try:
            for number in range(job.count):
                self._start(context, job, number)
        except BaseException:
            self.end()
            raise

    def _start(self, context: Any, job: Job, number: int) -> None:
        here, there = context.Pipe()
        if self.timeout > 0:
            _bound(here, self.timeout)
        ends.add(here)
        self.connections.append(here)
        forked = context.get_start_method() == "fork"
        worker = context.Process(target=work, args=(there, job, number, forked), daemon=True)
        try:
            worker.start()
        except (TypeError, AttributeError, pickle.PicklingError):
            warn(
                "Got pickle error when attempting to start a worker Process: with the start method "
                f"{context.get_start_method()!r} the dataset, the collate_fn and the worker_init_fn must be picklable "
                "(no lambdas, no classes inside functions). You can also try multiprocessing.set_start_method('fork')."
            )
            raise
        finally:
            there.close()
        self.workers.append(worker)

    def ask(self, number: int, task: Any) -> None:
        """Give a worker a task; RuntimeError if it has died."""
        self._tell(number, pickle.dumps(task))

    def resume(self) -> None:
        """Tell all workers that another pass begins."""
        for number in range(len(self.workers)):
            self._tell(number, RESUME)

    def dismiss(self, number: int) -> None:
        """Tell a worker that it is not needed any more."""
        self.dismissed.add(number)
        self._tell(number, STOP)

    def _tell(self, number: int, message: bytes) -> None:
        try:
            self.connections[number].send_bytes(message)
        except BlockingIOError as error:
            if number not in self.dismissed:
                raise self._silence() from error
        except OSError as error:
            if number not in self.dismissed:
                raise self._death([number]) from error

    def hear(self) -> Any:
        """The next message of any worker; RuntimeError when one has died, or all are silent for too long."""
        from multiprocessing.connection import wait

        until = monotonic() + self.timeout if self.timeout > 0 else None
        while not self.heard:
            patience = LOOK if until is None else max(0.0, min(LOOK, until - monotonic()))
            present = {c: i for i, c in enumerate(self.connections) if i not in self.dismissed}
            ready = wait(list(present), patience)
            for connection in ready:
                self._hear_from(present[connection])  # type: ignore[index]
            if not ready:
                self._expect_alive()
                if until is not None and monotonic() >= until:
                    raise self._silence()
        return self.heard.popleft()

    def _hear_from(self, number: int) -> None:
        try:
            self.heard.append((number, receive(self.connections[number])))
        except BlockingIOError as error:  # it has stopped in the middle of a message
            raise self._silence() from error
        except (EOFError, OSError) as error:
            raise self._death([number]) from error

    def _expect_alive(self) -> None:
        dead = [i for i, worker in enumerate(self.workers) if i not in self.dismissed and not worker.is_alive()]
        if dead:
            raise self._death(dead)

    def _silence(self) -> RuntimeError:
        """What to raise when no worker has answered in time."""
        self.grace = 0.0
        return RuntimeError(
            f"DataLoader timed out after {self.timeout} seconds: no worker has sent a batch. One may be blocked; try "
            "num_workers=0 to see where, or a longer timeout."
        )

    def _death(self, numbers: list[int]) -> RuntimeError:
        """What to raise when workers have died."""
        self.grace = 0.0
        workers = [self.workers[number] for number in numbers]
        for worker in workers:
            worker.join(1.0)
        return RuntimeError(_obituary(workers))

    def end(self) -> None:
        """Let every worker end, at the latest after the grace; safe to call again."""
        if self.ended or sys.is_finalizing():  # at the end of the program, multiprocessing ends its children itself
            return
        self.ended = True
        try:
            for number in range(len(self.workers)):
                if number not in self.dismissed:
                    self.dismiss(number)
        finally:
            for connection in self.connections:
                connection.close()
            self._part()

    def _part(self) -> None:
        until = monotonic() + self.grace
        try:
            for worker in self.workers:
                worker.join(max(0.0, until - monotonic()))
        finally:
            alive = [worker for worker in self.workers if worker.is_alive()]
            for worker in alive:
                worker.terminate()
            for worker in alive:
                worker.join(1.0)
                if worker.is_alive():  # it refuses
                    worker.kill()
                    worker.join()


def _bound(connection: Any, seconds: float) -> None:
    """Let a read or write that makes no progress for so long fail with BlockingIOError, if the system can do that."""
    import os
    import socket
    import struct

    if os.name != "posix":
        return
    whole = int(seconds)
    span = struct.pack("ll", whole, max(1, int((seconds - whole) * 1e6)))
    with socket.socket(fileno=os.dup(connection.fileno())) as end:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, span)
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, span)


def _obituary(workers: list[Any]) -> str:
    code, pid = workers[0].exitcode, workers[0].pid
    if not code:
        pids = ", ".join(str(worker.pid) for worker in workers)
        return f"DataLoader worker (pid(s) {pids}) exited unexpectedly"
    if code > 0:
        return (
            f"DataLoader worker (pid {pid}) exited unexpectedly with exit code {code}. Details are lost due to "
            "multiprocessing. Rerunning with num_workers=0 may give better error trace."
        )
    text = f"DataLoader worker (pid {pid}) is killed by signal: {_signal_name(-code)}. "
    if -code == getattr(signal, "SIGKILL", None):
        text += "If nobody sent it, the system was out of memory: use fewer workers or smaller batches."
    return text.rstrip()


def _signal_name(number: int) -> str:
    try:
        return signal.strsignal(number) or str(number)
    except ValueError:
        return str(number)
