"""Arithmetic with torch's names, signatures and operators: sums, products, quotients, then powers, then fused forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.core import dtypes
from backlight.core.inplace import inplace
from backlight.core.op import astype, promoted
from backlight.core.operands import coerced
from backlight.core.variable import Variable
from backlight.ops import arithmetic as cards
from backlight.tensor.former import former_order
from backlight.tensor.surface import binary, given, matched, no_tensor, tensor_in, unary

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def add(
    input: Tensor | float, other: Tensor | float, *former: Any, alpha: float = 1, out: Tensor | None = None
) -> Tensor:
    """input + alpha · other, element by element; the shapes broadcast, and either may be a number.

    `alpha` has to be an integer where the result is one (else RuntimeError). add(input, alpha, other) is deprecated.

    >>> add(backlight.tensor([1.0, 2.0]), backlight.tensor([3.0, 4.0]), alpha=10)
    tensor([31., 42.])
    """
    if former:
        alpha, other = former_order("add", "alpha", (other, *former), 2)
    if isinstance(input, Variable) or isinstance(other, Variable):
        result = cards.add(input, other) if alpha == 1 else _scaled(cards.add_scaled, input, other, alpha)
        if result is not NotImplemented:
            return given(out, result, "add")
    if isinstance(input, (int, float, complex)) and isinstance(other, (int, float, complex)):
        return add(*promoted(input, other), alpha=alpha, out=out)
    raise no_tensor("add", input, other)


def sub(
    input: Tensor | float, other: Tensor | float, *former: Any, alpha: float = 1, out: Tensor | None = None
) -> Tensor:
    """input − alpha · other, element by element, as `add`; RuntimeError for bools.

    >>> sub(backlight.tensor([1.0, 2.0]), 3)
    tensor([-2., -1.])
    """
    if former:
        alpha, other = former_order("sub", "alpha", (other, *former), 2)
    if isinstance(input, Variable) or isinstance(other, Variable):
        refuse_bool_difference(input, other)
        result = cards.subtract(input, other) if alpha == 1 else _scaled(cards.subtract_scaled, input, other, alpha)
        if result is not NotImplemented:
            return given(out, result, "sub")
    if isinstance(input, (int, float, complex)) and isinstance(other, (int, float, complex)):
        return sub(*promoted(input, other), alpha=alpha, out=out)
    raise no_tensor("sub", input, other)


def rsub(input: Tensor, other: Tensor | float, *, alpha: float = 1) -> Tensor:
    """other − alpha · input: `sub` the other way round.

    >>> rsub(backlight.tensor([1.0, 2.0]), 3)
    tensor([2., 1.])
    """
    if not isinstance(input, Variable):
        raise no_tensor("rsub", input, numbers=(False,))
    refuse_bool_difference(input, other)
    number = not isinstance(other, Variable)
    if number and alpha == 1:
        result = cards.rsubtract(input, other)
    else:
        result = _scaled(cards.rsubtract_scaled, input, other, alpha, number=number)
    if result is NotImplemented:
        raise no_tensor("rsub", input, other)
    return result


def _scaled(card, x, y, alpha, **about):
    pair = matched(x, y)
    if pair is None:
        return NotImplemented
    if isinstance(alpha, float) and pair[0]._array.dtype.kind in "biu":
        raise RuntimeError("For integral input tensors, argument alpha must not be a floating point number.")
    return card(*pair, alpha=alpha, **about)


def refuse_bool_difference(x: Any, y: Any) -> None:
    """RuntimeError for a difference with a tensor of bools, which has no meaning."""
    for value in (x, y):
        if value is True or value is False or (isinstance(value, Variable) and value._array.dtype.kind == "b"):
            raise RuntimeError(
                "Subtraction, the `-` operator, with a bool tensor is not supported. Use the `^` or `logical_xor()` "
                "operator for two of them, the `~` or `logical_not()` operator to invert a mask."
            )


mul = multiply = binary("mul", cards.multiply, "input · other, element by element; the shapes broadcast.", "both")
neg = negative = unary("neg", cards.negative, "−x of each element x.")
abs = absolute = unary("abs", cards.absolute, "The absolute value of each element.")
sign = unary("sign", cards.sign, "−1, 0 or 1 for each element, as its sign.")

sgn = unary("sgn", cards.direction, "The sign of each element; for complex numbers x/|x|.")
reciprocal = unary("reciprocal", cards.reciprocal, "1/x of each element x.")
true_divide = binary("true_divide", cards.divide, "input / other, element by element; integers give floats.", "both")
subtract = sub


def positive(input: Tensor) -> Tensor:
    """`input` itself; RuntimeError for a tensor of bools."""
    if input._array.dtype.kind == "b":
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return input


def pow(input: Tensor | float, exponent: Tensor | float, *, out: Tensor | None = None) -> Tensor:
    """input to the power of exponent, element by element; the shapes broadcast, and either may be a number.

    RuntimeError where integers are raised to a negative power.

    >>> pow(backlight.tensor([1.0, 2.0, 3.0]), 2)
    tensor([1., 4., 9.])
    >>> pow(2, backlight.tensor([1, 2, 3]))
    tensor([2, 4, 8])
    """
    if isinstance(input, Variable):
        result = power(input, exponent)
    else:
        result = power_of(exponent, input) if isinstance(exponent, Variable) else NotImplemented
    if result is NotImplemented:
        raise no_tensor("pow", input, exponent)
    return given(out, result, "pow")


def power(x: Any, exponent: Any) -> Any:
    kind = exponent.__class__
    if kind is int:
        if exponent == 2 and x._array.dtype.kind != "b":
            return cards.square(x)
        if x._array.dtype.kind != "b":
            if exponent < 0 and x._array.dtype.kind in "iu":
                raise RuntimeError(
                    "Integers to negative integer powers are not allowed; convert the tensor with .float() first."
                )
            return cards.power_scalar(x, exponent=exponent)
    elif kind is float:
        if x._array.dtype.kind not in "biu":
            return cards.power_scalar(x, exponent=exponent)
    elif isinstance(exponent, Variable):
        return cards.power(x, exponent)
    number = coerced(exponent)
    if number is None or isinstance(number, Variable):
        return NotImplemented if number is None else cards.power(x, number)
    return cards.power_scalar(promoted(x, number)[0], exponent=number)


def power_of(x: Any, base: Any) -> Any:
    number = coerced(base)
    if number is None or isinstance(number, Variable):
        return NotImplemented if number is None else cards.power(number, x)
    return cards.power_of(promoted(x, number)[0], base=number)


def float_power(input: Tensor | float, exponent: Tensor | float, *, out: Tensor | None = None) -> Tensor:
    """input to the power of exponent, computed in float64 whatever the dtypes.

    >>> float_power(backlight.tensor([2, 3]), -1)
    tensor([0.5000, 0.3333], dtype=torch.float64)
    """
    kind = dtypes.common([x._array if isinstance(x, Variable) else x for x in (input, exponent)])
    wide = dtypes.to_numpy(dtypes.complex128 if kind.is_complex else dtypes.float64)
    x, y = (astype(v, dtype=wide) if isinstance(v, Variable) else v for v in (input, exponent))
    return pow(x, y, out=out)


def square(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """x² of each element x.

    >>> square(backlight.tensor([1.0, -2.0]))
    tensor([1., 4.])
    """
    return given(out, power(tensor_in("square", input), 2), "square")


def addcmul(
    input: Tensor, tensor1: Tensor, tensor2: Tensor, *former: Any, value: float = 1, out: Tensor | None = None
) -> Tensor:
    """input + value · tensor1 · tensor2, element by element.

    >>> addcmul(backlight.tensor([1.0]), backlight.tensor([2.0]), backlight.tensor([3.0]), value=0.5)
    tensor([4.])
    """
    if former:
        value, tensor1, tensor2 = former_order("addcmul", "value", (tensor1, tensor2, *former), 3)
    x, y, z = promoted(input, tensor1, tensor2)
    return given(out, cards.addcmul(x, y, z, value=value), "addcmul")


def addcdiv(
    input: Tensor, tensor1: Tensor, tensor2: Tensor, *former: Any, value: float = 1, out: Tensor | None = None
) -> Tensor:
    """input + value · tensor1 / tensor2, element by element; RuntimeError if both of these are integers.

    >>> addcdiv(backlight.tensor([1.0]), backlight.tensor([3.0]), backlight.tensor([2.0]), value=2)
    tensor([4.])
    """
    if former:
        value, tensor1, tensor2 = former_order("addcdiv", "value", (tensor1, tensor2, *former), 3)
    if tensor1._array.dtype.kind in "biu" and tensor2._array.dtype.kind in "biu":
        raise RuntimeError(
            "Integer division with addcdiv is not supported: convert tensor1 or tensor2 with .float(), or write "
            "input + value * torch.trunc(tensor1 / tensor2)."
        )
    x, y, z = promoted(input, tensor1, tensor2)
    return given(out, cards.addcdiv(x, y, z, value=value), "addcdiv")


def lerp(input: Tensor, end: Tensor, weight: Tensor | float, *, out: Tensor | None = None) -> Tensor:
    """input + weight · (end − input): from `input` (weight 0) straight to `end` (weight 1).

    >>> lerp(backlight.tensor([0.0, 10.0]), backlight.tensor([10.0, 20.0]), 0.25)
    tensor([ 2.5000, 12.5000])
    """
    kind = input._array.dtype
    for name, value in (("end", end), ("weight", weight)):
        if isinstance(value, Variable) and value._array.dtype != kind:
            raise RuntimeError(
                f"lerp: expected dtype {dtypes.of(input._array).name} for `{name}` but got dtype "
                f"{dtypes.of(value._array).name}"
            )
    if kind.kind in "biu":
        raise NotImplementedError(f'"lerp" not implemented for {dtypes.of(input._array)}; convert with .float() first')
    if isinstance(weight, Variable):
        return given(out, cards.lerp(input, end, weight), "lerp")
    return given(out, cards.lerp_scalar(input, end, weight=weight), "lerp")


def _float_power_(self: Any, exponent: Any) -> Any:
    """`float_power` in place; RuntimeError for a tensor that cannot hold its result."""
    wide = float_power(self, exponent)._array.dtype
    if self._array.dtype != wide:
        raise RuntimeError(
            f"the base given to float_power_ has dtype {dtypes.of(self._array)} but the operation's result requires "
            f"dtype {dtypes.of_numpy(wide)}"
        )
    return _ifloat_power(self, exponent)


_ifloat_power = inplace(float_power)
_iadd, _isub = inplace(cards.add, "add_"), inplace(cards.subtract, "sub_")
_iadd_scaled, _isub_scaled = inplace(add, "add_"), inplace(sub, "sub_")


def _add_(self, other, *former, alpha=1):
    """Add alpha · other to this tensor, in place."""
    if former:
        alpha, other = former_order("add_", "alpha", (other, *former), 2)
    return _iadd(self, other) if alpha == 1 else _iadd_scaled(self, other, alpha=alpha)


def _sub_(self, other, *former, alpha=1):
    """Subtract alpha · other from this tensor, in place."""
    if former:
        alpha, other = former_order("sub_", "alpha", (other, *former), 2)
    return _isub(self, other) if alpha == 1 else _isub_scaled(self, other, alpha=alpha)


neg_ = negative_ = inplace(cards.negative, "neg_")
abs_ = absolute_ = inplace(cards.absolute, "abs_")
reciprocal_, square_ = inplace(cards.reciprocal), inplace(square)


class ArithmeticMethods:
    """The methods of this family; `Tensor` inherits them."""

    add, add_, mul, mul_ = add, _add_, mul, inplace(cards.multiply, "mul_")
    sub = subtract = sub
    sub_ = subtract_ = _sub_
    multiply, multiply_ = mul, mul_
    true_divide, true_divide_ = true_divide, inplace(true_divide)
    neg = negative = cards.negative
    neg_ = negative_ = neg_
    abs = absolute = cards.absolute
    abs_ = absolute_ = abs_
    positive = positive
    sign, sign_, sgn, sgn_ = cards.sign, inplace(cards.sign), cards.direction, inplace(cards.direction, "sgn_")
    reciprocal, reciprocal_ = cards.reciprocal, reciprocal_
    pow, pow_, square, square_ = pow, inplace(pow), square, square_
    float_power, float_power_ = float_power, _float_power_
    addcmul, addcmul_, addcdiv, addcdiv_ = addcmul, inplace(addcmul), addcdiv, inplace(addcdiv)
    lerp, lerp_ = lerp, inplace(lerp)
