"""Singular values and vectors; then the pseudo-inverse, the rank and least squares, which rest on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core.inplace import needing
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.linalg.checking import expect_square, given_all, kind_of, matrices_in
from backlight.linalg.solving import is_vector
from backlight.ops import eigen
from backlight.ops import svd as cards
from backlight.ops.shape import reshape
from backlight.tensor.results import Named, named
from backlight.tensor.surface import given, tensor_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.tensor.tensor import Tensor


def svd(
    A: Tensor, full_matrices: bool = True, *, driver: str | None = None, out: Sequence[Tensor] | None = None
) -> Named:
    """U, S and Vᴴ with U @ diag(S) @ Vᴴ = A: orthonormal vectors, and singular values in falling order.

    Without `full_matrices`, U and Vᴴ have as many vectors as there are values. The vectors have gradients only where
    the loss does not depend on their sign (complex: phase), and where no value comes twice.

    >>> svd(backlight.tensor([[0., 2.], [1., 0.]])).S
    tensor([2., 1.])
    """
    matrices_in("linalg.svd", A)
    _expect_no_driver(driver)
    return given_all(out, cards.svd(A, full_matrices=full_matrices), named("linalg_svd", "U", "S", "Vh"), "linalg_svd")


def _expect_no_driver(driver: str | None) -> None:
    if driver is not None:
        raise RuntimeError("torch.linalg.svd: keyword argument `driver=` is only supported on CUDA inputs.")


def svdvals(A: Tensor, *, driver: str | None = None, out: Tensor | None = None) -> Tensor:
    """The singular values alone, in falling order.

    >>> svdvals(backlight.tensor([[0., 2.], [1., 0.]]))
    tensor([2., 1.])
    """
    matrices_in("linalg.svd", A)
    _expect_no_driver(driver)
    values = cards.svd(A, full_matrices=False)[1] if needing(A) else cards.svdvals(A)
    return given(out, values, "linalg_svdvals")


def _tolerances(A: Any, atol: Any, rtol: Any) -> tuple[Any, Any]:
    """Below which singular values count as zero: by default the largest of them times ε times the longer side."""
    if isinstance(atol, Variable):
        atol = _real("atol", atol)
    if isinstance(rtol, Variable):
        rtol = _real("rtol", rtol)
    if rtol is None:
        default = np.finfo(A._array.dtype).eps * max(A._array.shape[-2:])
        rtol = default if atol is None else np.where(np.asarray(atol) > 0, 0.0, default)
    kind = np.finfo(A._array.dtype).dtype
    return np.asarray(0.0 if atol is None else atol, kind), np.asarray(rtol, kind)


def _real(word: str, x: Any) -> np.ndarray:
    if x._array.dtype.kind == "c":
        raise RuntimeError(
            f"torch.linalg.pinv: {word} tensor of complex type is not supported. Got {word} of {x.dtype}"
        )
    return x._array


def pinv(
    input: Tensor,
    rcond: float | Tensor | None = None,
    hermitian: bool = False,
    *,
    atol: float | Tensor | None = None,
    rtol: float | Tensor | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The pseudo-inverse, in which singular values up to max(atol, rtol · the largest) count as zero.

    `rcond` is the older name of `rtol`. With `hermitian`, only the lower triangle of `input` is read.

    >>> pinv(backlight.tensor([[2., 0.], [0., 0.]]))
    tensor([[0.5000, 0.0000],
            [0.0000, 0.0000]])
    """
    tensor_in("linalg.pinv", input)
    array = input._array
    if array.ndim < 2 or array.dtype.kind not in "fc" or array.dtype.itemsize < 4:
        raise RuntimeError(
            f"linalg.pinv({kind_of(input)}{{{list(array.shape)}}}): expected a tensor with 2 or more dimensions of "
            "float, double, cfloat or cdouble types"
        )
    if hermitian:
        expect_square("linalg.pinv", input)
    absolute, relative = _tolerances(input, atol, rtol if rcond is None else rcond)
    result = cards.pinv(input, absolute=absolute, relative=relative, hermitian=hermitian)
    return given(out, result, "linalg_pinv")


def pinverse(input: Tensor, rcond: float = 1e-15) -> Tensor:
    """`linalg.pinv` by its older name."""
    return pinv(input, rcond=rcond)


def matrix_rank(
    input: Tensor,
    tol: float | Tensor | None = None,
    hermitian: bool = False,
    *,
    atol: float | Tensor | None = None,
    rtol: float | Tensor | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """How many singular values are larger than max(atol, rtol · the largest); `tol` is the older name of `atol`.

    >>> matrix_rank(backlight.ones(3, 3))
    tensor(1)
    """
    name = "torch.linalg.matrix_rank"
    tensor_in(name, input)
    if input._array.ndim < 2:
        raise RuntimeError(f"{name}: The input tensor input must have at least 2 dimensions.")
    if tol is not None:
        atol, rtol = tol, 0.0
    for word, x in (("atol", atol), ("rtol", rtol)):
        if isinstance(x, Variable) and x._array.dtype.kind == "c":
            raise RuntimeError(f"{name}: {word} tensor of complex type is not supported. Got {word} of {x.dtype}")
    matrices_in(name, input)
    if hermitian:
        expect_square("linalg.eigvalsh", input)
    x = input._array
    if not x.size:
        return given(out, constant(np.zeros(x.shape[:-2], np.int64)), "linalg_matrix_rank")
    values = np.abs(eigen.eigvalsh(x)) if hermitian else cards.svdvals(x)
    absolute, relative = _tolerances(input, atol, rtol)
    least = np.maximum(absolute, relative * values.max(axis=-1))
    rank = (values > np.asarray(least)[..., None]).sum(axis=-1, dtype=np.int64)
    return given(out, constant(rank), "linalg_matrix_rank")


DRIVERS = ("gels", "gelsy", "gelsd", "gelss")


def lstsq(
    input: Tensor,
    b: Tensor,
    rcond: float | None = None,
    *,
    driver: str | None = None,
    out: Sequence[Tensor] | None = None,
) -> Named:
    """The X that makes the sum of squares |input @ X − b|² smallest: its solution, residuals, rank and singular values.

    Singular values up to rcond · the largest count as zero. Which of the others are empty depends on `driver`:
    "gelsy" (by default; no residuals), "gels" (which takes full rank for granted), "gelsd" or "gelss".

    >>> solution = lstsq(backlight.tensor([[1.], [1.]]), backlight.tensor([[1.], [3.]])).solution
    >>> round(solution.item(), 4)
    2.0
    """
    name = "torch.linalg.lstsq"
    tensor_in(name, input)
    tensor_in(name, b)
    matrix, right = input._array, b._array
    if matrix.ndim < 2:
        raise RuntimeError(f"{name}: input must have at least 2 dimensions.")
    if right.ndim < 1:
        raise RuntimeError(f"{name}: other must have at least 1 dimension.")
    if matrix.dtype != right.dtype:
        raise RuntimeError(
            f"{name}: Expected input and other to have the same dtype, but got {input.dtype} and {b.dtype}"
        )
    if not 0 <= matrix.ndim - right.ndim <= 1:
        raise RuntimeError(f"{name}: input.dim() must be greater or equal to other.dim() and differ by at most 1")
    vector = is_vector(matrix.shape, right.shape) and matrix.ndim == right.ndim + 1
    if right.shape[-1 if vector else -2] != matrix.shape[-2]:
        axis = -1 if vector else -2
        raise RuntimeError(f"{name}: input.size(-2) should match other.size({axis})")
    if driver is not None and driver not in DRIVERS:
        raise RuntimeError(f"{name}: parameter `driver` should be one of (gels, gelsy, gelsd, gelss)")
    matrices_in(name, input)
    driver = driver or "gelsy"
    relative = float(np.finfo(matrix.dtype).eps) * max(matrix.shape[-2:]) if rcond is None else float(rcond)
    columns = reshape(b, shape=(*right.shape, 1)) if vector else b  # (…, m) -> (…, m, 1)
    how = {"relative": 0.0 if driver == "gels" else relative, "residuals": driver != "gelsy"}
    solution, residuals, rank = cards.lstsq(input, columns, **how)
    if vector:
        solution = reshape(solution, shape=solution._array.shape[:-1])  # (…, n, 1) -> (…, n)
    if driver == "gels":
        rank = constant(np.empty(0, np.int64))
    none = np.empty(0, np.finfo(matrix.dtype).dtype)
    values = constant(cards.svdvals(matrix) if driver in ("gelsd", "gelss") else none)
    kind = named("linalg_lstsq", "solution", "residuals", "rank", "singular_values")
    return given_all(out, (solution, residuals, rank, values), kind, "linalg_lstsq")
