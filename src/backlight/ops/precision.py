"""Floats of 16 bits are computed with as float32 and rounded once, at the end, as torch does on a CPU."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import numpy as np


def in_float32(forward: Callable) -> Callable:
    """The same function of arrays, where those of the first one's dtype are float32 meanwhile if that has 16 bits."""

    @wraps(forward)
    def call(*arrays, **params):
        dtype = arrays[0].dtype
        if dtype.itemsize != 2 or dtype.kind in "iu":
            return forward(*arrays, **params)
        wide = [a.astype(np.float32) if getattr(a, "dtype", None) == dtype else a for a in arrays]
        return np.asarray(forward(*wide, **params)).astype(dtype)

    return call
