"""Arithmetic: the four operations, then powers, then several operations in one node."""

from __future__ import annotations

from math import inf
from math import log as log_of

import numpy as np

from backlight.core.card import is_complex
from backlight.core.op import elementwise, op
from backlight.ops.complex import conjugate
from backlight.ops.functions import log
from backlight.ops.select import where, zeros_like

add = elementwise(
    np.add,
    lambda g, out, x, y: g,
    lambda g, out, x, y: g,
    label="+",
    local=("1", "1"),
)
subtract = elementwise(
    np.subtract,
    lambda g, out, x, y: g,
    lambda g, out, x, y: -g,
    label="−",
    local=("1", "−1"),
    grad_fn="SubBackward0",
)
# The reflected form of `2 - x`; torch has a name of its own for it.
rsubtract = elementwise(
    lambda x, y: np.subtract(y, x),
    lambda g, out, x, y: -g,
    lambda g, out, x, y: g,
    name="rsubtract",
    label="y − x",
    local=("−1", "1"),
    grad_fn="RsubBackward1",
)
multiply = elementwise(
    np.multiply,
    lambda g, out, x, y: g * y,
    lambda g, out, x, y: g * x,
    label="×",
    local=("y", "x"),
    grad_fn="MulBackward0",
)
divide = elementwise(
    np.divide,
    lambda g, out, x, y: g / y,
    lambda g, out, x, y: -g * ((x / y) / y),
    to_float=True,
    label="÷",
    local=("1/y", "−x/y²"),
    grad_fn="DivBackward0",
)
negative = elementwise(
    np.negative,
    lambda g, out, x: -g,
    label="−",
    local=("−1",),
    grad_fn="NegBackward0",
)
reciprocal = elementwise(
    np.reciprocal,
    lambda g, out, x: -g * (out * out),
    to_float=True,
    label="1/x",
    local=("−1/x²",),
)
absolute = elementwise(
    np.absolute,
    lambda g, out, x: g * direction(x),
    label="abs",
    local=("sign x",),
    grad_fn="AbsBackward0",
    holomorphic=False,
)


def _sign(x):
    """NaN has none: 0, as in torch."""
    if x.dtype.kind == "b":
        return x.copy()
    return np.where(x == x, np.sign(x), x.dtype.type(0))


sign = elementwise(_sign, lambda g, out, x: zeros_like(g), name="sign", local=("0",))


def _direction_slope(g, out, x):
    """Only what turns the direction counts: the part of g along it does not."""
    if not is_complex(x):
        return zeros_like(g)
    along = (g * conjugate(out)).real
    size = where(x == 0, 1, absolute(x))
    return where(x == 0, 0, (g - along * out) / size)


def _direction(x):
    if x.dtype.kind != "c":
        return _sign(x)
    return np.where(x == 0, x.dtype.type(0), x / np.where(x == 0, 1, np.abs(x))).astype(x.dtype)


# x/|x|, of real numbers the sign.
direction = elementwise(
    _direction,
    lambda g, out, x: _direction_slope(g, out, x),
    name="direction",
    label="x/|x|",
    local=("0 along out",),
    grad_fn="SgnBackward0",
    holomorphic=False,
)


# The one power that is everywhere, (y_pred - y) ** 2, takes the fast call.
square = elementwise(
    np.square,
    lambda g, out, x: g * (2 * x),
    label="x²",
    local=("2x",),
    grad_fn="PowBackward0",
)


def _power_scalar(x, exponent):
    """x to a number. Small powers are products, which is exact to the last bit where a general power is not."""
    if exponent == 2:
        return np.square(x)
    if exponent == 3:
        return np.square(x) * x
    if x.dtype.kind in "biu":
        return np.power(x, exponent)
    if exponent == 0.5:
        return np.sqrt(x)
    if exponent == -0.5:
        return 1 / np.sqrt(x)
    if exponent == -1:
        return np.reciprocal(x)
    if exponent == -2:
        return np.reciprocal(np.square(x))
    return np.power(x, x.dtype.type(exponent))


def _slope(x, exponent):
    """n·xⁿ⁻¹."""
    return x + x if exponent == 2 else exponent * power_scalar(x, exponent=exponent - 1)


def _slope_text(exponent):
    """The same for those who read."""
    if exponent in (0, 1):
        return str(int(exponent))
    return f"{exponent}·{_to_the('x', exponent - 1)}".replace("-", "−", str(exponent).startswith("-"))


def _to_the(x, exponent):
    """A power as text: x², x, x^0.5."""
    if exponent == 1:
        return x
    if not isinstance(exponent, complex) and float(exponent).is_integer():
        return x + str(int(exponent)).translate(_SUPERSCRIPT)
    return f"{x}^{exponent}"


_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

power_scalar = op(
    _power_scalar,
    lambda g, out, x, exponent: g * _slope(x, exponent) if exponent else zeros_like(g),
    name="power_scalar",
    kind="elementwise",
    label=lambda p: _to_the("x", p["exponent"]),
    local=(lambda p: _slope_text(p["exponent"]),),
    grad_fn="PowBackward0",
)


def _power(x, y):
    """x to the y; where whole numbers leave their kind, as 2⁻¹ does, 0."""
    if y.dtype.kind != "i" or not y.size or y.min() >= 0:
        return np.power(x, y)
    turns = np.where(y % 2 == 0, 1, x)  # powers of 1 and −1
    return np.where(y >= 0, np.power(x, np.maximum(y, 0)), np.where(np.abs(x) == 1, turns, 0)).astype(x.dtype)


power = elementwise(
    _power,
    lambda g, out, x, y: where(y == 0, 0, g * (y * power(x, y - 1))),
    lambda g, out, x, y: where((x == 0) & (y.real >= 0), 0, g * (out * log(x))),
    name="power",
    label="xʸ",
    local=("y·xʸ⁻¹", "xʸ·log x"),
    grad_fn="PowBackward1",
)
power_of = op(
    lambda x, base: _power(np.asarray(base).astype(x.dtype), x),
    lambda g, out, x, base: where(x >= 0, 0, g * (out * -inf)) if base == 0 else g * (out * log_of(base)),
    name="power_of",
    kind="elementwise",
    label="nˣ",
    local=("nˣ·log n",),
    grad_fn="PowBackward2",
)


def number_in(dtype, value):
    """A Python number as an array of `dtype`; a negative one wraps around in an unsigned type, as in torch."""
    return np.asarray(value).astype(dtype)


def _fused(x, y, z):
    """x + y·z, rounded once where float64 holds the product, as the fused instruction that torch uses does."""
    if x.dtype.kind != "f" or x.dtype.itemsize == 8:
        return x + y * z
    return (np.multiply(y, z, dtype=np.float64) + x).astype(x.dtype)


def _lerp(x, y, w):
    """Counted from the nearer end, so that both ends are reached exactly."""
    one = w.dtype.type(1)
    return np.where(np.abs(w) < 0.5, _fused(x, y - x, w), _fused(y, x - y, one - w))


# One node each, as users of torch see them: x + α·y, x + v·y·z, x + v·y/z, x + w·(y − x).
add_scaled = op(
    lambda x, y, alpha: _fused(x, y, number_in(x.dtype, alpha)),
    lambda g, out, x, y, alpha: g,
    lambda g, out, x, y, alpha: g * alpha,
    name="add_scaled",
    kind="elementwise",
    label="x + α·y",
    local=("1", "α"),
    grad_fn="AddBackward0",
)
subtract_scaled = op(
    lambda x, y, alpha: _fused(x, y, number_in(x.dtype, -alpha)),
    lambda g, out, x, y, alpha: g,
    lambda g, out, x, y, alpha: g * -alpha,
    name="subtract_scaled",
    kind="elementwise",
    label="x − α·y",
    local=("1", "−α"),
    grad_fn="SubBackward0",
)
# y − α·x, from a tensor y or from a number.
rsubtract_scaled = op(
    lambda x, y, alpha, number: _fused(y, x, number_in(x.dtype, -alpha)),
    lambda g, out, x, y, alpha, number: g * -alpha,
    lambda g, out, x, y, alpha, number: g,
    name="rsubtract_scaled",
    kind="elementwise",
    label="y − α·x",
    local=("−α", "1"),
    grad_fn=lambda p: f"RsubBackward{p['number']:d}",
)
addcmul = op(
    lambda x, y, z, value: _fused(x, x.dtype.type(value) * y, z),
    lambda g, out, x, y, z, value: g,
    lambda g, out, x, y, z, value: g * (z * value),
    lambda g, out, x, y, z, value: g * (y * value),
    name="addcmul",
    kind="elementwise",
    label="x + v·y·z",
    local=("1", "v·z", "v·y"),
)
addcdiv = op(
    lambda x, y, z, value: x + x.dtype.type(value) * y / z,
    lambda g, out, x, y, z, value: g,
    lambda g, out, x, y, z, value: g * (value / z),
    lambda g, out, x, y, z, value: -g * ((value * y) / (z * z)),
    name="addcdiv",
    kind="elementwise",
    label="x + v·y/z",
    local=("1", "v/z", "−v·y/z²"),
)
lerp_scalar = op(
    lambda x, y, weight: _lerp(x, y, np.asarray(weight, x.dtype)),
    lambda g, out, x, y, weight: g * (1 - weight),
    lambda g, out, x, y, weight: g * weight,
    name="lerp_scalar",
    kind="elementwise",
    label="lerp",
    local=("1 − w", "w"),
    grad_fn="LerpBackward0",
)
lerp = op(
    _lerp,
    lambda g, out, x, y, w: g * (1 - w),
    lambda g, out, x, y, w: g * w,
    lambda g, out, x, y, w: g * (y - x),
    name="lerp",
    kind="elementwise",
    local=("1 − w", "w", "y − x"),
    grad_fn="LerpBackward1",
)
