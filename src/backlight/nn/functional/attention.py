"""Attention: each query takes a mean of the values, weighted by how well it fits their keys."""

from __future__ import annotations

from math import sqrt
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.op import astype
from backlight.core.result import constant
from backlight.nn.functional.dropping import dropout
from backlight.ops import attention as cards
from backlight.ops.select import where
from backlight.tensor.activation import softmax
from backlight.tensor.products import matmul

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

# Which of torch's ways may be used: flash is one operation here, math several; the others are for GPUs alone.
switches = SimpleNamespace(flash=True, mem_efficient=True, math=True, cudnn=True, reduction=False)


def scaled_dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Tensor:
    """softmax(scale·q @ kᵀ + mask) @ v for q (…, l, e), k (…, s, e) and v (…, s, d): the result is (…, l, d).

    A mask is true where a key counts, or a float that is added; `is_causal` lets a query see the keys up to its own
    place; `scale` is 1/√e by default. With `enable_gqa`, groups of query heads share a head of keys and values.

    >>> x = backlight.ones(1, 1, 2, 4)
    >>> scaled_dot_product_attention(x, x, x).shape
    torch.Size([1, 1, 2, 4])
    """
    q: Any = query
    k: Any = key
    v: Any = value
    mask: Any = attn_mask
    if is_causal and hasattr(mask, "variant"):
        raise ValueError("CausalBias should not be used with causal=True")
    _check(q, k, v, mask, is_causal)
    if mask is not None and mask._array.dtype not in (np.bool_, q._array.dtype):
        mask = astype(mask, dtype=q._array.dtype)
    if scale is None:
        scale = 1 / sqrt(q._array.shape[-1]) if q._array.shape[-1] else 1.0
    if enable_gqa:
        k, v = _shared(q, k, v)
    fits = (
        dropout_p == 0 and _fits_one_node(q._array, k._array, v._array) and not (mask is not None and mask._needs_grad)
    )
    if fits and switches.flash:
        return cards.attention(q, k, v, mask, scale=float(scale), causal=bool(is_causal))[0]
    if not switches.math:
        raise RuntimeError(
            "No viable backend for scaled_dot_product_attention was found. This is likely due to turning off both the "
            "math kernel and the fused kernels: here there are SDPBackend.MATH and, for four dimensions without "
            "dropout, SDPBackend.FLASH_ATTENTION."
        )
    return _step_by_step(q, k, v, mask, dropout_p, is_causal, scale)[0]


def _check(q: Any, k: Any, v: Any, mask: Any, is_causal: bool) -> None:
    arrays = [t._array for t in (q, k, v)]
    if len({a.dtype for a in arrays}) > 1:
        kinds = [str(dtypes.of(a)).removeprefix("torch.") for a in arrays]
        raise RuntimeError(
            "Expected query, key, and value to have the same dtype, but got query.dtype: "
            f"{kinds[0]} key.dtype: {kinds[1]} and value.dtype: {kinds[2]} instead."
        )
    if min(a.ndim for a in arrays) < 2:
        raise RuntimeError(
            "Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: "
            f"{arrays[0].ndim}, key.dim: {arrays[1].ndim} and value.dim: {arrays[2].ndim} instead."
        )
    if mask is None:
        return
    if is_causal:
        raise RuntimeError(
            "_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True; join the two in "
            "one mask"
        )
    kind = mask._array.dtype
    if kind != np.bool_ and kind != arrays[0].dtype and kind != np.float32:
        raise RuntimeError(
            "Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: "
            f"{dtypes.of(mask._array)} and  query.dtype: {dtypes.of(arrays[0])} instead."
        )


def _shared(q: Any, k: Any, v: Any) -> tuple[Any, Any]:
    """Keys and values with a head for each head of the queries."""
    found = []
    for part in (k, v):
        if q._array.ndim < 3 or part._array.ndim < 3 or q._array.shape[-3] % part._array.shape[-3]:
            raise RuntimeError(
                "Number of heads in key and value must divide the number of heads in query, with enable_gqa: got "
                f"shapes {list(q._array.shape)} and {list(part._array.shape)}"
            )
        times = q._array.shape[-3] // part._array.shape[-3]
        found.append(part if times == 1 else part.repeat_interleave(times, -3))
    return found[0], found[1]


def _fits_one_node(q: np.ndarray, k: np.ndarray, v: np.ndarray) -> bool:
    return (
        q.ndim == k.ndim == v.ndim == 4
        and q.shape[:2] == k.shape[:2] == v.shape[:2]
        and q.shape[3] == k.shape[3] == v.shape[3]
        and k.shape[2] == v.shape[2]
        and bool(q.size and k.size)
    )


def _step_by_step(q: Any, k: Any, v: Any, mask: Any, p: float, is_causal: bool, scale: float) -> tuple[Any, Any]:
    """The same by single operations, as torch does where its kernel does not fit; with the weights."""
    dtype = q._array.dtype
    if dtype.itemsize == 2:
        q, k, v = [astype(t, dtype=np.dtype(np.float32)) for t in (q, k, v)]
    root = sqrt(abs(scale))
    # both factors take the root of the scale, which keeps large products of 16 bits in range
    score = matmul(q * (root if scale > 0 else -root), (k * root).mT)
    if is_causal:
        mask = constant(np.tri(*score._array.shape[-2:], dtype=bool))
    if mask is None:
        weights = softmax(score, -1)
    else:
        if mask._array.dtype == np.bool_:
            mask = constant(np.where(mask._array, score._array.dtype.type(0), score._array.dtype.type(-np.inf)))
        weights = safe_softmax(score + mask)
    dropped = dropout(weights, p) if p > 0 else weights
    out = matmul(dropped, v)
    return out if out._array.dtype == dtype else astype(out, dtype=dtype), weights


def safe_softmax(x: Any, dim: int = -1) -> Any:
    """The softmax along `dim`, with zeros where all numbers are −∞."""
    empty = np.all(x._array == -np.inf, axis=dim, keepdims=True)
    out: Any = softmax(x, dim)
    return where(constant(np.broadcast_to(empty, x._array.shape)), 0, out) if empty.any() else out
