"""Division with remainder and rounding: quotients, remainders, then decimals; what is a staircase has no slope."""

from __future__ import annotations

import numpy as np

from backlight.core.op import elementwise, op
from backlight.ops.functions import trunc
from backlight.ops.select import zeros_like


def _refuse_zero(divisor) -> None:
    """Whole numbers have no infinity: dividing them by zero is an error, as in torch."""
    if divisor.dtype.kind in "iu" and not divisor.all():
        raise RuntimeError("ZeroDivisionError: an integer tensor was divided by zero; convert it with .float() first")


def _floor_divide(x, y):
    _refuse_zero(y)
    return np.floor_divide(x, y)


def _divide_rounded(x, y, rounding):
    if rounding == "floor":
        return _floor_divide(x, y)
    _refuse_zero(y)
    if x.dtype.kind not in "iu":
        return np.trunc(np.divide(x, y))
    quotient = np.floor_divide(x, y)
    return quotient + ((quotient < 0) & (quotient * y != x))


def _refused(g, out, x, y):
    raise RuntimeError("derivative for aten::floor_divide is not implemented (it would be 0): .detach() the operands")


floor_divide = elementwise(
    _floor_divide,
    _refused,
    _refused,
    name="floor_divide",
    label="//",
    local=("not derived", "not derived"),
    grad_fn="NotImplemented",
)
divide_rounded = op(
    _divide_rounded,
    lambda g, out, x, y, rounding: zeros_like(g),
    lambda g, out, x, y, rounding: zeros_like(g),
    name="divide_rounded",
    kind="elementwise",
    label="÷ rounded",
    local=("0", "0"),
    grad_fn="DivBackward2",
)


def _remainder(x, y):
    _refuse_zero(y)
    return np.remainder(x, y)


def _fmod(x, y):
    _refuse_zero(y)
    return np.fmod(x, y)


# The remainder has the sign of y, fmod that of x.
remainder = elementwise(
    _remainder,
    lambda g, out, x, y: g,
    lambda g, out, x, y: -g * divide_rounded(x, y, rounding="floor"),
    name="remainder",
    label="%",
    local=("1", "−⌊x/y⌋"),
    grad_fn="RemainderBackward1",
)
fmod = elementwise(
    _fmod,
    lambda g, out, x, y: g,
    lambda g, out, x, y: -g * trunc(x / y),
    name="fmod",
    local=("1", "−trunc(x/y)"),
    grad_fn="FmodBackward1",
)


def _round_decimals(x, decimals):
    power = x.dtype.type(10.0 ** abs(decimals))
    return np.rint(x * power) / power if decimals >= 0 else np.rint(x / power) * power


round_decimals = op(
    _round_decimals,
    lambda g, out, x, decimals: zeros_like(g),
    name="round_decimals",
    kind="elementwise",
    label="round",
    local=("0",),
    grad_fn="RoundBackward1",
)
