"""MobileNetV3: inverted residuals with weighed channels and the hard swish (Howard et al., 2019)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from backlight import nn
from backlight.vision.models.layers import _make_divisible, begin, small_linear
from backlight.vision.models.weights import builder, filled, published
from backlight.vision.ops.layers import Conv2dNormActivation
from backlight.vision.ops.layers import SqueezeExcitation as SElayer

MobileNet_V3_Large_Weights = published(
    "MobileNet_V3_Large", "mobilenet_v3_large-8738ca79", "mobilenet_v3_large-5c1a4163 232"
)
MobileNet_V3_Small_Weights = published("MobileNet_V3_Small", "mobilenet_v3_small-047dcff4")

# Per block: input, kernel, expanded, output, with SE layer, activation, stride. "/" marks a width that `reduced_tail`
# halves; the first block with such an output and those after it are dilated.
_LARGE = """16 3 16 16 0 RE 1, 16 3 64 24 0 RE 2, 24 3 72 24 0 RE 1, 24 5 72 40 1 RE 2, 40 5 120 40 1 RE 1,
40 5 120 40 1 RE 1, 40 3 240 80 0 HS 2, 80 3 200 80 0 HS 1, 80 3 184 80 0 HS 1, 80 3 184 80 0 HS 1, 80 3 480 112 1 HS 1,
112 3 672 112 1 HS 1, 112 5 672 160/ 1 HS 2, 160/ 5 960/ 160/ 1 HS 1, 160/ 5 960/ 160/ 1 HS 1"""
_SMALL = """16 3 16 16 1 RE 2, 16 3 72 24 0 RE 2, 24 3 88 24 0 RE 1, 24 5 96 40 1 HS 2, 40 5 240 40 1 HS 1,
40 5 240 40 1 HS 1, 40 5 120 48 1 HS 1, 48 5 144 48 1 HS 1, 48 5 288 96/ 1 HS 2, 96/ 5 576/ 96/ 1 HS 1,
96/ 5 576/ 96/ 1 HS 1"""


class InvertedResidualConfig:
    """The settings of one block."""

    def __init__(
        self,
        input_channels: int,
        kernel: int,
        expanded_channels: int,
        out_channels: int,
        use_se: bool,
        activation: str,
        stride: int,
        dilation: int,
        width_mult: float,
    ) -> None:
        self.input_channels = self.adjust_channels(input_channels, width_mult)
        self.kernel = kernel
        self.expanded_channels = self.adjust_channels(expanded_channels, width_mult)
        self.out_channels = self.adjust_channels(out_channels, width_mult)
        self.use_se = use_se
        self.use_hs = activation == "HS"
        self.stride = stride
        self.dilation = dilation

    @staticmethod
    def adjust_channels(channels: int, width_mult: float) -> int:
        """A width in multiples of 8."""
        return _make_divisible(channels * width_mult, 8)


_WEIGHED = partial(SElayer, scale_activation=nn.Hardsigmoid)


class InvertedResidual(nn.Module):
    """Widen, convolve channel by channel, weigh the channels, narrow."""

    torch_module = "torchvision.models.mobilenetv3"

    def __init__(
        self,
        cnf: InvertedResidualConfig,
        norm_layer: Callable[..., nn.Module],
        se_layer: Callable[..., nn.Module] = _WEIGHED,
    ) -> None:
        super().__init__()
        if not 1 <= cnf.stride <= 2:
            raise ValueError("illegal stride value")
        self.use_res_connect = cnf.stride == 1 and cnf.input_channels == cnf.out_channels
        wide = cnf.expanded_channels
        usual: dict[str, Any] = {
            "norm_layer": norm_layer,
            "activation_layer": nn.Hardswish if cnf.use_hs else nn.ReLU,
        }
        layers: list[nn.Module] = []
        if wide != cnf.input_channels:
            layers.append(Conv2dNormActivation(cnf.input_channels, wide, kernel_size=1, **usual))
        stride = 1 if cnf.dilation > 1 else cnf.stride
        layers.append(Conv2dNormActivation(wide, wide, cnf.kernel, stride, None, wide, dilation=cnf.dilation, **usual))
        if cnf.use_se:
            layers.append(se_layer(wide, _make_divisible(wide // 4, 8)))
        usual["activation_layer"] = None
        layers.append(Conv2dNormActivation(wide, cnf.out_channels, kernel_size=1, **usual))
        self.block = nn.Sequential(*layers)
        self.out_channels = cnf.out_channels
        self._is_cn = cnf.stride > 1

    def forward(self, input: Any) -> Any:
        result = self.block(input)
        if self.use_res_connect:
            result += input
        return result


class MobileNetV3(nn.Module):
    """The blocks of a list of settings, and two linear layers."""

    torch_module = "torchvision.models.mobilenetv3"

    def __init__(
        self,
        inverted_residual_setting: list[InvertedResidualConfig],
        last_channel: int,
        num_classes: int = 1000,
        block: Callable[..., nn.Module] | None = None,
        norm_layer: Callable[..., nn.Module] | None = None,
        dropout: float = 0.2,
        **kwargs: Any,
    ) -> None:
        super().__init__()
        blocks = inverted_residual_setting
        if not blocks:
            raise ValueError("The inverted_residual_setting should not be empty")
        if not isinstance(blocks, Sequence) or not all(isinstance(s, InvertedResidualConfig) for s in blocks):
            raise TypeError("The inverted_residual_setting should be List[InvertedResidualConfig]")
        block = block or InvertedResidual
        norm_layer = norm_layer or partial(nn.BatchNorm2d, eps=0.001, momentum=0.01)
        usual: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": nn.Hardswish}
        last = blocks[-1].out_channels
        self.features = nn.Sequential(
            Conv2dNormActivation(3, blocks[0].input_channels, kernel_size=3, stride=2, **usual),
            *[block(setting, norm_layer) for setting in blocks],
            Conv2dNormActivation(last, 6 * last, kernel_size=1, **usual),
        )
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(
            nn.Linear(6 * last, last_channel),
            nn.Hardswish(inplace=True),
            nn.Dropout(p=dropout, inplace=True),
            nn.Linear(last_channel, num_classes),
        )
        begin(self, small_linear)

    def _forward_impl(self, x: Any) -> Any:
        return self.classifier(self.avgpool(self.features(x)).flatten(1))  # (n, c, 1, 1) -> (n, c)

    def forward(self, x: Any) -> Any:
        return self._forward_impl(x)


def _mobilenet_v3_conf(
    arch: str, width_mult: float = 1.0, reduced_tail: bool = False, dilated: bool = False, **kwargs: Any
) -> tuple[list[InvertedResidualConfig], int]:
    """The blocks of an architecture, and the width of the last but one layer."""
    rows, last = (_LARGE, 1280) if arch.endswith("large") else (_SMALL, 1024)

    def width(text: str) -> int:
        return int(text.rstrip("/")) // (2 if reduced_tail and text.endswith("/") else 1)

    blocks = []
    for row in rows.split(","):
        before, kernel, wide, out, se, activation, stride = row.split()
        dilation = 2 if dilated and out.endswith("/") else 1
        widths = (width(before), int(kernel), width(wide), width(out))
        blocks.append(InvertedResidualConfig(*widths, se == "1", activation, int(stride), dilation, width_mult))
    return blocks, InvertedResidualConfig.adjust_channels(last // (2 if reduced_tail else 1), width_mult)


def _mobilenet_v3(arch: str, weights: Any, progress: bool, **settings: Any) -> MobileNetV3:
    return filled(weights, progress, settings, MobileNetV3, *_mobilenet_v3_conf(arch, **settings))


@builder(MobileNet_V3_Large_Weights)
def mobilenet_v3_large(*, weights: Any = None, progress: bool = True, **settings: Any) -> MobileNetV3:
    """MobileNetV3, the large one."""
    return _mobilenet_v3("mobilenet_v3_large", weights, progress, **settings)


@builder(MobileNet_V3_Small_Weights)
def mobilenet_v3_small(*, weights: Any = None, progress: bool = True, **settings: Any) -> MobileNetV3:
    """MobileNetV3, the small one."""
    return _mobilenet_v3("mobilenet_v3_small", weights, progress, **settings)
