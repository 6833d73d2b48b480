"""MobileNetV2: thin residuals around a wide convolution in one group per channel (Sandler et al., 2018)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backlight import nn
from backlight.nn.functional import adaptive_avg_pool2d
from backlight.vision.models.layers import _make_divisible, begin, small_linear
from backlight.vision.models.weights import builder, filled, published
from backlight.vision.ops.layers import Conv2dNormActivation

MobileNet_V2_Weights = published("MobileNet_V2", "mobilenet_v2-b0353104", "mobilenet_v2-7ebf99e0 232")

# Expansion, output channels, number of blocks, stride of the first.
_STAGES = [
    [1, 16, 1, 1],
    [6, 24, 2, 2],
    [6, 32, 3, 2],
    [6, 64, 4, 2],
    [6, 96, 3, 1],
    [6, 160, 3, 2],
    [6, 320, 1, 1],
]


class InvertedResidual(nn.Module):
    """Widen, convolve channel by channel, narrow; added to the input where the shape stays."""

    torch_module = "torchvision.models.mobilenetv2"

    def __init__(
        self,
        inp: int,
        oup: int,
        stride: int,
        expand_ratio: int,
        norm_layer: Callable[..., nn.Module] | None = None,
    ) -> None:
        super().__init__()
        self.stride = stride
        if stride not in (1, 2):
            raise ValueError(f"stride should be 1 or 2 instead of {stride}")
        norm_layer = norm_layer or nn.BatchNorm2d
        wide = round(inp * expand_ratio)
        self.use_res_connect = stride == 1 and inp == oup
        usual: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": nn.ReLU6}
        layers = [Conv2dNormActivation(inp, wide, kernel_size=1, **usual)] if expand_ratio != 1 else []
        self.conv = nn.Sequential(
            *layers,
            Conv2dNormActivation(wide, wide, stride=stride, groups=wide, **usual),
            nn.Conv2d(wide, oup, 1, 1, 0, bias=False),
            norm_layer(oup),
        )
        self.out_channels = oup
        self._is_cn = stride > 1

    def forward(self, x: Any) -> Any:
        return x + self.conv(x) if self.use_res_connect else self.conv(x)


class MobileNetV2(nn.Module):
    """Inverted residuals, all widths times `width_mult`."""

    torch_module = "torchvision.models.mobilenetv2"

    def __init__(
        self,
        num_classes: int = 1000,
        width_mult: float = 1.0,
        inverted_residual_setting: list[list[int]] | None = None,
        round_nearest: int = 8,
        block: Callable[..., nn.Module] | None = None,
        norm_layer: Callable[..., nn.Module] | None = None,
        dropout: float = 0.2,
    ) -> None:
        super().__init__()
        block = block or InvertedResidual
        norm_layer = norm_layer or nn.BatchNorm2d
        stages = _STAGES if inverted_residual_setting is None else inverted_residual_setting
        if len(stages) == 0 or len(stages[0]) != 4:
            raise ValueError(f"inverted_residual_setting should be non-empty or a 4-element list, got {stages}")
        width = _make_divisible(32 * width_mult, round_nearest)
        self.last_channel = _make_divisible(1280 * max(1.0, width_mult), round_nearest)
        usual: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": nn.ReLU6}
        layers: list[nn.Module] = [Conv2dNormActivation(3, width, stride=2, **usual)]
        for ratio, channels, count, stride in stages:
            out = _make_divisible(channels * width_mult, round_nearest)
            for n in range(count):
                layers.append(block(width, out, 1 if n else stride, expand_ratio=ratio, norm_layer=norm_layer))
                width = out
        layers.append(Conv2dNormActivation(width, self.last_channel, kernel_size=1, **usual))
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Dropout(p=dropout), nn.Linear(self.last_channel, num_classes))
        begin(self, small_linear)

    def _forward_impl(self, x: Any) -> Any:
        x = adaptive_avg_pool2d(self.features(x), (1, 1))
        return self.classifier(x.flatten(1))  # (n, c, 1, 1) -> (n, c)

    def forward(self, x: Any) -> Any:
        return self._forward_impl(x)


@builder(MobileNet_V2_Weights)
def mobilenet_v2(*, weights: Any = None, progress: bool = True, **settings: Any) -> MobileNetV2:
    """MobileNetV2."""
    return filled(weights, progress, settings, MobileNetV2)
