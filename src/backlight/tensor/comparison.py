"""Comparisons, tests and logic: what gives tensors of bools, then what gives one bool, then bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from backlight.core import dtypes
from backlight.core.inplace import inplace
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.ops import compare as cards
from backlight.tensor.surface import binary, no_tensor, tensor_in, unary

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

eq = binary("eq", cards.equal, "True where input = other.", "other")
ne = not_equal = binary("ne", cards.not_equal, "True where input ≠ other.", "other")
lt = less = binary("lt", cards.less, "True where input < other.", "other")
le = less_equal = binary("le", cards.less_equal, "True where input ≤ other.", "other")
gt = greater = binary("gt", cards.greater, "True where input > other.", "other")
ge = greater_equal = binary("ge", cards.greater_equal, "True where input ≥ other.", "other")

isnan = unary("isnan", cards.isnan, "True where the element is NaN.")
isinf = unary("isinf", cards.isinf, "True where the element is ∞ or −∞.")
isfinite = unary("isfinite", cards.isfinite, "True where the element is neither infinite nor NaN.")
isposinf = unary("isposinf", cards.isposinf, "True where the element is ∞.")
isneginf = unary("isneginf", cards.isneginf, "True where the element is −∞.")
signbit = unary("signbit", cards.signbit, "True where the element has a minus sign, as −0 has.")

logical_and = binary("logical_and", cards.logical_and, "True where both are true (not 0).", "none")
logical_or = binary("logical_or", cards.logical_or, "True where one of the two is true (not 0).", "none")
logical_xor = binary("logical_xor", cards.logical_xor, "True where exactly one of the two is true (not 0).", "none")
logical_not = unary("logical_not", cards.logical_not, "True where the element is false (0).")


def isreal(input: Tensor) -> Tensor:
    """True where the element has no imaginary part.

    >>> isreal(backlight.tensor([1.0, 2.0]))
    tensor([True, True])
    """
    array = tensor_in("isreal", input)._array
    return constant(array.imag == 0 if array.dtype.kind == "c" else np.ones(array.shape, np.bool_))


def isclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> Tensor:
    """True where |input − other| ≤ atol + rtol · |other|; RuntimeError for two dtypes.

    >>> isclose(backlight.tensor([1.0, 2.0]), backlight.tensor([1.0, 2.1]))
    tensor([ True, False])
    """
    if not isinstance(input, Variable) or not isinstance(other, Variable):
        raise no_tensor("isclose", input, other if not isinstance(other, (int, float)) else [other])
    for tolerance, value in (("rtol", rtol), ("atol", atol)):
        if value < 0:
            raise RuntimeError(f"{tolerance} must be greater than or equal to zero, but got {value}")
    if input._array.dtype != other._array.dtype:
        ours, theirs = dtypes.of(input._array), dtypes.of(other._array)
        raise RuntimeError(f"isclose: {ours} did not match {theirs}; convert one of the two with .to(other.dtype)")
    return cards.isclose(input, other, rtol=rtol, atol=atol, equal_nan=equal_nan)


def allclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> bool:
    """Whether all elements are as close as `isclose` asks.

    >>> allclose(backlight.tensor([1.0, 2.0]), backlight.tensor([1.0, 2.0 + 1e-7]))
    True
    """
    return bool(isclose(input, other, rtol, atol, equal_nan)._array.all())


def equal(input: Tensor, other: Tensor) -> bool:
    """Whether both have the same shape and the same elements.

    >>> equal(backlight.tensor([1, 2]), backlight.tensor([1, 2]))
    True
    """
    if not isinstance(input, Variable) or not isinstance(other, Variable):
        raise no_tensor("equal", input, other if not isinstance(other, (int, float)) else [other])
    return input._array.shape == other._array.shape and bool((input._array == other._array).all())


bitwise_and = binary("bitwise_and", cards.bitwise_and, "The bits that both integers have.")
bitwise_or = binary("bitwise_or", cards.bitwise_or, "The bits that one of the two integers has.")
bitwise_xor = binary("bitwise_xor", cards.bitwise_xor, "The bits that exactly one of the two integers has.")
bitwise_not = unary("bitwise_not", cards.invert, "The bits that the integer has not; the opposite of a bool.")
bitwise_left_shift = binary("bitwise_left_shift", cards.left_shift, "input · 2 to the power of other, for integers.")
bitwise_right_shift = binary("bitwise_right_shift", cards.right_shift, "input / 2 to the power of other, rounded down.")
gcd = binary("gcd", cards.gcd, "The greatest common divisor of two integers.", "none")
lcm = binary("lcm", cards.lcm, "The least common multiple of two integers.", "none")
gcd_, lcm_ = inplace(gcd), inplace(lcm)


class ComparisonMethods:
    """The methods of this family; `Tensor` inherits them."""

    eq, eq_, ne, ne_ = eq, inplace(eq), ne, inplace(ne)
    lt, lt_, le, le_ = lt, inplace(lt), le, inplace(le)
    gt, gt_, ge, ge_ = gt, inplace(gt), ge, inplace(ge)
    not_equal, less, less_equal, greater, greater_equal = ne, lt, le, gt, ge
    not_equal_, less_, less_equal_, greater_, greater_equal_ = ne_, lt_, le_, gt_, ge_
    isnan, isinf, isfinite, isreal = cards.isnan, cards.isinf, cards.isfinite, isreal
    isposinf, isneginf, signbit = cards.isposinf, cards.isneginf, cards.signbit
    isclose, allclose, equal = isclose, allclose, equal
    logical_and, logical_and_ = logical_and, inplace(logical_and)
    logical_or, logical_or_ = logical_or, inplace(logical_or)
    logical_xor, logical_xor_ = logical_xor, inplace(logical_xor)
    logical_not, logical_not_ = cards.logical_not, inplace(cards.logical_not)
    bitwise_and, bitwise_and_ = bitwise_and, inplace(cards.bitwise_and)
    bitwise_or, bitwise_or_ = bitwise_or, inplace(cards.bitwise_or)
    bitwise_xor, bitwise_xor_ = bitwise_xor, inplace(cards.bitwise_xor)
    bitwise_not, bitwise_not_ = cards.invert, inplace(cards.invert, "bitwise_not_")
    bitwise_left_shift, bitwise_left_shift_ = bitwise_left_shift, inplace(cards.left_shift, "bitwise_left_shift_")
    bitwise_right_shift, bitwise_right_shift_ = bitwise_right_shift, inplace(cards.right_shift, "bitwise_right_shift_")
    gcd, gcd_, lcm, lcm_ = gcd, gcd_, lcm, lcm_
