"""The functions of torch.linalg: cross product, powers and chains of products first, then norms."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.op import astype, promoted
from backlight.core.result import constant
from backlight.ops import linalg as cards
from backlight.ops import norms
from backlight.ops.shape import reshape
from backlight.tensor.dims import dim_of, dims_of
from backlight.tensor.out import into, scalar_type
from backlight.tensor.products import matmul

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


def matrix_power(input: Tensor, n: int, *, out: Tensor | None = None) -> Tensor:
    """The product of n copies of a square matrix, or of each of a batch of them; by squaring, in log n products.

    >>> matrix_power(backlight.tensor([[1., 1.], [0., 1.]]), 3)
    tensor([[1., 3.],
            [0., 1.]])
    """
    shape = input._array.shape
    if len(shape) < 2 or shape[-1] != shape[-2]:
        found = f"they are {shape[-2]} by {shape[-1]} matrices" if len(shape) > 1 else f"the shape is {list(shape)}"
        raise RuntimeError(f"linalg.matrix_power: A must be batches of square matrices, but {found}")
    if n < 0:
        input, n = inv(input), -n
    result: Any = None
    power: Any = input
    while n:
        if n & 1:
            result = power if result is None else matmul(result, power)
        n >>= 1
        if n:
            power = matmul(power, power)
    if result is None:
        identity = np.empty(shape, input._array.dtype)
        identity[...] = np.eye(shape[-1])
        result = constant(identity)
    elif result is input:
        result = input.clone()
    return result if out is None else into(out, result, "matrix_power")


def inv(A: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of a square matrix, or of each of a batch; `linalg.LinAlgError` if there is none.

    >>> inv(backlight.tensor([[2., 0.], [0., 4.]]))
    tensor([[0.5000, 0.0000],
            [0.0000, 0.2500]])
    """
    shape = A._array.shape
    if len(shape) < 2 or shape[-1] != shape[-2]:
        raise RuntimeError(f"linalg.inv: A must be batches of square matrices, but the shape is {list(shape)}")
    if A._array.dtype.kind in "biu":
        raise RuntimeError(f"linalg.inv: Expected a floating point or complex tensor as input. Got {A._array.dtype}")
    result = cards.inv(A)
    return result if out is None else into(out, result, "inv")


def multi_dot(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """The product of two or more matrices, in the order that costs least; the first and the last may be vectors.

    >>> multi_dot([backlight.ones(2, 3), backlight.ones(3, 4), backlight.ones(4)])
    tensor([12., 12.])
    """
    count = len(tensors)
    if count < 2:
        raise RuntimeError(f"multi_dot(): expected at least 2 tensors but got {count}")
    terms: list[Any] = list(tensors)
    shape: list[int] = []
    if terms[0]._array.ndim == 1:
        terms[0] = reshape(terms[0], shape=(1, -1))  # (k,) -> (1, k)
    else:
        shape.append(terms[0]._array.shape[0])
    if terms[-1]._array.ndim == 1:
        terms[-1] = reshape(terms[-1], shape=(-1, 1))  # (k,) -> (k, 1)
    else:
        shape.append(terms[-1]._array.shape[-1])
    for i, x in enumerate(terms):
        if x._array.ndim != 2:
            raise RuntimeError(f"multi_dot(): tensor {i} must be 2D but got {x._array.ndim}D")
    for i, (x, y) in enumerate(pairwise(terms)):
        if x._array.shape[1] != y._array.shape[0]:
            raise RuntimeError(
                f"multi_dot(): tensors {i} and {i + 1} with shapes {list(x._array.shape)} and {list(y._array.shape)} "
                "cannot be multiplied"
            )
    split = _best_splits([x._array.shape[0] for x in terms] + [terms[-1]._array.shape[1]])
    result = reshape(_chained(terms, split, 0, count - 1), shape=tuple(shape))
    return result if out is None else into(out, result, "multi_dot")


def _best_splits(sizes: list[int]) -> dict:
    """For the product of matrices i to j, after which matrix to split it: the textbook's dynamic programming."""
    count = len(sizes) - 1
    cost = {(i, i): 0 for i in range(count)}
    split = {}
    for length in range(1, count):
        for i in range(count - length):
            j = i + length
            cost[i, j], split[i, j] = min(
                (cost[i, k] + cost[k + 1, j] + sizes[i] * sizes[k + 1] * sizes[j + 1], k) for k in range(i, j)
            )
    return split


def _chained(terms: list, split: dict, i: int, j: int) -> Any:
    if i == j:
        return terms[i]
    k = split[i, j]
    return matmul(_chained(terms, split, i, k), _chained(terms, split, k + 1, j))


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
    x = _floating(x, "linalg.vector_norm", dtype)
    axis = None if dim is None else dims_of(dim, x._array.ndim)
    _refuse_empty(x._array, ord, axis)
    result = norms.vector_norm(x, ord=_number(ord), axis=axis or None, keepdims=keepdim)
    return result if out is None else into(out, result, "linalg_vector_norm")


def _number(ord: Any) -> Any:
    return int(ord) if ord in (0, 1, 2) else float(ord)


def _floating(x: Any, name: str, dtype: DType | None) -> Any:
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


def matrix_norm(
    A: Tensor,
    ord: float | str = "fro",
    dim: tuple[int, int] = (-2, -1),
    keepdim: bool = False,
    *,
    dtype: DType | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The norm of the matrices in two dimensions: "fro", or the greatest sum of |a| in a column (1) or row (inf).

    The norms by singular values ("nuc", 2, −2) are there for tensors that need no gradient.

    >>> matrix_norm(backlight.tensor([[3., 0.], [0., 4.]]))
    tensor(5.)
    """
    A = _floating(A, "linalg.matrix_norm", dtype)
    if A._array.ndim < 2:
        raise RuntimeError("linalg.matrix_norm: The input tensor A must have at least 2 dimensions.")
    rows, columns = dims_of(dim, A._array.ndim)
    if ord == "fro":
        result = norms.vector_norm(A, ord=2, axis=(rows, columns), keepdims=keepdim)
    elif ord in (1, -1, np.inf, -np.inf):
        inner, other = (rows, columns) if abs(ord) == 1 else (columns, rows)  # type: ignore[arg-type]
        sums: Any = norms.vector_norm(A, ord=1, axis=inner, keepdims=keepdim)
        other -= not keepdim and inner < other
        result = (sums.amax if ord > 0 else sums.amin)(other, keepdim=keepdim)  # type: ignore[operator]
    elif ord in ("nuc", 2, -2):
        result = _spectral(A, ord, (rows, columns), keepdim)
    else:
        raise RuntimeError(f"linalg.matrix_norm: Order {ord} not supported.")
    return result if out is None else into(out, result, "linalg_matrix_norm")


def _spectral(A: Any, ord: Any, axes: tuple, keepdim: bool) -> Any:
    if A.requires_grad:
        raise NotImplementedError(
            f"linalg.matrix_norm: ord={ord!r} has no gradient yet, it rests on singular values; "
            "take ord='fro', or A.detach()"
        )
    return constant(np.asarray(np.linalg.norm(A._array, ord, axes, keepdim)))


def norm(
    A: Tensor,
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
    if ord is None:
        return vector_norm(A, 2, dim, keepdim, dtype=dtype, out=out)
    if dim is None:
        ndim = A._array.ndim
        if ndim not in (1, 2):
            raise RuntimeError(
                f"linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got {ndim}D."
            )
        dim = tuple(range(ndim))
    dim = (dim,) if isinstance(dim, int) else tuple(dim)
    if len(dim) == 1:
        if isinstance(ord, str):
            raise RuntimeError(f"linalg.norm: ord={ord!r} is a norm of matrices, but dim names one dimension")
        return vector_norm(A, ord, dim, keepdim, dtype=dtype, out=out)
    if len(dim) != 2:
        raise RuntimeError(f"linalg.norm: If dim is specified, it must be of length 1 or 2. Got {list(dim)}")
    return matrix_norm(A, ord, dim, keepdim, dtype=dtype, out=out)  # type: ignore[arg-type]
