"""Numbers taken apart: mantissas and exponents."""

from __future__ import annotations

import numpy as np

from backlight.core.op import op
from backlight.ops.functions import exp2


def _frexp(x):
    mantissa, exponent = np.frexp(x.astype(np.float32) if x.dtype.kind == "V" else x)
    return mantissa.astype(x.dtype), exponent.astype(np.int32)


# x = mantissa·2^exponent, with a mantissa in [1/2, 1).
frexp = op(
    _frexp,
    joint=lambda g, out, x: (g[0] / exp2(out[1]),),
    name="frexp",
    kind="elementwise",
    local=("1/2ⁿ, n the second output",),
)
