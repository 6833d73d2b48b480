"""Vision transformer: a picture as a sequence of patches (Dosovitskiy et al., 2021)."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from backlight import nn
from backlight.tensor.creation import empty, zeros
from backlight.tensor.joining import cat
from backlight.tensor.parameter import Parameter
from backlight.vision.models.weights import builder, demand, filled, published
from backlight.vision.ops.layers import MLP, Conv2dNormActivation

# These take pictures of one size alone: that of the crop.
ViT_B_16_Weights = published(
    "ViT_B_16",
    "vit_b_16-c867db91",
    min_size=-1,
    IMAGENET1K_SWAG_E2E_V1="vit_b_16_swag-9ac1b537 384 384 bicubic",
    IMAGENET1K_SWAG_LINEAR_V1="vit_b_16_lc_swag-4e70ced5 224 224 bicubic",
)
ViT_B_32_Weights = published("ViT_B_32", "vit_b_32-d86f8d99", min_size=-1)
ViT_L_16_Weights = published(
    "ViT_L_16",
    "vit_l_16-852ce7e3 242",
    min_size=-1,
    IMAGENET1K_SWAG_E2E_V1="vit_l_16_swag-4f3808c9 512 512 bicubic",
    IMAGENET1K_SWAG_LINEAR_V1="vit_l_16_lc_swag-4d563306 224 224 bicubic",
)
ViT_L_32_Weights = published("ViT_L_32", "vit_l_32-c7638314", min_size=-1)
ViT_H_14_Weights = published(
    "ViT_H_14",
    min_size=-1,
    IMAGENET1K_SWAG_E2E_V1="vit_h_14_swag-80465313 518 518 bicubic",
    IMAGENET1K_SWAG_LINEAR_V1="vit_h_14_lc_swag-c1eb923e 224 224 bicubic",
)

Maker = Callable[..., nn.Module]
_NORM = partial(nn.LayerNorm, eps=1e-6)


class ConvStemConfig(NamedTuple):
    """The settings of one convolution of a stem."""

    out_channels: int
    kernel_size: int
    stride: int
    norm_layer: Maker = nn.BatchNorm2d
    activation_layer: Maker = nn.ReLU


class MLPBlock(MLP):
    """Two linear layers with GELU between them."""

    torch_module = "torchvision.models.vision_transformer"
    _version = 2

    def __init__(self, in_dim: int, mlp_dim: int, dropout: float) -> None:
        super().__init__(in_dim, [mlp_dim, in_dim], activation_layer=nn.GELU, inplace=None, dropout=dropout)
        for layer in self.modules():
            if isinstance(layer, nn.Linear):
                nn.init.xavier_uniform_(layer.weight)
                nn.init.normal_(layer.bias, std=1e-6)

    def _load_from_state_dict(self, state_dict: Any, prefix: str, local_metadata: Any, *rest: Any) -> None:  # pyright: ignore
        if (local_metadata.get("version") or 1) < 2:  # the layers had other names
            for n in range(2):
                for kind in ("weight", "bias"):
                    former = f"{prefix}linear_{n + 1}.{kind}"
                    if former in state_dict:
                        state_dict[f"{prefix}{3 * n}.{kind}"] = state_dict.pop(former)
        super()._load_from_state_dict(state_dict, prefix, local_metadata, *rest)


class EncoderBlock(nn.Module):
    """Attention and two linear layers, each after a norm and added to its input."""

    torch_module = "torchvision.models.vision_transformer"

    def __init__(
        self,
        num_heads: int,
        hidden_dim: int,
        mlp_dim: int,
        dropout: float,
        attention_dropout: float,
        norm_layer: Maker = _NORM,
    ) -> None:
        super().__init__()
        self.num_heads = num_heads
        self.ln_1 = norm_layer(hidden_dim)
        self.self_attention = nn.MultiheadAttention(hidden_dim, num_heads, dropout=attention_dropout, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.ln_2 = norm_layer(hidden_dim)
        self.mlp = MLPBlock(hidden_dim, mlp_dim, dropout)

    def forward(self, input: Any) -> Any:
        _expect(input.dim() == 3, f"Expected (batch_size, seq_length, hidden_dim) got {input.shape}")
        x = self.ln_1(input)
        x, _ = self.self_attention(x, x, x, need_weights=False)
        x = self.dropout(x) + input
        return x + self.mlp(self.ln_2(x))


class Encoder(nn.Module):
    """Learned positions, and blocks in a row."""

    torch_module = "torchvision.models.vision_transformer"

    def __init__(
        self,
        seq_length: int,
        num_layers: int,
        num_heads: int,
        hidden_dim: int,
        mlp_dim: int,
        dropout: float,
        attention_dropout: float,
        norm_layer: Maker = _NORM,
    ) -> None:
        super().__init__()
        self.pos_embedding = Parameter(empty(1, seq_length, hidden_dim).normal_(std=0.02))
        self.dropout = nn.Dropout(dropout)
        sizes = (num_heads, hidden_dim, mlp_dim, dropout, attention_dropout, norm_layer)
        self.layers = nn.Sequential(
            OrderedDict([(f"encoder_layer_{n}", EncoderBlock(*sizes)) for n in range(num_layers)])
        )
        self.ln = norm_layer(hidden_dim)

    def forward(self, input: Any) -> Any:
        _expect(input.dim() == 3, f"Expected (batch_size, seq_length, hidden_dim) got {input.shape}")
        return self.ln(self.layers(self.dropout(input + self.pos_embedding)))


class VisionTransformer(nn.Module):
    """Patches of the picture and a class token through an encoder; the token gives the classes."""

    torch_module = "torchvision.models.vision_transformer"

    def __init__(
        self,
        image_size: int,
        patch_size: int,
        num_layers: int,
        num_heads: int,
        hidden_dim: int,
        mlp_dim: int,
        dropout: float = 0.0,
        attention_dropout: float = 0.0,
        num_classes: int = 1000,
        representation_size: int | None = None,
        norm_layer: Maker = _NORM,
        conv_stem_configs: list[ConvStemConfig] | None = None,
    ) -> None:
        super().__init__()
        _expect(image_size % patch_size == 0, "Input shape indivisible by patch size!")
        self.image_size = image_size
        self.patch_size = patch_size
        self.hidden_dim = hidden_dim
        self.mlp_dim = mlp_dim
        self.attention_dropout = attention_dropout
        self.dropout = dropout
        self.num_classes = num_classes
        self.representation_size = representation_size
        self.norm_layer = norm_layer
        if conv_stem_configs is None:
            self.conv_proj: Any = nn.Conv2d(3, hidden_dim, kernel_size=patch_size, stride=patch_size)
        else:
            self.conv_proj = _stem(conv_stem_configs, hidden_dim)
        self.seq_length = (image_size // patch_size) ** 2 + 1
        self.class_token = Parameter(zeros(1, 1, hidden_dim))
        sizes = (num_layers, num_heads, hidden_dim, mlp_dim, dropout, attention_dropout)
        self.encoder = Encoder(self.seq_length, *sizes, norm_layer)
        heads: list[tuple[str, nn.Module]] = []
        if representation_size is not None:
            heads = [("pre_logits", nn.Linear(hidden_dim, representation_size)), ("act", nn.Tanh())]
        heads.append(("head", nn.Linear(representation_size or hidden_dim, num_classes)))
        self.heads = nn.Sequential(OrderedDict(heads))
        self._begin(self.conv_proj, representation_size)

    def _begin(self, proj: Any, representation_size: int | None) -> None:
        """First weights of the first and the last layers."""
        if isinstance(proj, nn.Conv2d):
            fan_in = proj.in_channels * proj.kernel_size[0] * proj.kernel_size[1]
            nn.init.trunc_normal_(proj.weight, std=math.sqrt(1 / fan_in))
            nn.init.zeros_(proj.bias)
        else:
            last = proj.conv_last
            nn.init.normal_(last.weight, mean=0.0, std=math.sqrt(2.0 / last.out_channels))
            nn.init.zeros_(last.bias)
        if representation_size is not None:
            before: Any = self.heads.pre_logits
            nn.init.trunc_normal_(before.weight, std=math.sqrt(1 / before.in_features))
            nn.init.zeros_(before.bias)
        head: Any = self.heads.head
        nn.init.zeros_(head.weight)
        nn.init.zeros_(head.bias)

    def _process_input(self, x: Any) -> Any:
        """The patches as a sequence of vectors."""
        n, _, h, w = x.shape
        size, patch = self.image_size, self.patch_size
        _expect(h == size, f"Wrong image height! Expected {size} but got {h}!")
        _expect(w == size, f"Wrong image width! Expected {size} but got {w}!")
        # (n, 3, h, w) -> (n, hidden, h / p, w / p) -> (n, hidden, patches) -> (n, patches, hidden)
        x = self.conv_proj(x).reshape(n, self.hidden_dim, (h // patch) * (w // patch))
        return x.permute(0, 2, 1)

    def forward(self, x: Any) -> Any:
        x = self._process_input(x)
        token = self.class_token.expand(x.shape[0], -1, -1)
        x = self.encoder(cat([token, x], dim=1))
        return self.heads(x[:, 0])


def _expect(condition: bool, message: str) -> None:
    if not condition:
        raise AssertionError(message)


def _stem(configs: list[ConvStemConfig], hidden_dim: int) -> nn.Sequential:
    """Small convolutions instead of one of a patch's size."""
    stem, before = nn.Sequential(), 3
    for n, part in enumerate(configs):
        layer = Conv2dNormActivation(
            before,
            part.out_channels,
            part.kernel_size,
            part.stride,
            norm_layer=part.norm_layer,
            activation_layer=part.activation_layer,
        )
        stem.add_module(f"conv_bn_relu_{n}", layer)
        before = part.out_channels
    stem.add_module("conv_last", nn.Conv2d(before, hidden_dim, kernel_size=1))
    return stem


def _vit(
    patch: int, layers: int, heads: int, hidden: int, weights: Any, progress: bool, **settings: Any
) -> VisionTransformer:
    if weights is not None:
        demand(settings, "image_size", weights.meta["min_size"][0])
    sizes = (settings.pop("image_size", 224), patch, layers, heads, hidden, 4 * hidden)
    return filled(weights, progress, settings, VisionTransformer, *sizes)


@builder(ViT_B_16_Weights)
def vit_b_16(*, weights: Any = None, progress: bool = True, **settings: Any) -> VisionTransformer:
    """The base transformer on patches of 16."""
    return _vit(16, 12, 12, 768, weights, progress, **settings)


@builder(ViT_B_32_Weights)
def vit_b_32(*, weights: Any = None, progress: bool = True, **settings: Any) -> VisionTransformer:
    """The base transformer on patches of 32."""
    return _vit(32, 12, 12, 768, weights, progress, **settings)


@builder(ViT_L_16_Weights)
def vit_l_16(*, weights: Any = None, progress: bool = True, **settings: Any) -> VisionTransformer:
    """The large transformer on patches of 16."""
    return _vit(16, 24, 16, 1024, weights, progress, **settings)


@builder(ViT_L_32_Weights)
def vit_l_32(*, weights: Any = None, progress: bool = True, **settings: Any) -> VisionTransformer:
    """The large transformer on patches of 32."""
    return _vit(32, 24, 16, 1024, weights, progress, **settings)


@builder(ViT_H_14_Weights)
def vit_h_14(*, weights: Any = None, progress: bool = True, **settings: Any) -> VisionTransformer:
    """The huge transformer on patches of 14."""
    return _vit(14, 32, 16, 1280, weights, progress, **settings)


def interpolate_embeddings(
    image_size: int,
    patch_size: int,
    model_state: OrderedDict[str, Any],
    interpolation_mode: str = "bicubic",
    reset_heads: bool = False,
) -> OrderedDict[str, Any]:
    """The weights for pictures of another size: the positions are resized, with `reset_heads` the heads left out."""
    positions = model_state["encoder.pos_embedding"]
    n, length, hidden = positions.shape
    if n != 1:
        raise ValueError(f"Unexpected position embedding shape: {positions.shape}")
    side = image_size // patch_size
    if side * side + 1 == length:
        return model_state
    before = math.isqrt(length - 1)
    if before * before != length - 1:
        raise ValueError(f"the positions of {length - 1} patches are no square")
    grid = positions[:, 1:].permute(0, 2, 1).reshape(1, hidden, before, before)  # (1, p, c) -> (1, c, √p, √p)
    grid = nn.functional.interpolate(grid, size=side, mode=interpolation_mode, align_corners=True)
    grid = grid.reshape(1, hidden, side * side).permute(0, 2, 1)  # (1, c, side, side) -> (1, side², c)
    model_state["encoder.pos_embedding"] = cat([positions[:, :1], grid], dim=1)
    if reset_heads:
        return OrderedDict([(key, x) for key, x in model_state.items() if not key.startswith("heads")])
    return model_state
