"""EfficientNet: depth, width and picture grow together (Tan and Le, 2019, 2021)."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from backlight import nn
from backlight.vision.models.layers import _make_divisible, begin
from backlight.vision.models.weights import builder, filled, published
from backlight.vision.ops.layers import Conv2dNormActivation, SqueezeExcitation
from backlight.vision.ops.stochastic_depth import StochasticDepth


def _b(n: int, *files: str) -> Any:
    return published(f"EfficientNet_B{n}", *[f"efficientnet_b{n}{file}" for file in files])


EfficientNet_B0_Weights = _b(0, "_rwightman-7f5810bc 256 224 bicubic")
EfficientNet_B1_Weights = _b(1, "_rwightman-bac287d4 256 240 bicubic", "-c27df63c 255 240")
EfficientNet_B2_Weights = _b(2, "_rwightman-c35c1473 288 288 bicubic")
EfficientNet_B3_Weights = _b(3, "_rwightman-b3899882 320 300 bicubic")
EfficientNet_B4_Weights = _b(4, "_rwightman-23ab8bcd 384 380 bicubic")
EfficientNet_B5_Weights = _b(5, "_lukemelas-1a07897c 456 456 bicubic")
EfficientNet_B6_Weights = _b(6, "_lukemelas-24a108a5 528 528 bicubic")
EfficientNet_B7_Weights = _b(7, "_lukemelas-c5b4e57e 600 600 bicubic")
EfficientNet_V2_S_Weights = published("EfficientNet_V2_S", "efficientnet_v2_s-dd5fe13b 384 384", min_size=33)
EfficientNet_V2_M_Weights = published("EfficientNet_V2_M", "efficientnet_v2_m-dc08266a 480 480", min_size=33)
_HALF = {"mean": (0.5, 0.5, 0.5), "std": (0.5, 0.5, 0.5)}
EfficientNet_V2_L_Weights = published(
    "EfficientNet_V2_L", min_size=33, IMAGENET1K_V1=("efficientnet_v2_l-59c71312 480 480 bicubic", _HALF)
)

Maker = Callable[..., nn.Module]


class _MBConvConfig:
    """The settings of one stage."""

    def __init__(
        self,
        expand_ratio: float,
        kernel: int,
        stride: int,
        input_channels: int,
        out_channels: int,
        num_layers: int,
        block: Maker,
    ) -> None:
        self.expand_ratio = expand_ratio
        self.kernel = kernel
        self.stride = stride
        self.input_channels = input_channels
        self.out_channels = out_channels
        self.num_layers = num_layers
        self.block = block

    @staticmethod
    def adjust_channels(channels: int, width_mult: float, min_value: int | None = None) -> int:
        """A width in multiples of 8."""
        return _make_divisible(channels * width_mult, 8, min_value)


class MBConvConfig(_MBConvConfig):
    """The settings of a stage of MBConv blocks, scaled in width and depth."""

    def __init__(
        self,
        expand_ratio: float,
        kernel: int,
        stride: int,
        input_channels: int,
        out_channels: int,
        num_layers: int,
        width_mult: float = 1.0,
        depth_mult: float = 1.0,
        block: Maker | None = None,
    ) -> None:
        before, after = [self.adjust_channels(channels, width_mult) for channels in (input_channels, out_channels)]
        depth = self.adjust_depth(num_layers, depth_mult)
        super().__init__(expand_ratio, kernel, stride, before, after, depth, block or MBConv)

    @staticmethod
    def adjust_depth(num_layers: int, depth_mult: float) -> int:
        """A number of blocks, rounded up."""
        return math.ceil(num_layers * depth_mult)


class FusedMBConvConfig(_MBConvConfig):
    """The settings of a stage of FusedMBConv blocks."""

    def __init__(
        self,
        expand_ratio: float,
        kernel: int,
        stride: int,
        input_channels: int,
        out_channels: int,
        num_layers: int,
        block: Maker | None = None,
    ) -> None:
        block = block or FusedMBConv
        super().__init__(expand_ratio, kernel, stride, input_channels, out_channels, num_layers, block)


class _Residual(nn.Module):
    """A block that is added to its input where the shape stays, and dropped at random in training."""

    torch_module = "torchvision.models.efficientnet"

    def __init__(self, cnf: _MBConvConfig, stochastic_depth_prob: float, layers: list[nn.Module]) -> None:
        super().__init__()
        if not 1 <= cnf.stride <= 2:
            raise ValueError("illegal stride value")
        self.use_res_connect = cnf.stride == 1 and cnf.input_channels == cnf.out_channels
        self.block = nn.Sequential(*layers)
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, "row")
        self.out_channels = cnf.out_channels

    def forward(self, input: Any) -> Any:
        result = self.block(input)
        if self.use_res_connect:
            result = self.stochastic_depth(result)
            result += input
        return result


class MBConv(_Residual):
    """Widen, convolve channel by channel, weigh the channels, narrow."""

    def __init__(
        self, cnf: MBConvConfig, stochastic_depth_prob: float, norm_layer: Maker, se_layer: Maker = SqueezeExcitation
    ) -> None:
        usual: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": nn.SiLU}
        wide = cnf.adjust_channels(cnf.input_channels, cnf.expand_ratio)
        layers: list[nn.Module] = []
        if wide != cnf.input_channels:
            layers.append(Conv2dNormActivation(cnf.input_channels, wide, kernel_size=1, **usual))
        layers.append(Conv2dNormActivation(wide, wide, cnf.kernel, cnf.stride, groups=wide, **usual))
        squeezed = max(1, cnf.input_channels // 4)
        layers.append(se_layer(wide, squeezed, activation=partial(nn.SiLU, inplace=True)))
        usual["activation_layer"] = None
        layers.append(Conv2dNormActivation(wide, cnf.out_channels, kernel_size=1, **usual))
        super().__init__(cnf, stochastic_depth_prob, layers)


class FusedMBConv(_Residual):
    """Widen by a full convolution, narrow."""

    def __init__(self, cnf: FusedMBConvConfig, stochastic_depth_prob: float, norm_layer: Maker) -> None:
        usual: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": nn.SiLU}
        before, out = cnf.input_channels, cnf.out_channels
        wide = cnf.adjust_channels(before, cnf.expand_ratio)
        if wide == before:
            layers: list[nn.Module] = [Conv2dNormActivation(before, out, cnf.kernel, cnf.stride, **usual)]
        else:
            layers = [Conv2dNormActivation(before, wide, cnf.kernel, cnf.stride, **usual)]
            usual["activation_layer"] = None
            layers.append(Conv2dNormActivation(wide, out, kernel_size=1, **usual))
        super().__init__(cnf, stochastic_depth_prob, layers)


class EfficientNet(nn.Module):
    """The stages of a list of settings; deeper blocks are dropped more often."""

    torch_module = "torchvision.models.efficientnet"

    def __init__(
        self,
        inverted_residual_setting: Sequence[_MBConvConfig],
        dropout: float,
        stochastic_depth_prob: float = 0.2,
        num_classes: int = 1000,
        norm_layer: Maker | None = None,
        last_channel: int | None = None,
    ) -> None:
        super().__init__()
        stages = inverted_residual_setting
        if not stages:
            raise ValueError("The inverted_residual_setting should not be empty")
        if not isinstance(stages, Sequence) or not all(isinstance(s, _MBConvConfig) for s in stages):
            raise TypeError("The inverted_residual_setting should be List[MBConvConfig]")
        norm_layer = norm_layer or nn.BatchNorm2d
        usual: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": nn.SiLU}
        layers: list[nn.Module] = [Conv2dNormActivation(3, stages[0].input_channels, kernel_size=3, stride=2, **usual)]
        count, total = 0, sum([setting.num_layers for setting in stages])
        for setting in stages:
            blocks = []
            for n in range(setting.num_layers):
                own = copy.copy(setting)
                if n:
                    own.input_channels, own.stride = own.out_channels, 1
                blocks.append(own.block(own, stochastic_depth_prob * float(count) / total, norm_layer))
                count += 1
            layers.append(nn.Sequential(*blocks))
        width = stages[-1].out_channels
        last = 4 * width if last_channel is None else last_channel
        layers.append(Conv2dNormActivation(width, last, kernel_size=1, **usual))
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(nn.Dropout(p=dropout, inplace=True), nn.Linear(last, num_classes))
        begin(self, _even_linear)

    def _forward_impl(self, x: Any) -> Any:
        return self.classifier(self.avgpool(self.features(x)).flatten(1))  # (n, c, 1, 1) -> (n, c)

    def forward(self, x: Any) -> Any:
        return self._forward_impl(x)


def _even_linear(layer: nn.Linear) -> None:
    bound = 1.0 / math.sqrt(layer.out_features)
    nn.init.uniform_(layer.weight, -bound, bound)


# Expansion, kernel, stride, input, output, blocks; F marks the fused ones.
_STAGES = {
    "b": "1 3 1 32 16 1, 6 3 2 16 24 2, 6 5 2 24 40 2, 6 3 2 40 80 3, 6 5 1 80 112 3, 6 5 2 112 192 4, 6 3 1 192 320 1",
    "s": "F 1 3 1 24 24 2, F 4 3 2 24 48 4, F 4 3 2 48 64 4, 4 3 2 64 128 6, 6 3 1 128 160 9, 6 3 2 160 256 15",
    "m": "F 1 3 1 24 24 3, F 4 3 2 24 48 5, F 4 3 2 48 80 5, 4 3 2 80 160 7, 6 3 1 160 176 14, 6 3 2 176 304 18, "
    "6 3 1 304 512 5",
    "l": "F 1 3 1 32 32 4, F 4 3 2 32 64 7, F 4 3 2 64 96 7, 4 3 2 96 192 10, 6 3 1 192 224 19, 6 3 2 224 384 25, "
    "6 3 1 384 640 7",
}


def _stages(kind: str, *scales: float) -> list[_MBConvConfig]:
    found = []
    for row in _STAGES[kind].split(","):
        fused, *words = row.split() if "F" in row else ["", *row.split()]
        numbers: Any = [int(word) for word in words]
        found.append(FusedMBConvConfig(*numbers) if fused else MBConvConfig(*numbers, *scales))
    return found


def _efficientnet_b(width: float, depth: float, dropout: float, weights: Any, progress: bool, **settings: Any) -> Any:
    stages = _stages("b", width, depth)
    return filled(weights, progress, settings, EfficientNet, stages, settings.pop("dropout", dropout))


def _efficientnet_v2(kind: str, dropout: float, weights: Any, progress: bool, **settings: Any) -> EfficientNet:
    settings = {"norm_layer": partial(nn.BatchNorm2d, eps=0.001), "last_channel": 1280, **settings}
    return filled(weights, progress, settings, EfficientNet, _stages(kind), settings.pop("dropout", dropout))


_SLOW = partial(nn.BatchNorm2d, eps=0.001, momentum=0.01)


@builder(EfficientNet_B0_Weights)
def efficientnet_b0(*, weights: Any = None, progress: bool = True, **settings: Any) -> EfficientNet:
    """EfficientNet B0."""
    return _efficientnet_b(1.0, 1.0, 0.2, weights, progress, **settings)


@builder(EfficientNet_B1_Weights)
def efficientnet_b1(*, weights: Any = None, progress: bool = True, **settings: Any) -> EfficientNet:
    """EfficientNet B1."""
    return _efficientnet_b(1.0, 1.1, 0.2, weights, progress, **settings)


@builder(EfficientNet_B2_Weights)
def efficientnet_b2(*, weights: Any = None, progress: bool = True, **settings: Any) -> EfficientNet:
    """EfficientNet B2."""
    return _efficientnet_b(1.1, 1.2, 0.3, weights, progress, **settings)


@builder(EfficientNet_B3_Weights)
def efficientnet_b3(*, weights: Any = None, progress: bool = True, **settings: Any) -> EfficientNet:
    """EfficientNet B3."""
    return _efficientnet_b(1.2, 1.4, 0.3, weights, progress, **settings)


@builder(EfficientNet_B4_Weights)
def efficientnet_b4(*, weights: Any = None, progress: bool = True, **settings: Any) -> EfficientNet:
    """EfficientNet B4."""
    return _efficientnet_b(1.4, 1.8, 0.4, weights, progress, **settings)


@builder(EfficientNet_B5_Weights)
def efficientnet_b5(*, weights: Any = None, progress: bool = True, **settings: Any) -> EfficientNet:
    """EfficientNet B5."""
    return _efficientnet_b(1.6, 2.2, 0.4, weights, progress, norm_layer=_SLOW, **settings)


@builder(EfficientNet_B6_Weights)
def efficientnet_b6(*, weights: Any = None, progress: bool = True, **settings: Any) -> EfficientNet:
    """EfficientNet B6."""
    return _efficientnet_b(1.8, 2.6, 0.5, weights, progress, norm_layer=_SLOW, **settings)


@builder(EfficientNet_B7_Weights)
def efficientnet_b7(*, weights: Any = None, progress: bool = True, **settings: Any) -> EfficientNet:
    """EfficientNet B7."""
    return _efficientnet_b(2.0, 3.1, 0.5, weights, progress, norm_layer=_SLOW, **settings)


@builder(EfficientNet_V2_S_Weights)
def efficientnet_v2_s(*, weights: Any = None, progress: bool = True, **settings: Any) -> EfficientNet:
    """EfficientNetV2, the small one."""
    return _efficientnet_v2("s", 0.2, weights, progress, **settings)


@builder(EfficientNet_V2_M_Weights)
def efficientnet_v2_m(*, weights: Any = None, progress: bool = True, **settings: Any) -> EfficientNet:
    """EfficientNetV2, the one in the middle."""
    return _efficientnet_v2("m", 0.3, weights, progress, **settings)


@builder(EfficientNet_V2_L_Weights)
def efficientnet_v2_l(*, weights: Any = None, progress: bool = True, **settings: Any) -> EfficientNet:
    """EfficientNetV2, the large one."""
    return _efficientnet_v2("l", 0.4, weights, progress, **settings)
