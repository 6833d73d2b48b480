"""Division: quotients, exact or rounded, and what remains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlight.core.inplace import inplace
from backlight.core.op import promoted
from backlight.core.variable import Variable
from backlight.ops import arithmetic
from backlight.ops import division as cards
from backlight.tensor.surface import binary, by_number, given, matched, no_tensor

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def div(
    input: Tensor | float,
    other: Tensor | float,
    *,
    rounding_mode: str | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """input / other, element by element; the shapes broadcast, and either may be a number.

    `rounding_mode` "trunc" rounds towards 0, "floor" down; both keep integers integers, and have no slope.
    RuntimeError for another mode, and for integers that are divided by 0 with rounding.

    >>> div(backlight.tensor([7, -7]), 2)
    tensor([ 3.5000, -3.5000])
    >>> div(backlight.tensor([7, -7]), 2, rounding_mode="trunc")
    tensor([ 3, -3])
    """
    if isinstance(input, Variable) or isinstance(other, Variable):
        result = arithmetic.divide(input, other) if rounding_mode is None else _rounded(input, other, rounding_mode)
        if result is not NotImplemented:
            return given(out, result, "div")
    if isinstance(input, (int, float, complex)) and isinstance(other, (int, float, complex)):
        return div(*promoted(input, other), rounding_mode=rounding_mode, out=out)
    raise no_tensor("div", input, other)


def _rounded(x, y, rounding):
    if rounding not in ("trunc", "floor"):
        raise RuntimeError(f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found {rounding!r}")
    pair = matched(x, y)
    return NotImplemented if pair is None else cards.divide_rounded(*pair, rounding=rounding)


divide = div
floor_divide = binary(
    "floor_divide", cards.floor_divide, "input / other rounded down, element by element, as `//`.", "both"
)
remainder_of = by_number(cards.remainder, "RemainderBackward0")
remainder = binary("remainder", remainder_of, "What remains of input / other, with the sign of other, as `%`.")
fmod = binary(
    "fmod", by_number(cards.fmod, "FmodBackward0"), "What remains of input / other, with the sign of input.", "other"
)

_idiv, _idiv_rounded = inplace(arithmetic.divide, "div_"), inplace(div, "div_")


def _div_(self, other, *, rounding_mode=None):
    """Divide this tensor by other, in place."""
    return _idiv(self, other) if rounding_mode is None else _idiv_rounded(self, other, rounding_mode=rounding_mode)


class DivisionMethods:
    """The methods of this family; `Tensor` inherits them."""

    div = divide = div
    div_ = divide_ = _div_
    floor_divide, floor_divide_ = floor_divide, inplace(cards.floor_divide)
    remainder, remainder_ = remainder, inplace(remainder)
    fmod, fmod_ = fmod, inplace(fmod)
