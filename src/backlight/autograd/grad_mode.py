"""Switching the recording of operations on and off: as context managers, and as decorators of functions."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from backlight.core import modes
from backlight.core.modes import state


def is_grad_enabled() -> bool:
    """Whether operations on tensors that require a gradient are recorded in this thread."""
    return state.grad


def is_inference_mode_enabled() -> bool:
    """Whether this thread is inside `inference_mode`."""
    return state.inference


class _Block:
    """A context manager that is a decorator too; each entry remembers what to restore."""

    def __init__(self) -> None:
        self._before: list = []

    def _copy(self) -> _Block:
        return type(self)()

    def __enter__(self) -> Any:
        raise NotImplementedError

    def __exit__(self, *exception: object) -> None:
        raise NotImplementedError

    def __call__(self, function: Callable) -> Callable:
        from inspect import isclass, iscoroutinefunction, isgeneratorfunction

        if isclass(function):
            raise TypeError(f"{type(self).__name__} decorates functions, not classes: decorate the class's methods")
        if isgeneratorfunction(function):
            return self._around_generator(function)
        if iscoroutinefunction(function):

            @wraps(function)
            async def awaited(*args, **kwargs):
                with self._copy():
                    return await function(*args, **kwargs)

            return awaited

        @wraps(function)
        def inside(*args, **kwargs):
            with self._copy():
                return function(*args, **kwargs)

        return inside

    def _around_generator(self, function: Callable) -> Callable:
        # the mode holds while the generator runs, and not in the code that consumes it
        @wraps(function)
        def inside(*args, **kwargs):
            generator = function(*args, **kwargs)
            step: Callable = lambda: next(generator)  # noqa: E731
            while True:
                try:
                    with self._copy():
                        value = step()
                except StopIteration as end:
                    return end.value
                try:
                    sent = yield value
                except GeneratorExit:
                    with self._copy():
                        generator.close()
                    raise
                except BaseException as error:
                    step = lambda error=error: generator.throw(error)  # noqa: E731
                else:
                    step = lambda sent=sent: generator.send(sent)  # noqa: E731

        return inside


class no_grad(_Block):
    """Record nothing: results need no gradient, and leaves may be written in place.

    >>> import backlight
    >>> w = backlight.tensor([1.0], requires_grad=True)
    >>> with backlight.no_grad():
    ...     (w * 2).requires_grad
    False
    """

    def __new__(cls, function: Callable | None = None) -> Any:
        self = super().__new__(cls)
        if function is None:
            return self
        self.__init__()  # decorating without parentheses: @no_grad
        return self(function)

    def __init__(self, function: Callable | None = None) -> None:
        super().__init__()

    def __enter__(self) -> None:
        self._before.append(state.grad)
        state.grad = False

    def __exit__(self, *exception: object) -> None:
        state.grad = self._before.pop()


class enable_grad(no_grad):
    """Record again, inside `no_grad`."""

    def __enter__(self) -> None:
        self._before.append(state.grad)
        state.grad = True


class set_grad_enabled(_Block):
    """Record or not, by a flag: takes effect at once, and with `with` only until the block ends."""

    def __init__(self, mode: bool) -> None:
        super().__init__()
        self.mode = bool(mode)
        self._at_call = state.grad
        state.grad = self.mode

    def _copy(self) -> _Block:
        return set_grad_enabled(self.mode)

    def __call__(self, function: Callable) -> Callable:
        state.grad = self._at_call  # used as a decorator: the mode holds in the function only
        return super().__call__(function)

    def __enter__(self) -> None:
        self._before.append(self._at_call)
        state.grad = self.mode

    def __exit__(self, *exception: object) -> None:
        state.grad = self._before.pop()


class inference_mode(_Block):
    """As `no_grad`, and what is made inside can never become part of a graph."""

    def __new__(cls, mode: bool | Callable = True) -> Any:
        self = super().__new__(cls)
        if isinstance(mode, bool):
            return self
        self.__init__()
        return self(mode)

    def __init__(self, mode: bool | Callable = True) -> None:
        super().__init__()
        self.mode = mode if isinstance(mode, bool) else True

    def _copy(self) -> _Block:
        return inference_mode(self.mode)

    def __enter__(self) -> None:
        self._before.append((state.inference, state.grad))
        state.inference = self.mode
        state.grad = not self.mode
        modes.inference_blocks += 1

    def __exit__(self, *exception: object) -> None:
        modes.inference_blocks -= 1
        state.inference, state.grad = self._before.pop()
