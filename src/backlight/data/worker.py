"""What runs in a worker process: it loads the batches it is asked for, and ends when it is told to or left alone.

Three threads. The first runs the user's code. One listens to the main process, so that the main process never waits for
the user's code to take a task, and ends the worker at once when the main process is gone, whatever the user's code is
doing. One speaks, so that the next batch is loaded while the last one is being sent.
"""

from __future__ import annotations

import os
import pickle
import random
import weakref
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from time import sleep
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.data.failure import Failure
from backlight.data.fetch import _DatasetKind
from backlight.data.wire import Parts, packed, send
from backlight.data.worker_info import WorkerInfo, set_worker_info
from backlight.tensor.generator import manual_seed

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

LOOK = 1.0  # seconds between two looks whether the main process is there

# Tasks besides batches.
STOP = pickle.dumps("stop")
RESUME = pickle.dumps("resume")

# The main process's ends of all connections to workers. A forked worker inherits them and closes them: as long as one
# copy of an end is open, the other end does not learn that the main process is gone.
ends: weakref.WeakSet[Any] = weakref.WeakSet()


class Job:
    """What all workers of one iterator are to do, as it travels to them."""

    def __init__(self, loader: Any, seed: int) -> None:
        self.kind = loader._dataset_kind
        self.dataset = loader.dataset
        self.auto_collation = loader._auto_collation
        self.collate_fn = loader.collate_fn
        self.drop_last = loader.drop_last
        self.init = loader.worker_init_fn
        self.count = loader.num_workers
        self.seed = seed

    def fetcher(self) -> Any:
        """What loads the batches; a stream starts anew."""
        return _DatasetKind.create_fetcher(
            self.kind, self.dataset, self.auto_collation, self.collate_fn, self.drop_last
        )


class Ended:
    """The answer of a worker whose stream has ended."""


class Resumed:
    """The answer of a worker that is ready for another pass."""


def work(connection: Connection, job: Job, number: int, forked: bool) -> None:
    """The life of worker `number`."""
    if forked:
        for end in list(ends):
            end.close()
    inbox: SimpleQueue[bytes] = SimpleQueue()
    outbox: SimpleQueue[Parts] = SimpleQueue()
    try:
        Thread(target=_listen, args=(connection, inbox), daemon=True).start()
        Thread(target=_speak, args=(connection, outbox), daemon=True).start()
        _load(job, number, inbox, outbox)
    except KeyboardInterrupt:
        pass  # the main process has it too, and tells the user


def _listen(connection: Connection, inbox: SimpleQueue) -> None:
    parent, task = os.getppid(), b""
    while task != STOP:
        try:
            while not connection.poll(LOOK):
                if os.getppid() != parent:
                    os._exit(1)
            task = connection.recv_bytes()
        except (EOFError, OSError):
            os._exit(1)
        inbox.put(task)
    while os.getppid() == parent:  # the user's code may still be busy
        sleep(LOOK)
    os._exit(1)


def _speak(connection: Connection, outbox: SimpleQueue) -> None:
    try:
        while True:
            send(connection, outbox.get())
    except OSError:
        pass  # the main process has closed the connection; the listener knows why


def _load(job: Job, number: int, inbox: SimpleQueue, outbox: SimpleQueue) -> None:
    where = f"in DataLoader worker process {number}"
    unready = _tried(lambda: _begin(job, number), where)
    fetcher = unready or _tried(job.fetcher, where)
    ended = False
    while (task := inbox.get()) != STOP:
        if task == RESUME:
            outbox.put(packed((None, Resumed())))
            fetcher, ended = unready or _tried(job.fetcher, where), False
        elif not ended:
            place, index = pickle.loads(task)
            answer = fetcher if isinstance(fetcher, Failure) else _fetched(fetcher, index, job, where)
            ended = isinstance(answer, Ended)
            outbox.put(_sendable(place, answer, where))
            del answer


def _tried(call: Callable[[], Any], where: str) -> Any:
    try:
        return call()
    except Exception as error:
        return Failure(error, where)


def _fetched(fetcher: Any, index: Any, job: Job, where: str) -> Any:
    try:
        return fetcher.fetch(index)
    except StopIteration as error:
        return Ended() if job.kind == _DatasetKind.Iterable else Failure(error, where)
    except Exception as error:
        return Failure(error, where)


def _begin(job: Job, number: int) -> None:
    """Seed the streams of this worker as torch does, then let the user's function prepare it."""
    seed = job.seed + number
    random.seed(seed)
    manual_seed(seed)
    words = [number, job.seed & 0xFFFFFFFF, job.seed >> 32, 0]
    np.random.seed(np.random.SeedSequence(words).generate_state(4))
    set_worker_info(WorkerInfo(number, job.count, seed, job.dataset))
    if job.init is not None:
        job.init(number)


def _sendable(place: int, answer: Any, where: str) -> Parts:
    """The answer packed; the reason if it cannot be sent, as a RuntimeError if even its class cannot."""
    try:
        return packed((place, answer))
    except Exception as error:
        failure = answer if isinstance(answer, Failure) else Failure(error, where)
    try:
        return packed((place, failure))
    except Exception:
        failure.kind = RuntimeError
        return packed((place, failure))
