"""Affine maps, rows of a table, and dropout: what stands between the activations of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.errors import warn
from backlight.core.inplace import put
from backlight.core.random import bernoulli, default_generator
from backlight.core.result import constant
from backlight.ops import linalg
from backlight.ops.embedding import embedding as lookup
from backlight.ops.shape import matrix_transpose, reshape
from backlight.tensor.contraction import einsum
from backlight.tensor.out import scalar_type
from backlight.tensor.products import matmul, raise_mismatch

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """x @ wᵀ + b for `input` (…, in), `weight` (out, in) and `bias` (out,): the result is (…, out).

    >>> linear(backlight.ones(1, 2), backlight.tensor([[1., 2.]]), backlight.tensor([10.]))
    tensor([[13.]])
    """
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
    """Σ xᵢ·w[o, i, j]·yⱼ + b for inputs (…, i) and (…, j) and a weight (o, i, j): the result is (…, o)."""
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
    return constant((index[..., None] == np.arange(count)).astype(np.int64))  # (…, 1) == (c,) -> (…, c)


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
    """
    if weight._array.ndim != 2:
        raise RuntimeError(f"'weight' must be 2-D, it has shape {list(weight._array.shape)}")
    index, n = input._array, weight._array.shape[0]
    if index.dtype not in (np.int64, np.int32):
        raise RuntimeError(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got "
            f"torch.{scalar_type(dtypes.of(index))}Tensor instead (while checking arguments for embedding)"
        )
    if padding_idx is not None:
        assert -n <= padding_idx < n, "Padding_idx must be within num_embeddings"
        padding_idx %= n
    if sparse:
        raise NotImplementedError("embedding: sparse gradients are not available; leave sparse=True away")
    if max_norm is not None:
        _shorten(weight, index, max_norm, norm_type)
    return lookup(weight, input, padding=padding_idx, by_frequency=scale_grad_by_freq)


def _shorten(weight: Any, index: np.ndarray, max_norm: float, norm_type: float) -> None:
    rows = np.unique(index)
    lengths = np.linalg.norm(weight._array[rows], norm_type, axis=1)
    long = lengths > max_norm
    shortened = weight._array.copy()
    shortened[rows[long]] *= (max_norm / (lengths[long] + 1e-7))[:, None].astype(shortened.dtype)
    put(weight, shortened, "embedding_renorm_")


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """In training, each element is 0 with probability `p` and else divided by 1 − p; otherwise the input itself."""
    return _dropped("dropout", input, p, training, inplace)


def alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """Dropout for `selu` networks: to selu's lower limit instead of 0, keeping mean and variance."""
    return _dropped("alpha_dropout", input, p, training, inplace, alpha=True)


def feature_alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """`alpha_dropout` of whole channels (dimension 1)."""
    return _dropped("feature_alpha_dropout", input, p, training, inplace, alpha=True, whole=True)


def dropout1d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Dropout of whole channels of (n, c, l) or (c, l)."""
    ndim = input._array.ndim
    if ndim not in (2, 3):
        raise RuntimeError(
            f"dropout1d: Expected 2D or 3D input, but received a {ndim}D input. "
            "Note that dropout1d exists to provide channel-wise dropout on inputs with 1 "
            "spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs)."
        )
    return _channels("dropout1d", input, p, training, inplace, batched=ndim == 3)


def dropout2d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Dropout of whole channels of (n, c, h, w); of three dimensions the first counts as the batch, too."""
    ndim = input._array.ndim
    if ndim not in (3, 4):
        warn(
            f"dropout2d: Received a {ndim}-D input to dropout2d, which is deprecated and will result in an error in a "
            "future release. To retain the behavior and silence this warning, please use dropout instead. Note that "
            "dropout2d exists to provide channel-wise dropout on inputs with 2 spatial dimensions, a channel "
            "dimension, and an optional batch dimension (i.e. 3D or 4D inputs)."
        )
    if ndim == 3:
        warn(
            "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout behavior is desired "
            "- input is interpreted as shape (N, C, L), where C is the channel dim. This behavior will change in a "
            "future release to interpret the input as one without a batch dimension, i.e. shape (C, H, W). To "
            "maintain the 1D channel-wise dropout behavior, please switch to using dropout1d instead."
        )
    return _dropped("dropout2d", input, p, training, inplace, whole=True)


def dropout3d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Dropout of whole channels of (n, c, d, h, w) or (c, d, h, w)."""
    ndim = input._array.ndim
    if ndim not in (4, 5):
        warn(
            f"dropout3d: Received a {ndim}-D input to dropout3d, which is deprecated and will result in an error in a "
            "future release. To retain the behavior and silence this warning, please use dropout instead. Note that "
            "dropout3d exists to provide channel-wise dropout on inputs with 3 spatial dimensions, a channel "
            "dimension, and an optional batch dimension (i.e. 4D or 5D inputs)."
        )
    return _channels("dropout3d", input, p, training, inplace, batched=ndim != 4)


def _channels(name: str, input: Any, p: float, training: bool, inplace: bool, batched: bool) -> Any:
    if batched:
        return _dropped(name, input, p, training, inplace, whole=True)
    one = _dropped(name, input.unsqueeze(0), p, training, inplace, whole=True)
    return input if inplace else one.squeeze(0)


_SELU_LIMIT = 1.7580993408473766  # scale·α of selu: its lower limit is minus this


def _dropped(
    name: str, x: Any, p: float, training: bool, inplace: bool, *, alpha: bool = False, whole: bool = False
) -> Any:
    if not 0 <= p <= 1:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    array = x._array
    if not training or p == 0 or not array.size:
        return x
    if array.dtype.kind in "biu":
        kind = scalar_type(dtypes.of(array))
        raise RuntimeError(f"result type Float can't be cast to the desired output type {kind}; {name} needs floats")
    if p == 1:
        zero = constant(np.zeros((), array.dtype))
        return x.mul_(zero) if inplace else x * zero
    shape = array.shape
    if whole:
        if len(shape) < 2:
            raise RuntimeError("Feature dropout requires at least 2 dimensions in the input")
        shape = (*shape[:2], *[1] * (len(shape) - 2))
    noise = bernoulli(default_generator, 1 - p, shape, array.dtype)
    if not alpha:
        noise /= array.dtype.type(1 - p)
        return x.mul_(constant(noise)) if inplace else x * constant(noise)
    a = 1 / ((_SELU_LIMIT**2 * p + 1) * (1 - p)) ** 0.5
    shift = constant(((noise - 1) * (_SELU_LIMIT * a) + _SELU_LIMIT * a * p).astype(array.dtype))
    scale = constant((noise * a).astype(array.dtype))
    return x.mul_(scale).add_(shift) if inplace else x * scale + shift
