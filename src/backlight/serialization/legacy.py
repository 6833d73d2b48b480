"""Files from before torch 1.6: pickles one after the other, then the numbers of all storages."""

from __future__ import annotations

import pickle
import struct
from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.serialization.loading import reader, storage_key
from backlight.serialization.machine import told
from backlight.serialization.stored import Stored

MAGIC = 0x1950A86A20F9469CFC6C
PROTOCOL = 1001


def from_pickles(data: bytes, weights_only: bool, options: dict[str, Any]) -> Any:
    """The object of such a file."""
    at = 0

    def following() -> Any:
        nonlocal at
        found, at = reader(data, storage, weights_only, options, at)
        return found

    storages: dict[str, Stored] = {}
    later: list[Any] = []

    def storage(key: Any) -> Stored:
        kind, name = storage_key(key)
        count = key[4]
        if kind is None:
            raise pickle.UnpicklingError(f"the file has a storage of unknown kind: {told(key)}")
        nbytes = count * dtypes.to_numpy(kind).itemsize
        if not 0 <= nbytes <= len(data):
            raise pickle.UnpicklingError(f"the file is shorter than its storage of {told(count)} numbers")
        if name not in storages:
            storages[name] = Stored(np.zeros(nbytes, np.uint8), kind, later)
        found = storages[name]
        view = key[5] if len(key) > 5 else None
        if view is None:
            return found
        if not (type(view) is tuple and len(view) == 3 and all(isinstance(n, int) and n >= 0 for n in view[1:])):
            raise pickle.UnpicklingError("the file has a damaged view of a storage")
        size = dtypes.to_numpy(kind).itemsize
        return Stored(found.data[view[1] * size : (view[1] + view[2]) * size], kind, later)

    if following() != MAGIC:
        raise pickle.UnpicklingError("it is no file of torch.save: the magic number is another")
    if following() != PROTOCOL:
        raise RuntimeError("the file is of an unknown version of torch's old format")
    following()  # what machine it was written on
    result = following()
    keys = following()
    if not isinstance(keys, list):
        raise pickle.UnpicklingError("the file does not list its storages")
    for key in keys:
        if not isinstance(key, str) or key not in storages:
            raise pickle.UnpicklingError(f"the file lists a storage {told(key)} that nothing uses")
        at = _fill(storages[key], data, at)
    for finish in later:
        finish()
    return result


def _fill(stored: Stored, data: bytes, at: int) -> int:
    """Read the numbers of one storage, behind their count; returns where the next begins."""
    if at + 8 > len(data):
        raise pickle.UnpicklingError("the file ends before its numbers")
    (count,) = struct.unpack("<q", data[at : at + 8])
    numpy = dtypes.to_numpy(stored.kind)  # pyright: ignore[reportArgumentType]
    nbytes = count * numpy.itemsize
    if nbytes != stored.data.size or at + 8 + nbytes > len(data):
        raise pickle.UnpicklingError("the file ends within its numbers, or their count is wrong")
    stored.data[:] = np.frombuffer(data, np.uint8, nbytes, at + 8)
    return at + 8 + nbytes
