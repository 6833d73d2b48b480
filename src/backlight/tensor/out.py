"""The argument `out=`: a result written into a tensor that the caller made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.dtypes import scalar_type
from backlight.core.inplace import noted, writable
from backlight.core.modes import state
from backlight.core.strided import resized
from backlight.core.variable import Variable

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


# Functions that want an `out` of the very dtype of their result; the others cast.
_EXACT = """
abs alias_copy all amax amin aminmax any argmax argmin argsort as_strided_copy bucketize ceil detach_copy diag
diagonal_copy diff expand_copy floor frac frexp gather gelu hardshrink heaviside index_add index_copy
index_reduce index_select isin isneginf isposinf linalg_vector_norm log_sigmoid log_softmax logcumsumexp
masked_select msort nan_to_num nanquantile narrow_copy neg nonzero norm permute_copy quantile renorm round scatter
scatter_add scatter_reduce searchsorted sgn sign signbit slice_scatter softmax softplus softshrink squeeze_copy
t_copy take take_along_dim transpose_copy tril triu trunc unfold_copy unsqueeze_copy view_copy where
"""
EXACT = frozenset(_EXACT.split())


def into(out: Any, result: Tensor, name: str, *apart: Any) -> Tensor:
    """Write `result` into `out`, as torch's functions do with `out=`, and return `out`.

    An `out` of another shape takes the shape of the result; values are cast unless that loses a category, or the
    function is one that does not cast. `out` may not lie in the memory of the tensors `apart`.
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
    if have is not want and name in EXACT:
        raise RuntimeError(f"{name}(): Expected out tensor to have dtype {have.name}, but got {want.name} instead")
    shape, before = result._array.shape, writable(out._array)
    target = before
    if target.shape != shape:
        if target.size:
            _warn_of_resize(target.shape, shape)
        out._array = target = resized(target, shape)
    for x in apart:
        if x is out or any(np.may_share_memory(x._array, array) for array in (before, target)):
            raise RuntimeError(
                "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single "
                "memory location. Please clone() the tensor before performing the operation."
            )
    with np.errstate(all="ignore"):
        np.copyto(target, result._array, casting="unsafe")
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
