"""Lengths and angles of vectors: normalising, distances, the cosine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.core import dtypes
from backlight.core.op import promoted
from backlight.ops.reduce import sum as total
from backlight.ops.select import clip_lower
from backlight.tensor.dims import dim_of
from backlight.tensor.linalg import vector_norm
from backlight.tensor.out import into, scalar_type

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def normalize(input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12, out: Tensor | None = None) -> Tensor:
    """Each vector along `dim` divided by its p-norm, or by `eps` if that is greater.

    >>> normalize(backlight.tensor([[3., 4.]]))
    tensor([[0.6000, 0.8000]])
    """
    x: Any = input
    length = clip_lower(vector_norm(x, p, dim, keepdim=True), eps)
    result = x / length
    return result if out is None else into(out, result, "normalize")


def pairwise_distance(x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> Tensor:
    """The p-norm of x₁ − x₂ + ε along the last dimension.

    >>> pairwise_distance(backlight.tensor([3., 0.]), backlight.tensor([0., 4.]))
    tensor(5.)
    """
    a: Any = x1
    return vector_norm(a - x2 + eps, p, -1, keepdim=keepdim)


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """x₁·x₂ / (‖x₁‖·‖x₂‖) along `dim`; norms are at least `eps`.

    >>> cosine_similarity(backlight.tensor([1., 0.]), backlight.tensor([1., 1.]), dim=0)
    tensor(0.7071)
    """
    a: Any
    b: Any
    a, b = promoted(x1, x2)
    if a._array.dtype.kind in "biu":
        kind = scalar_type(dtypes.of(a._array))
        raise RuntimeError(f"expected common dtype to be floating point, yet common dtype is {kind}")
    axis = dim_of(dim, max(a._array.ndim, b._array.ndim))
    back = axis - max(a._array.ndim, b._array.ndim)
    a, b = [x / clip_lower(vector_norm(x, 2, back, keepdim=True), eps) for x in (a, b)]
    return total(a * b, axis=axis, keepdims=False)
