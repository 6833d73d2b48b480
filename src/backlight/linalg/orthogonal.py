"""QR factors, and products of the reflections that make them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.linalg.checking import expect_same_dtype, given_all, matrices_in
from backlight.ops import qr as cards
from backlight.tensor.results import Named, named
from backlight.tensor.surface import given

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.tensor.tensor import Tensor


def qr(A: Tensor, mode: str = "reduced", *, out: Sequence[Tensor] | None = None) -> Named:
    """Q and R with Q @ R = A: columns of length 1 at right angles, and an upper triangle.

    `mode` is "reduced" (A (m, n) gives Q (m, k) and R (k, n), k the smaller), "complete" (Q (m, m)), or "r" (R alone,
    which has no gradient).

    >>> Q, R = qr(backlight.tensor([[3.], [4.]]))
    >>> Q, R
    (tensor([[-0.6000],
            [-0.8000]]), tensor([[-5.]]))
    """
    matrices_in("linalg.qr", A)
    if mode not in ("reduced", "complete", "r"):
        raise RuntimeError(
            f"qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), 'r', or 'complete'"
        )
    return given_all(out, cards.qr(A, mode=mode), named("linalg_qr", "Q", "R"), "linalg_qr")


def geqrf(input: Tensor, *, out: Sequence[Tensor] | None = None) -> Named:
    """R on and above the diagonal, and below it the reflections that `orgqr` multiplies, with their factors `tau`.

    It has no gradient; `linalg.qr` has.

    >>> a, tau = geqrf(backlight.tensor([[3.], [4.]]))
    >>> a, tau
    (tensor([[-5.0000],
            [ 0.5000]]), tensor([1.6000]))
    """
    results = cards.geqrf(matrices_in("torch.geqrf", input, "input"))
    return given_all(out, results, named("geqrf", "a", "tau"), "geqrf")


def householder_product(input: Tensor, tau: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The first n columns of H₁ @ H₂ @ …, where Hᵢ = 1 − τᵢ vᵢ vᵢᴴ and vᵢ is the column i of `input` below a leading 1.

    >>> householder_product(*geqrf(backlight.tensor([[3.], [4.]])))
    tensor([[-0.6000],
            [-0.8000]])
    """
    name = "torch.linalg.householder_product"
    _expect_reflections(name, input, tau)
    if input._array.shape[-2] < input._array.shape[-1]:
        raise RuntimeError(f"{name}: input.shape[-2] must be greater than or equal to input.shape[-1]")
    matrices_in(name, input)
    return given(out, cards.householder_product(input, tau), "linalg_householder_product")


def _expect_reflections(name: str, A: Any, tau: Any) -> None:
    if A._array.ndim < 2:
        raise RuntimeError(f"{name}: input must have at least 2 dimensions.")
    a, t = A._array.shape, tau._array.shape
    if len(a) - len(t) != 1:
        raise RuntimeError(
            f"{name}: Expected tau to have one dimension less than input, but got tau.ndim equal to {len(t)} and "
            f"input.ndim is equal to {len(a)}"
        )
    if t[-1] > a[-1]:
        raise RuntimeError(f"{name}: input.shape[-1] must be greater than or equal to tau.shape[-1]")
    if a[:-2] != t[:-1]:
        raise RuntimeError(
            f"{name}: Expected batch dimensions of tau to be equal to input.shape[:-2], but got {list(t[:-1])}"
        )
    if A._array.dtype != tau._array.dtype:
        raise RuntimeError(
            f"{name}: tau dtype {tau.dtype} does not match input dtype {A.dtype}; convert one of them with .to(dtype)"
        )


def ormqr(
    input: Tensor,
    tau: Tensor,
    other: Tensor,
    left: bool = True,
    transpose: bool = False,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """Q @ other (other @ Q without `left`), where Q is the product of all reflections that `geqrf` gives.

    With `transpose`, Qᴴ stands for Q.

    >>> a, tau = geqrf(backlight.tensor([[3.], [4.]]))
    >>> ormqr(a, tau, backlight.tensor([[3.], [4.]]), transpose=True)
    tensor([[-5.],
            [ 0.]])
    """
    name = "torch.ormqr"
    for word, x in (("input", input), ("other", other)):
        if x._array.ndim < 2:
            raise RuntimeError(f"{name}: {word} must have at least 2 dimensions.")
    size = other._array.shape[-2 if left else -1]
    side = "-2" if left else "-1"
    if tau._array.ndim and size < tau._array.shape[-1]:
        raise RuntimeError(f"{name}: other.shape[{side}] must be greater than or equal to tau.shape[-1]")
    if size != input._array.shape[-2]:
        raise RuntimeError(f"{name}: other.shape[{side}] must be equal to input.shape[-2]")
    if tau._array.ndim and tau._array.shape[-1] > input._array.shape[-1]:
        raise RuntimeError(f"{name}: tau.shape[-1] must be less than or equal to input.shape[-1]")
    _expect_reflections(name, input, tau)
    if other._array.shape[:-2] != input._array.shape[:-2]:
        raise RuntimeError(
            f"{name}: Expected batch dimensions of other to be equal to input.shape[:-2], but got "
            f"{list(other._array.shape[:-2])}"
        )
    expect_same_dtype(name, input, other, ("input", "other"))
    return given(out, cards.ormqr(input, tau, other, left=left, turned=transpose), "ormqr")
