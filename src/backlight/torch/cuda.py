"""`torch.cuda` on a machine without CUDA: the questions that scripts ask, and their answers."""

from __future__ import annotations

from typing import Any

from backlight.core.device import on
from backlight.core.missing import missing_from as _missing_from
from backlight.tensor.legacy import TYPES

FloatTensor, DoubleTensor = TYPES["torch.cuda.FloatTensor"], TYPES["torch.cuda.DoubleTensor"]
HalfTensor, BFloat16Tensor = TYPES["torch.cuda.HalfTensor"], TYPES["torch.cuda.BFloat16Tensor"]
IntTensor, LongTensor = TYPES["torch.cuda.IntTensor"], TYPES["torch.cuda.LongTensor"]
ByteTensor, BoolTensor = TYPES["torch.cuda.ByteTensor"], TYPES["torch.cuda.BoolTensor"]


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


def get_device_capability(device: Any = None) -> tuple[int, int]:
    """AssertionError, as in a torch without CUDA."""
    on("cuda")
    return 0, 0


def get_device_properties(device: Any = None) -> Any:
    """AssertionError, as in a torch without CUDA."""
    on("cuda")


def set_device(device: Any) -> None:
    """AssertionError: there is no CUDA device to choose."""
    on("cuda")


def init() -> None:
    """AssertionError, as in a torch without CUDA."""
    on("cuda")


def is_bf16_supported(including_emulation: bool = True) -> bool:
    """False: there is no GPU."""
    return False


def manual_seed(seed: int) -> None:
    """Nothing: there is no GPU whose generator could be seeded."""


def manual_seed_all(seed: int) -> None:
    """Nothing: there is no GPU whose generator could be seeded."""


def empty_cache() -> None:
    """Nothing: there is no GPU memory."""


def memory_allocated(device: Any = None) -> int:
    """0: there is no GPU memory."""
    return 0


max_memory_allocated = memory_reserved = max_memory_reserved = memory_allocated


def reset_peak_memory_stats(device: Any = None) -> None:
    """Nothing: there is no GPU memory."""


def synchronize(device: Any = None) -> None:
    """AssertionError, as in a torch without CUDA."""
    on("cuda")


__getattr__ = _missing_from(__name__)
