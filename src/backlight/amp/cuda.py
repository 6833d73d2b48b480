"""The names that autocast and GradScaler had in `torch.cuda.amp`, deprecated."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from backlight.amp import custom, region, scaler
from backlight.amp.cpu import deprecated
from backlight.core import dtypes
from backlight.core.dtypes import dtype as DType


class autocast(region.autocast):
    """`torch.amp.autocast("cuda")`, deprecated."""

    def __init__(self, enabled: bool = True, dtype: DType = dtypes.float16, cache_enabled: bool = True) -> None:
        deprecated("cuda", "autocast")
        super().__init__("cuda", dtype, enabled, cache_enabled)


class GradScaler(scaler.GradScaler):
    """`torch.amp.GradScaler("cuda")`, deprecated."""

    def __init__(
        self,
        init_scale: float = 65536.0,
        growth_factor: float = 2.0,
        backoff_factor: float = 0.5,
        growth_interval: int = 2000,
        enabled: bool = True,
    ) -> None:
        deprecated("cuda", "GradScaler")
        super().__init__("cuda", init_scale, growth_factor, backoff_factor, growth_interval, enabled)


def custom_fwd(fwd: Callable | None = None, *, cast_inputs: DType | None = None) -> Callable:
    """`torch.amp.custom_fwd(device_type="cuda")`, deprecated."""
    deprecated("cuda", "custom_fwd")
    decorate = partial(custom.custom_fwd, device_type="cuda", cast_inputs=cast_inputs)
    return decorate if fwd is None else decorate(fwd)


def custom_bwd(bwd: Any) -> Callable:
    """`torch.amp.custom_bwd(device_type="cuda")`, deprecated."""
    deprecated("cuda", "custom_bwd")
    return custom.custom_bwd(bwd, device_type="cuda")


def amp_definitely_not_available() -> bool:
    """True: there is no CUDA."""
    return True
