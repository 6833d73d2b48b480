"""Positive-definite matrices: their Cholesky factors, and what is solved and inverted with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlight.linalg.checking import expect_batches, expect_same_dtype, given_all, matrices_in, squares_in, told_of
from backlight.ops import triangular as cards
from backlight.tensor.results import Named, named
from backlight.tensor.surface import given

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.tensor.tensor import Tensor

INDEFINITE = (
    "The factorization could not be completed because the input is not positive-definite (the leading minor of order "
    "{} is not positive-definite)."
)


def cholesky(input: Tensor, *, upper: bool = False, out: Tensor | None = None) -> Tensor:
    """The lower triangle L with L @ Lᴴ = input, for a Hermitian positive-definite input; with `upper`, its adjoint.

    `linalg.LinAlgError` if it is not positive-definite. Only one of its triangles is read.

    >>> cholesky(backlight.tensor([[4., 2.], [2., 2.]]))
    tensor([[2., 0.],
            [1., 1.]])
    """
    factor, info = cards.cholesky_ex(squares_in("linalg.cholesky", input), upper=upper)
    told_of(info, "linalg.cholesky", INDEFINITE)
    return given(out, factor, "linalg_cholesky")


def cholesky_ex(
    input: Tensor, *, upper: bool = False, check_errors: bool = False, out: Sequence[Tensor] | None = None
) -> Named:
    """The factor, and `info`: 0, or the order of the leading minor that is not positive-definite.

    >>> cholesky_ex(backlight.tensor([[1., 0.], [0., -1.]])).info
    tensor(2, dtype=torch.int32)
    """
    results = cards.cholesky_ex(squares_in("linalg.cholesky", input), upper=upper)
    if check_errors:
        told_of(results[1], "linalg.cholesky_ex", INDEFINITE)
    return given_all(out, results, named("linalg_cholesky_ex", "L", "info"), "linalg_cholesky_ex")


def cholesky_solve(input: Tensor, input2: Tensor, upper: bool = False, *, out: Tensor | None = None) -> Tensor:
    """The X with (L @ Lᴴ) @ X = input, for the triangle L in `input2`, as `cholesky` gives it.

    >>> cholesky_solve(backlight.tensor([[4.]]), backlight.tensor([[2.]]))
    tensor([[1.]])
    """
    for word, x in (("b", input), ("u", input2)):
        if x._array.ndim < 2:
            raise RuntimeError(f"{word} should have at least 2 dimensions, but has {x._array.ndim} dimensions instead")
    squares_in("cholesky_solve", input2)
    matrices_in("cholesky_solve", input, "B")
    expect_same_dtype("cholesky_solve", input2, input, ("L", "B"))
    if input2._array.shape[-1] != input._array.shape[-2]:
        raise RuntimeError(
            f"Incompatible matrix sizes for cholesky_solve: each A matrix is {input2._array.shape[-2]} by "
            f"{input2._array.shape[-1]} but each b matrix is {input._array.shape[-2]} by {input._array.shape[-1]}"
        )
    expect_batches("cholesky_solve", input2._array.shape[:-2], input._array.shape[:-2])
    return given(out, cards.cholesky_solve(input, input2, upper=upper), "cholesky_solve")


def cholesky_inverse(input: Tensor, upper: bool = False, *, out: Tensor | None = None) -> Tensor:
    """The inverse of L @ Lᴴ, for a triangle L = `input` as `cholesky` gives it.

    >>> cholesky_inverse(backlight.tensor([[2.]]))
    tensor([[0.2500]])
    """
    return given(out, cards.cholesky_inverse(squares_in("cholesky_inverse", input), upper=upper), "cholesky_inverse")
