"""The Transformer: layers of attention, encoder and decoder, the whole (Vaswani et al., 2017)."""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from backlight.core import dtypes
from backlight.core.modes import state
from backlight.nn import functional as F
from backlight.nn import init
from backlight.nn.modules.attention import MultiheadAttention
from backlight.nn.modules.containers import ModuleList
from backlight.nn.modules.dropping import Dropout
from backlight.nn.modules.layer_norm import LayerNorm
from backlight.nn.modules.linear import Linear
from backlight.nn.modules.module import Module
from backlight.tensor.creation import full
from backlight.tensor.diagonals import triu

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

Activation = str | Callable[..., Any]
fastpath_enabled = [True]  # torch.backends.mha sets it


class _Layer(Module):
    """What both layers have: attention, and two linear maps with something nonlinear between them."""

    torch_module = "torch.nn.modules.transformer"
    __constants__ = ("norm_first",)

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Activation = F.relu,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        options = {"device": device, "dtype": dtype}
        attention = {"dropout": dropout, "batch_first": batch_first, "bias": bias, **options}
        self.self_attn = MultiheadAttention(d_model, nhead, **attention)
        if self.attends_twice:
            self.multihead_attn = MultiheadAttention(d_model, nhead, **attention)
        self.linear1 = Linear(d_model, dim_feedforward, bias=bias, **options)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias=bias, **options)
        self.norm_first = norm_first
        count = 3 if self.attends_twice else 2
        for number in range(1, count + 1):
            setattr(self, f"norm{number}", LayerNorm(d_model, eps=layer_norm_eps, bias=bias, **options))
        for number in range(1, count + 1):
            setattr(self, f"dropout{number}", Dropout(dropout))
        self.activation = _named_activation(activation) if isinstance(activation, str) else activation

    attends_twice = False

    def __setstate__(self, state: dict) -> None:
        super().__setstate__(state)
        vars(self).setdefault("activation", F.relu)

    def _attend(self, attention: Module, x: Tensor, memory: Tensor, mask: Any, padding: Any, causal: bool) -> Tensor:
        return attention(
            x, memory, memory, attn_mask=mask, key_padding_mask=padding, is_causal=causal, need_weights=False
        )[0]

    def _feed(self, x: Tensor) -> Tensor:
        return self.linear2(self.dropout(self.activation(self.linear1(x))))


class TransformerEncoderLayer(_Layer):
    """x + attention(x), normalised, then x + feed-forward(x), normalised (before each with `norm_first`).

    Args:
        d_model, nhead: the features, and the heads of the attention.
        dim_feedforward: the features between the two linear maps.
        dropout: in training.
        activation: 'relu', 'gelu', or a function.
        batch_first: inputs are (N, S, E), not (S, N, E).

    >>> TransformerEncoderLayer(8, 2)(backlight.zeros(5, 3, 8)).shape
    torch.Size([5, 3, 8])
    """

    def forward(
        self,
        src: Tensor,
        src_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool = False,
    ) -> Tensor:
        """(S, N, E) → the same shape; masks as in MultiheadAttention."""
        x: Any = src
        padding = _as_numbers(src_key_padding_mask, src.dtype)
        mask = _as_numbers(src_mask, src.dtype)

        def attended(x: Any) -> Any:
            return self.dropout1(self._attend(self.self_attn, x, x, mask, padding, is_causal))

        if self.norm_first:
            x = x + attended(self.norm1(x))
            return x + self.dropout2(self._feed(self.norm2(x)))
        x = self.norm1(x + attended(x))
        return self.norm2(x + self.dropout2(self._feed(x)))


class TransformerDecoderLayer(_Layer):
    """Attention to itself, attention to what the encoder gave, and the feed-forward maps, each added and normalised.

    The arguments are those of TransformerEncoderLayer.
    """

    attends_twice = True

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool = False,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """tgt (T, N, E), memory (S, N, E) → (T, N, E)."""
        x: Any = tgt

        def own(x: Any) -> Any:
            return self.dropout1(self._attend(self.self_attn, x, x, tgt_mask, tgt_key_padding_mask, tgt_is_causal))

        def other(x: Any) -> Any:
            padding = memory_key_padding_mask
            return self.dropout2(self._attend(self.multihead_attn, x, memory, memory_mask, padding, memory_is_causal))

        if self.norm_first:
            x = x + own(self.norm1(x))
            x = x + other(self.norm2(x))
            return x + self.dropout3(self._feed(self.norm3(x)))
        x = self.norm1(x + own(x))
        x = self.norm2(x + other(x))
        return self.norm3(x + self.dropout3(self._feed(x)))


class TransformerEncoder(Module):
    """Copies of an encoder layer, one after the other.

    Args:
        encoder_layer: which is copied.
        num_layers: how often.
        norm: what the output goes through.
    """

    torch_module = "torch.nn.modules.transformer"
    __constants__ = ("norm",)

    def __init__(
        self,
        encoder_layer: TransformerEncoderLayer,
        num_layers: int,
        norm: Module | None = None,
        enable_nested_tensor: bool = True,
        mask_check: bool = True,
    ) -> None:
        super().__init__()
        self.layers = copies(encoder_layer, num_layers)
        self.num_layers = num_layers
        self.norm = norm
        self.enable_nested_tensor = enable_nested_tensor
        self.use_nested_tensor = enable_nested_tensor and _skips_padding(encoder_layer)
        self.mask_check = mask_check

    use_nested_tensor = False  # of modules pickled long ago

    def forward(
        self,
        src: Tensor,
        mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool | None = None,
    ) -> Tensor:
        """(S, N, E) → the same shape."""
        padding = _as_numbers(src_key_padding_mask, src.dtype)
        mask = _as_numbers(mask, src.dtype)
        causal = _is_causal(mask, is_causal, src, self.layers[0].self_attn.batch_first)
        output = src
        for layer in self.layers:
            output = layer(output, src_mask=mask, is_causal=causal, src_key_padding_mask=padding)
        if padding is not None and mask is None and self._is_short(src, padding):
            output = output.masked_fill(padding.bool().unsqueeze(-1), 0.0)  # (N, S) -> (N, S, 1)
        return output if self.norm is None else self.norm(output)

    def _is_short(self, src: Tensor, padding: Any) -> bool:
        """Whether torch leaves padding out altogether, so that its places become zeros: evaluation without gradients,
        and nothing after padding but padding."""
        layer: Any = self.layers[0]
        if not (self.use_nested_tensor and fastpath_enabled[0]) or layer.training or src.dim() != 3:
            return False
        if state.grad and (src.requires_grad or any(p.requires_grad for p in layer.parameters())):
            return False
        gone = padding._array != 0
        if self.mask_check and (gone[:, :-1] & ~gone[:, 1:]).any():
            return False
        amp = sys.modules.get("backlight.amp.switches")  # which nobody has imported where it cannot be on
        return amp is None or not amp.is_autocast_enabled()


class TransformerDecoder(Module):
    """Copies of a decoder layer, one after the other."""

    torch_module = "torch.nn.modules.transformer"
    __constants__ = ("norm",)

    def __init__(self, decoder_layer: TransformerDecoderLayer, num_layers: int, norm: Module | None = None) -> None:
        super().__init__()
        self.layers = copies(decoder_layer, num_layers)
        self.num_layers = num_layers
        self.norm = norm

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """tgt (T, N, E), memory (S, N, E) → (T, N, E)."""
        causal = _is_causal(tgt_mask, tgt_is_causal, tgt, self.layers[0].self_attn.batch_first)
        output = tgt
        for layer in self.layers:
            output = layer(
                output,
                memory,
                tgt_mask=tgt_mask,
                memory_mask=memory_mask,
                tgt_key_padding_mask=tgt_key_padding_mask,
                memory_key_padding_mask=memory_key_padding_mask,
                tgt_is_causal=causal,
                memory_is_causal=memory_is_causal,
            )
        return output if self.norm is None else self.norm(output)


class Transformer(Module):
    """Encoder and decoder together.

    Args:
        d_model, nhead, num_encoder_layers, num_decoder_layers, dim_feedforward, dropout, activation: the sizes.
        custom_encoder, custom_decoder: modules that take their places.

    >>> net = Transformer(8, 2, 1, 1, 16)
    >>> net(backlight.zeros(5, 3, 8), backlight.zeros(4, 3, 8)).shape
    torch.Size([4, 3, 8])
    """

    torch_module = "torch.nn.modules.transformer"

    def __init__(
        self,
        d_model: int = 512,
        nhead: int = 8,
        num_encoder_layers: int = 6,
        num_decoder_layers: int = 6,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Activation = F.relu,
        custom_encoder: Any = None,
        custom_decoder: Any = None,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        options = {"device": device, "dtype": dtype}
        sizes = (d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first, bias)
        if custom_encoder is not None:
            self.encoder = custom_encoder
        else:
            layer = TransformerEncoderLayer(*sizes, **options)
            norm = LayerNorm(d_model, eps=layer_norm_eps, bias=bias, **options)
            self.encoder = TransformerEncoder(layer, num_encoder_layers, norm)
        if custom_decoder is not None:
            self.decoder = custom_decoder
        else:
            layer = TransformerDecoderLayer(*sizes, **options)
            norm = LayerNorm(d_model, eps=layer_norm_eps, bias=bias, **options)
            self.decoder = TransformerDecoder(layer, num_decoder_layers, norm)
        self._reset_parameters()
        self.d_model = d_model
        self.nhead = nhead
        self.batch_first = batch_first

    def _reset_parameters(self) -> None:
        for parameter in self.parameters():
            if parameter.dim() > 1:
                init.xavier_uniform_(parameter)

    def forward(
        self,
        src: Tensor,
        tgt: Tensor,
        src_mask: Tensor | None = None,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        src_is_causal: bool | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """src (S, N, E), tgt (T, N, E) → (T, N, E)."""
        batch = 0 if self.batch_first else 1
        if src.dim() == 3 and src.size(batch) != tgt.size(batch):
            raise RuntimeError("the batch number of src and tgt must be equal")
        if src.size(-1) != self.d_model or tgt.size(-1) != self.d_model:
            raise RuntimeError("the feature number of src and tgt must be equal to d_model")
        memory = self.encoder(src, mask=src_mask, src_key_padding_mask=src_key_padding_mask, is_causal=src_is_causal)
        return self.decoder(
            tgt,
            memory,
            tgt_mask=tgt_mask,
            memory_mask=memory_mask,
            tgt_key_padding_mask=tgt_key_padding_mask,
            memory_key_padding_mask=memory_key_padding_mask,
            tgt_is_causal=tgt_is_causal,
            memory_is_causal=memory_is_causal,
        )

    @staticmethod
    def generate_square_subsequent_mask(sz: int, device: Any = None, dtype: Any = None) -> Tensor:
        """(sz, sz): -∞ above the diagonal, 0 elsewhere; no step sees a later one."""
        return _causal_mask(sz, device, dtype)


def _causal_mask(size: int, device: Any = None, dtype: Any = None) -> Tensor:
    return triu(full((size, size), float("-inf"), device=device, dtype=dtype), diagonal=1)


def copies(module: Module, count: int) -> ModuleList:
    """Copies of a module, with the same first weights."""
    return ModuleList([copy.deepcopy(module) for _ in range(count)])


def _named_activation(name: str) -> Callable:
    if name not in ("relu", "gelu"):
        raise RuntimeError(f"activation should be relu/gelu, not {name}")
    return F.relu if name == "relu" else F.gelu


def _skips_padding(layer: Any) -> bool:
    """Whether torch has a faster way for an encoder of such layers, which leaves padding out."""
    if not isinstance(layer, TransformerEncoderLayer) or layer.norm_first:
        return False
    attention: Any = layer.self_attn
    known = layer.activation in (F.relu, F.gelu) or type(layer.activation).__name__ in ("ReLU", "GELU")
    usual = attention.batch_first and attention._qkv_same_embed_dim and attention.in_proj_bias is not None
    return known and usual and layer.norm1.eps == layer.norm2.eps and attention.num_heads % 2 == 0


def _as_numbers(mask: Any, dtype: Any) -> Any:
    """A mask of bools as 0 and -∞."""
    if mask is None or mask.dtype is not dtypes.bool:
        return mask
    return full(tuple(mask.shape), 0.0, dtype=dtype).masked_fill(mask, float("-inf"))


def _is_causal(mask: Any, said: bool | None, x: Tensor, batch_first: bool) -> bool:
    """Whether no step sees a later one: as was said, or found by looking at the mask."""
    if said is not None or mask is None:
        return bool(said)
    size = x.size(1 if x.dim() == 3 and batch_first else 0)
    if tuple(mask.shape) != (size, size):
        return False
    return bool((mask == _causal_mask(size, dtype=mask.dtype)).all())
