"""Switches of torch that a program may set, and that change little here: they remember what was set.

backlight always computes deterministically. The number of threads alone has an effect.
"""

from __future__ import annotations

import os
from typing import Any

from backlight.core import threads

_now = {
    "interop": 0,
    "deterministic": False,
    "warn_only": False,
    "precision": "highest",
    "always_warn": False,
    "overwrite": False,
    "swap": False,
}
_PRECISIONS = ("highest", "high", "medium")


def _positive(function: str, count: int) -> int:
    if type(count) is not int:
        raise RuntimeError(f"{function} expects an int, but got {type(count).__name__}")
    if count < 1:
        raise RuntimeError(f"{function} expects a positive integer, but got {count}")
    return count


def get_num_threads() -> int:
    """The number that `set_num_threads` was given, or the number of processors that this process may use."""
    return threads.count()


def set_num_threads(count: int) -> None:
    """Compute on so many threads; products of matrices do where NumPy has the OpenBLAS of its wheels."""
    threads.set_count(_positive("set_num_threads", count))


def get_num_interop_threads() -> int:
    """The number that `set_num_interop_threads` was given, or the number of processors."""
    return int(_now["interop"]) or os.cpu_count() or 1


def set_num_interop_threads(count: int) -> None:
    """Remember a number; operations are never run in parallel to each other here."""
    _now["interop"] = _positive("set_num_interop_threads", count)


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Remember the wish, which is always fulfilled: the same program gives the same bits."""
    if type(mode) is not bool:
        raise TypeError(f"use_deterministic_algorithms(): argument 'mode' must be bool, not {type(mode).__name__}")
    _now["deterministic"], _now["warn_only"] = mode, bool(warn_only)


def are_deterministic_algorithms_enabled() -> bool:
    """Whether `use_deterministic_algorithms(True)` was called."""
    return bool(_now["deterministic"])


def is_deterministic_algorithms_warn_only_enabled() -> bool:
    """Whether `use_deterministic_algorithms` was called with `warn_only=True`."""
    return bool(_now["warn_only"])


_DEBUG_MODES = ("default", "warn", "error")


def get_deterministic_debug_mode() -> int:
    """0 if nothing was asked for, 1 for `warn_only`, 2 for deterministic algorithms."""
    return 0 if not _now["deterministic"] else 1 if _now["warn_only"] else 2


def set_deterministic_debug_mode(debug_mode: int | str) -> None:
    """The same as `use_deterministic_algorithms` in one number or word: default (0), warn (1) or error (2)."""
    if not isinstance(debug_mode, (int, str)):
        raise TypeError(f"debug_mode must be str or int, but got {type(debug_mode)}")
    mode = _DEBUG_MODES.index(debug_mode) if debug_mode in _DEBUG_MODES else debug_mode
    if mode not in (0, 1, 2):
        raise RuntimeError(
            f"invalid value of debug_mode, expected one of `default`, `warn`, `error`, or 0, 1, 2, but got {debug_mode}"
        )
    use_deterministic_algorithms(mode > 0, warn_only=mode == 1)


def set_flush_denormal(mode: bool) -> bool:
    """False: NumPy computes with the smallest numbers as they are, and the mode of the processor is left alone."""
    return False


def is_warn_always_enabled() -> bool:
    """Whether `set_warn_always(True)` was called."""
    return bool(_now["always_warn"])


def set_warn_always(b: bool, /) -> None:
    """Remember the wish; how often a warning is shown is Python's `warnings` filter's business here."""
    if type(b) is not bool:
        raise TypeError(f"setWarnOnlyOnce expects a bool, but got {type(b).__name__}")
    _now["always_warn"] = b


def get_overwrite_module_params_on_conversion() -> bool:
    """Whether `set_overwrite_module_params_on_conversion(True)` was called."""
    return bool(_now["overwrite"])


def set_overwrite_module_params_on_conversion(value: bool) -> None:
    """Remember whether modules that are converted get new parameters."""
    _now["overwrite"] = value


def get_swap_module_params_on_conversion() -> bool:
    """Whether `set_swap_module_params_on_conversion(True)` was called."""
    return bool(_now["swap"])


def set_swap_module_params_on_conversion(value: bool) -> None:
    """Remember whether modules that are converted swap the contents of their parameters."""
    _now["swap"] = value


def init_num_threads() -> None:
    """Nothing: NumPy has its threads."""


def is_vulkan_available() -> bool:
    """False: backlight computes on the CPU."""
    return False


def compiled_with_cxx11_abi() -> bool:
    """True, as of the torch whose behaviour this is; nothing is compiled here."""
    return True


class held:
    """A block in which attributes of an object have other values; used by the `flags` of torch.backends.

    >>> from types import SimpleNamespace
    >>> switches = SimpleNamespace(benchmark=False)
    >>> with held(switches, benchmark=True):
    ...     switches.benchmark
    True
    """

    def __init__(self, owner: Any, **values: Any) -> None:
        self.owner, self.values = owner, values

    def __enter__(self) -> None:
        self.before = {name: getattr(self.owner, name) for name in self.values}
        for name, value in self.values.items():
            setattr(self.owner, name, value)

    def __exit__(self, *exception: object) -> None:
        for name, value in self.before.items():
            setattr(self.owner, name, value)


def get_float32_matmul_precision() -> str:
    """What `set_float32_matmul_precision` was given; products of float32 are always of full precision here."""
    return str(_now["precision"])


def set_float32_matmul_precision(precision: str) -> None:
    """Remember "highest", "high" or "medium"; products of float32 are always of full precision here."""
    if precision not in _PRECISIONS:
        from backlight.core.errors import warn

        warn(f"{precision} is not one of {', '.join(map(repr, _PRECISIONS))}; the call has no effect")
        return
    _now["precision"] = precision
