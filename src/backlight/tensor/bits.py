"""Numbers by their bits: mantissas and exponents, and hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.result import constant
from backlight.ops import bits as cards
from backlight.tensor.out import into
from backlight.tensor.reduction import axis_of
from backlight.tensor.results import Named, named
from backlight.tensor.surface import given, tensor_in

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

_FREXP = named("frexp", "mantissa", "exponent")


def frexp(input: Tensor, *, out: Any = None) -> Named:
    """The mantissa, of a size in [½, 1), and the exponent (int32) of each element: x = mantissa · 2^exponent.

    RuntimeError for integers.

    >>> frexp(backlight.tensor([8.0, 0.3])).exponent
    tensor([ 4, -1], dtype=torch.int32)
    """
    x = tensor_in("frexp", input)
    if not dtypes.of(x._array).is_floating_point:
        raise RuntimeError("torch.frexp() only supports floating-point dtypes")
    parts = cards.frexp(x)
    if out is None:
        return _FREXP(parts)
    return _FREXP([into(o, part, "frexp") for o, part in zip(out, parts, strict=True)])


def hash_tensor(
    input: Tensor,
    dim: int | tuple[int, ...] = (),
    *,
    keepdim: bool = False,
    mode: int = 0,
    out: Tensor | None = None,
) -> Tensor:
    """The elements, as numbers of 64 bits, combined along `dim` by exclusive or: uint64.

    >>> hash_tensor(backlight.tensor([1, 2, 7]))
    tensor(4, dtype=torch.uint64)
    """
    if mode != 0:
        raise RuntimeError(f"hash_tensor: Unknown mode {mode}; 0, exclusive or, is the only one")
    x = tensor_in("hash_tensor", input)._array
    if x.dtype.kind == "c":
        raise NotImplementedError(f'"hash_tensor" not implemented for {dtypes.of(x)}')
    wide = x.astype(np.int64) if x.dtype.kind in "biu" else x.astype(np.float64)
    total = np.bitwise_xor.reduce(wide.view(np.uint64), axis=axis_of(dim, x.ndim), keepdims=keepdim)
    return given(out, constant(total), "hash_tensor")
