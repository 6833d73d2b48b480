"""`torch.cuda` on a machine without CUDA: the questions that scripts ask, and their answers."""

from __future__ import annotations

from typing import Any

from backlight.core.device import on
from backlight.core.missing import missing_from


def is_available() -> bool:
    """False: backlight computes on the CPU."""
    return False


def device_count() -> int:
    """0: backlight computes on the CPU."""
    return 0


def is_initialized() -> bool:
    """False: there is nothing to initialise."""
    return False


def current_device() -> int:
    """AssertionError, as in a torch without CUDA."""
    on("cuda")
    return 0


def get_device_name(device: Any = None) -> str:
    """AssertionError, as in a torch without CUDA."""
    on("cuda")
    return ""


def manual_seed(seed: int) -> None:
    """Nothing: there is no GPU whose generator could be seeded."""


def manual_seed_all(seed: int) -> None:
    """Nothing: there is no GPU whose generator could be seeded."""


def empty_cache() -> None:
    """Nothing: there is no GPU memory."""


def synchronize(device: Any = None) -> None:
    """AssertionError, as in a torch without CUDA."""
    on("cuda")


__getattr__ = missing_from(__name__)
