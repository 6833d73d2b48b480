"""The `with` block and decorator `autocast`, in which functions choose their precision."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from backlight.amp.switches import (
    DEVICES,
    autocast_decrement_nesting,
    autocast_increment_nesting,
    clear_autocast_cache,
    get_autocast_dtype,
    set_autocast_enabled,
    switches,
)
from backlight.core import dtypes
from backlight.core.device import device
from backlight.core.dtypes import dtype as DType
from backlight.core.errors import warn

_CPU_TYPES = (dtypes.bfloat16, dtypes.float16)


class autocast:
    """In this block, or decorated function, products of matrices run in 16 bits and losses in float32.

    Args:
        device_type: "cpu"; "cuda" is warned of and has no effect, as in a torch without CUDA.
        dtype: bfloat16 (the default on the CPU) or float16.
        enabled: False turns an outer region off for the length of this one.
        cache_enabled: whether a parameter that is used twice is cast once.

    >>> w = backlight.ones(2, 2, requires_grad=True)
    >>> with autocast("cpu"):
    ...     y = w @ w
    >>> y.dtype, (w @ w).dtype
    (torch.bfloat16, torch.float32)
    """

    def __init__(
        self, device_type: str, dtype: DType | None = None, enabled: bool = True, cache_enabled: bool | None = None
    ) -> None:
        if not isinstance(device_type, str):
            raise ValueError(f"Expected `device_type` of type `str`, got: `{type(device_type)}`")
        self.device = device(device_type).type
        self.fast_dtype = get_autocast_dtype(self.device) if dtype is None else dtype
        self._cache_enabled = switches.caches if cache_enabled is None else cache_enabled
        if enabled and self.device == "cuda":
            warn("CUDA is not available or torch_xla is imported. Disabling autocast.")
            enabled = False
        if enabled and self.device == "cpu" and self.fast_dtype not in _CPU_TYPES:
            warn(
                "In CPU autocast, but the target dtype is not supported. Disabling autocast.\n"
                "CPU Autocast only supports dtypes of torch.bfloat16, torch.float16 currently."
            )
            enabled = False
        self._enabled = enabled

    def __enter__(self) -> autocast:
        self._before = switches.on[self.device], switches.dtypes[self.device], switches.caches
        set_autocast_enabled(self.device, self._enabled)
        switches.dtypes[self.device], switches.caches = self.fast_dtype, self._cache_enabled
        autocast_increment_nesting()
        return self

    def __exit__(self, *exception: object) -> None:
        if autocast_decrement_nesting() == 0:
            clear_autocast_cache()
        enabled, switches.dtypes[self.device], switches.caches = self._before
        set_autocast_enabled(self.device, enabled)

    def __call__(self, func: Callable) -> Callable:
        @wraps(func)
        def inside(*args: Any, **named: Any) -> Any:
            with self:
                return func(*args, **named)

        return inside


def is_autocast_available(device_type: str) -> bool:
    """Whether torch has autocast for a type of device."""
    return device(device_type).type in DEVICES
