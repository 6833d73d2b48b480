"""The parts of complex numbers: real, imaginary, conjugate, angle."""

from __future__ import annotations

import numpy as np

from backlight.core.op import elementwise, op
from backlight.ops.select import where

real = op(
    lambda x: x.real,
    lambda g, out, x: g,
    name="real",
    kind="view",
    label="Re",
    local=("1",),
    grad_fn="SelectBackward0",
    holomorphic=False,
)
imag = op(
    lambda x: x.imag,
    lambda g, out, x: g * 1j,
    name="imag",
    kind="view",
    label="Im",
    local=("i",),
    grad_fn="SelectBackward0",
    holomorphic=False,
)
conjugate = elementwise(
    np.conjugate,
    lambda g, out, x: conjugate(g),
    label="conj",
    local=("conj",),
    grad_fn="ConjBackward0",
    holomorphic=False,
)
angle = elementwise(
    lambda x: np.angle(x) if x.dtype.kind == "c" else np.where(x < 0, np.pi, np.where(x != x, x, 0)).astype(x.dtype),
    lambda g, out, x: where(x == 0, 0, g * (x * 1j / (x * conjugate(x)))),  # of a real x the real part: 0
    name="angle",
    to_float=True,
    local=("0",),
    holomorphic=False,
)
