"""Tensors as files keep them: numbers in a storage, and shape, strides and place in it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.core.result import asarray, constant
from backlight.core.strided import strided

# torch's classes of storages, by dtype; the dtypes that are missing here are kept in an UntypedStorage
STORAGES = {
    "DoubleStorage": dtypes.float64,
    "FloatStorage": dtypes.float32,
    "HalfStorage": dtypes.float16,
    "BFloat16Storage": dtypes.bfloat16,
    "LongStorage": dtypes.int64,
    "IntStorage": dtypes.int32,
    "ShortStorage": dtypes.int16,
    "CharStorage": dtypes.int8,
    "ByteStorage": dtypes.uint8,
    "BoolStorage": dtypes.bool,
    "ComplexDoubleStorage": dtypes.complex128,
    "ComplexFloatStorage": dtypes.complex64,
}
STORAGE_OF = {kind: name for name, kind in STORAGES.items()}


class Stored:
    """The bytes of one storage, which several tensors may share; `kind` is None for bytes of any meaning."""

    __slots__ = ("copied", "data", "kind", "later")

    def __init__(self, data: np.ndarray, kind: dtypes.dtype | None, later: list | None = None) -> None:
        self.data = data  # uint8, writable
        self.kind = kind
        self.copied = 0  # bytes
        self.later = later  # while the bytes are not there yet: what is to be done when they are

    def changed(self, function: Any, x: Any) -> Any:
        """A tensor of this storage through a ufunc, as a copy."""
        self.copied += x._array.nbytes
        if self.copied > 16 * self.data.size:
            raise ValueError("far more conjugated tensors than its storage has numbers for")
        made = constant(asarray(function(x._array)))
        if self.later is not None:
            self.later.append(lambda: function(x._array, out=made._array))
        return made

    def tensor(self, offset: int, size: Sequence[int], stride: Sequence[int], kind: dtypes.dtype | None = None) -> Any:
        """A tensor in this storage; ValueError if it would reach beyond it."""
        kind = kind or self.kind
        if kind is None:
            raise ValueError("a tensor in bytes of no known dtype")
        numpy = dtypes.to_numpy(kind)
        whole = _integers("size", size), _integers("stride", stride), _integers("offset", (offset,))[0]
        sizes, strides, start = whole
        if len(sizes) != len(strides) or len(sizes) > 64:
            raise ValueError(f"a tensor of size {sizes} with strides {strides}")
        count = self.data.size // numpy.itemsize
        last = start + sum([(n - 1) * step for n, step in zip(sizes, strides, strict=True)])
        if math.prod(sizes) == 0:
            return constant(np.empty(sizes, numpy))
        if last >= count:
            raise ValueError(
                f"a tensor of size {list(sizes)}, strides {list(strides)} and offset {start} reaches beyond its "
                f"storage of {count} numbers"
            )
        flat = self.data[: count * numpy.itemsize].view(numpy)
        return constant(strided(flat, sizes, strides, start))


def _integers(what: str, values: Any) -> tuple[int, ...]:
    if not isinstance(values, (tuple, list)) or not all(type(n) is int and n >= 0 for n in values):
        raise ValueError(f"a tensor whose {what} is no tuple of natural numbers")
    return tuple(values)
