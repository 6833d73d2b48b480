"""VGG: many small convolutions in a row (Simonyan and Zisserman, 2015)."""

from __future__ import annotations

from typing import Any

from backlight import nn
from backlight.vision.models.weights import builder, filled, published

VGG11_Weights = published("VGG11", "vgg11-8a719046", min_size=32)
VGG11_BN_Weights = published("VGG11_BN", "vgg11_bn-6002323d", min_size=32)
VGG13_Weights = published("VGG13", "vgg13-19584684", min_size=32)
VGG13_BN_Weights = published("VGG13_BN", "vgg13_bn-abd245e5", min_size=32)
VGG16_Weights = published(
    "VGG16",
    "vgg16-397923af",
    min_size=32,
    IMAGENET1K_FEATURES=(
        "vgg16_features-amdegroot-88682ab5",
        {"mean": (0.48235, 0.45882, 0.40784), "std": (1 / 255, 1 / 255, 1 / 255)},
    ),
)
VGG16_BN_Weights = published("VGG16_BN", "vgg16_bn-6c64b313", min_size=32)
VGG19_Weights = published("VGG19", "vgg19-dcbb9e9d", min_size=32)
VGG19_BN_Weights = published("VGG19_BN", "vgg19_bn-c79401a0", min_size=32)


def _stages(*counts: int) -> list[str | int]:
    """The widths of the convolutions stage by stage, each closed by a maximum."""
    widths = (64, 128, 256, 512, 512)
    return [layer for width, count in zip(widths, counts) for layer in [*[width] * count, "M"]]


cfgs: dict[str, list[str | int]] = {
    "A": _stages(1, 1, 2, 2, 2),
    "B": _stages(2, 2, 2, 2, 2),
    "D": _stages(2, 2, 3, 3, 3),
    "E": _stages(2, 2, 4, 4, 4),
}


class VGG(nn.Module):
    """Convolutions, and three linear layers on 7 × 7 of what they found."""

    torch_module = "torchvision.models.vgg"

    def __init__(
        self, features: nn.Module, num_classes: int = 1000, init_weights: bool = True, dropout: float = 0.5
    ) -> None:
        super().__init__()
        self.features = features
        self.avgpool = nn.AdaptiveAvgPool2d((7, 7))
        self.classifier = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096),
            nn.ReLU(True),
            nn.Dropout(p=dropout),
            nn.Linear(4096, 4096),
            nn.ReLU(True),
            nn.Dropout(p=dropout),
            nn.Linear(4096, num_classes),
        )
        for layer in self.modules() if init_weights else ():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
            elif isinstance(layer, nn.Linear):
                nn.init.normal_(layer.weight, 0, 0.01)
            if isinstance(layer, (nn.Conv2d, nn.Linear)) and layer.bias is not None:
                nn.init.zeros_(layer.bias)

    def forward(self, x: Any) -> Any:
        return self.classifier(self.avgpool(self.features(x)).flatten(1))  # (n, 512, 7, 7) -> (n, 25088)


def make_layers(cfg: list[str | int], batch_norm: bool = False) -> nn.Sequential:
    """Convolutions of the widths in `cfg`, a maximum over 2 × 2 for each "M"."""
    layers: list[nn.Module] = []
    before = 3
    for width in cfg:
        if isinstance(width, str):
            layers.append(nn.MaxPool2d(kernel_size=2, stride=2))
        else:
            norm = [nn.BatchNorm2d(width)] if batch_norm else []
            layers += [nn.Conv2d(before, width, kernel_size=3, padding=1), *norm, nn.ReLU(inplace=True)]
            before = width
    return nn.Sequential(*layers)


def _vgg(cfg: str, batch_norm: bool, weights: Any, progress: bool, **settings: Any) -> VGG:
    if weights is not None:
        settings["init_weights"] = False
    return filled(weights, progress, settings, VGG, make_layers(cfgs[cfg], batch_norm))


@builder(VGG11_Weights)
def vgg11(*, weights: Any = None, progress: bool = True, **settings: Any) -> VGG:
    """VGG with 11 layers."""
    return _vgg("A", False, weights, progress, **settings)


@builder(VGG11_BN_Weights)
def vgg11_bn(*, weights: Any = None, progress: bool = True, **settings: Any) -> VGG:
    """VGG with 11 layers and batch norm."""
    return _vgg("A", True, weights, progress, **settings)


@builder(VGG13_Weights)
def vgg13(*, weights: Any = None, progress: bool = True, **settings: Any) -> VGG:
    """VGG with 13 layers."""
    return _vgg("B", False, weights, progress, **settings)


@builder(VGG13_BN_Weights)
def vgg13_bn(*, weights: Any = None, progress: bool = True, **settings: Any) -> VGG:
    """VGG with 13 layers and batch norm."""
    return _vgg("B", True, weights, progress, **settings)


@builder(VGG16_Weights)
def vgg16(*, weights: Any = None, progress: bool = True, **settings: Any) -> VGG:
    """VGG with 16 layers."""
    return _vgg("D", False, weights, progress, **settings)


@builder(VGG16_BN_Weights)
def vgg16_bn(*, weights: Any = None, progress: bool = True, **settings: Any) -> VGG:
    """VGG with 16 layers and batch norm."""
    return _vgg("D", True, weights, progress, **settings)


@builder(VGG19_Weights)
def vgg19(*, weights: Any = None, progress: bool = True, **settings: Any) -> VGG:
    """VGG with 19 layers."""
    return _vgg("E", False, weights, progress, **settings)


@builder(VGG19_BN_Weights)
def vgg19_bn(*, weights: Any = None, progress: bool = True, **settings: Any) -> VGG:
    """VGG with 19 layers and batch norm."""
    return _vgg("E", True, weights, progress, **settings)
