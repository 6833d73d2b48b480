"""`torch.accelerator` on a machine without any: the questions that programs ask, and their answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backlight.core.missing import missing_from as _missing_from


def _none() -> RuntimeError:
    return RuntimeError(
        "Cannot access accelerator device when none is available. Ask torch.accelerator.is_available() first."
    )


def _refuses() -> Callable[..., Any]:
    def refuse(device: Any = None, /) -> Any:
        """RuntimeError, as in a torch without an accelerator."""
        raise _none()

    return refuse


def is_available() -> bool:
    """False: backlight computes on the CPU."""
    return False


def device_count() -> int:
    """0: backlight computes on the CPU."""
    return 0


def current_accelerator(check_available: bool = False) -> None:
    """None: there is no accelerator."""


current_device_index = current_device_idx = _refuses()
set_device_index = set_device_idx = _refuses()
current_stream, set_stream, synchronize, get_device_capability = _refuses(), _refuses(), _refuses(), _refuses()
empty_cache, empty_host_cache, get_memory_info, memory_stats = _refuses(), _refuses(), _refuses(), _refuses()
memory_allocated, max_memory_allocated = _refuses(), _refuses()
memory_reserved, max_memory_reserved = _refuses(), _refuses()
reset_peak_memory_stats, reset_accumulated_memory_stats = _refuses(), _refuses()


class device_index:
    """Selects an accelerator by number: None selects nothing, a number is a RuntimeError."""

    def __init__(self, device: int | None, /) -> None:
        self.idx = device

    def __enter__(self) -> None:
        if self.idx is not None:
            raise _none()

    def __exit__(self, *exception: object) -> None:
        """Nothing was selected."""


__getattr__ = _missing_from(__name__)
