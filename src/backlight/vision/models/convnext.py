"""ConvNeXt: a convolutional network in the manner of transformers (Liu et al., 2022)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from backlight import nn
from backlight.nn.functional import layer_norm
from backlight.tensor.creation import ones
from backlight.tensor.parameter import Parameter
from backlight.vision.models.weights import builder, filled, published
from backlight.vision.ops.layers import Conv2dNormActivation, Permute
from backlight.vision.ops.stochastic_depth import StochasticDepth

ConvNeXt_Tiny_Weights = published("ConvNeXt_Tiny", "convnext_tiny-983f1562 236", min_size=32)
ConvNeXt_Small_Weights = published("ConvNeXt_Small", "convnext_small-0c510722 230", min_size=32)
ConvNeXt_Base_Weights = published("ConvNeXt_Base", "convnext_base-6075fbad 232", min_size=32)
ConvNeXt_Large_Weights = published("ConvNeXt_Large", "convnext_large-ea097f82 232", min_size=32)

Maker = Callable[..., nn.Module]


class LayerNorm2d(nn.LayerNorm):
    """Layer norm over the channels of each pixel."""

    torch_module = "torchvision.models.convnext"

    def forward(self, x: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        x = x.permute(0, 2, 3, 1)  # (n, c, h, w) -> (n, h, w, c)
        x = layer_norm(x, self.normalized_shape, self.weight, self.bias, self.eps)
        return x.permute(0, 3, 1, 2)  # (n, h, w, c) -> (n, c, h, w)


class CNBlock(nn.Module):
    """A 7 × 7 convolution channel by channel and two linear layers, scaled and added to the input."""

    torch_module = "torchvision.models.convnext"

    def __init__(
        self, dim: int, layer_scale: float, stochastic_depth_prob: float, norm_layer: Maker | None = None
    ) -> None:
        super().__init__()
        norm_layer = norm_layer or partial(nn.LayerNorm, eps=1e-6)
        self.block = nn.Sequential(
            nn.Conv2d(dim, dim, kernel_size=7, padding=3, groups=dim, bias=True),
            Permute([0, 2, 3, 1]),
            norm_layer(dim),
            nn.Linear(in_features=dim, out_features=4 * dim, bias=True),
            nn.GELU(),
            nn.Linear(in_features=4 * dim, out_features=dim, bias=True),
            Permute([0, 3, 1, 2]),
        )
        self.layer_scale = Parameter(ones(dim, 1, 1) * layer_scale)
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, "row")

    def forward(self, input: Any) -> Any:
        result = self.stochastic_depth(self.layer_scale * self.block(input))
        result += input
        return result


class CNBlockConfig:
    """The settings of one stage; `out_channels` is the width of the next."""

    def __init__(self, input_channels: int, out_channels: int | None, num_layers: int) -> None:
        self.input_channels = input_channels
        self.out_channels = out_channels
        self.num_layers = num_layers

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join([f'{name}={value}' for name, value in vars(self).items()])})"


class ConvNeXt(nn.Module):
    """Stages of CNBlocks, between them half the size; deeper blocks are dropped more often."""

    torch_module = "torchvision.models.convnext"

    def __init__(
        self,
        block_setting: list[CNBlockConfig],
        stochastic_depth_prob: float = 0.0,
        layer_scale: float = 1e-6,
        num_classes: int = 1000,
        block: Maker | None = None,
        norm_layer: Maker | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__()
        if not block_setting:
            raise ValueError("The block_setting should not be empty")
        if not isinstance(block_setting, Sequence) or not all(isinstance(s, CNBlockConfig) for s in block_setting):
            raise TypeError("The block_setting should be List[CNBlockConfig]")
        block = block or CNBlock
        norm_layer = norm_layer or partial(LayerNorm2d, eps=1e-6)
        usual: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": None}
        first = block_setting[0].input_channels
        layers: list[nn.Module] = [Conv2dNormActivation(3, first, 4, 4, 0, bias=True, **usual)]
        count, total = 0, sum([setting.num_layers for setting in block_setting])
        width = first
        for setting in block_setting:
            width, blocks = setting.input_channels, []
            for _ in range(setting.num_layers):
                blocks.append(block(width, layer_scale, stochastic_depth_prob * count / (total - 1.0)))
                count += 1
            layers.append(nn.Sequential(*blocks))
            if setting.out_channels is not None:
                half = nn.Conv2d(width, setting.out_channels, kernel_size=2, stride=2)
                layers.append(nn.Sequential(norm_layer(width), half))
                width = setting.out_channels
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(norm_layer(width), nn.Flatten(1), nn.Linear(width, num_classes))
        for layer in self.modules():
            if isinstance(layer, (nn.Conv2d, nn.Linear)):
                nn.init.trunc_normal_(layer.weight, std=0.02)
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)

    def _forward_impl(self, x: Any) -> Any:
        return self.classifier(self.avgpool(self.features(x)))

    def forward(self, x: Any) -> Any:
        return self._forward_impl(x)


def _convnext(width: int, deepest: int, drop: float, weights: Any, progress: bool, **settings: Any) -> ConvNeXt:
    counts = [3, 3, deepest, 3]
    after = [2 * width, 4 * width, 8 * width, None]
    stages = [CNBlockConfig(width << n, after[n], counts[n]) for n in range(4)]
    settings.setdefault("stochastic_depth_prob", drop)
    return filled(weights, progress, settings, ConvNeXt, stages)


@builder(ConvNeXt_Tiny_Weights)
def convnext_tiny(*, weights: Any = None, progress: bool = True, **settings: Any) -> ConvNeXt:
    """ConvNeXt, tiny."""
    return _convnext(96, 9, 0.1, weights, progress, **settings)


@builder(ConvNeXt_Small_Weights)
def convnext_small(*, weights: Any = None, progress: bool = True, **settings: Any) -> ConvNeXt:
    """ConvNeXt, small."""
    return _convnext(96, 27, 0.4, weights, progress, **settings)


@builder(ConvNeXt_Base_Weights)
def convnext_base(*, weights: Any = None, progress: bool = True, **settings: Any) -> ConvNeXt:
    """ConvNeXt, base."""
    return _convnext(128, 27, 0.5, weights, progress, **settings)


@builder(ConvNeXt_Large_Weights)
def convnext_large(*, weights: Any = None, progress: bool = True, **settings: Any) -> ConvNeXt:
    """ConvNeXt, large."""
    return _convnext(192, 27, 0.5, weights, progress, **settings)
