"""Eigenvalues and eigenvectors: of Hermitian matrices, of any square ones, and a few of the largest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.core.inplace import needing
from backlight.linalg.checking import expect_square, given_all, kind_of, squares_in
from backlight.ops import eigen as cards
from backlight.tensor.results import Named, named
from backlight.tensor.surface import given, tensor_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.tensor.tensor import Tensor


def _hermitian(A: Any, UPLO: str) -> bool:
    """Whether the lower triangle is the one to read."""
    tensor_in("linalg.eigh", A)
    expect_square("linalg.eigh", A)
    letter = UPLO.upper() if isinstance(UPLO, str) else UPLO
    if letter not in ("L", "U"):
        raise RuntimeError(f"Expected UPLO argument to be 'L' or 'U', but got {UPLO}")
    if A._array.dtype.kind in "biu":
        raise NotImplementedError(f'"linalg_eigh_cpu" not implemented for {kind_of(A)!r}; convert it with .float()')
    squares_in("linalg.eigh", A)
    return letter == "L"


def eigh(input: Tensor, UPLO: str = "L", *, out: Sequence[Tensor] | None = None) -> Named:
    """The eigenvalues of a symmetric or Hermitian matrix, in rising order, and its eigenvectors as columns.

    Only one triangle is read, the lower ("L") or the upper ("U"). The vectors have gradients only where the loss does
    not depend on their sign (complex: phase), and where no value comes twice.

    >>> eigh(backlight.tensor([[2., 0.], [0., 1.]])).eigenvalues
    tensor([1., 2.])
    """
    results = cards.eigh(input, lower=_hermitian(input, UPLO))
    return given_all(out, results, named("linalg_eigh", "eigenvalues", "eigenvectors"), "linalg_eigh")


def eigvalsh(input: Tensor, UPLO: str = "L", *, out: Tensor | None = None) -> Tensor:
    """The eigenvalues of a symmetric or Hermitian matrix alone, in rising order.

    >>> eigvalsh(backlight.tensor([[2., 0.], [0., 1.]]))
    tensor([1., 2.])
    """
    lower = _hermitian(input, UPLO)
    values = cards.eigh(input, lower=lower)[0] if needing(input) else cards.eigvalsh(input, lower=lower)
    return given(out, values, "linalg_eigvalsh")


def eig(input: Tensor, *, out: Sequence[Tensor] | None = None) -> Named:
    """The eigenvalues of a square matrix and its eigenvectors as columns of length 1; both are complex.

    The vectors have gradients only where the loss does not depend on their phase.

    >>> eig(backlight.tensor([[0., 1.], [-1., 0.]])).eigenvalues
    tensor([0.+1.j, 0.-1.j])
    """
    results = cards.eig(_square("linalg.eig", input))
    return given_all(out, results, named("linalg_eig", "eigenvalues", "eigenvectors"), "linalg_eig")


def eigvals(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The eigenvalues of a square matrix alone; they are complex.

    >>> eigvals(backlight.tensor([[0., 1.], [-1., 0.]]))
    tensor([0.+1.j, 0.-1.j])
    """
    _square("linalg.eigvals", input)
    return given(out, cards.eig(input)[0] if needing(input) else cards.eigvals(input), "linalg_eigvals")


def _square(name: str, A: Any) -> Any:
    tensor_in(name, A)
    expect_square(name, A)
    if A._array.dtype.kind in "biu":
        raise RuntimeError(f"Unknown Complex ScalarType for {kind_of(A)}; convert the tensor with .float() first")
    return squares_in(name, A)
