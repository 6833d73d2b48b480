"""Numbers given as arguments: which of them a call takes, and how a dtype holds them."""

from __future__ import annotations

from functools import cache
from operator import index
from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.core.limits import finfo, iinfo
from backlight.core.variable import Variable

LARGEST_HALF = 65504  # a number below it fits into every floating dtype


def number(function: str, argument: str, position: int, value: Any) -> Any:
    """A Python number for an argument that may be a number, a NumPy value, or a tensor without dimensions."""
    if isinstance(value, (int, float, complex)):
        return value.item() if isinstance(value, np.generic) else value
    if isinstance(value, np.generic) and value.dtype.kind in "biufc":
        return value.item()
    if isinstance(value, Variable) and not value._array.ndim and not value._needs_grad:
        return value._array.item()
    raise TypeError(
        f"{function}(): argument '{argument}' (position {position}) must be Number, not {type(value).__name__}"
    )


def whole(function: str, argument: str, position: int, value: Any) -> int:
    """An int for an argument that may be anything that counts as one."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(
            f"{function}(): argument '{argument}' (position {position}) must be int, not {type(value).__name__}"
        )
    return index(value)


def fitting(value: Any, kind: Any) -> Any:
    """The number as a dtype can hold it: integers truncated, negative ones wrapped around; RuntimeError if beyond."""
    if kind.kind == "b":
        return bool(value)
    if isinstance(value, int) and not -(2**63) <= value < 2**64:
        raise OverflowError(f"int too big to convert: {value}")
    if kind.kind != "c" and isinstance(value, complex):
        if value.imag:
            raise _beyond(value, kind)
        value = value.real
    lowest, largest = _limits(kind)
    if kind.kind in "iu":
        if not (-largest if kind.kind == "u" and isinstance(value, int) else lowest) <= value <= largest:
            raise _beyond(value, kind)
        return int(value) & largest if kind.kind == "u" else int(value)
    if largest < abs(value.real) < np.inf or largest < abs(value.imag) < np.inf:
        raise _beyond(value, kind)
    return float(np.float32(value)) if kind.itemsize == 2 else value


@cache
def _limits(kind: np.dtype) -> tuple:
    found = dtypes.of_numpy(kind)
    about = iinfo(found) if kind.kind in "iu" else finfo(found)
    return about.min, about.max


def _beyond(value: Any, kind: np.dtype) -> RuntimeError:
    return RuntimeError(f"value cannot be converted to type {dtypes.of_numpy(kind).name} without overflow: {value}")
