"""torch.svd, torch.qr and others: names older than torch.linalg, whose signatures differ from those there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core.result import constant
from backlight.linalg import factoring, orthogonal, solving
from backlight.linalg.checking import given_all, matrices_in, squares_in, told_of
from backlight.linalg.definite import INDEFINITE
from backlight.ops import qr as qr_cards
from backlight.ops import solving as solving_cards
from backlight.ops import svd as svd_cards
from backlight.ops import triangular
from backlight.tensor.results import Named, named
from backlight.tensor.surface import given

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.tensor.tensor import Tensor


def det(input: Tensor) -> Tensor:
    """The determinant of a square matrix, or of each of a batch: `linalg.det`."""
    return solving.det(input)


def slogdet(input: Tensor, *, out: Sequence[Tensor] | None = None) -> Named:
    """The sign of the determinant and the logarithm of its absolute value: `linalg.slogdet`."""
    results = solving_cards.slogdet(squares_in("linalg.slogdet", input))
    return given_all(out, results, named("slogdet", "sign", "logabsdet"), "slogdet")


def cholesky(input: Tensor, upper: bool = False, *, out: Tensor | None = None) -> Tensor:
    """The triangle L with L @ Lᴴ = input, or with `upper` its adjoint; `linalg.cholesky` is newer."""
    factor, info = triangular.cholesky_ex(squares_in("cholesky", input), upper=upper)
    told_of(info, "cholesky", INDEFINITE)
    return given(out, factor, "cholesky")


def qr(input: Tensor, some: bool = True, *, out: Sequence[Tensor] | None = None) -> Named:
    """Q and R with Q @ R = input, Q square unless `some`; `linalg.qr` is newer."""
    results = qr_cards.qr(matrices_in("linalg.qr", input), mode="reduced" if some else "complete")
    return given_all(out, results, named("qr", "Q", "R"), "qr")


def svd(input: Tensor, some: bool = True, compute_uv: bool = True, *, out: Sequence[Tensor] | None = None) -> Named:
    """U, S and V with U @ diag(S) @ Vᴴ = input, U and V square unless `some`; `linalg.svd` is newer, and gives Vᴴ.

    Without `compute_uv`, U and V are filled with zeros.

    >>> svd(backlight.tensor([[0., 2.], [1., 0.]])).S
    tensor([2., 1.])
    """
    if input._array.ndim < 2:
        raise RuntimeError("linalg.svd: input should have at least 2 dimensions, but has fewer.")
    matrices_in("linalg.svd", input)
    kind = named("svd", "U", "S", "V")
    if compute_uv:
        U, S, Vh = svd_cards.svd(input, full_matrices=not some)
        V: Any = Vh.mT
        return given_all(out, (U, S, V.conj()), kind, "svd")
    if input.requires_grad:
        S = svd_cards.svd(input, full_matrices=False)[1]
    else:
        S = svd_cards.svdvals(input)
    *lead, m, n = input._array.shape
    U, V = (constant(np.zeros((*lead, k, k), input._array.dtype)) for k in (m, n))
    return given_all(out, (U, S, V), kind, "svd")


def lu(
    A: Tensor, pivot: bool = True, get_infos: bool = False, out: Sequence[Tensor] | None = None
) -> tuple[Tensor, ...]:
    """L and U in one matrix, and the pivots, with `get_infos` also where U has a zero; `linalg.lu_factor` is newer."""
    LU, pivots, info = factoring.lu_factor_ex(A, pivot=pivot)
    results = (LU, pivots, info) if get_infos else (LU, pivots)
    kind = named("_lu_with_info", "LU", "pivots", "info")
    if out is not None:
        return tuple(given_all(out, results, kind, "lu"))
    return kind(results) if get_infos else results


def lu_solve(input: Tensor, LU_data: Tensor, LU_pivots: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The X with A @ X = input, from the factors of A; `linalg.lu_solve` is newer."""
    return factoring.lu_solve(LU_data, LU_pivots, input, out=out)


def orgqr(input: Tensor, input2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """`linalg.householder_product` by its name in LAPACK."""
    return orthogonal.householder_product(input, input2, out=out)


_REMOVED = "This function was deprecated since version 1.9 and is now removed. Use {} instead."


def _removed(name: str, signature: str, instead: str) -> Any:
    def call(input: Tensor, *args: Any, **named: Any) -> Any:
        raise RuntimeError(_REMOVED.format(instead))

    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"RuntimeError: torch has removed {name}{signature}; use {instead} instead."
    return call


symeig = _removed("symeig", "(input)", "torch.linalg.eigh (or eigvalsh), which reads the lower triangle by default,")
eig = _removed("eig", "(input)", "torch.linalg.eig (or eigvals), which gives complex tensors,")
matrix_rank = _removed("matrix_rank", "(input)", "torch.linalg.matrix_rank")


def solve(input: Tensor, A: Tensor, *, out: Any = None) -> Any:
    """RuntimeError: torch has removed solve(B, A); `linalg.solve(A, B)` takes its place."""
    raise RuntimeError(_REMOVED.format("torch.linalg.solve, which takes its arguments the other way round,"))


def lstsq(input: Tensor, A: Tensor, *, out: Any = None) -> Any:
    """RuntimeError: torch has removed lstsq(B, A); `linalg.lstsq(A, B)` takes its place."""
    raise RuntimeError(_REMOVED.format("torch.linalg.lstsq, which takes its arguments the other way round,"))
