"""Maps with weights: affine, bilinear, and the rows of a table that are looked up by number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.inplace import put
from backlight.core.result import constant
from backlight.ops import linalg
from backlight.ops.embedding import embedding as lookup
from backlight.ops.shape import matrix_transpose, reshape
from backlight.tensor.contraction import einsum
from backlight.tensor.out import into, scalar_type
from backlight.tensor.products import matmul, raise_mismatch

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None, *, out: Tensor | None = None) -> Tensor:
    """x @ wᵀ + b for `input` (…, in), `weight` (out, in) and `bias` (out,): the result is (…, out).

    >>> linear(backlight.ones(1, 2), backlight.tensor([[1., 2.]]), backlight.tensor([10.]))
    tensor([[13.]])
    """
    if out is not None:
        return into(out, linear(input, weight, bias), "linear")
    x, w = input._array, weight._array
    if bias is None or w.ndim != 2 or x.dtype != w.dtype or bias._array.dtype != w.dtype:
        return _unusual(input, weight, bias)
    if x.shape[-1:] != w.shape[1:]:
        raise_mismatch(x, w.T)
        raise RuntimeError(f"both arguments to linear need to be at least 1D, but they are {x.ndim}D and {w.ndim}D")
    if x.ndim == 2:
        return _plus_bias(input, weight, bias)
    rows = reshape(input, shape=(-1, x.shape[-1]) if x.size else (int(np.prod(x.shape[:-1])), x.shape[-1]))
    return reshape(_plus_bias(rows, weight, bias), shape=(*x.shape[:-1], w.shape[0]))  # (…, in) -> (n, in) -> (…, out)


def _plus_bias(x: Any, w: Any, b: Any) -> Any:
    n, m = w._array.shape[0], b._array.shape
    if m and m[-1] not in (1, n):
        raise RuntimeError(
            f"The expanded size of the tensor ({n}) must match the existing size ({m[-1]}) at non-singleton dimension "
            f"1: the bias has shape {list(m)}, the weight {list(w._array.shape)} makes {n} outputs"
        )
    return linalg.linear(b, x, w)


def _unusual(x: Any, w: Any, b: Any) -> Any:
    if w._array.ndim > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {w._array.ndim}D")
    if x._array.dtype == w._array.dtype and b is not None and b._array.dtype != w._array.dtype:
        kinds = [scalar_type(dtypes.of(a._array)) for a in (b, w)]
        raise RuntimeError(f"self and mat2 must have the same dtype, but got {kinds[0]} and {kinds[1]}")
    product = matmul(x, matrix_transpose(w) if w._array.ndim == 2 else w)
    return product if b is None else product + b


def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Σ xᵢ·w[o, i, j]·yⱼ + b for inputs (…, i) and (…, j) and a weight (o, i, j): the result is (…, o).

    >>> bilinear(backlight.ones(2), backlight.ones(3), backlight.ones(1, 2, 3))
    tensor([6.])
    """
    x, y, w = input1._array.shape, input2._array.shape, weight._array.shape
    if len(x) != len(y) or x[:-1] != y[:-1]:
        raise RuntimeError(f"bilinear(): input batch dimensions do not match: got {list(x[:-1])} and {list(y[:-1])}")
    for number, (size, expected) in enumerate(zip((x[-1], y[-1]), w[1:], strict=True), 1):
        if size != expected:
            raise RuntimeError(
                f"bilinear(): input{number} size does not match weight size: got {size} but expected {expected}"
            )
    result = einsum("...i,oij,...j->...o", input1, weight, input2)
    return result if bias is None else result + bias


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """For each class number a row of zeros with a one at its place: (…) int64 gives (…, num_classes) int64.

    Without `num_classes`, there are as many as the largest number asks for.

    >>> one_hot(backlight.tensor([1, 0]), 3)
    tensor([[0, 1, 0],
            [1, 0, 0]])
    """
    index = tensor._array
    if index.dtype != np.int64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor; convert with .long()")
    if not index.size and num_classes <= 0:
        raise RuntimeError("Can not infer total number of classes from empty tensor.")
    if index.size and index.min() < 0:
        raise RuntimeError(f"Class values must be non-negative, found {index.min()}")
    count = num_classes if num_classes != -1 else int(index.max()) + 1
    if index.size and index.max() >= count:
        raise RuntimeError(f"Class values must be smaller than num_classes: found {index.max()} for {count} classes")
    return constant((index[..., None] == np.arange(count)).astype(np.int64, "C"))  # (…, 1) == (c,) -> (…, c)


def embedding(
    input: Tensor,
    weight: Tensor,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Tensor:
    """Rows of `weight` (n, d) looked up by number: `input` (…) of ints gives (…, d).

    The row `padding_idx` gets no gradient; rows longer than `max_norm` are shortened in place first;
    `scale_grad_by_freq` divides a row's gradient by how often it was looked up. IndexError for a number outside 0…n−1.

    >>> embedding(backlight.tensor([1, 0]), backlight.tensor([[1., 2.], [3., 4.]]))
    tensor([[3., 4.],
            [1., 2.]])
    """
    if weight._array.ndim != 2:
        raise RuntimeError(f"'weight' must be 2-D, it has shape {list(weight._array.shape)}")
    index, n = input._array, weight._array.shape[0]
    expect_indices(index, "embedding")
    if padding_idx is not None:
        assert -n <= padding_idx < n, "Padding_idx must be within num_embeddings"
        padding_idx %= n
    if sparse:
        raise NotImplementedError("embedding: sparse gradients are not available; leave sparse=True away")
    if max_norm is not None:
        renormalise(weight, index, max_norm, norm_type)
    return lookup(weight, input, padding=padding_idx, by_frequency=scale_grad_by_freq)


def expect_indices(index: np.ndarray, name: str) -> None:
    """RuntimeError unless the numbers of rows are int64 or int32."""
    if index.dtype not in (np.int64, np.int32):
        raise RuntimeError(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got "
            f"torch.{scalar_type(dtypes.of(index))}Tensor instead (while checking arguments for {name})"
        )


def renormalise(weight: Any, index: np.ndarray, max_norm: float, norm_type: float) -> None:
    """Shorten, in place, those of the rows looked up that are longer than `max_norm`."""
    rows = np.unique(index)
    lengths = np.linalg.norm(weight._array[rows], norm_type, axis=1)
    long = lengths > max_norm
    shortened = weight._array.copy()
    shortened[rows[long]] *= (max_norm / (lengths[long] + 1e-7))[:, None].astype(shortened.dtype)
    put(weight, shortened, "embedding_renorm_")
