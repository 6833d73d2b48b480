"""What stands in for the elements that a mask leaves out: the number that makes no difference to an operation."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.core.limits import iinfo
from backlight.core.op import astype
from backlight.ops.select import where
from backlight.tensor.dims import dim_of
from backlight.tensor.surface import tensor_in

ZERO, ONE = (lambda kind: 0), (lambda kind: 1)


def lowest(kind: dtypes.dtype) -> Any:
    """−∞, or the smallest integer: what no maximum is."""
    return -math.inf if kind.category >= dtypes.FLOAT else 0 if kind is dtypes.bool else iinfo(kind).min


def highest(kind: dtypes.dtype) -> Any:
    """∞, or the largest integer: what no minimum is."""
    return math.inf if kind.category >= dtypes.FLOAT else 1 if kind is dtypes.bool else iinfo(kind).max


def mask_of(name: str, x: Any, mask: Any) -> np.ndarray:
    """The mask as bools in the shape of `x`."""
    given = tensor_in(f"masked.{name}", mask)._array
    if given.ndim > x._array.ndim:
        raise IndexError(
            f"masked.{name}: expected a broadcastable mask, got one of {given.ndim} dimensions for an input of "
            f"{x._array.ndim}"
        )
    try:
        return np.broadcast_to(given.astype(bool), x._array.shape)
    except ValueError:
        raise RuntimeError(
            f"masked.{name}: a mask of shape {list(given.shape)} does not broadcast to the input's shape "
            f"{list(x._array.shape)}"
        ) from None


def filled(name: str, x: Any, mask: Any, value: Any) -> Any:
    """The tensor with `value(dtype)` where its mask is False."""
    x = tensor_in(f"masked.{name}", x)
    if mask is None:
        return x
    kind = dtypes.of(x._array)
    return where(mask_of(name, x, mask), x, np.asarray(value(kind), x._array.dtype))


def axes_of(dim: Any, ndim: int) -> tuple[int, ...]:
    """The dimensions to reduce, in order: all for None and for ()."""
    if dim is None or dim == ():
        return tuple(range(ndim))
    axes = [dim_of(d, ndim) for d in (dim if isinstance(dim, Iterable) else (dim,))]
    if len(set(axes)) < len(axes):
        raise RuntimeError(f"dim={dim} appears multiple times in the list of dims")
    return tuple(sorted(axes))


def cast(x: Any, dtype: Any) -> Any:
    """The tensor in `dtype`, if that is given and another one."""
    return x if dtype is None or dtypes.of(x._array) is dtype else astype(x, dtype=dtypes.to_numpy(dtype))
