"""Switches of torch that a program may set, and that change nothing here: they remember what was set.

backlight always computes deterministically, on the threads that NumPy was built with.
"""

from __future__ import annotations

import os

_now = {"threads": 0, "interop": 0, "deterministic": False, "warn_only": False, "precision": "highest"}
_PRECISIONS = ("highest", "high", "medium")


def _positive(function: str, count: int) -> int:
    if type(count) is not int:
        raise RuntimeError(f"{function} expects an int, but got {type(count).__name__}")
    if count < 1:
        raise RuntimeError(f"{function} expects a positive integer, but got {count}")
    return count


def get_num_threads() -> int:
    """The number that `set_num_threads` was given, or the number of processors."""
    return int(_now["threads"]) or os.cpu_count() or 1


def set_num_threads(count: int) -> None:
    """Remember a number of threads; how many NumPy uses is set by its library, as by OPENBLAS_NUM_THREADS."""
    _now["threads"] = _positive("set_num_threads", count)


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
