"""The argument `out=`: a result written into a tensor that the caller made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.dtypes import scalar_type
from backlight.core.inplace import noted, writable
from backlight.core.modes import state
from backlight.core.variable import Variable

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def into(out: Any, result: Tensor, name: str) -> Tensor:
    """Write `result` into `out`, as torch's functions do with `out=`, and return `out`.

    An `out` of another shape takes the shape of the result; values are cast unless that loses a category.
    """
    if not isinstance(out, Variable):
        raise TypeError(f"{name}(): argument 'out' must be Tensor, not {type(out).__name__}")
    if state.grad and (result._needs_grad or out._needs_grad):
        raise RuntimeError(
            f"{name}(): functions with out=... arguments don't support automatic differentiation, but one of the "
            "arguments requires grad. Leave out= away, or call it under torch.no_grad()."
        )
    have, want = dtypes.of(result._array), dtypes.of(out._array)
    if have.category > max(want.category, dtypes.INTEGER * (want is not dtypes.bool)):
        raise RuntimeError(
            f"result type {scalar_type(have)} can't be cast to the desired output type {scalar_type(want)}"
        )
    shape = result._array.shape
    if out._array.shape != shape:
        if out._array.size:
            _warn_of_resize(out._array.shape, shape)
        out._array = np.empty(shape, out._array.dtype)
    with np.errstate(all="ignore"):
        np.copyto(writable(out._array), result._array, casting="unsafe")
    noted(out, name)
    return out  # type: ignore[return-value]


def _warn_of_resize(had: tuple, needed: tuple) -> None:
    import warnings

    warnings.warn(
        f"An output with one or more elements was resized since it had shape {list(had)}, which does not match the "
        f"required output shape {list(needed)}. Give an out tensor of that shape, or an empty one.",
        UserWarning,
        stacklevel=4,
    )
