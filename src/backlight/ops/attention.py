"""Scaled dot-product attention as one node: softmax(scale·q @ kᵀ + bias) @ v, whose weights are never kept.

Backward computes them once more from the logarithm of the sum that each row was divided by, a piece at a time, so that
the memory it takes grows with the length of the sequence and not with its square.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from backlight.core.op import op
from backlight.ops.functions import exp
from backlight.ops.linalg import batches
from backlight.ops.reduce import sum as total
from backlight.ops.twofold import twofold

PIECE = 1 << 16  # weights computed at a time


def _pieces(shape):
    """Index by index of (b, h, l, s), the parts that have some PIECE weights: whole heads, or rows of one head."""
    b, h, rows, columns = shape
    heads = max(1, PIECE // max(1, rows * columns))
    step = rows if heads > 1 else max(1, PIECE // max(1, columns))
    for i in range(b):
        for j in range(0, h, heads):
            for start in range(0, rows, step):
                yield i, slice(j, j + heads), slice(start, min(start + step, rows))


def _bias(mask, rows, columns, causal, dtype):
    """What is added to the scores of these rows: −∞ where a weight is to be 0."""
    if causal:
        return _causal(rows.start, rows.stop, columns, dtype)
    if mask.dtype == bool:
        return np.where(mask, dtype.type(0), dtype.type(-np.inf))
    return mask


@lru_cache(4)  # every head and every layer asks for the same
def _causal(start, stop, columns, dtype):
    below = np.tri(stop - start, columns, start, dtype=bool)
    return np.where(below, dtype.type(0), dtype.type(-np.inf))


def _spread(mask, shape):
    return mask if mask is None else np.broadcast_to(mask, shape)


def _wide(*arrays) -> list[Any]:
    return [a.astype(np.float32) if a is not None and a.dtype.itemsize == 2 else a for a in arrays]


def _attention(q, k, v, mask, scale, causal):
    """The result (b, h, l, e), and the logarithm (b, h, l) of each row's sum of exponentials; ∞ for an empty sum."""
    dtype, shape = q.dtype, (*q.shape[:3], k.shape[2])
    q, k, v = _wide(q, k, v)
    mask, k = _spread(mask, shape), k.mT * q.dtype.type(scale)
    out = np.empty((*shape[:3], v.shape[3]), q.dtype)
    sums = np.empty(shape[:3], q.dtype)
    for i, heads, rows in _pieces(shape):
        score = q[i, heads, rows] @ k[i, heads]  # (h, l, e) @ (h, e, s) -> (h, l, s)
        if causal or mask is not None:
            part = mask if mask is None else mask[i, heads, rows]
            score += _bias(part, rows, shape[3], causal, score.dtype)
        highest = np.maximum.reduce(score, axis=-1, keepdims=True)
        highest[highest == -np.inf] = 0
        score -= highest
        np.exp(score, out=score)
        size = np.add.reduce(score, axis=-1, keepdims=True)
        empty = size == 0
        size[empty] = np.inf
        part = score @ v[i, heads]
        part /= size
        out[i, heads, rows] = part
        highest += np.log(size)
        sums[i, heads, rows] = highest[..., 0]
    return out.astype(dtype, copy=False), sums


def _slopes(g, gs, q, k, v, mask, out, sums, scale, causal):
    dtype, shape = q.dtype, (*q.shape[:3], k.shape[2])
    g, q, k, v, out = _wide(g, q, k, v, out)
    mask = _spread(mask, shape)
    shift = np.vecdot(g, out) - gs  # (b, h, l)
    dq, dk, dv = np.empty(q.shape, q.dtype), np.zeros(k.shape, q.dtype), np.zeros(v.shape, q.dtype)
    q = q * q.dtype.type(scale)
    for i, heads, rows in _pieces(shape):
        here, keys, part = (i, heads, rows), k[i, heads], g[i, heads, rows]
        weight = q[here] @ keys.mT
        if causal or mask is not None:
            weight += _bias(mask if mask is None else mask[here], rows, shape[3], causal, weight.dtype)
        weight -= sums[here][..., None]
        np.exp(weight, out=weight)
        dv[i, heads] += weight.mT @ part
        slope = part @ v[i, heads].mT
        slope -= shift[here][..., None]
        slope *= weight
        dq[here] = slope @ keys
        dk[i, heads] += slope.mT @ q[here]
    dq *= q.dtype.type(scale)
    return [a.astype(dtype, copy=False) for a in (dq, dk, dv)] + [None]


def _slopes_by_ops(g, gs, q, k, v, mask, out, sums, scale, causal):
    score = batches(q * scale, k.mT)
    if causal or mask is not None:
        rows, columns = score.shape[-2:]
        known = mask if mask is None else getattr(mask, "_array", mask)
        score = score + _bias(known, slice(0, rows), columns, causal, np.dtype(np.float32))
    weight = exp(score - sums.unsqueeze(-1))
    shift = total(g * out, axis=-1, keepdims=True) - gs.unsqueeze(-1)
    slope = weight * (batches(g, v.mT) - shift) * scale
    return batches(slope, k), batches(slope.mT, q), batches(weight.mT, g), None


slopes = twofold(_slopes, _slopes_by_ops)

attention = op(
    _attention,
    joint=lambda g, out, q, k, v, mask, scale, causal: slopes(*g, q, k, v, mask, *out, scale=scale, causal=causal),
    name="attention",
    kind="contract",
    label="softmax(q @ kᵀ) @ v",
    local=(
        "scale·(p·(g @ vᵀ − Σ g·out)) @ k, p the softmax",
        "scale·(p·(g @ vᵀ − Σ g·out))ᵀ @ q, p the softmax",
        "pᵀ @ g, p the softmax",
        "",
    ),
    grad_fn="ScaledDotProductFlashAttentionForCpuBackward0",
)
