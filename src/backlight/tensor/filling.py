"""Overwriting a whole tensor in place: zero_, fill_, copy_."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core.card import known_as
from backlight.core.errors import broadcast_reason
from backlight.core.inplace import guard, inplace, noted
from backlight.core.modes import state
from backlight.core.operands import coerced
from backlight.core.variable import Variable
from backlight.ops import assign
from backlight.tensor.numbers import LARGEST_HALF, fitting

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

_zero, _fill, _copy = inplace(assign.zero), inplace(assign.fill), inplace(assign.copy)


def _filled(x: Any, value: Any) -> Any:
    return known_as(assign.fill(x, value), "FillBackward3")


_fill_tensor = inplace(_filled, "fill_")


def _needs_graph(x: Variable, value: object = None) -> bool:
    """Whether the graph has to know of a write to `x`; refuses a write that it forbids."""
    needs = state.grad and (x._needs_grad or (isinstance(value, Variable) and value._needs_grad))
    if not needs:
        guard(x, False)
    return needs or not x._array.flags.writeable  # the slow way has the error for expanded memory


def zero_(input: Tensor) -> Tensor:
    """Set every element of `input` to 0, in place.

    >>> backlight.tensor([1.0, 2.0]).zero_()
    tensor([0., 0.])
    """
    if _needs_graph(input):
        return _zero(input)
    input._array.fill(0)
    noted(input, "zero_")
    return input


def fill_(input: Tensor, value: Tensor | float) -> Tensor:
    """Set every element of `input` to `value`, a number or a tensor without dimensions, in place.

    >>> backlight.tensor([1.0, 2.0]).fill_(3)
    tensor([3., 3.])
    """
    number = _filling(value)
    kind = input._array.dtype
    if not isinstance(number, Variable) and not (kind.kind == "f" and -LARGEST_HALF < number < LARGEST_HALF):
        number = fitting(number, kind)
    if _needs_graph(input, number):
        return (_fill_tensor if isinstance(number, Variable) else _fill)(input, number)
    if kind.kind == "f" and number.__class__ in (int, float):
        input._array.fill(number)
        noted(input, "fill_")
        return input
    _write(input, number, "fill_")
    return input


def fill(input: Tensor, value: Tensor | float) -> Tensor:
    """A tensor like `input` in which every element is `value`.

    >>> fill(backlight.tensor([1.0, 2.0]), 3)
    tensor([3., 3.])
    """
    number = _filling(value)
    return known_as(assign.fill(input, number), f"FillBackward{isinstance(number, Variable):d}")


def _filling(value: object) -> Any:
    number = coerced(value)
    if number is None:
        raise TypeError(f"fill_(): argument 'value' must be a number or a Tensor, not {type(value).__name__}")
    if isinstance(number, Variable) and number._array.ndim:
        raise RuntimeError(
            f"fill_ only supports 0-dimension value tensor but got tensor with {number._array.ndim} dimensions. "
            "Use copy_ to broadcast a tensor into another."
        )
    return number


def copy_(input: Tensor, other: Tensor, non_blocking: bool = False) -> Tensor:
    """Copy the values of `other` into `input`, in place; they are broadcast and converted to the dtype of `input`.

    >>> backlight.tensor([1, 2]).copy_(backlight.tensor([1.7, -1.7]))
    tensor([ 1, -1])
    """
    source = coerced(other)
    if source is None:
        raise TypeError(f"copy_(): argument 'other' (position 1) must be Tensor, not {type(other).__name__}")
    if isinstance(source, Variable) and source._array.ndim > input._array.ndim:
        raise RuntimeError(
            f"copy_: output with shape {list(input._array.shape)} doesn't match the broadcast shape "
            f"{list(source._array.shape)}"
        )
    if _needs_graph(input, source):
        return _copy(input, source)
    _write(input, source, "copy_")
    return input


def _write(x: Variable, value: Any, what: str) -> None:
    array = x._array
    values = value._array if isinstance(value, Variable) else value
    try:
        if getattr(values, "dtype", None) is array.dtype:
            array[...] = values
        else:
            with np.errstate(all="ignore"):
                array[...] = np.asarray(values).astype(array.dtype)
    except ValueError as error:
        raise RuntimeError(f"{what}: {broadcast_reason([array.shape, np.shape(values)])}") from error
    noted(x, what)


class FillingMethods:
    """The methods of this family; `Tensor` inherits them."""

    zero_, fill_, copy_ = zero_, fill_, copy_
