"""AlexNet (Krizhevsky, 2014)."""

from __future__ import annotations

from typing import Any

from backlight import nn
from backlight.vision.models.weights import builder, filled, published

AlexNet_Weights = published("AlexNet", "alexnet-owt-7be5be79", min_size=63)


class AlexNet(nn.Module):
    """Five convolutions and three linear layers."""

    torch_module = "torchvision.models.alexnet"

    def __init__(self, num_classes: int = 1000, dropout: float = 0.5) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 64, kernel_size=11, stride=4, padding=2),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(64, 192, kernel_size=5, padding=2),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(192, 384, kernel_size=3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(384, 256, kernel_size=3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(256, 256, kernel_size=3, padding=1),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(kernel_size=3, stride=2),
        )
        self.avgpool = nn.AdaptiveAvgPool2d((6, 6))
        self.classifier = nn.Sequential(
            nn.Dropout(p=dropout),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(p=dropout),
            nn.Linear(4096, 4096),
            nn.ReLU(inplace=True),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x: Any) -> Any:
        return self.classifier(self.avgpool(self.features(x)).flatten(1))  # (n, 256, 6, 6) -> (n, 9216)


@builder(AlexNet_Weights)
def alexnet(*, weights: Any = None, progress: bool = True, **settings: Any) -> AlexNet:
    """AlexNet."""
    return filled(weights, progress, settings, AlexNet)
