"""`torch.backends.mkldnn`: NumPy does the arithmetic."""

import sys as _sys
from typing import Any as _Any

from backlight.core.missing import missing_from as _missing_from
from backlight.core.settings import held as _held

enabled = True
deterministic = False
allow_tf32 = True
fp32_precision = "none"


def is_available() -> bool:
    """False: torch's own use of it is not here."""
    return False


def flags(
    enabled: bool = False, deterministic: bool = False, allow_tf32: bool = True, fp32_precision: str = "none"
) -> _Any:
    """A block in which the switches have other values."""
    values = {"enabled": enabled, "deterministic": deterministic, "allow_tf32": allow_tf32}
    return _held(_sys.modules[__name__], **values, fp32_precision=fp32_precision)


__getattr__ = _missing_from(__name__)
