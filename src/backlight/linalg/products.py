"""Powers, chains and other products of matrices and vectors."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core.errors import warn
from backlight.core.op import promoted
from backlight.core.result import constant
from backlight.linalg.checking import expect_square, kind_of
from backlight.linalg.solving import inv
from backlight.ops import matrix_exp as exponential
from backlight.ops.arithmetic import multiply
from backlight.ops.assign import copy
from backlight.ops.join import concatenate
from backlight.ops.matrices import eye_like
from backlight.ops.reduce import sum as total
from backlight.ops.scan import cumprod
from backlight.ops.shape import reshape
from backlight.tensor import diagonals
from backlight.tensor.dims import dim_of
from backlight.tensor.products import matmul
from backlight.tensor.surface import given, tensor_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.tensor.tensor import Tensor


def diagonal(A: Tensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """The diagonals of matrices, as a view.

    >>> diagonal(backlight.tensor([[1., 2.], [3., 4.]]))
    tensor([1., 4.])
    """
    return diagonals.diagonal(A, offset, dim1, dim2)


def vecdot(x: Tensor, y: Tensor, *, dim: int = -1, out: Tensor | None = None) -> Tensor:
    """Σ conj(x)·y along one dimension; the others broadcast.

    >>> vecdot(backlight.tensor([[1., 2.], [3., 4.]]), backlight.tensor([1., 1.]))
    tensor([3., 7.])
    """
    name = "linalg.vecdot"
    for word, a in (("x", x), ("y", y)):
        tensor_in(name, a)
        if a._array.dtype.kind in "biu":
            raise RuntimeError(f"{name}: Expected a floating point or complex tensor as input {word}. Got {kind_of(a)}")
    a, b = promoted(x, y)
    product: Any = multiply(a.conj(), b)
    axis = dim_of(dim, product._array.ndim)
    return given(out, total(product, axis=axis, keepdims=False), "linalg_vecdot")


def vander(x: Tensor, *, N: int | None = None) -> Tensor:
    """The powers 0 to N − 1 of each element, as a row; N is the length of `x` by default.

    >>> vander(backlight.tensor([2, 3]), N=3)
    tensor([[1, 2, 4],
            [1, 3, 9]])
    """
    if not tensor_in("linalg.vander", x)._array.ndim:
        x = reshape(x, shape=(1,))
    shape = x._array.shape
    count = (shape[-1] if N is None else N) - 1
    if count < 1:
        raise RuntimeError("N must be greater than 1.")
    kind = np.dtype(np.int64) if x._array.dtype.kind in "biu" else x._array.dtype
    ones = constant(np.ones((*shape, 1), kind))
    columns: Any = reshape(promoted(x, ones)[0], shape=(*shape, 1)).expand(*shape, count)  # (…, n) -> (…, n, N − 1)
    return concatenate(ones, cumprod(columns, axis=len(shape)), axis=len(shape))


def matrix_exp(input: Tensor) -> Tensor:
    """The exponential Σ Aᵏ / k! of a square matrix, or of each of a batch.

    >>> matrix_exp(backlight.zeros(2, 2))
    tensor([[1., 0.],
            [0., 1.]])
    """
    tensor_in("linalg.matrix_exp", input)
    if input._array.dtype.kind in "biu":
        raise RuntimeError(
            f"linalg.matrix_exp: Expected a floating point or complex tensor as input. Got {kind_of(input)}"
        )
    expect_square("linalg.matrix_exp", input)
    return exponential.matrix_exp(input)


def matrix_power(input: Tensor, n: int, *, out: Tensor | None = None) -> Tensor:
    """The product of n copies of a square matrix, or of each of a batch of them; by squaring, in log n products.

    For n < 0 it is the power of the inverse, and `linalg.LinAlgError` is raised if there is none.

    >>> matrix_power(backlight.tensor([[1., 1.], [0., 1.]]), 3)
    tensor([[1., 3.],
            [0., 1.]])
    """
    expect_square("linalg.matrix_power", tensor_in("linalg.matrix_power", input))
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
        result = copy(input, constant(eye_like(input._array)))
    elif result is input:
        result = input.clone()
    return given(out, result, "linalg_matrix_power")


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
        terms[0] = reshape(terms[0], shape=(1, terms[0]._array.size))  # (k,) -> (1, k)
    else:
        shape.extend(terms[0]._array.shape[:1])
    if terms[-1]._array.ndim == 1:
        terms[-1] = reshape(terms[-1], shape=(terms[-1]._array.size, 1))  # (k,) -> (k, 1)
    else:
        shape.extend(terms[-1]._array.shape[-1:])
    for i, x in enumerate(terms):
        if x._array.ndim != 2:
            raise RuntimeError(f"multi_dot(): tensor {i} must be 2D but got {x._array.ndim}D")
        if x._array.dtype != terms[0]._array.dtype:
            raise RuntimeError(
                f"multi_dot(): all tensors must have be the same dtype but tensor 0 is {terms[0].dtype} and tensor {i} "
                f"{x.dtype}"
            )
    for i, (x, y) in enumerate(pairwise(terms)):
        if x._array.shape[1] != y._array.shape[0]:
            raise RuntimeError(
                f"multi_dot(): tensors {i} and {i + 1} with shapes {list(x._array.shape)} and {list(y._array.shape)} "
                "cannot be multiplied"
            )
    split = _best_splits([x._array.shape[0] for x in terms] + [terms[-1]._array.shape[1]])
    result = reshape(_chained(terms, split, 0, count - 1), shape=tuple(shape))
    return given(out, result, "multi_dot")


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


def chain_matmul(*matrices: Tensor, out: Tensor | None = None) -> Tensor:
    """The product of two or more matrices in the order that costs least; torch's older name of `multi_dot`."""
    warn(
        "torch.chain_matmul is deprecated and will be removed in a future PyTorch release. Use torch.linalg.multi_dot "
        "instead, which accepts a list of two or more tensors rather than multiple parameters."
    )
    if not matrices:
        raise RuntimeError("chain_matmul(): Expected one or more matrices")
    if len(matrices) == 1:
        return matrices[0]
    return multi_dot(matrices, out=out)
