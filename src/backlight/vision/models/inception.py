"""Inception v3: branches of small and of long, thin convolutions (Szegedy et al., 2016)."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from typing import Any

from backlight import nn
from backlight.nn.functional import adaptive_avg_pool2d, avg_pool2d, max_pool2d
from backlight.tensor.joining import cat
from backlight.vision.models.googlenet import (
    BasicConv2d,
    as_google_scaled,
    begin_truncated,
    warn_of_beginning,
    with_published,
)
from backlight.vision.models.weights import builder, filled, published

Inception_V3_Weights = published("Inception_V3", "inception_v3_google-0cc3c7bd 342 299", min_size=75)
InceptionOutputs = namedtuple("InceptionOutputs", ["logits", "aux_logits"])
_InceptionOutputs = InceptionOutputs

Maker = Callable[..., nn.Module]

_TALL: dict[str, Any] = {"kernel_size": (7, 1), "padding": (3, 0)}
_LONG: dict[str, Any] = {"kernel_size": (1, 7), "padding": (0, 3)}


def _mean_of_nine(x: Any) -> Any:
    return avg_pool2d(x, kernel_size=3, stride=1, padding=1)


class _Branches(nn.Module):
    """Branches side by side, whose channels are joined."""

    torch_module = "torchvision.models.inception"

    def _forward(self, x: Any) -> list[Any]:
        raise NotImplementedError

    def forward(self, x: Any) -> Any:
        return cat(self._forward(x), 1)


class InceptionA(_Branches):
    """1 × 1, 5 × 5, twice 3 × 3, and a mean."""

    def __init__(self, in_channels: int, pool_features: int, conv_block: Maker | None = None) -> None:
        super().__init__()
        conv = conv_block or BasicConv2d
        self.branch1x1 = conv(in_channels, 64, kernel_size=1)
        self.branch5x5_1 = conv(in_channels, 48, kernel_size=1)
        self.branch5x5_2 = conv(48, 64, kernel_size=5, padding=2)
        self.branch3x3dbl_1 = conv(in_channels, 64, kernel_size=1)
        self.branch3x3dbl_2 = conv(64, 96, kernel_size=3, padding=1)
        self.branch3x3dbl_3 = conv(96, 96, kernel_size=3, padding=1)
        self.branch_pool = conv(in_channels, pool_features, kernel_size=1)

    def _forward(self, x: Any) -> list[Any]:
        return [
            self.branch1x1(x),
            self.branch5x5_2(self.branch5x5_1(x)),
            self.branch3x3dbl_3(self.branch3x3dbl_2(self.branch3x3dbl_1(x))),
            self.branch_pool(_mean_of_nine(x)),
        ]


class InceptionB(_Branches):
    """Half the size."""

    def __init__(self, in_channels: int, conv_block: Maker | None = None) -> None:
        super().__init__()
        conv = conv_block or BasicConv2d
        self.branch3x3 = conv(in_channels, 384, kernel_size=3, stride=2)
        self.branch3x3dbl_1 = conv(in_channels, 64, kernel_size=1)
        self.branch3x3dbl_2 = conv(64, 96, kernel_size=3, padding=1)
        self.branch3x3dbl_3 = conv(96, 96, kernel_size=3, stride=2)

    def _forward(self, x: Any) -> list[Any]:
        double = self.branch3x3dbl_3(self.branch3x3dbl_2(self.branch3x3dbl_1(x)))
        return [self.branch3x3(x), double, max_pool2d(x, kernel_size=3, stride=2)]


class InceptionC(_Branches):
    """7 × 7 as 1 × 7 and 7 × 1, once and twice."""

    def __init__(self, in_channels: int, channels_7x7: int, conv_block: Maker | None = None) -> None:
        super().__init__()
        conv, width = conv_block or BasicConv2d, channels_7x7
        self.branch1x1 = conv(in_channels, 192, kernel_size=1)
        self.branch7x7_1 = conv(in_channels, width, kernel_size=1)
        self.branch7x7_2 = conv(width, width, **_LONG)
        self.branch7x7_3 = conv(width, 192, **_TALL)
        self.branch7x7dbl_1 = conv(in_channels, width, kernel_size=1)
        self.branch7x7dbl_2 = conv(width, width, **_TALL)
        self.branch7x7dbl_3 = conv(width, width, **_LONG)
        self.branch7x7dbl_4 = conv(width, width, **_TALL)
        self.branch7x7dbl_5 = conv(width, 192, **_LONG)
        self.branch_pool = conv(in_channels, 192, kernel_size=1)

    def _forward(self, x: Any) -> list[Any]:
        double = self.branch7x7dbl_3(self.branch7x7dbl_2(self.branch7x7dbl_1(x)))
        return [
            self.branch1x1(x),
            self.branch7x7_3(self.branch7x7_2(self.branch7x7_1(x))),
            self.branch7x7dbl_5(self.branch7x7dbl_4(double)),
            self.branch_pool(_mean_of_nine(x)),
        ]


class InceptionD(_Branches):
    """Half the size, with 7 × 7."""

    def __init__(self, in_channels: int, conv_block: Maker | None = None) -> None:
        super().__init__()
        conv = conv_block or BasicConv2d
        self.branch3x3_1 = conv(in_channels, 192, kernel_size=1)
        self.branch3x3_2 = conv(192, 320, kernel_size=3, stride=2)
        self.branch7x7x3_1 = conv(in_channels, 192, kernel_size=1)
        self.branch7x7x3_2 = conv(192, 192, **_LONG)
        self.branch7x7x3_3 = conv(192, 192, **_TALL)
        self.branch7x7x3_4 = conv(192, 192, kernel_size=3, stride=2)

    def _forward(self, x: Any) -> list[Any]:
        seven = self.branch7x7x3_3(self.branch7x7x3_2(self.branch7x7x3_1(x)))
        return [
            self.branch3x3_2(self.branch3x3_1(x)),
            self.branch7x7x3_4(seven),
            max_pool2d(x, kernel_size=3, stride=2),
        ]


class InceptionE(_Branches):
    """1 × 3 and 3 × 1 side by side, behind 1 × 1 and behind 3 × 3."""

    def __init__(self, in_channels: int, conv_block: Maker | None = None) -> None:
        super().__init__()
        conv = conv_block or BasicConv2d
        self.branch1x1 = conv(in_channels, 320, kernel_size=1)
        self.branch3x3_1 = conv(in_channels, 384, kernel_size=1)
        self.branch3x3_2a = conv(384, 384, kernel_size=(1, 3), padding=(0, 1))
        self.branch3x3_2b = conv(384, 384, kernel_size=(3, 1), padding=(1, 0))
        self.branch3x3dbl_1 = conv(in_channels, 448, kernel_size=1)
        self.branch3x3dbl_2 = conv(448, 384, kernel_size=3, padding=1)
        self.branch3x3dbl_3a = conv(384, 384, kernel_size=(1, 3), padding=(0, 1))
        self.branch3x3dbl_3b = conv(384, 384, kernel_size=(3, 1), padding=(1, 0))
        self.branch_pool = conv(in_channels, 192, kernel_size=1)

    def _forward(self, x: Any) -> list[Any]:
        once = self.branch3x3_1(x)
        twice = self.branch3x3dbl_2(self.branch3x3dbl_1(x))
        return [
            self.branch1x1(x),
            cat([self.branch3x3_2a(once), self.branch3x3_2b(once)], 1),
            cat([self.branch3x3dbl_3a(twice), self.branch3x3dbl_3b(twice)], 1),
            self.branch_pool(_mean_of_nine(x)),
        ]


class InceptionAux(nn.Module):
    """A helper that classifies from the middle of the network."""

    torch_module = "torchvision.models.inception"

    def __init__(self, in_channels: int, num_classes: int, conv_block: Maker | None = None) -> None:
        super().__init__()
        conv = conv_block or BasicConv2d
        self.conv0 = conv(in_channels, 128, kernel_size=1)
        self.conv1 = conv(128, 768, kernel_size=5)
        self.conv1.stddev = 0.01
        self.fc = nn.Linear(768, num_classes)
        self.fc.stddev = 0.001  # pyright: ignore[reportAttributeAccessIssue]

    def forward(self, x: Any) -> Any:
        x = self.conv1(self.conv0(avg_pool2d(x, kernel_size=5, stride=3)))
        return self.fc(adaptive_avg_pool2d(x, (1, 1)).flatten(1))  # (n, 768, 1, 1) -> (n, 768)


class Inception3(nn.Module):
    """Eleven modules; pictures are 299 × 299. In training with `aux_logits` it returns InceptionOutputs."""

    torch_module = "torchvision.models.inception"

    def __init__(
        self,
        num_classes: int = 1000,
        aux_logits: bool = True,
        transform_input: bool = False,
        inception_blocks: list[Maker] | None = None,
        init_weights: bool | None = None,
        dropout: float = 0.5,
    ) -> None:
        super().__init__()
        blocks = inception_blocks
        if blocks is None:
            blocks = [BasicConv2d, InceptionA, InceptionB, InceptionC, InceptionD, InceptionE, InceptionAux]
        if init_weights is None:
            warn_of_beginning("inception_v3")
        if len(blocks) != 7:
            raise ValueError(f"length of inception_blocks should be 7 instead of {len(blocks)}")
        conv, a, b, c, d, e, aux = blocks
        self.aux_logits = aux_logits
        self.transform_input = transform_input
        self.Conv2d_1a_3x3 = conv(3, 32, kernel_size=3, stride=2)
        self.Conv2d_2a_3x3 = conv(32, 32, kernel_size=3)
        self.Conv2d_2b_3x3 = conv(32, 64, kernel_size=3, padding=1)
        self.maxpool1 = nn.MaxPool2d(kernel_size=3, stride=2)
        self.Conv2d_3b_1x1 = conv(64, 80, kernel_size=1)
        self.Conv2d_4a_3x3 = conv(80, 192, kernel_size=3)
        self.maxpool2 = nn.MaxPool2d(kernel_size=3, stride=2)
        self.Mixed_5b = a(192, pool_features=32)
        self.Mixed_5c = a(256, pool_features=64)
        self.Mixed_5d = a(288, pool_features=64)
        self.Mixed_6a = b(288)
        self.Mixed_6b = c(768, channels_7x7=128)
        self.Mixed_6c = c(768, channels_7x7=160)
        self.Mixed_6d = c(768, channels_7x7=160)
        self.Mixed_6e = c(768, channels_7x7=192)
        self.AuxLogits = aux(768, num_classes) if aux_logits else None
        self.Mixed_7a = d(768)
        self.Mixed_7b = e(1280)
        self.Mixed_7c = e(2048)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.dropout = nn.Dropout(p=dropout)
        self.fc = nn.Linear(2048, num_classes)
        if init_weights is None or init_weights:
            begin_truncated(self, 0.1)

    def _transform_input(self, x: Any) -> Any:
        return as_google_scaled(x) if self.transform_input else x

    def _forward(self, x: Any) -> tuple[Any, Any]:
        x = self.maxpool1(self.Conv2d_2b_3x3(self.Conv2d_2a_3x3(self.Conv2d_1a_3x3(x))))
        x = self.maxpool2(self.Conv2d_4a_3x3(self.Conv2d_3b_1x1(x)))
        x = self.Mixed_6a(self.Mixed_5d(self.Mixed_5c(self.Mixed_5b(x))))
        x = self.Mixed_6e(self.Mixed_6d(self.Mixed_6c(self.Mixed_6b(x))))
        aux = self.AuxLogits(x) if self.AuxLogits is not None and self.training else None
        x = self.avgpool(self.Mixed_7c(self.Mixed_7b(self.Mixed_7a(x))))
        return self.fc(self.dropout(x).flatten(1)), aux  # (n, 2048, 1, 1) -> (n, 2048)

    def forward(self, x: Any) -> Any:
        x, aux = self._forward(self._transform_input(x))
        return InceptionOutputs(x, aux) if self.training and self.aux_logits else x


@builder(Inception_V3_Weights)
def inception_v3(*, weights: Any = None, progress: bool = True, **settings: Any) -> Inception3:
    """Inception v3."""
    keep_aux = settings.get("aux_logits", True)
    if weights is not None:
        with_published(settings)
    model = filled(weights, progress, settings, Inception3)
    if weights is not None and not keep_aux:
        model.aux_logits = False
        model.AuxLogits = None
    return model
