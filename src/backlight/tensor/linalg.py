"""Of torch.linalg what other files need: the cross product and norms of vectors; the rest is in linalg/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.op import astype, promoted
from backlight.ops import linalg as cards
from backlight.ops import norms
from backlight.tensor.dims import dim_of, dims_of
from backlight.tensor.out import into, scalar_type

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.core.dtypes import dtype as DType
    from backlight.tensor.tensor import Tensor


def cross(input: Tensor, other: Tensor, *, dim: int = -1, out: Tensor | None = None) -> Tensor:
    """The cross product of vectors of 3 elements, which stand along `dim`; other dimensions broadcast.

    >>> cross(backlight.tensor([1., 0., 0.]), backlight.tensor([0., 1., 0.]))
    tensor([0., 0., 1.])
    """
    a, b = input._array.shape, other._array.shape
    if len(a) != len(b):
        raise RuntimeError("linalg.cross: inputs must have the same number of dimensions.")
    axis = dim_of(dim, len(a))
    if a[axis] != 3 or b[axis] != 3:
        raise RuntimeError(f"linalg.cross: inputs dimension {dim} must have length 3. Got {a[axis]} and {b[axis]}")
    x, y = promoted(input, other)
    result = cards.cross(x, y, axis=axis)
    return result if out is None else into(out, result, "cross")


def vector_norm(
    x: Tensor,
    ord: float = 2,
    dim: int | Sequence[int] | None = None,
    keepdim: bool = False,
    *,
    dtype: DType | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """(Σ |xᵢ|ᵖ)^(1/p) with p = `ord` over the given dimensions, or over all; ±inf is the largest or smallest |xᵢ|.

    >>> vector_norm(backlight.tensor([3., 4.]))
    tensor(5.)
    """
    x = floating(x, "linalg.vector_norm", dtype)
    axis = None if dim is None else dims_of(dim, x._array.ndim) if x._array.ndim else ()
    _refuse_empty(x._array, ord, axis)
    result = norms.vector_norm(x, ord=_number(ord), axis=axis or None, keepdims=keepdim)
    return result if out is None else into(out, result, "linalg_vector_norm")


def _number(ord: Any) -> Any:
    return int(ord) if ord in (0, 1, 2) else float(ord)


def floating(x: Any, name: str, dtype: DType | None) -> Any:
    """A tensor of floating or complex numbers, converted to `dtype` if one is given; RuntimeError for integers."""
    if dtype is not None:
        x = astype(x, dtype=dtypes.to_numpy(dtype))
    if x._array.dtype.kind in "biu":
        kind = scalar_type(dtypes.of(x._array))
        raise RuntimeError(f"{name}: Expected a floating point or complex tensor as input. Got {kind}")
    return x


def _refuse_empty(array: np.ndarray, ord: float, axis: tuple | None) -> None:
    if array.size or not (ord < 0 or ord == np.inf):
        return
    if 0 in (array.shape if axis is None else [array.shape[a] for a in axis]):
        raise RuntimeError(
            f"linalg.vector_norm cannot compute the {ord} norm on an empty tensor because the operation does not have "
            "an identity"
        )
