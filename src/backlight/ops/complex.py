"""The parts of complex numbers: real, imaginary, conjugate, angle."""

from __future__ import annotations

import numpy as np

from backlight.core.op import elementwise, op
from backlight.core.strided import steps, strided
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


def _view_as_real(x):
    parts = x.real  # its strides are those of x, in bytes
    return strided(parts, (*x.shape, 2), (*steps(parts), 1), 0)


def _view_as_complex(x):
    half = x.strides[-1] == x.itemsize and all(s % (2 * x.itemsize) == 0 for s in x.strides[:-1])
    if not half or not x.size:  # a gradient may lie in memory in any way
        x = np.ascontiguousarray(x)
    return x.view(np.complex128 if x.itemsize == 8 else np.complex64)[..., 0]  # (…, 2) -> (…, 1) -> (…)


# The two parts in a last dimension of size 2, in the memory that they share with the complex numbers.
view_as_real = op(
    _view_as_real,
    lambda g, out, x: view_as_complex(g),
    name="view_as_real",
    kind="view",
    label="as real",
    local=("1",),
    holomorphic=False,
)
view_as_complex = op(
    _view_as_complex,
    lambda g, out, x: view_as_real(g),
    name="view_as_complex",
    kind="view",
    label="as complex",
    local=("1",),
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
# The same with torch's other name for it: there conj() is a view of the same memory, and this one computes.
conj_physical = elementwise(
    lambda x: np.conjugate(x),
    lambda g, out, x: conj_physical(g),
    name="conj_physical",
    label="conj",
    local=("conj",),
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
