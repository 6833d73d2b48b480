"""Choosing between values: where, the larger and the smaller of two, clamping, replacing what is not a number."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.inplace import inplace
from backlight.core.op import promoted
from backlight.core.variable import Variable
from backlight.ops import select as cards
from backlight.tensor.numbers import fitting
from backlight.tensor.searching import nonzero
from backlight.tensor.surface import binary, given, matched, no_tensor, tensor_in

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def where(condition: Tensor, input: Any = None, other: Any = None, *, out: Tensor | None = None) -> Any:
    """`input` where `condition` is true, `other` where it is not; the three shapes broadcast.

    `condition` is a tensor of bools (else RuntimeError); either of the values may be a number. With the condition
    alone: the positions at which it is true, one tensor of indices per dimension.

    >>> x = backlight.tensor([-1.0, 2.0])
    >>> where(x > 0, x, 0.0)
    tensor([0., 2.])
    """
    mask = tensor_in("where", condition)
    if input is None and other is None:
        return nonzero(mask, as_tuple=True)
    if mask._array.dtype.kind != "b" and mask._array.dtype != np.uint8:
        raise RuntimeError(
            f"where expected condition to be a boolean tensor, but got a tensor with dtype {dtypes.of(mask._array)}; "
            "write condition != 0"
        )
    for value, beside in ((input, other), (other, input)):
        if isinstance(beside, Variable) and value.__class__ is int and beside._array.dtype.kind in "iu":
            fitting(value, beside._array.dtype)  # only the elements of a tensor wrap around
    values = matched(input, other)
    if values is None:
        raise no_tensor("where", condition, input, other)
    return given(out, cards.where(mask, *values), "where")


def _where_method(self, condition, other):
    """This tensor where `condition` is true, `other` where it is not."""
    return where(condition, self, other)


maximum = binary(
    "maximum", cards.maximum, "The larger of the two elements, NaN if one is; ties share the gradient.", "none"
)
minimum = binary(
    "minimum", cards.minimum, "The smaller of the two elements, NaN if one is; ties share the gradient.", "none"
)
fmax = binary("fmax", cards.fmax, "The larger of the two elements, the other one if one is NaN.", "none")
fmin = binary("fmin", cards.fmin, "The smaller of the two elements, the other one if one is NaN.", "none")


def clamp(
    input: Tensor,
    min: Tensor | float | None = None,
    max: Tensor | float | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """Each element, or `min` where it is below and `max` where it is above; both may be tensors that broadcast.

    One of the bounds may be left away (RuntimeError for both). Where min > max the result is max.

    >>> clamp(backlight.tensor([-2.0, 0.5, 3.0]), min=-1, max=1)
    tensor([-1.0000,  0.5000,  1.0000])
    """
    x = tensor_in("clamp", input)
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    if isinstance(min, Variable) or isinstance(max, Variable):
        return given(out, _clamped_by_tensors(x, min, max), "clamp")
    if x._array.dtype.kind in "biu":
        x = promoted(x, *[bound for bound in (min, max) if bound is not None])[0]
        kind = x._array.dtype
        if kind.kind in "iu":
            min, max = [None if bound is None else fitting(bound, kind) for bound in (min, max)]
    return given(out, cards.clip(x, min=min, max=max), "clamp")


def _clamped_by_tensors(x, low, high):
    if low is None:
        return cards.clip_between(*promoted(x, -inf, high)) if x._array.dtype.kind == "f" else clamp_max(x, high)
    if high is None:
        return cards.clip_between(*promoted(x, low, inf)) if x._array.dtype.kind == "f" else clamp_min(x, low)
    return cards.clip_between(*promoted(x, low, high))


def clamp_min(input: Tensor, min: Tensor | float, *, out: Tensor | None = None) -> Tensor:
    """Each element, or `min` where it is below.

    >>> clamp_min(backlight.tensor([-2.0, 0.5]), 0)
    tensor([0.0000, 0.5000])
    """
    x = tensor_in("clamp_min", input)
    if isinstance(min, Variable):
        return given(out, cards.clip_lower(x, min), "clamp_min")
    return given(out, cards.clip_min(promoted(x, min)[0], min=min), "clamp_min")


def clamp_max(input: Tensor, max: Tensor | float, *, out: Tensor | None = None) -> Tensor:
    """Each element, or `max` where it is above.

    >>> clamp_max(backlight.tensor([-2.0, 0.5]), 0)
    tensor([-2.,  0.])
    """
    x = tensor_in("clamp_max", input)
    if isinstance(max, Variable):
        return given(out, cards.clip_upper(x, max), "clamp_max")
    return given(out, cards.clip_max(promoted(x, max)[0], max=max), "clamp_max")


clip = clamp


def nan_to_num(
    input: Tensor,
    nan: float | None = None,
    posinf: float | None = None,
    neginf: float | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """NaN replaced by `nan` (0), ∞ by `posinf` and −∞ by `neginf` (the largest and smallest number of the dtype).

    >>> nan_to_num(backlight.tensor([float("nan"), float("inf"), 1.0]), posinf=9.0)
    tensor([0., 9., 1.])
    """
    x = tensor_in("nan_to_num", input)
    if x._array.dtype.kind not in "biu":
        largest = largest_of(x._array.dtype)
        posinf = largest if posinf is None else posinf
        neginf = -largest if neginf is None else neginf
    return given(out, cards.nan_to_num(x, nan=0.0 if nan is None else nan, posinf=posinf, neginf=neginf), "nan_to_num")


def largest_of(dtype: np.dtype) -> float:
    """The largest finite number that a floating dtype holds."""
    if dtype.kind == "V":  # bfloat16, of which NumPy knows no limits
        return 3.3895313892515355e38
    return float(np.finfo(dtype).max)


clamp_ = clip_ = inplace(clamp)
clamp_min_, clamp_max_, nan_to_num_ = inplace(clamp_min), inplace(clamp_max), inplace(nan_to_num)


class SelectionMethods:
    """The methods of this family; `Tensor` inherits them."""

    where = _where_method
    maximum, minimum, fmax, fmin = maximum, minimum, fmax, fmin
    clamp = clip = clamp
    clamp_ = clip_ = clamp_
    clamp_min, clamp_min_, clamp_max, clamp_max_ = clamp_min, clamp_min_, clamp_max, clamp_max_
    nan_to_num, nan_to_num_ = nan_to_num, nan_to_num_
