"""`torch.xpu` on a machine without it: the questions that scripts ask, and their answers."""

from __future__ import annotations

from backlight.core.missing import missing_from as _missing_from


def is_available() -> bool:
    """False: backlight computes on the CPU."""
    return False


def device_count() -> int:
    """0: backlight computes on the CPU."""
    return 0


def manual_seed(seed: int) -> None:
    """Nothing: there is no device whose generator could be seeded."""


def empty_cache() -> None:
    """Nothing: there is no device memory."""


__getattr__ = _missing_from(__name__)
