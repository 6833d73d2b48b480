"""LU factors and what is solved with them; then LDL factors, of symmetric matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.result import constant
from backlight.linalg.checking import (
    expect_batches,
    expect_same_dtype,
    given_all,
    kind_of,
    matrices_in,
    squares_in,
    told_of,
)
from backlight.linalg.solving import expect_fit
from backlight.ops import factor as cards
from backlight.ops import ldl
from backlight.tensor.results import Named, named
from backlight.tensor.surface import given, tensor_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.tensor.tensor import Tensor

ZERO = (
    "U[{0},{0}] is zero and using it on lu_solve would result in a division by zero. If you still want to perform the "
    "factorization, consider calling linalg.lu(A, pivot) or linalg.lu_factor_ex(A, pivot)"
)


def _matrices(name: str, A: Any, pivot: bool) -> Any:
    tensor_in(name, A)
    if A._array.ndim < 2:
        raise RuntimeError(
            f"{name}: Expected tensor with 2 or more dimensions. Got size: {list(A._array.shape)} instead"
        )
    if A._array.dtype.kind in "biu":
        raise NotImplementedError(f'{name}: "lu_cpu" not implemented for {kind_of(A)!r}; convert it with .float()')
    if not pivot:
        raise RuntimeError("linalg.lu_factor: LU without pivoting is not implemented on the CPU")
    return matrices_in(name, A)


def lu(A: Tensor, *, pivot: bool = True, out: Sequence[Tensor] | None = None) -> Named:
    """P, L and U with P @ L @ U = A: a permutation, a lower triangle with ones on its diagonal, an upper triangle.

    >>> P, L, U = lu(backlight.tensor([[1., 2.], [2., 2.]]))
    >>> L, U
    (tensor([[1.0000, 0.0000],
            [0.5000, 1.0000]]), tensor([[2., 2.],
            [0., 1.]]))
    """
    P, L, U = cards.lu(_matrices("linalg.lu", A, pivot))
    return given_all(out, (P.detach(), L, U), named("linalg_lu", "P", "L", "U"), "linalg_lu")


def lu_factor(A: Tensor, *, pivot: bool = True, out: Sequence[Tensor] | None = None) -> Named:
    """L and U in one matrix, and for each row the one it was exchanged with, counted from 1.

    RuntimeError if U has a zero on its diagonal.

    >>> lu_factor(backlight.tensor([[1., 2.], [2., 2.]])).pivots
    tensor([2, 2], dtype=torch.int32)
    """
    LU, pivots, info = cards.lu_factor_ex(_matrices("torch.lu_factor", A, pivot))
    told_of(info, "torch.linalg.lu_factor", ZERO)
    return given_all(out, (LU, pivots), named("linalg_lu_factor", "LU", "pivots"), "linalg_lu_factor")


def lu_factor_ex(
    A: Tensor, *, pivot: bool = True, check_errors: bool = False, out: Sequence[Tensor] | None = None
) -> Named:
    """The same with `info`: 0, or the number of the first zero on the diagonal of U.

    >>> lu_factor_ex(backlight.zeros(2, 2)).info
    tensor(1, dtype=torch.int32)
    """
    results = cards.lu_factor_ex(_matrices("torch.lu_factor", A, pivot))
    if check_errors:
        told_of(results[2], "torch.linalg.lu_factor_ex", ZERO)
    kind = named("linalg_lu_factor_ex", "LU", "pivots", "info")
    return given_all(out, results, kind, "linalg_lu_factor_ex")


def _expect_pivots(name: str, LU: Any, pivots: Any) -> None:
    if pivots._array.dtype != np.int32:
        raise RuntimeError(
            f"{name} is expected to be a contiguous tensor of torch.int32 dtype. Note: this function is intended to be "
            f"used with the output produced by linalg.lu_factor; the pivots given are {dtypes.of(pivots._array)}"
        )
    wanted = (*LU._array.shape[:-2], min(LU._array.shape[-2:]))
    if pivots._array.shape != wanted:
        raise RuntimeError(f"{name}: the pivots must have the shape {list(wanted)}, not {list(pivots._array.shape)}")


def lu_solve(
    LU: Tensor,
    pivots: Tensor,
    B: Tensor,
    *,
    left: bool = True,
    adjoint: bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """The X with A @ X = B from the factors of A (X @ A = B without `left`; Aᴴ for A with `adjoint`).

    >>> LU, pivots = lu_factor(backlight.tensor([[1., 2.], [2., 2.]]))
    >>> lu_solve(LU, pivots, backlight.tensor([[3.], [4.]]))
    tensor([[1.],
            [1.]])
    """
    name = "linalg.lu_solve"
    tensor_in(name, LU)
    if pivots._array.dtype != np.int32:
        raise RuntimeError(
            f"{name}: pivots should be a Tensor of scalar type torch.int32; got {dtypes.of(pivots._array)}"
        )
    squares_in(name, LU, "LU")
    expect_same_dtype(name, LU, B, ("LU", "B"))
    expect_fit(name, LU._array.shape, B._array.shape, left)
    if LU._array.shape[:-1] != pivots._array.shape:
        raise RuntimeError(
            f"{name}: Number of pivots per batch should be same as the dimension of the matrix: "
            f"{list(pivots._array.shape)} does not fit {list(LU._array.shape)}"
        )
    expect_batches(name, LU._array.shape[:-2], B._array.shape[:-2])
    result = cards.lu_solve(LU, pivots, B, left=left, adjoint=adjoint)
    return given(out, result, "linalg_lu_solve")


def lu_unpack(
    LU_data: Tensor,
    LU_pivots: Tensor,
    unpack_data: bool = True,
    unpack_pivots: bool = True,
    *,
    out: Sequence[Tensor] | None = None,
) -> Named:
    """P, L and U from what `lu_factor` gives; without `unpack_data`, L and U are empty, without `unpack_pivots` P.

    >>> P, L, U = lu_unpack(*lu_factor(backlight.tensor([[1., 2.], [2., 2.]])))
    >>> P
    tensor([[0., 1.],
            [1., 0.]])
    """
    if unpack_pivots and LU_pivots._array.dtype != np.int32:
        raise RuntimeError(
            "torch.lu_unpack: LU_pivots is expected to be a contiguous tensor of torch.int32 dtype. Note: this "
            f"function is intended to be used with the output produced by torch.linalg.lu_factor; got {LU_pivots.dtype}"
        )
    matrices_in("torch.lu_unpack", LU_data, "LU_data")
    nothing = np.empty(0, LU_data._array.dtype)
    P, L, U = (constant(nothing) for _ in range(3))
    if unpack_data:
        L, U = cards.lu_split(LU_data)
    if unpack_pivots:
        _expect_pivots("torch.lu_unpack: LU_pivots", LU_data, LU_pivots)
        P = cards.permutation(LU_pivots, rows=LU_data._array.shape[-2], dtype=LU_data._array.dtype)
    return given_all(out, (P, L, U), named("lu_unpack", "P", "L", "U"), "lu_unpack")


def ldl_factor(input: Tensor, *, hermitian: bool = False, out: Sequence[Tensor] | None = None) -> Named:
    """L and D in one matrix, with L @ D @ Lᵀ = input for a symmetric one (Lᴴ with `hermitian`), and the pivots.

    The diagonal of D has blocks of one and two rows; the pivots of the latter are negative. It has no gradient.

    >>> LD, pivots = ldl_factor(backlight.tensor([[4., 2.], [2., 2.]]))
    >>> LD
    tensor([[4.0000, 0.0000],
            [0.5000, 1.0000]])
    """
    results = _ldl(input, hermitian)
    told_of(results[2], "torch.linalg.ldl_factor", "the block {} of D is zero, so that ldl_solve would divide by it")
    return given_all(out, results[:2], named("linalg_ldl_factor", "LD", "pivots"), "linalg_ldl_factor")


def _ldl(A: Any, hermitian: bool) -> Any:
    return ldl.ldl_factor_ex(squares_in("torch.linalg.ldl_factor_ex", A), hermitian=hermitian)


def ldl_factor_ex(
    input: Tensor, *, hermitian: bool = False, check_errors: bool = False, out: Sequence[Tensor] | None = None
) -> Named:
    """The same with `info`: 0, or the number of the first block of D that is zero.

    >>> ldl_factor_ex(backlight.zeros(1, 1)).info
    tensor(1, dtype=torch.int32)
    """
    results = _ldl(input, hermitian)
    if check_errors:
        told_of(results[2], "torch.linalg.ldl_factor_ex", "the block {} of D is zero")
    kind = named("linalg_ldl_factor_ex", "LD", "pivots", "info")
    return given_all(out, results, kind, "linalg_ldl_factor_ex")


def ldl_solve(LD: Tensor, pivots: Tensor, B: Tensor, *, hermitian: bool = False, out: Tensor | None = None) -> Tensor:
    """The X with A @ X = B, from what `ldl_factor` gives of A.

    >>> LD, pivots = ldl_factor(backlight.tensor([[4., 2.], [2., 2.]]))
    >>> ldl_solve(LD, pivots, backlight.tensor([[6.], [4.]]))
    tensor([[1.],
            [1.]])
    """
    name = "torch.linalg.ldl_solve"
    squares_in(name, LD, "LD")
    if B._array.ndim < 2:
        raise RuntimeError(f"{name}: Expected B to have at least 2 dimensions, but it has {B._array.ndim} dimensions")
    if pivots._array.ndim < 1 or LD._array.shape[:-1] != pivots._array.shape:
        raise RuntimeError(
            f"{name}: Expected LD.shape[:-1] and pivots.shape to be the same, but got pivots with shape "
            f"{list(pivots._array.shape)}"
        )
    if pivots._array.dtype.kind not in "iu":
        raise RuntimeError(f"{name}: Expected pivots to be integers. Got {kind_of(pivots)}")
    expect_same_dtype(name, LD, B, ("LD", "B"))
    expect_fit(name, LD._array.shape, B._array.shape, True)
    return given(out, ldl.ldl_solve(LD, pivots, B, hermitian=hermitian), "linalg_ldl_solve")
