"""Norms of matrices, and the condition number; those of vectors are in tensor/linalg.py."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.result import constant
from backlight.linalg.checking import expect_square
from backlight.linalg.singular import svdvals
from backlight.linalg.solving import inv_ex
from backlight.ops import norms as cards
from backlight.ops.reduce import sum as total
from backlight.ops.shape import transpose
from backlight.tensor.dims import dims_of
from backlight.tensor.linalg import floating, vector_norm
from backlight.tensor.surface import given, tensor_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.core.dtypes import dtype as DType
    from backlight.tensor.tensor import Tensor


def matrix_norm(
    input: Tensor,
    ord: float | str = "fro",
    dim: tuple[int, int] = (-2, -1),
    keepdim: bool = False,
    *,
    dtype: DType | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The norm of the matrices in two dimensions: "fro", or the greatest sum of |a| in a column (1) or row (inf).

    "nuc" is the sum of the singular values, 2 the largest of them; of ±1, ±2 and ±inf, minus takes the smallest.

    >>> matrix_norm(backlight.tensor([[3., 0.], [0., 4.]]), "nuc")
    tensor(7.)
    """
    A = floating(tensor_in("linalg.matrix_norm", input), "linalg.matrix_norm", dtype)
    ndim = A._array.ndim
    if ndim < 2:
        raise RuntimeError("linalg.matrix_norm: The input tensor A must have at least 2 dimensions.")
    if not isinstance(dim, tuple | list) or len(dim) != 2:
        raise RuntimeError(f"linalg.matrix_norm: dim must be a 2-tuple. Got {dim}")
    rows, columns = _two_dims(dim, ndim)
    if isinstance(ord, str):
        if ord not in ("fro", "nuc"):
            raise RuntimeError(f"linalg.matrix_norm: Order {ord} not supported.")
    elif abs(ord) not in (1, 2, inf):
        raise RuntimeError(f"linalg.matrix_norm: Order {ord} not supported.")
    if ord == "fro":
        result: Any = vector_norm(A, 2, (rows, columns), keepdim)
    elif ord in ("nuc", 2, -2):
        result = _spectral(A, ord, rows, columns, keepdim)
    else:
        inner, other = (rows, columns) if abs(ord) == 1 else (columns, rows)  # type: ignore[arg-type]
        sums: Any = cards.vector_norm(A, ord=1, axis=inner, keepdims=keepdim)
        other -= not keepdim and inner < other
        result = (sums.amax if ord > 0 else sums.amin)(other, keepdim=keepdim)  # type: ignore[operator]
    return given(out, result, "linalg_matrix_norm")


def _two_dims(dim: Any, ndim: int) -> tuple[int, ...]:
    found = [d % ndim if -ndim <= d < ndim else d for d in dim]
    if found[0] == found[1]:
        raise RuntimeError(f"linalg.matrix_norm: dims must be different. Got ({dim[0]}, {dim[1]})")
    return dims_of(dim, ndim)


def _spectral(A: Any, ord: Any, rows: int, columns: int, keepdim: bool) -> Any:
    ndim = A._array.ndim
    rest = [d for d in range(ndim) if d not in (rows, columns)]
    if (*rest, rows, columns) != tuple(range(ndim)):
        A = transpose(A, axes=(*rest, rows, columns))  # the matrices last
    values: Any = svdvals(A)
    if ord == "nuc":
        result = total(values, axis=-1, keepdims=False)
    else:
        result = values.amax(-1) if ord == 2 else values.amin(-1)
    if keepdim:
        for d in sorted((rows, columns)):
            result = result.unsqueeze(d)
    return result


def norm(
    input: Tensor,
    ord: float | str | None = None,
    dim: int | Sequence[int] | None = None,
    keepdim: bool = False,
    *,
    out: Tensor | None = None,
    dtype: DType | None = None,
) -> Tensor:
    """The norm of vectors (one dimension) or of matrices (two); without `ord`, the root of the sum of squares.

    >>> norm(backlight.tensor([[3., 0.], [0., 4.]]))
    tensor(5.)
    """
    A = tensor_in("linalg.norm", input)
    dims = (dim,) if isinstance(dim, int) else None if dim is None else tuple(dim)
    if dims is not None and len(dims) not in (1, 2):
        raise RuntimeError(f"linalg.norm: If dim is specified, it must be of length 1 or 2. Got {list(dims)}")
    if dims is None and ord is not None and A._array.ndim not in (1, 2):
        raise RuntimeError(
            f"linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got {A._array.ndim}D."
        )
    if ord is not None and (len(dims) if dims is not None else A._array.ndim) == 2:
        return matrix_norm(A, ord, dims or (0, 1), keepdim, dtype=dtype, out=out)  # type: ignore[arg-type]
    if isinstance(ord, str):
        raise RuntimeError(f"linalg.norm: ord={ord!r} is a norm of matrices, but there is one dimension")
    return vector_norm(A, 2 if ord is None else ord, dims, keepdim, dtype=dtype, out=out)


def nuclear_norm(
    input: Tensor, dim: Sequence[int] | None = None, keepdim: bool = False, *, out: Tensor | None = None
) -> Tensor:
    """The sum of the singular values of matrices.

    >>> nuclear_norm(backlight.eye(3))
    tensor(3.)
    """
    if dim is None and input._array.ndim != 2:
        raise RuntimeError(
            f"nuclear_norm: Expected a tensor with 2 dimensions, got {input._array.ndim}; name them in dim"
        )
    return matrix_norm(input, "nuc", (-2, -1) if dim is None else tuple(dim), keepdim, out=out)  # type: ignore[arg-type]


def frobenius_norm(
    input: Tensor, dim: int | Sequence[int], keepdim: bool = False, *, out: Tensor | None = None
) -> Tensor:
    """The root of the sum of squares over one or two dimensions.

    >>> frobenius_norm(backlight.tensor([[3., 4.]]), (0, 1))
    tensor(5.)
    """
    dims = (dim,) if isinstance(dim, int) else tuple(dim)
    if len(dims) > 2:
        raise RuntimeError(f"Expected at most 2 dimensions, but got {len(dims)} dimensions instead.")
    return vector_norm(input, 2, dims or None, keepdim, out=out)


def norm_except_dim(v: Tensor, pow: int = 2, dim: int = 0) -> Tensor:
    """The norm over all dimensions but one, which are kept with size 1; over all for dim=-1.

    >>> norm_except_dim(backlight.tensor([[3., 4.], [6., 8.]]))
    tensor([[ 5.],
            [10.]])
    """
    if dim == -1:
        return vector_norm(v, pow)
    kept = dims_of(dim, v._array.ndim)
    others = tuple(d for d in range(v._array.ndim) if d not in kept)
    return vector_norm(v, pow, others, keepdim=True) if others else v.abs()


def cond(input: Tensor, p: float | str | None = None, *, out: Tensor | None = None) -> Tensor:
    """‖A‖ · ‖A⁻¹‖ in the matrix norm `p`, by default 2: how far A is from singular. It is inf for singular A.

    >>> cond(backlight.tensor([[4., 0.], [0., 2.]]))
    tensor(2.)
    """
    A = tensor_in("linalg.cond", input)
    if A._array.ndim < 2:
        raise RuntimeError("linalg.cond: The input tensor must have at least 2 dimensions.")
    if p is None or p in (2, -2):
        values: Any = svdvals(A)
        if not A._array.size:
            result: Any = constant(np.zeros(A._array.shape[:-2], values._array.dtype))
        elif p == -2:
            result = values[..., -1] / values[..., 0]
        else:
            result = values[..., 0] / values[..., -1]
        return given(out, result, "linalg_cond")
    if isinstance(p, str) and p not in ("fro", "nuc"):
        raise RuntimeError(f"linalg.cond got an invalid norm type: {p}")
    if not isinstance(p, str) and abs(p) not in (1, inf):
        raise RuntimeError(f"linalg.cond got an invalid norm type: {p}")
    expect_square("linalg.cond", A)
    if not A._array.size:
        kind = dtypes.to_numpy(dtypes.of(A._array).to_real())
        return given(out, constant(np.zeros(A._array.shape[:-2], kind)), "linalg_cond")
    inverse, _ = inv_ex(A)
    result = (matrix_norm(A, p) * matrix_norm(inverse, p)).nan_to_num(inf, inf, -inf)
    return given(out, result, "linalg_cond")
