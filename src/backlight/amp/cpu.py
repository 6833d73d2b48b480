"""The names that autocast and GradScaler had in `torch.cpu.amp`, deprecated."""

from __future__ import annotations

from backlight.amp import region, scaler
from backlight.core import dtypes
from backlight.core.dtypes import dtype as DType
from backlight.core.errors import warn


def deprecated(device: str, name: str) -> None:
    """Warn of an older name."""
    warn(
        f"`torch.{device}.amp.{name}(args...)` is deprecated. "
        f"Please use `torch.amp.{name}('{device}', args...)` instead.",
        FutureWarning,
    )


class autocast(region.autocast):
    """`torch.amp.autocast("cpu")`, deprecated."""

    def __init__(self, enabled: bool = True, dtype: DType = dtypes.bfloat16, cache_enabled: bool = True) -> None:
        deprecated("cpu", "autocast")
        super().__init__("cpu", dtype, enabled, cache_enabled)


class GradScaler(scaler.GradScaler):
    """`torch.amp.GradScaler("cpu")`, deprecated."""

    def __init__(
        self,
        init_scale: float = 65536.0,
        growth_factor: float = 2.0,
        backoff_factor: float = 0.5,
        growth_interval: int = 2000,
        enabled: bool = True,
    ) -> None:
        deprecated("cpu", "GradScaler")
        super().__init__("cpu", init_scale, growth_factor, backoff_factor, growth_interval, enabled)
