"""Attention with several heads: projections, masks, and what each head looks at."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.errors import warn
from backlight.core.op import astype
from backlight.core.result import constant
from backlight.nn.functional.attention import scaled_dot_product_attention
from backlight.nn.functional.dropping import dropout
from backlight.nn.functional.maps import linear
from backlight.ops.join import concatenate
from backlight.ops.linalg import batches
from backlight.ops.reduce import mean
from backlight.tensor.activation import softmax

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def multi_head_attention_forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    embed_dim_to_check: int,
    num_heads: int,
    in_proj_weight: Tensor | None,
    in_proj_bias: Tensor | None,
    bias_k: Tensor | None,
    bias_v: Tensor | None,
    add_zero_attn: bool,
    dropout_p: float,
    out_proj_weight: Tensor,
    out_proj_bias: Tensor | None,
    training: bool = True,
    key_padding_mask: Tensor | None = None,
    need_weights: bool = True,
    attn_mask: Tensor | None = None,
    use_separate_proj_weight: bool = False,
    q_proj_weight: Tensor | None = None,
    k_proj_weight: Tensor | None = None,
    v_proj_weight: Tensor | None = None,
    static_k: Tensor | None = None,
    static_v: Tensor | None = None,
    average_attn_weights: bool = True,
    is_causal: bool = False,
) -> tuple[Tensor, Tensor | None]:
    """Attention by heads: query (l, n, e), key and value (s, n, …) give (l, n, e) and the weights (n, l, s).

    Each of `num_heads` heads attends with its own part of the projected features; the batch n may be missing. Masks
    are true (or −∞) where a key does not count: `key_padding_mask` (n, s), `attn_mask` (l, s) or (n·heads, l, s).
    Without `average_attn_weights` the weights are (n, heads, l, s); without `need_weights` they are None.
    """
    _expect_shapes(query, key, value, key_padding_mask, attn_mask, num_heads)
    batched = query._array.ndim == 3
    if not batched:
        query, key, value = [t.unsqueeze(1) for t in (query, key, value)]
        key_padding_mask = None if key_padding_mask is None else key_padding_mask.unsqueeze(0)
    length, batch, width = query._array.shape
    if width != embed_dim_to_check:
        raise AssertionError(f"was expecting embedding dimension of {embed_dim_to_check}, but got {width}")
    if width % num_heads:
        raise AssertionError(f"embed_dim {width} not divisible by num_heads {num_heads}")
    if is_causal and attn_mask is None:
        raise RuntimeError(
            "Need attn_mask if specifying the is_causal hint. Make it by "
            "`torch.nn.Transformer.generate_square_subsequent_mask`."
        )
    dtype = query._array.dtype
    if key_padding_mask is not None and attn_mask is not None:
        _warn_of_mixture(key_padding_mask, attn_mask)
    padding = _added(key_padding_mask, "key_padding_mask", dtype)
    by_hint = is_causal and padding is None and not need_weights
    mask = None if by_hint else _added(attn_mask, "attn_mask", dtype)
    if mask is not None:
        mask = _by_head(mask, (batch, num_heads, length, key._array.shape[0]))

    if use_separate_proj_weight:
        _expect(key.shape[:2] == value.shape[:2], f"key's sequence and batch dims {key.shape[:2]} do not match value's")
        weights = (q_proj_weight, k_proj_weight, v_proj_weight)
        _expect(all(w is not None for w in weights), "use_separate_proj_weight is True but a projection weight is None")
        q, k, v = _projected(query, key, value, weights, in_proj_bias)
    else:
        _expect(key.shape == value.shape, f"key shape {key.shape} does not match value shape {value.shape}")
        _expect(in_proj_weight is not None, "use_separate_proj_weight is False but in_proj_weight is None")
        q, k, v = _projected_together(query, key, value, in_proj_weight, in_proj_bias)
    _expect((bias_k is None) == (bias_v is None), "of bias_k and bias_v one is set and the other is None")
    more = 0  # places behind the keys that no mask knows of
    if bias_k is not None and bias_v is not None:
        _expect(static_k is None and static_v is None, "bias cannot be added to static key or value.")
        k, v = [concatenate(t, bias.repeat(1, batch, 1), axis=0) for t, bias in ((k, bias_k), (v, bias_v))]
        more += 1
    # (l, n, e) -> (l, n, heads, d) -> (n, heads, l, d)
    q, k, v = [t.reshape(t.shape[0], batch, num_heads, -1).permute(1, 2, 0, 3) for t in (q, k, v)]
    k, v = [own if given is None else _given(given, own) for own, given in ((k, static_k), (v, static_v))]
    if add_zero_attn:
        k, v = [concatenate(t, t.new_zeros((batch, num_heads, 1, t.shape[3])), axis=2) for t in (k, v)]
        more += 1
    bias = _joined(mask, padding, more, k.shape[2], batch)

    p = dropout_p if training else 0.0
    weights = None
    if need_weights:
        score = batches(q * sqrt(1 / q.shape[-1]), k.mT)
        weights = softmax(score if bias is None else bias + score, -1)
        weights = dropout(weights, p) if p > 0 else weights
        attended: Any = batches(weights, v)
    else:
        attended = scaled_dot_product_attention(q, k, v, bias, p, by_hint)
    rows = attended.permute(2, 0, 1, 3).reshape(length * batch, width)  # (n, h, l, d) -> (l·n, e)
    out = linear(rows, out_proj_weight, out_proj_bias).view(length, batch, -1)
    if weights is not None and average_attn_weights:
        weights = mean(weights, axis=1, keepdims=False)
    if batched:
        return out, weights
    return out.squeeze(1), None if weights is None else weights.squeeze(0)


def _expect(holds: bool, message: str) -> None:
    if not holds:
        raise AssertionError(message)


def _expect_shapes(query: Any, key: Any, value: Any, padding: Any, mask: Any, heads: int) -> None:
    """AssertionError, as in torch, unless the numbers of dimensions fit together."""
    dims = [t._array.ndim for t in (query, key, value)]
    if dims[0] not in (2, 3):
        raise AssertionError(f"query should be unbatched 2D or batched 3D tensor but received {dims[0]}-D query tensor")
    word = "batched" if dims[0] == 3 else "unbatched"
    _expect(
        dims[1] == dims[2] == dims[0],
        f"For {word} ({dims[0]}-D) `query`, expected `key` and `value` to be {dims[0]}-D but found {dims[1]}-D and "
        f"{dims[2]}-D tensors respectively",
    )
    if padding is not None:
        expected = dims[0] - 1
        _expect(
            padding._array.ndim == expected,
            f"For {word} ({dims[0]}-D) `query`, expected `key_padding_mask` to be `None` or {expected}-D but found "
            f"{padding._array.ndim}-D tensor instead",
        )
    if mask is not None:
        _expect(
            mask._array.ndim in (2, 3),
            f"For {word} ({dims[0]}-D) `query`, expected `attn_mask` to be `None`, 2-D or 3-D but found "
            f"{mask._array.ndim}-D tensor instead",
        )
        if dims[0] == 2 and mask._array.ndim == 3:
            expected = (heads, query._array.shape[0], key._array.shape[0])
            _expect(
                mask._array.shape == expected,
                f"Expected `attn_mask` shape to be {expected} but got {mask._array.shape}",
            )


def _warn_of_mixture(padding: Any, mask: Any) -> None:
    if padding._array.dtype != mask._array.dtype:
        warn("Support for mismatched key_padding_mask and attn_mask is deprecated. Use same type for both instead.")


def _added(mask: Any, name: str, dtype: np.dtype) -> Any:
    """The mask as what is added to the scores."""
    if mask is None:
        return None
    array = mask._array
    if array.dtype == np.bool_:
        return constant(np.where(array, dtype.type(-np.inf), dtype.type(0)))
    if array.dtype.kind in "iuc":
        raise AssertionError(f"only bool and floating types of {name} are supported, got {dtypes.of(array)}")
    return mask if array.dtype == dtype else astype(mask, dtype=dtype)


def _by_head(mask: Any, shape: tuple) -> Any:
    """The mask as (1, 1, l, s) or (n, heads, l, s)."""
    batch, heads, length, keys = shape
    expected = (length, keys) if mask._array.ndim == 2 else (batch * heads, length, keys)
    if mask._array.shape != expected:
        raise RuntimeError(f"The shape of the {mask._array.ndim}D attn_mask is {mask.shape}, but should be {expected}.")
    return mask.reshape((1, 1, length, keys) if mask._array.ndim == 2 else shape)


def _projected(query: Any, key: Any, value: Any, weights: tuple, bias: Any) -> list:
    biases = [None] * 3 if bias is None else bias.chunk(3)
    return [linear(x, w, b) for x, w, b in zip((query, key, value), weights, biases, strict=True)]


def _projected_together(query: Any, key: Any, value: Any, weight: Any, bias: Any) -> Any:
    """The same with all three weights in one, (3·e, e): one product for all that is the same tensor."""
    width = query._array.shape[-1]
    if key is not value:
        return _projected(query, key, value, weight.chunk(3), bias)
    if query is key:
        return linear(query, weight, bias).chunk(3, -1)
    parts = [None, None] if bias is None else bias.split([width, 2 * width])
    first, rest = weight.split([width, 2 * width])
    return linear(query, first, parts[0]), *linear(key, rest, parts[1]).chunk(2, -1)


def _given(static: Any, own: Any) -> Any:
    """A key or value of (n·heads, s, d) in the place of the projected one."""
    batch, heads, _, size = own.shape
    _expect(
        static._array.shape[0] == batch * heads and static._array.shape[2] == size,
        f"expecting a static key or value of shape ({batch * heads}, …, {size}), but got {static._array.shape}",
    )
    return static.reshape(batch, heads, -1, size)


def _joined(mask: Any, padding: Any, more: int, keys: int, batch: int) -> Any:
    """Both masks as one, with zeros for `more` places behind the keys."""
    if padding is not None:
        padding = padding.reshape(padding.shape[0], 1, 1, -1)
    mask, padding = [
        m if m is None or not more else concatenate(m, m.new_zeros((*m.shape[:-1], more)), axis=3)
        for m in (mask, padding)
    ]
    if padding is None:
        return mask
    _expect(
        padding.shape[0] == batch and padding.shape[3] == keys,
        f"expecting key_padding_mask shape of {(batch, keys)}, but got {(padding.shape[0], padding.shape[3])}",
    )
    return padding if mask is None else mask + padding
