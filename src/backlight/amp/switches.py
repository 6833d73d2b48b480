"""What each thread has set for autocast, on or off and the dtype by type of device, and torch's functions for it."""

from __future__ import annotations

import threading
from typing import Any

from backlight.core import dtypes
from backlight.core.dtypes import dtype as DType
from backlight.core.errors import warn

DEVICES = {
    "cpu": dtypes.bfloat16,
    "cuda": dtypes.float16,
    "xpu": dtypes.float16,
    "mps": dtypes.float16,
    "hpu": dtypes.bfloat16,
    "mtia": dtypes.float16,
    "ipu": dtypes.float16,
    "xla": dtypes.bfloat16,
    "maia": dtypes.bfloat16,
}


class _Switches(threading.local):
    def __init__(self) -> None:
        self.on = dict.fromkeys(DEVICES, False)
        self.dtypes = dict(DEVICES)
        self.caches = True  # keep the lower copies of parameters until the outermost region ends
        self.kept: dict[int, tuple] = {}  # id of a parameter -> (the parameter, its lower copy)
        self.depth = 0
        self.casts = False  # a function of the lists, called in this thread, casts its arguments


switches = _Switches()


def is_autocast_enabled(device_type: str | None = None) -> bool:
    """Whether an autocast region is open for a type of device (cuda where none is named)."""
    return switches.on[_known(device_type or "cuda")]


def set_autocast_enabled(device_type: Any, enabled: bool | None = None) -> None:
    """Open or close a region without a `with` block: (device_type, enabled), or (enabled) for cuda."""
    if enabled is None:
        device_type, enabled = "cuda", device_type
    switches.on[_known(device_type)] = bool(enabled)
    if device_type == "cpu":
        switches.casts = bool(enabled)
        if enabled:
            from backlight.amp.swapping import swap_in

            swap_in()


def get_autocast_dtype(device_type: str) -> DType:
    """The dtype that an autocast region casts to on a type of device."""
    return switches.dtypes[_known(device_type)]


def set_autocast_dtype(device_type: str, dtype: DType) -> None:
    """Set the dtype that an autocast region casts to on a type of device."""
    switches.dtypes[_known(device_type)] = dtype


def _known(device_type: Any) -> str:
    if device_type not in DEVICES:
        raise RuntimeError(
            f"unknown device type for autocast in get_autocast_dispatch_key_from_device_type: {device_type}"
        )
    return device_type


def is_autocast_cache_enabled() -> bool:
    """Whether a parameter that is used twice in a region is cast once."""
    return switches.caches


def set_autocast_cache_enabled(enabled: bool) -> None:
    """Set whether a parameter that is used twice in a region is cast once."""
    switches.caches = bool(enabled)


def clear_autocast_cache() -> None:
    """Forget the lower copies of parameters."""
    switches.kept.clear()


def autocast_increment_nesting() -> int:
    """One region deeper; returns how deep."""
    switches.depth += 1
    return switches.depth


def autocast_decrement_nesting() -> int:
    """One region up; returns how deep."""
    switches.depth -= 1
    return switches.depth


def _deprecated(name: str, instead: str) -> None:
    warn(f"torch.{name} is deprecated. Please use torch.{instead} instead.", DeprecationWarning)


def is_autocast_cpu_enabled() -> bool:
    """`is_autocast_enabled("cpu")`, deprecated."""
    _deprecated("is_autocast_cpu_enabled()", "is_autocast_enabled('cpu')")
    return is_autocast_enabled("cpu")


def set_autocast_cpu_enabled(enabled: bool) -> None:
    """`set_autocast_enabled("cpu", enabled)`, deprecated."""
    _deprecated("set_autocast_cpu_enabled(enabled)", "set_autocast_enabled('cpu', enabled)")
    set_autocast_enabled("cpu", enabled)


def get_autocast_cpu_dtype() -> DType:
    """`get_autocast_dtype("cpu")`, deprecated."""
    _deprecated("get_autocast_cpu_dtype()", "get_autocast_dtype('cpu')")
    return get_autocast_dtype("cpu")


def set_autocast_cpu_dtype(dtype: DType) -> None:
    """`set_autocast_dtype("cpu", dtype)`, deprecated."""
    _deprecated("set_autocast_cpu_dtype(dtype)", "set_autocast_dtype('cpu', dtype)")
    set_autocast_dtype("cpu", dtype)


def get_autocast_gpu_dtype() -> DType:
    """`get_autocast_dtype("cuda")`, deprecated."""
    _deprecated("get_autocast_gpu_dtype()", "get_autocast_dtype('cuda')")
    return get_autocast_dtype("cuda")


def set_autocast_gpu_dtype(dtype: DType) -> None:
    """`set_autocast_dtype("cuda", dtype)`, deprecated."""
    _deprecated("set_autocast_gpu_dtype(dtype)", "set_autocast_dtype('cuda', dtype)")
    set_autocast_dtype("cuda", dtype)
