"""The IDX format of MNIST: a magic number that says type and dimensions, the sizes, the numbers big end first."""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.tensor.data import from_numpy
from backlight.vision.datasets.files import opened, unpacking_errors

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

# The byte for the type of the numbers.
_TYPES = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
SN3_PASCALVINCENT_TYPEMAP = {
    8: dtypes.uint8,
    9: dtypes.int8,
    11: dtypes.int16,
    12: dtypes.int32,
    13: dtypes.float32,
    14: dtypes.float64,
}


def read_sn3_pascalvincent_tensor(path: Any, strict: bool = True) -> Tensor:
    """The numbers of an IDX file, which may be compressed; RuntimeError names a file that is damaged."""
    try:
        with opened(path) as file:
            data = file.read()
    except FileNotFoundError:
        raise
    except unpacking_errors() as error:
        raise _damaged(path, str(error)) from error
    if len(data) < 4 or data[:2] != b"\0\0" or data[2] not in _TYPES or not 1 <= data[3] <= 3:
        raise _damaged(path, f"it begins with the bytes {data[:4].hex(' ') or 'of nothing'}, and is no IDX file")
    count = data[3]
    head = 4 * (count + 1)
    if len(data) < head:
        raise _damaged(path, "it ends within its header")
    sizes = [int(n) for n in np.frombuffer(data, ">u4", count, offset=4)]
    kind = np.dtype(_TYPES[data[2]])
    wanted = math.prod(sizes) * kind.itemsize
    if len(data) - head != wanted:
        shape = " × ".join([str(n) for n in sizes])
        raise _damaged(path, f"{shape} numbers take {wanted} bytes and {len(data) - head} are there")
    numbers = np.frombuffer(data, kind, offset=head).reshape(sizes)
    return from_numpy(numbers.astype(kind.newbyteorder("=")))


def _damaged(path: Any, why: str) -> RuntimeError:
    return RuntimeError(f"{os.fspath(path)} is damaged: {why}. Delete it, and fetch it again (download=True).")


def read_label_file(path: Any) -> Tensor:
    """Labels as int64 (n,)."""
    return _bytes(path, 1).long()


def read_image_file(path: Any) -> Tensor:
    """Pictures as uint8 (n, height, width)."""
    return _bytes(path, 3)


def _bytes(path: Any, ndim: int) -> Tensor:
    x = read_sn3_pascalvincent_tensor(path, strict=False)
    if x.dtype is not dtypes.uint8:
        raise TypeError(f"{os.fspath(path)} should hold torch.uint8, and holds {x.dtype}")
    if x.ndim != ndim:
        raise ValueError(f"{os.fspath(path)} should have {ndim} dimensions, and has {x.ndim}")
    return x
