"""Autocast in Functions of one's own: `custom_fwd` and `custom_bwd` decorate their two static methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import Any

from backlight.amp.region import autocast
from backlight.amp.switches import get_autocast_dtype, is_autocast_enabled
from backlight.core import dtypes
from backlight.core.dtypes import dtype as DType
from backlight.core.variable import Variable


def custom_fwd(fwd: Callable | None = None, *, device_type: str, cast_inputs: DType | None = None) -> Callable:
    """Decorates `forward` of a Function: `custom_bwd` will run `backward` as this ran.

    Args:
        device_type: "cpu" or another type.
        cast_inputs: inside an autocast region, cast floating tensors to this dtype and run with autocast off.
    """
    if not isinstance(device_type, str):
        raise ValueError(f"Expected `device_type` of type `str`, got: `{type(device_type)}`")
    if fwd is None:
        return partial(custom_fwd, device_type=device_type, cast_inputs=cast_inputs)

    @wraps(fwd)
    def forward(*args: Any, **named: Any) -> Any:
        ctx = args[0]
        ctx._dtype = get_autocast_dtype(device_type)
        ctx._fwd_used_autocast = is_autocast_enabled(device_type)
        if cast_inputs is None or not ctx._fwd_used_autocast:
            return fwd(*args, **named)
        ctx._fwd_used_autocast = False
        with autocast(device_type, enabled=False):
            return fwd(*_cast(args, cast_inputs), **_cast(named, cast_inputs))

    return forward


def custom_bwd(bwd: Callable | None = None, *, device_type: str) -> Callable:
    """Decorates `backward` of a Function whose `forward` has `custom_fwd`: it runs with the same autocast state."""
    if not isinstance(device_type, str):
        raise ValueError(f"Expected `device_type` of type `str`, got: `{type(device_type)}`")
    if bwd is None:
        return partial(custom_bwd, device_type=device_type)

    @wraps(bwd)
    def backward(*args: Any, **named: Any) -> Any:
        ctx = args[0]
        with autocast(device_type, enabled=ctx._fwd_used_autocast, dtype=ctx._dtype):
            return bwd(*args, **named)

    return backward


def _cast(value: Any, kind: DType) -> Any:
    """The value with its floating tensors (all but float64) in `kind`, through any depth of lists and dicts."""
    if isinstance(value, Variable):
        have = dtypes.of(value._array)
        return value.to(kind) if have.is_floating_point and have is not dtypes.float64 else value  # type: ignore[attr-defined]
    if isinstance(value, Mapping):
        return {_cast(key, kind): _cast(one, kind) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)([_cast(one, kind) for one in value])
    return value
