"""DenseNet: every layer sees what all layers before it found (Huang et al., 2017)."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from backlight import nn
from backlight.core.variable import Variable
from backlight.nn.functional import adaptive_avg_pool2d, dropout, relu
from backlight.tensor.joining import cat
from backlight.vision.models.weights import builder, filled, published

DenseNet121_Weights = published("DenseNet121", "densenet121-a639ec97", min_size=29)
DenseNet161_Weights = published("DenseNet161", "densenet161-8d451a50", min_size=29)
DenseNet169_Weights = published("DenseNet169", "densenet169-b2777c0a", min_size=29)
DenseNet201_Weights = published("DenseNet201", "densenet201-c1103571", min_size=29)


class _DenseLayer(nn.Module):
    """All features so far, through a 1 × 1 and a 3 × 3 convolution, give `growth_rate` more."""

    torch_module = "torchvision.models.densenet"

    def __init__(
        self,
        num_input_features: int,
        growth_rate: int,
        bn_size: int,
        drop_rate: float,
        memory_efficient: bool = False,
    ) -> None:
        super().__init__()
        wide = bn_size * growth_rate
        self.norm1 = nn.BatchNorm2d(num_input_features)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv1 = nn.Conv2d(num_input_features, wide, kernel_size=1, stride=1, bias=False)
        self.norm2 = nn.BatchNorm2d(wide)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(wide, growth_rate, kernel_size=3, stride=1, padding=1, bias=False)
        self.drop_rate = float(drop_rate)
        self.memory_efficient = memory_efficient

    def bn_function(self, inputs: Any) -> Any:
        return self.conv1(self.relu1(self.norm1(cat(inputs, 1))))

    def forward(self, input: Any) -> Any:
        features: list[Any] = [input] if isinstance(input, Variable) else list(input)
        if self.memory_efficient and any(x.requires_grad for x in features):
            from backlight.autograd.checkpoint import checkpoint

            middle = checkpoint(lambda *inputs: self.bn_function(inputs), *features, use_reentrant=False)
        else:
            middle = self.bn_function(features)
        new = self.conv2(self.relu2(self.norm2(middle)))
        return dropout(new, p=self.drop_rate, training=self.training) if self.drop_rate > 0 else new


class _DenseBlock(nn.ModuleDict):
    """Dense layers, each of which sees all before it."""

    torch_module = "torchvision.models.densenet"
    _version = 2

    def __init__(
        self,
        num_layers: int,
        num_input_features: int,
        bn_size: int,
        growth_rate: int,
        drop_rate: float,
        memory_efficient: bool = False,
    ) -> None:
        super().__init__()
        for n in range(num_layers):
            width = num_input_features + n * growth_rate
            layer = _DenseLayer(width, growth_rate, bn_size, drop_rate, memory_efficient)
            self.add_module(f"denselayer{n + 1}", layer)

    def forward(self, init_features: Any) -> Any:
        features = [init_features]
        for layer in self.values():
            features.append(layer(features))
        return cat(features, 1)


class _Transition(nn.Sequential):
    """Half the size, and other channels."""

    torch_module = "torchvision.models.densenet"

    def __init__(self, num_input_features: int, num_output_features: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(num_input_features)
        self.relu = nn.ReLU(inplace=True)
        self.conv = nn.Conv2d(num_input_features, num_output_features, kernel_size=1, stride=1, bias=False)
        self.pool = nn.AvgPool2d(kernel_size=2, stride=2)


class DenseNet(nn.Module):
    """Dense blocks with transitions between them."""

    torch_module = "torchvision.models.densenet"

    def __init__(
        self,
        growth_rate: int = 32,
        block_config: tuple[int, ...] = (6, 12, 24, 16),
        num_init_features: int = 64,
        bn_size: int = 4,
        drop_rate: float = 0,
        num_classes: int = 1000,
        memory_efficient: bool = False,
    ) -> None:
        super().__init__()
        width = num_init_features
        layers: list[tuple[str, nn.Module]] = [
            ("conv0", nn.Conv2d(3, width, kernel_size=7, stride=2, padding=3, bias=False)),
            ("norm0", nn.BatchNorm2d(width)),
            ("relu0", nn.ReLU(inplace=True)),
            ("pool0", nn.MaxPool2d(kernel_size=3, stride=2, padding=1)),
        ]
        for n, count in enumerate(block_config, start=1):
            block = _DenseBlock(count, width, bn_size, growth_rate, drop_rate, memory_efficient)
            layers.append((f"denseblock{n}", block))
            width += count * growth_rate
            if n < len(block_config):
                layers.append((f"transition{n}", _Transition(width, width // 2)))
                width //= 2
        layers.append(("norm5", nn.BatchNorm2d(width)))
        self.features = nn.Sequential(OrderedDict(layers))
        self.classifier = nn.Linear(width, num_classes)
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight)
            elif isinstance(layer, nn.Linear):
                nn.init.zeros_(layer.bias)

    def forward(self, x: Any) -> Any:
        x = adaptive_avg_pool2d(relu(self.features(x), inplace=True), (1, 1))
        return self.classifier(x.flatten(1))  # (n, c, 1, 1) -> (n, c)


def _today(key: str) -> str:
    """The published files are older than the names: they say `norm.1.weight` where the layer is now `norm1`."""
    import re

    return re.sub(r"(denselayer\d+\.(?:norm|relu|conv))\.([12]\.)", r"\1\2", key)


def _densenet(
    growth_rate: int, block_config: tuple[int, ...], features: int, weights: Any, progress: bool, **settings: Any
) -> DenseNet:
    parts = (growth_rate, block_config, features)
    return filled(weights, progress, settings, DenseNet, *parts, rename=_today)


@builder(DenseNet121_Weights)
def densenet121(*, weights: Any = None, progress: bool = True, **settings: Any) -> DenseNet:
    """DenseNet with 121 layers."""
    return _densenet(32, (6, 12, 24, 16), 64, weights, progress, **settings)


@builder(DenseNet161_Weights)
def densenet161(*, weights: Any = None, progress: bool = True, **settings: Any) -> DenseNet:
    """DenseNet with 161 layers."""
    return _densenet(48, (6, 12, 36, 24), 96, weights, progress, **settings)


@builder(DenseNet169_Weights)
def densenet169(*, weights: Any = None, progress: bool = True, **settings: Any) -> DenseNet:
    """DenseNet with 169 layers."""
    return _densenet(32, (6, 12, 32, 32), 64, weights, progress, **settings)


@builder(DenseNet201_Weights)
def densenet201(*, weights: Any = None, progress: bool = True, **settings: Any) -> DenseNet:
    """DenseNet with 201 layers."""
    return _densenet(32, (6, 12, 48, 32), 64, weights, progress, **settings)
