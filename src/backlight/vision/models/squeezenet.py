"""SqueezeNet: few 1 × 1 convolutions before the 3 × 3 ones (Iandola et al., 2016)."""

from __future__ import annotations

from typing import Any

from backlight import nn
from backlight.tensor.joining import cat
from backlight.vision.models.weights import builder, filled, published

SqueezeNet1_0_Weights = published("SqueezeNet1_0", "squeezenet1_0-b66bff10", min_size=21)
SqueezeNet1_1_Weights = published("SqueezeNet1_1", "squeezenet1_1-b8a52dc0", min_size=17)


class Fire(nn.Module):
    """Squeeze the channels, then widen them by 1 × 1 and 3 × 3 convolutions side by side."""

    torch_module = "torchvision.models.squeezenet"

    def __init__(self, inplanes: int, squeeze_planes: int, expand1x1_planes: int, expand3x3_planes: int) -> None:
        super().__init__()
        self.inplanes = inplanes
        self.squeeze = nn.Conv2d(inplanes, squeeze_planes, kernel_size=1)
        self.squeeze_activation = nn.ReLU(inplace=True)
        self.expand1x1 = nn.Conv2d(squeeze_planes, expand1x1_planes, kernel_size=1)
        self.expand1x1_activation = nn.ReLU(inplace=True)
        self.expand3x3 = nn.Conv2d(squeeze_planes, expand3x3_planes, kernel_size=3, padding=1)
        self.expand3x3_activation = nn.ReLU(inplace=True)

    def forward(self, x: Any) -> Any:
        x = self.squeeze_activation(self.squeeze(x))
        return cat([self.expand1x1_activation(self.expand1x1(x)), self.expand3x3_activation(self.expand3x3(x))], 1)


# The first convolution (width, kernel), then Fire modules by input, squeezed and half of the output width; 0 a maximum.
_ROWS = {
    "1_0": ((96, 7), "0 96,16,64 128,16,64 128,32,128 0 256,32,128 256,48,192 384,48,192 384,64,256 0 512,64,256"),
    "1_1": ((64, 3), "0 64,16,64 128,16,64 0 128,32,128 256,32,128 0 256,48,192 384,48,192 384,64,256 512,64,256"),
}


class SqueezeNet(nn.Module):
    """Fire modules and maxima; a 1 × 1 convolution gives the classes."""

    torch_module = "torchvision.models.squeezenet"

    def __init__(self, version: str = "1_0", num_classes: int = 1000, dropout: float = 0.5) -> None:
        super().__init__()
        self.num_classes = num_classes
        if version not in _ROWS:
            raise ValueError(f"Unsupported SqueezeNet version {version}: 1_0 or 1_1 expected")
        (width, kernel), row = _ROWS[version]
        layers: list[nn.Module] = [nn.Conv2d(3, width, kernel_size=kernel, stride=2), nn.ReLU(inplace=True)]
        for word in row.split():
            if word == "0":
                layers.append(nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True))
            else:
                before, squeezed, half = [int(n) for n in word.split(",")]
                layers.append(Fire(before, squeezed, half, half))
        self.features = nn.Sequential(*layers)
        final = nn.Conv2d(512, num_classes, kernel_size=1)
        self.classifier = nn.Sequential(
            nn.Dropout(p=dropout), final, nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d((1, 1))
        )
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                if layer is final:
                    nn.init.normal_(layer.weight, mean=0.0, std=0.01)
                else:
                    nn.init.kaiming_uniform_(layer.weight)
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)

    def forward(self, x: Any) -> Any:
        return self.classifier(self.features(x)).flatten(1)  # (n, classes, 1, 1) -> (n, classes)


@builder(SqueezeNet1_0_Weights)
def squeezenet1_0(*, weights: Any = None, progress: bool = True, **settings: Any) -> SqueezeNet:
    """SqueezeNet 1.0."""
    return filled(weights, progress, settings, SqueezeNet, "1_0")


@builder(SqueezeNet1_1_Weights)
def squeezenet1_1(*, weights: Any = None, progress: bool = True, **settings: Any) -> SqueezeNet:
    """SqueezeNet 1.1, with 2.4 × less arithmetic and as accurate."""
    return filled(weights, progress, settings, SqueezeNet, "1_1")
