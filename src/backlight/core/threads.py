"""How many processors are at work: those that a product of matrices takes, and shares of a large job side by side.

NumPy's wheels bring OpenBLAS, which takes every processor for every product above a certain size, and lets them wait
for each other. That serves one large product; of many small ones, as a convolution makes them, it costs more than it
gives, and much more where another program is busy too. So such a job is cut into shares, each on one thread.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from threading import Lock, Thread
from typing import Any, TypeVar

T = TypeVar("T")

_wanted = 0  # what `set_num_threads` was given
_calls: Any = None  # OpenBLAS's own two functions, (read, set); () where NumPy has another library


def count() -> int:
    """The number that `set_count` was given, or the number of processors this process may use."""
    return _wanted or _available()


def set_count(number: int) -> None:
    """Take so many threads from now on."""
    global _wanted
    _wanted = number
    with _alone.lock:
        if _alone.jobs:
            _alone.before = number
        elif _blas():
            _blas()[1](number)


def _available() -> int:
    limit = next((os.environ[name] for name in _LIMITS if os.environ.get(name, "").isdigit()), "0")
    ours = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(int(limit) or ours, ours)


_LIMITS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")


def _blas() -> tuple:
    """OpenBLAS's functions that read and set its number of threads, if this NumPy has them."""
    global _calls
    if _calls is None:
        _calls = _found()
    return _calls


def _found() -> tuple:
    from ctypes import CDLL
    from glob import glob

    import numpy

    home = os.path.dirname(numpy.__file__)
    for path in (*glob(f"{home}.libs/*openblas*"), *glob(f"{home}/.dylibs/*openblas*")):
        try:
            library = CDLL(path)  # it is loaded already
        except OSError:
            continue
        for name in ("scipy_openblas_{}_num_threads64_", "openblas_{}_num_threads64_", "openblas_{}_num_threads"):
            if hasattr(library, name.format("set")):
                return getattr(library, name.format("get")), getattr(library, name.format("set"))
    return ()


class _Alone:
    """While one such job is at work, in whatever thread, BLAS has one thread; then as many as before."""

    def __init__(self) -> None:
        self.lock, self.jobs, self.before = Lock(), 0, 1

    def __enter__(self) -> None:
        with self.lock:
            if not self.jobs and _blas():
                self.before = _blas()[0]()
                _blas()[1](1)
            self.jobs += 1

    def __exit__(self, *raised: object) -> None:
        with self.lock:
            self.jobs -= 1
            if not self.jobs and _blas():
                _blas()[1](self.before)


_alone = _Alone()


def side_by_side(job: Callable[[Any], T], shares: Sequence[Any]) -> list[T]:
    """`[job(share) for share in shares]`, on as many threads as there may be, each with a BLAS of one thread."""
    workers = min(count(), len(shares))
    with _alone:
        return _threaded(job, shares, workers) if workers > 1 else [job(share) for share in shares]


def _threaded(job: Callable[[Any], T], shares: Sequence[Any], workers: int) -> list[T]:
    results: list[Any] = [None] * len(shares)
    errors: list[BaseException] = []

    def work(first: int) -> None:
        try:
            for place in range(first, len(shares), workers):
                results[place] = job(shares[place])
        except BaseException as error:
            errors.append(error)

    threads = [Thread(target=work, args=(first,), daemon=True) for first in range(1, workers)]
    for thread in threads:
        thread.start()
    work(0)
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results
