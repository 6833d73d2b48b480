"""Complex tensors put together: of real and imaginary part, of radius and angle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.variable import Variable
from backlight.ops import polar as cards
from backlight.tensor.surface import given

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def complex(real: Tensor, imag: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The complex tensor real + i·imag, of two tensors of one floating dtype.

    >>> complex(backlight.tensor([1.0]), backlight.tensor([2.0]))
    tensor([1.+2.j])
    """
    return _joined("complex", cards.complex, ("real", real), ("imag", imag), out)


def polar(abs: Tensor, angle: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The complex tensor abs·exp(i·angle), of two tensors of one floating dtype.

    >>> polar(backlight.tensor([2.0]), backlight.tensor([0.0]))
    tensor([2.+0.j])
    """
    return _joined("polar", cards.polar, ("abs", abs), ("angle", angle), out)


def _joined(function: str, card: Any, first: tuple, second: tuple, out: Tensor | None) -> Tensor:
    for position, (name, x) in enumerate((first, second), 1):
        if not isinstance(x, Variable):
            raise TypeError(
                f"{function}(): argument '{name}' (position {position}) must be Tensor, not {type(x).__name__}"
            )
    one, other = (dtypes.of(x._array) for _, x in (first, second))
    if not (one.is_floating_point and other.is_floating_point):
        raise RuntimeError(
            "Expected both inputs to be Half, Float or Double tensors but got "
            f"{dtypes.scalar_type(one)} and {dtypes.scalar_type(other)}"
        )
    if one is not other:
        raise RuntimeError(
            f"Expected object of scalar type {dtypes.scalar_type(one)} but got scalar type "
            f"{dtypes.scalar_type(other)} for second argument"
        )
    if out is not None and out._array.dtype != np.dtype("c16" if one is dtypes.float64 else "c8"):
        raise RuntimeError(
            f"Expected object of scalar type {dtypes.scalar_type(one.to_complex())} but got scalar type "
            f"{dtypes.scalar_type(dtypes.of(out._array))} for argument 'out'"
        )
    return given(out, card(first[1], second[1]), function)
