"""Python's operators, with a tensor on the left or on the right: most are the card's call itself, which is fastest."""

from __future__ import annotations

from typing import Any

from backlight.core.inplace import inplace
from backlight.ops import arithmetic, compare, division
from backlight.tensor.arithmetic import positive, power, power_of, refuse_bool_difference
from backlight.tensor.division import remainder_of


def _difference_from(x: Any, y: Any) -> Any:
    """y − x."""
    if x._array.dtype.kind == "b":
        refuse_bool_difference(x, y)
    return arithmetic.rsubtract(x, y)


def _quotient_of(x: Any, y: Any) -> Any:
    """y / x for a number y, which torch computes in these two steps."""
    return arithmetic.multiply(arithmetic.reciprocal(x), y)


def _turned(call: Any) -> Any:
    """The operator for a tensor on the right of a number or an array."""
    return lambda x, y: call(y, x)


class OperatorMethods:
    """The operators of `Tensor`; what a card cannot take (a list, None) it answers with NotImplemented."""

    __array_priority__ = 1000  # an array on the left leaves the operation to the tensor on its right

    __pos__, __neg__, __abs__ = positive, arithmetic.negative, arithmetic.absolute
    __add__ = __radd__ = arithmetic.add
    __sub__, __rsub__ = arithmetic.subtract, _difference_from
    __mul__ = __rmul__ = arithmetic.multiply
    __truediv__, __rtruediv__ = arithmetic.divide, _quotient_of
    __rdiv__ = _quotient_of
    __pow__, __rpow__ = power, power_of
    __floordiv__, __rfloordiv__ = division.floor_divide, _turned(division.floor_divide)
    __mod__, __rmod__ = remainder_of, _turned(division.remainder)

    __iadd__, __isub__ = inplace(arithmetic.add, "add_"), inplace(arithmetic.subtract, "sub_")
    __imul__, __itruediv__ = inplace(arithmetic.multiply, "mul_"), inplace(arithmetic.divide, "div_")
    __ifloordiv__, __imod__ = inplace(division.floor_divide), inplace(remainder_of, "remainder_")
    __ipow__ = inplace(power, "pow_")

    # Comparing by value, yet hashed by identity: tensors are keys of dicts and members of sets.
    __eq__, __ne__ = compare.equal, compare.not_equal
    __hash__ = object.__hash__
    __lt__, __le__, __gt__, __ge__ = compare.less, compare.less_equal, compare.greater, compare.greater_equal

    __invert__ = compare.invert
    __and__ = __rand__ = compare.bitwise_and
    __or__ = __ror__ = compare.bitwise_or
    __xor__ = __rxor__ = compare.bitwise_xor
    __lshift__, __rlshift__ = compare.left_shift, _turned(compare.left_shift)
    __rshift__, __rrshift__ = compare.right_shift, _turned(compare.right_shift)
    __iand__, __ior__ = inplace(compare.bitwise_and), inplace(compare.bitwise_or)
    __ixor__ = inplace(compare.bitwise_xor)
    __ilshift__, __irshift__ = inplace(compare.left_shift), inplace(compare.right_shift)
