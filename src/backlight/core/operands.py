"""What may stand beside a tensor in an operation: Python numbers, NumPy values, arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.core.result import constant
from backlight.core.variable import Variable

_made: dict[np.dtype, dict] = {}  # a small cache: making an array of a number costs as much as an addition


def as_number(value, dtype: np.dtype) -> np.ndarray | None:
    """A Python number as a 0-dim array of `dtype`; None where the two together make another dtype.

    >>> as_number(2, np.dtype("float32")), as_number(2.5, np.dtype("int64"))
    (array(2., dtype=float32), None)
    """
    known = _made.get(dtype)
    kind = value.__class__
    if known is None:
        known = _made[dtype] = {}
    elif (kind is float or kind is int) and value in known and dtype.kind not in "biu":
        return known[value]
    if kind is int:
        if dtype.kind == "b":
            return None
    elif kind is float:
        if dtype.kind in "biu":
            return None
    elif kind is not bool:
        return None
    found = known.get(value)
    if found is None:
        try:
            found = np.array(value, dtype)
        except OverflowError:  # torch wraps integers around
            found = np.array(value & 0xFFFFFFFFFFFFFFFF, np.uint64).astype(dtype)
        found.flags.writeable = False
        if value and value == value:  # 0.0 and -0.0 are one key, and NaN is none
            if len(known) > 1000:
                known.clear()
            known[value] = found
    return found


def coerced(value) -> Any:
    """A tensor or Python number for what stands beside a tensor; None for what cannot stand there."""
    if isinstance(value, np.generic):  # np.float64 is a float too, but counts as a Python number here
        return value.item()
    if isinstance(value, (Variable, bool, int, float, complex)):
        return value
    if isinstance(value, np.ndarray):
        dtypes.of(value)  # TypeError for arrays of strings or objects
        return constant(value)
    return None
