"""Anomaly detection: backward stops at the first NaN and shows the line that made its node."""

from __future__ import annotations

from typing import Any

from backlight.core import modes
from backlight.core.modes import Watcher, state


class _Traces(Watcher):
    """Notes with every node where the user's program made it; passes on to the watcher that was there."""

    def __init__(self, inner: Watcher | None) -> None:
        self.inner = inner if inner is not None else Watcher()
        self.on_backward = self.inner.on_backward
        self.on_edge = self.inner.on_edge
        self.on_gradient = self.inner.on_gradient
        self.on_backward_end = self.inner.on_backward_end

    def on_record(self, node: Any, result: Any) -> None:
        if state.anomaly:
            from traceback import format_stack

            node.metadata["traceback_"] = format_stack()[:-3]
        self.inner.on_record(node, result)


class set_detect_anomaly:
    """Switch anomaly detection on or off, at once; with `with`, until the block ends."""

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self._before = state.anomaly, modes.watcher
        state.anomaly = check_nan if mode else False
        current = modes.watcher
        if mode and not isinstance(current, _Traces):
            modes.watch(_Traces(current))
        elif not mode and isinstance(current, _Traces):
            modes.watch(current.inner if type(current.inner) is not Watcher else None)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *exception: object) -> None:
        state.anomaly, watcher = self._before
        modes.watch(watcher)


class detect_anomaly(set_detect_anomaly):
    """Inside this block, backward raises RuntimeError at the first NaN gradient and tells which line made its node.

    Costs a stack trace per operation: for hunting a NaN, not for training.

    >>> import backlight
    >>> x = backlight.tensor([0.0], requires_grad=True)
    >>> with backlight.autograd.detect_anomaly():
    ...     (x.sqrt() * 0).backward()
    Traceback (most recent call last):
    RuntimeError: Function 'SqrtBackward0' returned nan values in its 0th output...
    """

    def __init__(self, check_nan: bool = True) -> None:
        from backlight.core.errors import warn

        warn("Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for debugging.")
        self._check_nan = check_nan
        self._block: set_detect_anomaly | None = None

    def __enter__(self) -> None:
        self._block = set_detect_anomaly(True, self._check_nan)

    def __exit__(self, *exception: object) -> None:
        if self._block is not None:
            self._block.__exit__(*exception)
