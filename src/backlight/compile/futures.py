"""`torch.futures.Future`: a result that is there already, or will be when someone sets it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any


class Future:
    """A value that comes later."""

    def __init__(self, *, devices: Any = None) -> None:
        self._came, self._value, self._error = Event(), None, None
        self._after: list[Callable] = []

    def done(self) -> bool:
        """Whether it is there."""
        return self._came.is_set()

    def wait(self) -> Any:
        """The value, or the exception that came instead, once it is there."""
        self._came.wait()
        if self._error is not None:
            raise self._error
        return self._value

    value = wait

    def set_result(self, result: Any) -> None:
        """Here it is."""
        if self.done():
            raise RuntimeError("Future can only be set once")
        self._value = result
        self._finish()

    def set_exception(self, result: BaseException) -> None:
        """It will not come, for this reason."""
        self._error = result
        self._finish()

    def _finish(self) -> None:
        self._came.set()
        for call in self._after:
            call(self)

    def add_done_callback(self, callback: Callable[[Future], Any]) -> None:
        """Call this with the future when it is there."""
        if self.done():
            callback(self)
        else:
            self._after.append(callback)

    def then(self, callback: Callable[[Future], Any]) -> Future:
        """A future for what `callback` makes of this one."""
        following = Future()

        def follow(future: Future) -> None:
            try:
                following.set_result(callback(future))
            except Exception as error:
                following.set_exception(error)

        self.add_done_callback(follow)
        return following


def fork(func: Callable, *args: Any, **named: Any) -> Future:
    """`torch.jit.fork`: calls the function at once, as torch does outside of a compiled program."""
    future = Future()
    future.set_result(func(*args, **named))
    return future


def wait(future: Future) -> Any:
    """The value of a future."""
    return future.wait()


def wait_all(futures: list[Future]) -> list:
    """The values of several futures."""
    return [future.wait() for future in futures]


def collect_all(futures: list[Future]) -> Future:
    """One future for several: when the last is there."""
    gathered, left = Future(), [len(futures)]

    def came(_: Future) -> None:
        left[0] -= 1
        if left[0] == 0:
            gathered.set_result(futures)

    if not futures:
        gathered.set_result(futures)
    for future in futures:
        future.add_done_callback(came)
    return gathered
