"""`torch.backends.cudnn`: switches that programs set before training, without effect here."""

import sys as _sys
from typing import Any as _Any

from backlight.core.missing import missing_from as _missing_from
from backlight.core.settings import held as _held

enabled = True
benchmark = False
benchmark_limit = None
deterministic = False
allow_tf32 = True
fp32_precision = "none"


def is_available() -> bool:
    """False: there is no cuDNN."""
    return False


def version() -> None:
    """None: there is no cuDNN."""


def is_acceptable(tensor: _Any) -> bool:
    """False: there is no cuDNN."""
    return False


def flags(
    enabled: bool = False,
    benchmark: bool = False,
    benchmark_limit: int | None = 10,
    deterministic: bool = False,
    allow_tf32: bool = True,
    fp32_precision: str = "none",
) -> _Any:
    """A block in which the switches have other values."""
    values = {"enabled": enabled, "benchmark": benchmark, "benchmark_limit": benchmark_limit}
    more = {"deterministic": deterministic, "allow_tf32": allow_tf32, "fp32_precision": fp32_precision}
    return _held(_sys.modules[__name__], **values, **more)


__getattr__ = _missing_from(__name__)
