"""GoogLeNet: convolutions of several sizes side by side, and helpers that learn early (Szegedy et al., 2015)."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from typing import Any
from warnings import warn

from backlight import nn
from backlight.nn.functional import adaptive_avg_pool2d, relu
from backlight.tensor.joining import cat
from backlight.vision.models.weights import builder, demand, filled, published

GoogLeNet_Weights = published("GoogLeNet", "googlenet-1378be20", min_size=15)
GoogLeNetOutputs = namedtuple("GoogLeNetOutputs", ["logits", "aux_logits2", "aux_logits1"])
_GoogLeNetOutputs = GoogLeNetOutputs

Maker = Callable[..., nn.Module]


class BasicConv2d(nn.Module):
    """A convolution without bias, batch norm and relu."""

    torch_module = "torchvision.models.googlenet"

    def __init__(self, in_channels: int, out_channels: int, **kwargs: Any) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, bias=False, **kwargs)
        self.bn = nn.BatchNorm2d(out_channels, eps=0.001)

    def forward(self, x: Any) -> Any:
        return relu(self.bn(self.conv(x)), inplace=True)


class Inception(nn.Module):
    """Four branches side by side: 1 × 1, 3 × 3, 3 × 3 once more (the paper has 5 × 5), and a maximum."""

    torch_module = "torchvision.models.googlenet"

    def __init__(
        self,
        in_channels: int,
        ch1x1: int,
        ch3x3red: int,
        ch3x3: int,
        ch5x5red: int,
        ch5x5: int,
        pool_proj: int,
        conv_block: Maker | None = None,
    ) -> None:
        super().__init__()
        conv = conv_block or BasicConv2d
        self.branch1 = conv(in_channels, ch1x1, kernel_size=1)
        self.branch2 = nn.Sequential(
            conv(in_channels, ch3x3red, kernel_size=1), conv(ch3x3red, ch3x3, kernel_size=3, padding=1)
        )
        self.branch3 = nn.Sequential(
            conv(in_channels, ch5x5red, kernel_size=1), conv(ch5x5red, ch5x5, kernel_size=3, padding=1)
        )
        self.branch4 = nn.Sequential(
            nn.MaxPool2d(kernel_size=3, stride=1, padding=1, ceil_mode=True),
            conv(in_channels, pool_proj, kernel_size=1),
        )

    def _forward(self, x: Any) -> list[Any]:
        return [self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)]

    def forward(self, x: Any) -> Any:
        return cat(self._forward(x), 1)


class InceptionAux(nn.Module):
    """A helper that classifies from the middle of the network."""

    torch_module = "torchvision.models.googlenet"

    def __init__(
        self, in_channels: int, num_classes: int, conv_block: Maker | None = None, dropout: float = 0.7
    ) -> None:
        super().__init__()
        self.conv = (conv_block or BasicConv2d)(in_channels, 128, kernel_size=1)
        self.fc1 = nn.Linear(2048, 1024)
        self.fc2 = nn.Linear(1024, num_classes)
        self.dropout = nn.Dropout(p=dropout)

    def forward(self, x: Any) -> Any:
        x = self.conv(adaptive_avg_pool2d(x, (4, 4))).flatten(1)  # (n, 128, 4, 4) -> (n, 2048)
        return self.fc2(self.dropout(relu(self.fc1(x), inplace=True)))


def as_google_scaled(x: Any) -> Any:
    """A picture normalised by ImageNet's mean and spread, in the scale −1…1 with which Google trained."""
    scaled = [
        x[:, n].unsqueeze(1) * (std / 0.5) + (mean - 0.5) / 0.5
        for n, (mean, std) in enumerate([(0.485, 0.229), (0.456, 0.224), (0.406, 0.225)])
    ]
    return cat(scaled, 1)


def begin_truncated(model: nn.Module, spread: float) -> None:
    """First weights from a truncated normal distribution; a layer may have a spread `stddev` of its own."""
    for layer in model.modules():
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            std = float(getattr(layer, "stddev", spread))
            nn.init.trunc_normal_(layer.weight, mean=0.0, std=std, a=-2, b=2)


def warn_of_beginning(name: str) -> None:
    """As torchvision does where nobody says how the weights begin."""
    warn(
        f"The default weight initialization of {name} will be changed in future releases of torchvision. If you wish "
        "to keep the old behavior, please set init_weights=True.",
        FutureWarning,
        stacklevel=3,
    )


def with_published(settings: dict[str, Any]) -> None:
    """The settings that the published weights of Google's networks were made with."""
    settings.setdefault("transform_input", True)
    demand(settings, "aux_logits", True)
    demand(settings, "init_weights", False)


class GoogLeNet(nn.Module):
    """Nine Inception modules; in training with `aux_logits` it returns GoogLeNetOutputs."""

    torch_module = "torchvision.models.googlenet"

    def __init__(
        self,
        num_classes: int = 1000,
        aux_logits: bool = True,
        transform_input: bool = False,
        init_weights: bool | None = None,
        blocks: list[Maker] | None = None,
        dropout: float = 0.2,
        dropout_aux: float = 0.7,
    ) -> None:
        super().__init__()
        blocks = [BasicConv2d, Inception, InceptionAux] if blocks is None else blocks
        if init_weights is None:
            warn_of_beginning("GoogleNet")
        if len(blocks) != 3:
            raise ValueError(f"blocks length should be 3 instead of {len(blocks)}")
        conv, inception, aux = blocks
        self.aux_logits = aux_logits
        self.transform_input = transform_input
        self.conv1 = conv(3, 64, kernel_size=7, stride=2, padding=3)
        self.maxpool1 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.conv2 = conv(64, 64, kernel_size=1)
        self.conv3 = conv(64, 192, kernel_size=3, padding=1)
        self.maxpool2 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.inception3a = inception(192, 64, 96, 128, 16, 32, 32)
        self.inception3b = inception(256, 128, 128, 192, 32, 96, 64)
        self.maxpool3 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.inception4a = inception(480, 192, 96, 208, 16, 48, 64)
        self.inception4b = inception(512, 160, 112, 224, 24, 64, 64)
        self.inception4c = inception(512, 128, 128, 256, 24, 64, 64)
        self.inception4d = inception(512, 112, 144, 288, 32, 64, 64)
        self.inception4e = inception(528, 256, 160, 320, 32, 128, 128)
        self.maxpool4 = nn.MaxPool2d(2, stride=2, ceil_mode=True)
        self.inception5a = inception(832, 256, 160, 320, 32, 128, 128)
        self.inception5b = inception(832, 384, 192, 384, 48, 128, 128)
        self.aux1 = aux(512, num_classes, dropout=dropout_aux) if aux_logits else None
        self.aux2 = aux(528, num_classes, dropout=dropout_aux) if aux_logits else None
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.dropout = nn.Dropout(p=dropout)
        self.fc = nn.Linear(1024, num_classes)
        if init_weights is None or init_weights:
            begin_truncated(self, 0.01)

    def _transform_input(self, x: Any) -> Any:
        return as_google_scaled(x) if self.transform_input else x

    def _forward(self, x: Any) -> tuple[Any, Any, Any]:
        x = self.maxpool2(self.conv3(self.conv2(self.maxpool1(self.conv1(x)))))
        x = self.inception4a(self.maxpool3(self.inception3b(self.inception3a(x))))
        aux1 = self.aux1(x) if self.aux1 is not None and self.training else None
        x = self.inception4d(self.inception4c(self.inception4b(x)))
        aux2 = self.aux2(x) if self.aux2 is not None and self.training else None
        x = self.inception5b(self.inception5a(self.maxpool4(self.inception4e(x))))
        return self.fc(self.dropout(self.avgpool(x).flatten(1))), aux2, aux1  # (n, 1024, 1, 1) -> (n, 1024)

    def forward(self, x: Any) -> Any:
        x, aux2, aux1 = self._forward(self._transform_input(x))
        return GoogLeNetOutputs(x, aux2, aux1) if self.training and self.aux_logits else x


@builder(GoogLeNet_Weights)
def googlenet(*, weights: Any = None, progress: bool = True, **settings: Any) -> GoogLeNet:
    """GoogLeNet."""
    keep_aux = settings.get("aux_logits", False)
    if weights is not None:
        with_published(settings)
    model = filled(weights, progress, settings, GoogLeNet)
    if weights is not None and keep_aux:
        warn("auxiliary heads in the pretrained googlenet model are NOT pretrained: train them", stacklevel=3)
    elif weights is not None:
        model.aux_logits = False
        model.aux1 = model.aux2 = None
    return model
