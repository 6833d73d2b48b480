"""torch's function of a card: `exp(input, *, out=None)`, `mul(input, other, *, out=None)`, each made from one line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from backlight.core import dtypes
from backlight.core.card import known_as
from backlight.core.op import astype, promoted
from backlight.core.operands import as_number, coerced
from backlight.core.variable import Variable
from backlight.tensor.out import into

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

    class Unary(Protocol):
        def __call__(self, input: Tensor, *, out: Tensor | None = None) -> Tensor: ...

    class Binary(Protocol):
        def __call__(self, input: Tensor | float, other: Tensor | float, *, out: Tensor | None = None) -> Tensor: ...


def unary(name: str, card: Callable, sentence: str) -> Unary:
    """The function of one tensor that torch calls `name`."""

    def call(input, *, out=None):
        if isinstance(input, Variable):
            return card(input) if out is None else into(out, card(input), name)
        raise no_tensor(name, input)

    return _named(call, name, sentence)


def binary(name: str, card: Callable, sentence: str, numbers: str = "either") -> Binary:
    """The function of two tensors that torch calls `name`.

    `numbers` says where a number may stand instead: for "either", for the "other", for "none", or even for "both".
    """
    left, right, both = numbers in ("either", "both"), numbers != "none", numbers == "both"

    def call(input, other, *, out=None):
        result: Any = NotImplemented
        if isinstance(input, Variable):
            if right or isinstance(other, Variable):
                result = card(input, other)
        elif left and isinstance(other, Variable):
            result = card(input, other)
        elif both and isinstance(input, (int, float, complex)) and isinstance(other, (int, float, complex)):
            result = card(*promoted(input, other))
        if result is NotImplemented:
            raise no_tensor(name, input, other, numbers=(left, right))
        return result if out is None else into(out, result, name)

    return _named(call, name, sentence)


def by_number(card: Callable, node: str) -> Callable:
    """The call of a card of two operands, whose node has a name of its own where the second one is a number."""

    def call(x, y):
        result = card(x, y)
        return result if isinstance(y, Variable) or result is NotImplemented else known_as(result, node)

    call.__name__ = card.__name__
    return call


def _named(call: Any, name: str, sentence: str) -> Any:
    call.__name__ = call.__qualname__ = name
    call.__module__ = sys._getframe(2).f_globals[
        "__name__"
    ]  # where it is assigned to its name, so that pickle finds it
    call.__doc__ = f"{sentence}\n\nThe result is a new tensor, or `out` if that is given."
    return call


def no_tensor(name: str, *arguments: object, numbers: tuple[bool, ...] = ()) -> TypeError:
    """The error for a call in which something else stands where a tensor has to, or a number (all, by default)."""
    kinds = [(Variable, int, float, complex) if number else Variable for number in numbers or [True] * len(arguments)]
    wrong = [i for i, (value, kind) in enumerate(zip(arguments, kinds, strict=True)) if not isinstance(value, kind)]
    position = wrong[0] if wrong else 0
    word = ("input", "other")[position] if position < 2 else f"tensor{position}"
    value = arguments[position]
    fix = f": {name}(torch.tensor({value!r}))" if isinstance(value, (int, float)) and len(arguments) == 1 else ""
    return TypeError(
        f"{name}(): argument '{word}' (position {position + 1}) must be Tensor, not {type(value).__name__}{fix}"
    )


def tensor_in(name: str, input: object) -> Any:
    """`input`, if it is a tensor; TypeError if not."""
    if isinstance(input, Variable):
        return input
    raise no_tensor(name, input)


def matched(x: Any, y: Any) -> Any:
    """Two operands in one dtype by torch's rules, tensors or 0-dim arrays; None if one of them is no operand."""
    if isinstance(x, Variable):
        kind = x._array.dtype
        if isinstance(y, Variable):
            if y._array.dtype is kind:
                return x, y
        else:
            number = as_number(y, kind)
            if number is not None:
                return x, number
    x, y = coerced(x), coerced(y)
    return None if x is None or y is None else promoted(x, y)


def floating(x: Any) -> Any:
    """The tensor itself, or one of the default floating type if its elements are integers or bools."""
    return astype(x, dtype=dtypes.default_numpy()) if x._array.dtype.kind in "biu" else x


def given(out: Tensor | None, result: Any, name: str) -> Tensor:
    """The result as it goes to the user: in `out`, if one was given."""
    return result if out is None else into(out, result, name)
