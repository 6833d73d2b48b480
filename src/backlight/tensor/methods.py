"""torch's functions that are methods first: `torch.detach(x)` is `x.detach()`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from backlight.tensor.surface import tensor_in

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def detach(input: Tensor) -> Tensor:
    """A tensor of the same memory outside of the graph."""
    return tensor_in("detach", input).detach()


def detach_(input: Tensor) -> Tensor:
    """`detach` in place: the tensor leaves its graph."""
    return tensor_in("detach_", input).detach_()


def as_strided_(input: Tensor, size: Sequence[int], stride: Sequence[int], storage_offset: int | None = None) -> Tensor:
    """`as_strided` in place: the tensor shows its memory with another shape and other strides."""
    x = tensor_in("as_strided_", input)
    if x._needs_grad:
        raise RuntimeError("as_strided_: a tensor that requires grad keeps its shape; use as_strided")
    x._array = x.as_strided(size, stride, storage_offset)._array
    return x


def index_put_(input: Tensor, indices: Sequence[Any], values: Tensor, accumulate: bool = False) -> Tensor:
    """`index_put` in place: input[indices] = values."""
    return tensor_in("index_put_", input).index_put_(indices, values, accumulate)


def resize_as_(input: Tensor, the_template: Tensor, *, memory_format: Any = None) -> Tensor:
    """Give `input` the size of another tensor in place."""
    return tensor_in("resize_as_", input).resize_as_(the_template, memory_format=memory_format)


def is_neg(input: Tensor) -> bool:
    """False: negations are computed at once."""
    return tensor_in("is_neg", input).is_neg()


def is_distributed(input: Tensor) -> bool:
    """False: every tensor lives in this process."""
    tensor_in("is_distributed", input)
    return False


def addmv_(input: Tensor, mat: Tensor, vec: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """`addmv` in place."""
    return tensor_in("addmv_", input).addmv_(mat, vec, beta=beta, alpha=alpha)


def vander(x: Tensor, N: int | None = None, increasing: bool = False) -> Tensor:
    """The Vandermonde matrix of a vector: column j holds x to the power N − 1 − j (of j, if increasing).

    >>> vander(backlight.tensor([1, 2, 3]), increasing=True)
    tensor([[1, 1, 1],
            [1, 2, 4],
            [1, 3, 9]])
    """
    v = tensor_in("vander", x)
    if v._array.ndim != 1:
        raise RuntimeError("x must be a one-dimensional tensor.")
    count = v._array.shape[0] if N is None else N
    if count < 0:
        raise RuntimeError(f"N must be non-negative, got {N}")
    powers = range(count) if increasing else range(count - 1, -1, -1)
    if not count:
        return v.new_empty((v._array.shape[0], 0))
    columns = [v**k if k else v.new_ones(v._array.shape) for k in powers]
    from backlight.tensor.joining import stack

    return stack(columns, 1)
