"""Complex numbers put together: of real and imaginary part, of radius and angle."""

from __future__ import annotations

import numpy as np

from backlight.core.op import op
from backlight.ops.complex import conjugate
from backlight.ops.functions import cos, sin


def _complex(x, y):
    out = np.empty(np.broadcast_shapes(x.shape, y.shape), "c16" if x.dtype.itemsize == 8 else "c8")
    out.real, out.imag = x, y
    return out


def _polar(x, y):
    # in float64, because NumPy's float32 cosine is a digit off on some processors
    cosine, sine = (f(y, dtype=np.float64).astype(y.dtype) for f in (np.cos, np.sin))
    return _complex(x * cosine, x * sine)


# The gradient of a real argument is the real part of what its rule gives; the engine takes it.
complex = op(
    _complex,
    lambda g, out, x, y: g,
    lambda g, out, x, y: g * -1j,
    name="complex",
    kind="elementwise",
    label="x + iy",
    holomorphic=False,
    local=("1", "i"),
)
polar = op(
    _polar,
    lambda g, out, x, y: g * complex(cos(y), -sin(y)),
    lambda g, out, x, y: g * conjugate(out) * -1j,
    name="polar",
    kind="elementwise",
    label="x·exp(iy)",
    holomorphic=False,
    local=("exp(iy)", "i·out"),
)
