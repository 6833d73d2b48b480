"""Arithmetic: the four operations, then powers, then several operations in one node."""

from __future__ import annotations

from math import inf
from math import log as log_of

import numpy as np

from backlight.core.op import elementwise, op
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
    lambda g, out, x: g * sign(x),
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
    local=(lambda p: f"{p['exponent']}·{_to_the('x', p['exponent'] - 1)}",),
    grad_fn="PowBackward0",
)
power = elementwise(
    np.power,
    lambda g, out, x, y: where(y == 0, 0, g * (y * power(x, y - 1))),
    lambda g, out, x, y: where((x == 0) & (y >= 0), 0, g * (out * log(x))),
    label="xʸ",
    local=("y·xʸ⁻¹", "xʸ·log x"),
    grad_fn="PowBackward1",
)
power_of = op(
    lambda x, base: np.power(x.dtype.type(base), x),
    lambda g, out, x, base: where(x >= 0, 0, g * (out * -inf)) if base == 0 else g * (out * log_of(base)),
    name="power_of",
    kind="elementwise",
    label="nˣ",
    local=("nˣ·log n",),
    grad_fn="PowBackward2",
)


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
    lambda x, y, alpha: _fused(x, y, x.dtype.type(alpha)),
    lambda g, out, x, y, alpha: g,
    lambda g, out, x, y, alpha: g * alpha,
    name="add_scaled",
    kind="elementwise",
    label="x + α·y",
    local=("1", "α"),
    grad_fn="AddBackward0",
)
subtract_scaled = op(
    lambda x, y, alpha: _fused(x, y, x.dtype.type(-alpha)),
    lambda g, out, x, y, alpha: g,
    lambda g, out, x, y, alpha: g * -alpha,
    name="subtract_scaled",
    kind="elementwise",
    label="x − α·y",
    local=("1", "−α"),
    grad_fn="SubBackward0",
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
