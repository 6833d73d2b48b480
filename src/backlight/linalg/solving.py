"""Determinants and inverses, then systems of equations."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from backlight.linalg.checking import (
    expect_batches,
    expect_same_dtype,
    given_all,
    matrices_in,
    squares_in,
    told_of,
)
from backlight.ops import solving as cards
from backlight.ops import triangular
from backlight.ops.functions import log
from backlight.ops.select import where
from backlight.ops.shape import reshape
from backlight.tensor.dims import dim_of
from backlight.tensor.results import Named, named
from backlight.tensor.surface import given, tensor_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.tensor.tensor import Tensor

SINGULAR = "The diagonal element {} is zero, the inversion could not be completed because the input matrix is singular."
UNSOLVED = "The solver failed because the input matrix is singular."


def det(A: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The determinant of a square matrix, or of each of a batch.

    >>> det(backlight.tensor([[1., 2.], [3., 4.]]))
    tensor(-2.)
    """
    return given(out, cards.det(squares_in("linalg.det", A)), "linalg_det")


def slogdet(A: Tensor, *, out: Sequence[Tensor] | None = None) -> Named:
    """The sign of the determinant (for complex numbers: det / |det|), and the logarithm of its absolute value.

    >>> sign, logabsdet = slogdet(backlight.tensor([[0., 1.], [1., 0.]]))
    >>> sign, logabsdet
    (tensor(-1.), tensor(0.))
    """
    results = cards.slogdet(squares_in("linalg.slogdet", A))
    return given_all(out, results, named("linalg_slogdet", "sign", "logabsdet"), "linalg_slogdet")


def logdet(input: Tensor) -> Tensor:
    """The logarithm of the determinant; NaN where that is negative, −inf where it is 0.

    >>> logdet(backlight.eye(2))
    tensor(0.)
    """
    sign, size = cards.slogdet(squares_in("logdet", input))
    if input._array.dtype.kind == "c":
        return log(sign) + size
    return where(sign == -1, float("nan"), size)


def inv(A: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of a square matrix, or of each of a batch; `linalg.LinAlgError` if there is none.

    >>> inv(backlight.tensor([[2., 0.], [0., 4.]]))
    tensor([[0.5000, 0.0000],
            [0.0000, 0.2500]])
    """
    inverse, info = cards.inv_ex(squares_in("linalg.inv", A))
    told_of(info, "linalg.inv", SINGULAR)
    return given(out, inverse, "linalg_inv")


def inverse(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """`linalg.inv` by its older name."""
    return inv(input, out=out)


def inv_ex(A: Tensor, *, check_errors: bool = False, out: Sequence[Tensor] | None = None) -> Named:
    """The inverse, and `info`: 0, or the number of the pivot that is zero; no error unless `check_errors`.

    >>> inv_ex(backlight.zeros(2, 2)).info
    tensor(1, dtype=torch.int32)
    """
    results = cards.inv_ex(squares_in("linalg.inv", A))
    if check_errors:
        told_of(results[1], "linalg.inv_ex", SINGULAR)
    return given_all(out, results, named("linalg_inv_ex", "inverse", "info"), "linalg_inv_ex")


def is_vector(a: tuple, b: tuple) -> bool:
    """Whether, of the shapes of A and B, that of B says: a vector per matrix."""
    return len(b) == 1 or (len(a) == len(b) + 1 and a[:-1] == b)


def _solved(name: str, A: Any, B: Any, left: bool) -> Any:
    squares_in(name, A)
    tensor_in(name, B)
    expect_same_dtype(name, A, B)
    a, b = A._array.shape, B._array.shape
    vector = is_vector(a, b)
    if vector:
        if not left:
            raise RuntimeError(
                f"{name}: Vector broadcasting of the left hand side is not supported for left=False. In this case "
                f"{name} is equivalent to B / A.squeeze(-1)"
            )
        expect_batches(name, a[:-2], b[:-1])
    expect_fit(name, a, (*b, 1) if vector else b, left)
    return cards.solve_ex(A, B, left=left, vector=vector)


def expect_fit(name: str, a: tuple, b: tuple, left: bool) -> None:
    """RuntimeError where matrices of these shapes make no system of equations."""
    if len(b) < 2:
        raise RuntimeError(f"{name}: The input tensor B must have at least 2 dimensions.")
    if a[-2] != b[-2 if left else -1]:
        equation = "AX = B" if left else "XA = B"
        raise RuntimeError(
            f"{name}: Incompatible shapes of A and B for the equation {equation} ({a[-2]}x{a[-1]} and {b[-2]}x{b[-1]})"
        )
    expect_batches(name, a[:-2], b[:-2])


def solve(A: Tensor, B: Tensor, *, left: bool = True, out: Tensor | None = None) -> Tensor:
    """The X with A @ X = B (X @ A = B without `left`), for square A; `linalg.LinAlgError` if A is singular.

    `B` (…, n, k) holds k right sides; of shape (n,) or A.shape[:-1] it is one vector per matrix.

    >>> solve(backlight.tensor([[2., 0.], [0., 4.]]), backlight.tensor([2., 2.]))
    tensor([1.0000, 0.5000])
    """
    result, info = _solved("linalg.solve", A, B, left)
    told_of(info, "torch.linalg.solve", UNSOLVED)
    return given(out, result, "linalg_solve")


def solve_ex(
    A: Tensor, B: Tensor, *, left: bool = True, check_errors: bool = False, out: Sequence[Tensor] | None = None
) -> Named:
    """The solution as `solve` gives it, and `info`: 0, or the number of the pivot that is zero.

    >>> solve_ex(backlight.zeros(1, 1), backlight.ones(1)).info
    tensor(1, dtype=torch.int32)
    """
    results = _solved("linalg.solve", A, B, left)
    if check_errors:
        told_of(results[1], "torch.linalg.solve_ex", UNSOLVED)
    return given_all(out, results, named("linalg_solve_ex", "result", "info"), "linalg_solve_ex")


def solve_triangular(
    A: Tensor,
    B: Tensor,
    *,
    upper: bool,
    left: bool = True,
    unitriangular: bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """The X with A @ X = B (X @ A = B without `left`), where only one triangle of A is read.

    With `unitriangular` the diagonal counts as ones. A zero on the diagonal gives infinities, and no error.

    >>> solve_triangular(backlight.tensor([[1., 0.], [1., 2.]]), backlight.tensor([[1.], [3.]]), upper=False)
    tensor([[1.],
            [1.]])
    """
    name = "linalg.solve_triangular"
    squares_in(name, A)
    matrices_in(name, B, "B")
    expect_same_dtype(name, A, B)
    expect_fit(name, A._array.shape, B._array.shape, left)
    result = triangular.solve_triangular(A, B, upper=upper, left=left, unitriangular=unitriangular)
    return given(out, result, "linalg_solve_triangular")


def triangular_solve(
    input: Tensor,
    A: Tensor,
    upper: bool = True,
    transpose: bool = False,
    unitriangular: bool = False,
    *,
    out: Sequence[Tensor] | None = None,
) -> Named:
    """The X with A @ X = input for a triangle A (Aᵀ with `transpose`), and a copy of A; `solve_triangular` is newer.

    >>> triangular_solve(backlight.ones(1, 1), backlight.tensor([[2.]])).solution
    tensor([[0.5000]])
    """
    name = "triangular_solve"
    if input._array.ndim < 2 or A._array.ndim < 2:
        word, x = ("b", input) if input._array.ndim < 2 else ("A", A)
        raise RuntimeError(f"torch.{name}: Expected {word} to have at least 2 dimensions, but it has {x._array.ndim}")
    squares_in(name, A)
    expect_same_dtype(name, A, input, ("A", "b"))
    expect_fit(name, A._array.shape, input._array.shape, True)
    matrix: Any = A.mT if transpose else A
    solution = triangular.solve_triangular(matrix, input, upper=upper != transpose, unitriangular=unitriangular)
    kind = named("triangular_solve", "solution", "cloned_coefficient")
    return given_all(out, (solution, A.clone()), kind, name)


def tensorinv(input: Tensor, ind: int = 2, *, out: Tensor | None = None) -> Tensor:
    """The inverse of `input` as a map from its dimensions from `ind` on to the first `ind` ones.

    >>> tensorinv(backlight.eye(6).reshape(2, 3, 6)).shape
    torch.Size([6, 2, 3])
    """
    if ind <= 0:
        raise RuntimeError(f"Expected a strictly positive integer for 'ind', but got {ind}")
    shape = input._array.shape
    first, last = shape[:ind], shape[ind:]
    _expect_map(prod(first), prod(last), "ind")
    square = reshape(input, shape=(prod(first), prod(last)))  # (a, b, c, d) -> (a·b, c·d)
    inverse, info = cards.inv_ex(squares_in("linalg.inv", square))
    told_of(info, "linalg.inv", SINGULAR)
    return given(out, reshape(inverse, shape=(*last, *first)), "linalg_tensorinv")


def _expect_map(first: int, last: int, where: str) -> None:
    if first != last:
        raise RuntimeError(
            f"Expected self to satisfy the requirement prod(self.shape[{where}:]) == prod(self.shape[:{where}]), but "
            f"got {last} != {first}"
        )


def tensorsolve(
    input: Tensor, other: Tensor, dims: Sequence[int] | None = None, *, out: Tensor | None = None
) -> Tensor:
    """The X with tensordot(input, X) = other; `dims` of `input` move to its end first.

    It has the dimensions of `input` that `other` has not.

    >>> tensorsolve(backlight.eye(6).reshape(2, 3, 6), backlight.ones(2, 3))
    tensor([1., 1., 1., 1., 1., 1.])
    """
    if dims is not None:
        moving = [dim_of(d, input._array.ndim) for d in dims]
        order = [d for d in range(input._array.ndim) if d not in moving] + moving
        input = input.permute(order)
    shape, n = input._array.shape, other._array.ndim
    _expect_map(prod(shape[:n]), prod(shape[n:]), "other.ndim")
    size = prod(shape[n:])
    if other._array.size != size:
        raise RuntimeError(f"linalg.tensorsolve: other has {other._array.size} elements where input maps to {size}")
    square, flat = reshape(input, shape=(size, size)), reshape(other, shape=(size,))  # (a, b, c) -> (a·b, c)
    solution, info = _solved("linalg.solve", square, flat, True)
    told_of(info, "torch.linalg.solve", UNSOLVED)
    return given(out, reshape(solution, shape=tuple(shape[n:])), "linalg_tensorsolve")
