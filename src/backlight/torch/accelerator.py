"""`torch.accelerator` on a machine without any: the questions that scripts ask, and their answers."""

from __future__ import annotations

from typing import Any

from backlight.core.missing import missing_from as _missing_from


def is_available() -> bool:
    """False: backlight computes on the CPU."""
    return False


def device_count() -> int:
    """0: backlight computes on the CPU."""
    return 0


def current_accelerator(check_available: bool = False) -> None:
    """None: there is no accelerator."""


def synchronize(device: Any = None) -> None:
    """RuntimeError, as in a torch without an accelerator."""
    raise RuntimeError("Cannot access accelerator device when none is available.")


__getattr__ = _missing_from(__name__)
