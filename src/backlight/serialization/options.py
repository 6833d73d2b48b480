"""What files are written and read with: torch's settings, of which the order of bytes and the alignment matter."""

from __future__ import annotations

from enum import Enum
from types import SimpleNamespace
from typing import Any

# torch.utils.serialization.config
save = SimpleNamespace(compute_crc32=True, use_pinned_memory_for_d2h=False, storage_alignment=64)
load = SimpleNamespace(mmap=False, endianness=None, mmap_flags=2, calculate_storage_offsets=False)

skipping = False  # whether numbers are left out: serialization/skipping.py


class LoadEndianness(Enum):
    """The order of bytes of files that do not say it."""

    NATIVE = 1
    LITTLE = 2
    BIG = 3


def get_default_load_endianness() -> LoadEndianness | None:
    """The order of bytes that files have which do not say it; None for this machine's."""
    return load.endianness


def set_default_load_endianness(endianness: LoadEndianness | None) -> None:
    """Say which order of bytes files have that do not say it."""
    if endianness is not None and not isinstance(endianness, LoadEndianness):
        raise TypeError(
            "Invalid argument type in function set_default_load_endianness: expected LoadEndianness or None, got "
            f"{type(endianness).__name__}"
        )
    load.endianness = endianness


def get_crc32_options() -> bool:
    """Whether torch would write checksums; here they always are."""
    return save.compute_crc32


def set_crc32_options(compute_crc32: bool) -> None:
    """Remember whether torch would write checksums; here they always are."""
    save.compute_crc32 = compute_crc32


def get_default_mmap_options() -> int | None:
    """The flags that torch maps files into memory with; here they are read."""
    return load.mmap_flags


class set_default_mmap_options:
    """Remember the flags that torch maps files into memory with, or use them in a block; here files are read."""

    def __init__(self, flags: int) -> None:
        from mmap import MAP_PRIVATE, MAP_SHARED

        if flags not in (MAP_PRIVATE, MAP_SHARED):
            raise ValueError(
                "Invalid argument in function set_default_mmap_options, expected mmap.MAP_PRIVATE or mmap.MAP_SHARED, "
                f"but got {flags}"
            )
        self.before, load.mmap_flags = load.mmap_flags, flags

    def __enter__(self) -> None:
        """The flags hold from the call on."""

    def __exit__(self, *exception: Any) -> None:
        load.mmap_flags = self.before
