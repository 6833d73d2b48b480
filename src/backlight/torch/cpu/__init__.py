"""`torch.cpu`: the one device that is here, asked like the others."""

from __future__ import annotations

from typing import Any

from backlight.core.missing import missing_from as _missing_from


class Stream:
    """All operations run one after the other, so there is one stream."""

    def __init__(self, priority: int = -1) -> None:
        """The priority has no effect."""

    def wait_stream(self, stream: Any) -> None:
        """Nothing to wait for."""

    def record_event(self) -> None:
        """Nothing to record."""

    def wait_event(self, event: Any) -> None:
        """Nothing to wait for."""


class Event:
    """A point in the one stream, which is always reached already."""

    def query(self) -> bool:
        """True: all that was asked for is done."""
        return True

    def record(self, stream: Any = None) -> None:
        """Nothing to record."""

    def synchronize(self) -> None:
        """Nothing to wait for."""

    def wait(self, stream: Any = None) -> None:
        """Nothing to wait for."""


class StreamContext:
    """Selects a stream; there is one."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def __enter__(self) -> None:
        """Nothing to select."""

    def __exit__(self, *exception: object) -> None:
        """Nothing was selected."""


_stream = Stream()


def is_available() -> bool:
    """True."""
    return True


def is_initialized() -> bool:
    """True."""
    return True


def device_count() -> int:
    """1."""
    return 1


def current_device() -> str:
    """'cpu'."""
    return "cpu"


def current_stream(device: Any = None) -> Stream:
    """The one stream."""
    return _stream


def stream(stream: Any) -> StreamContext:
    """Selects a stream; there is one."""
    return StreamContext(stream)


def set_device(device: Any) -> None:
    """Nothing: there is one CPU."""


def synchronize(device: Any = None) -> None:
    """Nothing to wait for: operations are done when they return."""


__getattr__ = _missing_from(__name__)
