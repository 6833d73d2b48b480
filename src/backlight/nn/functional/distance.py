"""Lengths and angles of vectors: normalising, distances, the cosine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.core import dtypes
from backlight.core.fit import broadcast_to
from backlight.core.op import promoted
from backlight.nn.functional.regression import broadcast_shape
from backlight.ops import distances as cards
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
    length = clip_lower(vector_norm(x, p, dim if x._array.ndim else None, keepdim=True), eps)
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
    shape = broadcast_shape(a._array, b._array)
    axis = dim_of(dim, len(shape)) if shape else None
    a, b = [x if x._array.shape == shape else broadcast_to(x, shape=shape) for x in (a, b)]
    a, b = [x / clip_lower(vector_norm(x, 2, axis, keepdim=True), eps) for x in (a, b)]
    return total(a * b, axis=axis, keepdims=False)


def pdist(input: Tensor, p: float = 2.0) -> Tensor:
    """The p-norm of the difference of each pair of rows of (n, d): the n·(n − 1)/2 distances, in reading order.

    >>> pdist(backlight.tensor([[0., 0.], [3., 4.], [0., 1.]]))
    tensor([5.0000, 1.0000, 4.2426])
    """
    array = input._array
    if array.ndim != 2:
        raise RuntimeError(f"pdist only supports 2D tensors, got: {array.ndim}D")
    if array.dtype.kind in "biuc":
        raise RuntimeError(f"pdist only supports floating-point dtypes, got {dtypes.of(array)}")
    if array.dtype.itemsize == 2:
        kind = scalar_type(dtypes.of(array))
        raise NotImplementedError(f"\"pdist\" not implemented for '{kind}'; float32 and float64 are")
    if p < 0:
        raise RuntimeError("pdist only supports non-negative p values")
    return cards.pdist(input, p=float(p))
