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

    def clone(self) -> _Block:
        """A block of the same mode: a decorated function enters a new one at each call."""
        return type(self)()

    def __enter__(self) -> Any:
        raise NotImplementedError

    def __exit__(self, *exception: object) -> None:
        raise NotImplementedError

    def __call__(self, function: Callable) -> Any:
        from inspect import isasyncgenfunction, isclass, iscoroutinefunction, isgeneratorfunction

        if isclass(function):
            from backlight.core.errors import warn

            warn(
                "Decorating classes is deprecated and will be disabled in future versions. You should only decorate "
                "functions or methods. To preserve the current behavior of class decoration, you can directly decorate "
                "the `__init__` method and nothing else.",
                FutureWarning,
            )
        elif isgeneratorfunction(function):
            return _around_generator(self.clone, function)
        elif iscoroutinefunction(function):
            return _around_coroutine(self.clone, function)
        elif isasyncgenfunction(function):
            return _around_async_generator(self.clone, function)

        @wraps(function, updated=())
        def inside(*args, **kwargs):
            with self.clone():
                return function(*args, **kwargs)

        return inside


def _around_generator(block: Callable, function: Callable) -> Callable:
    """The mode holds while the generator runs, and not in the code that consumes it."""

    @wraps(function)
    def inside(*args, **kwargs):
        generator = function(*args, **kwargs)
        step: Callable = lambda: next(generator)
        while True:
            try:
                with block():
                    value = step()
            except StopIteration as end:
                return end.value
            try:
                sent = yield value
            except GeneratorExit:
                with block():
                    generator.close()
                raise
            except BaseException as error:
                step = lambda error=error: generator.throw(error)
            else:
                step = lambda sent=sent: generator.send(sent)

    return inside


def _around_coroutine(block: Callable, function: Callable) -> Callable:
    """The mode holds while the coroutine runs, and not in what else the event loop does meanwhile."""
    from types import coroutine

    steps = coroutine(_around_generator(block, lambda *args, **kwargs: function(*args, **kwargs).__await__()))

    @wraps(function)
    async def inside(*args, **kwargs):
        return await steps(*args, **kwargs)

    return inside


def _around_async_generator(block: Callable, function: Callable) -> Callable:
    @wraps(function)
    async def inside(*args, **kwargs):
        generator = function(*args, **kwargs)
        step = _around_coroutine(block, lambda method, *sent: method(*sent))
        sent: Any = None
        try:
            while True:
                try:
                    value = await step(generator.asend, sent)
                except StopAsyncIteration:
                    return
                try:
                    sent = yield value
                except Exception as error:
                    sent = yield await step(generator.athrow, error)
        finally:
            await step(generator.aclose)

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
    """Record again, inside `no_grad`; inside `inference_mode` nothing is recorded all the same.

    >>> import backlight
    >>> w = backlight.tensor([1.0], requires_grad=True)
    >>> with backlight.no_grad(), backlight.enable_grad():
    ...     (w * 2).requires_grad
    True
    """

    def __enter__(self) -> None:
        self._before.append(state.grad)
        state.grad = not state.inference


class set_grad_enabled(_Block):
    """Record or not, by a flag: takes effect at once, and with `with` only until the block ends.

    >>> import backlight
    >>> with backlight.set_grad_enabled(False):
    ...     backlight.is_grad_enabled()
    False
    """

    def __init__(self, mode: bool) -> None:
        super().__init__()
        self.mode = mode
        self.prev = state.grad
        self._switch()

    def _switch(self) -> None:
        state.grad = bool(self.mode) and not state.inference

    def clone(self) -> _Block:
        return type(self)(self.mode)

    def __call__(self, function: Callable) -> Any:
        state.grad = self.prev  # used as a decorator: the mode holds in the function only
        return super().__call__(function)

    def __enter__(self) -> None:
        self._switch()

    def __exit__(self, *exception: object) -> None:
        state.grad = self.prev

    def __repr__(self) -> str:
        return f"torch.autograd.grad_mode.set_grad_enabled(mode={self.mode})"


class inference_mode(_Block):
    """As `no_grad`, and what is made inside can never become part of a graph.

    >>> import backlight
    >>> with backlight.inference_mode():
    ...     y = backlight.ones(1)
    >>> y.is_inference()
    True
    """

    def __new__(cls, mode: bool | Callable = True) -> Any:
        self = super().__new__(cls)
        if isinstance(mode, bool):
            return self
        self.__init__()
        return self(mode)

    def __init__(self, mode: bool | Callable = True) -> None:
        super().__init__()
        self.mode = mode if isinstance(mode, bool) else True

    def clone(self) -> _Block:
        return type(self)(self.mode)

    def __enter__(self) -> None:
        self._before.append((state.inference, state.grad))
        state.inference = self.mode
        state.grad = not self.mode
        modes.inference_blocks += 1

    def __exit__(self, *exception: object) -> None:
        modes.inference_blocks -= 1
        state.inference, state.grad = self._before.pop()
