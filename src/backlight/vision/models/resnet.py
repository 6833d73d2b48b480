"""ResNet: blocks that add to what they are given (He et al., 2016); ResNeXt and Wide ResNet are its settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backlight import nn
from backlight.vision.models.weights import builder, demand, filled, published

ResNet18_Weights = published("ResNet18", "resnet18-f37072fd")
ResNet34_Weights = published("ResNet34", "resnet34-b627a593")
ResNet50_Weights = published("ResNet50", "resnet50-0676ba61", "resnet50-11ad3fa6 232")
ResNet101_Weights = published("ResNet101", "resnet101-63fe2227", "resnet101-cd907fc2 232")
ResNet152_Weights = published("ResNet152", "resnet152-394f9c45", "resnet152-f82ba261 232")
ResNeXt50_32X4D_Weights = published("ResNeXt50_32X4D", "resnext50_32x4d-7cdf4587", "resnext50_32x4d-1a0047aa 232")
ResNeXt101_32X8D_Weights = published("ResNeXt101_32X8D", "resnext101_32x8d-8ba56ff5", "resnext101_32x8d-110c445d 232")
ResNeXt101_64X4D_Weights = published("ResNeXt101_64X4D", "resnext101_64x4d-173b62eb 232")
Wide_ResNet50_2_Weights = published("Wide_ResNet50_2", "wide_resnet50_2-95faca4d", "wide_resnet50_2-9ba9bcbe 232")
Wide_ResNet101_2_Weights = published("Wide_ResNet101_2", "wide_resnet101_2-32ee1156", "wide_resnet101_2-d733dc28 232")

Maker = Callable[..., nn.Module]


def conv3x3(in_planes: int, out_planes: int, stride: int = 1, groups: int = 1, dilation: int = 1) -> nn.Conv2d:
    """A 3 × 3 convolution without bias that keeps the size."""
    return nn.Conv2d(in_planes, out_planes, 3, stride, padding=dilation, groups=groups, bias=False, dilation=dilation)


def conv1x1(in_planes: int, out_planes: int, stride: int = 1) -> nn.Conv2d:
    """A 1 × 1 convolution without bias."""
    return nn.Conv2d(in_planes, out_planes, kernel_size=1, stride=stride, bias=False)


class BasicBlock(nn.Module):
    """Two 3 × 3 convolutions beside the identity."""

    torch_module = "torchvision.models.resnet"
    expansion: int = 1

    def __init__(
        self,
        inplanes: int,
        planes: int,
        stride: int = 1,
        downsample: nn.Module | None = None,
        groups: int = 1,
        base_width: int = 64,
        dilation: int = 1,
        norm_layer: Maker | None = None,
    ) -> None:
        super().__init__()
        norm_layer = norm_layer or nn.BatchNorm2d
        if groups != 1 or base_width != 64:
            raise ValueError("BasicBlock only supports groups=1 and base_width=64")
        if dilation > 1:
            raise NotImplementedError("Dilation > 1 not supported in BasicBlock")
        self.conv1 = conv3x3(inplanes, planes, stride)
        self.bn1 = norm_layer(planes)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = conv3x3(planes, planes)
        self.bn2 = norm_layer(planes)
        self.downsample = downsample
        self.stride = stride

    def forward(self, x: Any) -> Any:
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += x if self.downsample is None else self.downsample(x)
        return self.relu(out)


class Bottleneck(nn.Module):
    """A 3 × 3 convolution between two of 1 × 1, beside the identity; the stride is that of the one in the middle."""

    torch_module = "torchvision.models.resnet"
    expansion: int = 4

    def __init__(
        self,
        inplanes: int,
        planes: int,
        stride: int = 1,
        downsample: nn.Module | None = None,
        groups: int = 1,
        base_width: int = 64,
        dilation: int = 1,
        norm_layer: Maker | None = None,
    ) -> None:
        super().__init__()
        norm_layer = norm_layer or nn.BatchNorm2d
        width = int(planes * (base_width / 64.0)) * groups
        self.conv1 = conv1x1(inplanes, width)
        self.bn1 = norm_layer(width)
        self.conv2 = conv3x3(width, width, stride, groups, dilation)
        self.bn2 = norm_layer(width)
        self.conv3 = conv1x1(width, planes * self.expansion)
        self.bn3 = norm_layer(planes * self.expansion)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = downsample
        self.stride = stride

    def forward(self, x: Any) -> Any:
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        out += x if self.downsample is None else self.downsample(x)
        return self.relu(out)


class ResNet(nn.Module):
    """Four layers of blocks, `layers` says how many are in each; the mean over the picture goes to a linear layer.

    >>> ResNet(BasicBlock, [1, 1, 1, 1], num_classes=10)(backlight.zeros(2, 3, 32, 32)).shape
    torch.Size([2, 10])
    """

    torch_module = "torchvision.models.resnet"

    def __init__(
        self,
        block: Any,
        layers: list[int],
        num_classes: int = 1000,
        zero_init_residual: bool = False,
        groups: int = 1,
        width_per_group: int = 64,
        replace_stride_with_dilation: list[bool] | None = None,
        norm_layer: Maker | None = None,
    ) -> None:
        super().__init__()
        self._norm_layer = norm_layer = norm_layer or nn.BatchNorm2d
        self.inplanes = 64
        self.dilation = 1
        dilate = [False, False, False] if replace_stride_with_dilation is None else replace_stride_with_dilation
        if len(dilate) != 3:
            raise ValueError(f"replace_stride_with_dilation should be None or a 3-element tuple, got {dilate}")
        self.groups = groups
        self.base_width = width_per_group
        self.conv1 = nn.Conv2d(3, self.inplanes, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = norm_layer(self.inplanes)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        self.layer1 = self._make_layer(block, 64, layers[0])
        self.layer2 = self._make_layer(block, 128, layers[1], stride=2, dilate=dilate[0])
        self.layer3 = self._make_layer(block, 256, layers[2], stride=2, dilate=dilate[1])
        self.layer4 = self._make_layer(block, 512, layers[3], stride=2, dilate=dilate[2])
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(512 * block.expansion, num_classes)
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
        for layer in self.modules() if zero_init_residual else ():
            # Each block begins as the identity (Goyal et al., 2017).
            if isinstance(layer, Bottleneck) and layer.bn3.weight is not None:
                nn.init.zeros_(layer.bn3.weight)
            elif isinstance(layer, BasicBlock) and layer.bn2.weight is not None:
                nn.init.zeros_(layer.bn2.weight)

    def _make_layer(self, block: Any, planes: int, blocks: int, stride: int = 1, dilate: bool = False) -> nn.Sequential:
        """Blocks in a row; the first changes the size, or widens the kernels instead."""
        norm, before, out = self._norm_layer, self.dilation, planes * block.expansion
        if dilate:
            self.dilation *= stride
            stride = 1
        downsample = None
        if stride != 1 or self.inplanes != out:
            downsample = nn.Sequential(conv1x1(self.inplanes, out, stride), norm(out))
        layers = [block(self.inplanes, planes, stride, downsample, self.groups, self.base_width, before, norm)]
        self.inplanes = out
        for _ in range(1, blocks):
            layers.append(block(out, planes, 1, None, self.groups, self.base_width, self.dilation, norm))
        return nn.Sequential(*layers)

    def _forward_impl(self, x: Any) -> Any:
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(self.avgpool(x).flatten(1))  # (n, c, 1, 1) -> (n, c)

    def forward(self, x: Any) -> Any:
        return self._forward_impl(x)


def _resnet(block: Any, layers: list[int], weights: Any, progress: bool, **settings: Any) -> ResNet:
    return filled(weights, progress, settings, ResNet, block, layers)


@builder(ResNet18_Weights)
def resnet18(*, weights: Any = None, progress: bool = True, **settings: Any) -> ResNet:
    """ResNet with 18 layers."""
    return _resnet(BasicBlock, [2, 2, 2, 2], weights, progress, **settings)


@builder(ResNet34_Weights)
def resnet34(*, weights: Any = None, progress: bool = True, **settings: Any) -> ResNet:
    """ResNet with 34 layers."""
    return _resnet(BasicBlock, [3, 4, 6, 3], weights, progress, **settings)


@builder(ResNet50_Weights)
def resnet50(*, weights: Any = None, progress: bool = True, **settings: Any) -> ResNet:
    """ResNet with 50 layers."""
    return _resnet(Bottleneck, [3, 4, 6, 3], weights, progress, **settings)


@builder(ResNet101_Weights)
def resnet101(*, weights: Any = None, progress: bool = True, **settings: Any) -> ResNet:
    """ResNet with 101 layers."""
    return _resnet(Bottleneck, [3, 4, 23, 3], weights, progress, **settings)


@builder(ResNet152_Weights)
def resnet152(*, weights: Any = None, progress: bool = True, **settings: Any) -> ResNet:
    """ResNet with 152 layers."""
    return _resnet(Bottleneck, [3, 8, 36, 3], weights, progress, **settings)


def _resnext(groups: int, width: int, settings: dict[str, Any]) -> dict[str, Any]:
    """Settings of a ResNeXt: convolutions in groups (Xie et al., 2017)."""
    demand(settings, "groups", groups)
    demand(settings, "width_per_group", width)
    return settings


@builder(ResNeXt50_32X4D_Weights)
def resnext50_32x4d(*, weights: Any = None, progress: bool = True, **settings: Any) -> ResNet:
    """ResNeXt with 50 layers, 32 groups of width 4."""
    return _resnet(Bottleneck, [3, 4, 6, 3], weights, progress, **_resnext(32, 4, settings))


@builder(ResNeXt101_32X8D_Weights)
def resnext101_32x8d(*, weights: Any = None, progress: bool = True, **settings: Any) -> ResNet:
    """ResNeXt with 101 layers, 32 groups of width 8."""
    return _resnet(Bottleneck, [3, 4, 23, 3], weights, progress, **_resnext(32, 8, settings))


@builder(ResNeXt101_64X4D_Weights)
def resnext101_64x4d(*, weights: Any = None, progress: bool = True, **settings: Any) -> ResNet:
    """ResNeXt with 101 layers, 64 groups of width 4."""
    return _resnet(Bottleneck, [3, 4, 23, 3], weights, progress, **_resnext(64, 4, settings))


@builder(Wide_ResNet50_2_Weights)
def wide_resnet50_2(*, weights: Any = None, progress: bool = True, **settings: Any) -> ResNet:
    """ResNet-50 with bottlenecks of twice the width (Zagoruyko and Komodakis, 2016)."""
    demand(settings, "width_per_group", 128)
    return _resnet(Bottleneck, [3, 4, 6, 3], weights, progress, **settings)


@builder(Wide_ResNet101_2_Weights)
def wide_resnet101_2(*, weights: Any = None, progress: bool = True, **settings: Any) -> ResNet:
    """ResNet-101 with bottlenecks of twice the width."""
    demand(settings, "width_per_group", 128)
    return _resnet(Bottleneck, [3, 4, 23, 3], weights, progress, **settings)
