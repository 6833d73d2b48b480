"""Anomaly detection: backward stops at the first NaN and shows the line that made its node."""

from __future__ import annotations

from typing import Any

import numpy as np

from backlight.core import modes
from backlight.core.modes import Watcher


class _Anomaly(Watcher):
    """Notes with every node where the user's program made it, and looks at every gradient.

    All is passed on to `inner`, the watcher that was there.
    """

    def __init__(self, inner: Watcher | None, check_nan: bool) -> None:
        self.inner = inner
        self.check_nan = check_nan
        inner = inner or Watcher()
        self.on_backward = inner.on_backward
        self.on_gradient = inner.on_gradient
        self.on_backward_end = inner.on_backward_end

    def on_record(self, node: Any, result: Any) -> None:
        node.metadata["traceback_"] = _users_stack()
        if self.inner is not None:
            self.inner.on_record(node, result)

    def on_edge(self, node: Any, position: int, contribution: Any) -> None:
        array = getattr(contribution, "_array", contribution)
        if self.check_nan and not node.picks and array.dtype.kind in "fc" and np.isnan(array).any():
            raise RuntimeError(
                f"Function '{node.name()}' returned nan values in its {position}th output.\n{_where_made(node)}"
            )
        if self.inner is not None:
            self.inner.on_edge(node, position, contribution)

    def on_error(self, node: Any, error: Exception) -> None:
        error.add_note(f"The error was found in the backward of {node.name()}.\n{_where_made(node)}")
        if self.inner is not None:
            self.inner.on_error(node, error)


def _users_stack() -> list[str]:
    """The lines of the stack that are the user's own, as in a traceback."""
    from traceback import extract_stack, format_list

    folder = __file__.removesuffix("autograd/anomaly.py").removesuffix("autograd\\anomaly.py")
    return format_list([frame for frame in extract_stack() if not frame.filename.startswith(folder)])


def _where_made(node: Any) -> str:
    stack = node.metadata.get("traceback_")
    if stack is None:
        return (
            "Where its forward was called is not known: anomaly detection was off then. Put the forward inside "
            "`with autograd.detect_anomaly():` as well."
        )
    return "Traceback of the forward call that it belongs to:\n" + "".join(stack)


def is_anomaly_enabled() -> bool:
    """Whether anomaly detection is on."""
    return isinstance(modes.watcher, _Anomaly)


def is_anomaly_check_nan_enabled() -> bool:
    """Whether backward looks for NaN."""
    return isinstance(modes.watcher, _Anomaly) and modes.watcher.check_nan


def _switch(mode: bool, check_nan: bool) -> None:
    inner = modes.watcher.inner if isinstance(modes.watcher, _Anomaly) else modes.watcher
    modes.watch(_Anomaly(inner, check_nan) if mode else inner)


class set_detect_anomaly:
    """Switch anomaly detection on or off, at once; with `with`, until the block ends.

    >>> import backlight
    >>> x = backlight.tensor([0.0], requires_grad=True)
    >>> with set_detect_anomaly(True):
    ...     (x.sqrt() * 0).backward()
    Traceback (most recent call last):
    RuntimeError: Function 'SqrtBackward0' returned nan values in its 0th output...
    """

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self._before = is_anomaly_enabled(), is_anomaly_check_nan_enabled()
        _switch(mode, check_nan)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *exception: object) -> None:
        _switch(*self._before)


class detect_anomaly:
    """Inside this block, backward raises RuntimeError at the first NaN gradient and tells which line made its node.

    Costs a stack trace per operation: for hunting a NaN, not for training, of which it warns.
    """

    def __init__(self, check_nan: bool = True) -> None:
        from backlight.core.errors import warn

        warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for "
            "debugging."
        )
        self._check_nan = check_nan
        self._before: list = []

    def __enter__(self) -> None:
        self._before.append((is_anomaly_enabled(), is_anomaly_check_nan_enabled()))
        _switch(True, self._check_nan)

    def __exit__(self, *exception: object) -> None:
        _switch(*self._before.pop())
