"""What the functions over images share: sizes given once or per axis, and dtypes that torch has no kernel for."""

from __future__ import annotations

from operator import index
from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.tensor.out import scalar_type

COUNT = {1: "one int", 2: "two ints", 3: "three ints"}


def whole(function: str, name: str, value: Any) -> tuple[int, ...]:
    """An int, or a list of them, as a tuple; TypeError for anything else."""
    if isinstance(value, bool) or (not isinstance(value, (list, tuple)) and not hasattr(value, "__index__")):
        raise TypeError(f"{function}(): argument '{name}' must be tuple of ints, not {type(value).__name__}")
    try:
        return tuple([index(v) for v in value]) if isinstance(value, (list, tuple)) else (index(value),)
    except TypeError:
        found = next(type(v).__name__ for v in value if not hasattr(v, "__index__"))
        raise TypeError(
            f"{function}(): argument '{name}' must be tuple of ints, but found element of type {found}"
        ) from None


def per_axis(function: str, name: str, value: Any, axes: int) -> tuple[int, ...]:
    """One int per axis, from one for all or one each; RuntimeError for another number of them."""
    sizes = whole(function, name, value)
    if len(sizes) == 1:
        return sizes * axes
    if len(sizes) != axes:
        raise RuntimeError(f"{function}: {name} must either be a single int, or a tuple of {COUNT[axes]}")
    return sizes


def one(function: str, name: str, value: Any) -> int:
    """The int of an argument that has one, alone or in a list; RuntimeError for several."""
    sizes = whole(function, name, value)
    if len(sizes) != 1:
        raise RuntimeError(f"{function}() argument '{name}' should contain one int (got {len(sizes)})")
    return sizes[0]


def is_floating(x: np.ndarray) -> bool:
    return x.dtype.kind not in "biuc"


def unsupported(kernel: str, x: np.ndarray) -> NotImplementedError:
    """The error for a dtype that torch has no kernel for."""
    return NotImplementedError(
        f"\"{kernel}\" not implemented for '{scalar_type(dtypes.of(x))}'; convert the tensor first, for instance "
        "with .float()"
    )


def shown(shape: tuple) -> str:
    """A shape as torch's messages write it: [2, 3]."""
    return str(list(shape))
