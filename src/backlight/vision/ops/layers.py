"""Layers that vision networks share: a convolution with its norm and activation, and what weighs channels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from warnings import warn

from backlight import nn
from backlight.nn.modules.module import Module
from backlight.tensor.creation import ones, zeros

Maker = Callable[..., Module]


class Permute(Module):
    """Dimensions in another order."""

    torch_module = "torchvision.ops.misc"

    def __init__(self, dims: list[int]) -> None:
        super().__init__()
        self.dims = dims

    def forward(self, x: Any) -> Any:
        return x.permute(self.dims)


class ConvNormActivation(nn.Sequential):
    """A convolution, the norm of its channels, an activation; the padding keeps the size by default."""

    torch_module = "torchvision.ops.misc"

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, ...] = 3,
        stride: int | tuple[int, ...] = 1,
        padding: int | tuple[int, ...] | str | None = None,
        groups: int = 1,
        norm_layer: Maker | None = nn.BatchNorm2d,
        activation_layer: Maker | None = nn.ReLU,
        dilation: int | tuple[int, ...] = 1,
        inplace: bool | None = True,
        bias: bool | None = None,
        conv_layer: Maker = nn.Conv2d,
    ) -> None:
        if padding is None:
            kernel_size, dilation, padding = _same_size(kernel_size, dilation)
        bias = norm_layer is None if bias is None else bias
        layers = [
            conv_layer(
                in_channels, out_channels, kernel_size, stride, padding, dilation=dilation, groups=groups, bias=bias
            )
        ]
        if norm_layer is not None:
            layers.append(norm_layer(out_channels))
        if activation_layer is not None:
            layers.append(activation_layer(**_in_place(inplace)))
        super().__init__(*layers)
        self.out_channels = out_channels
        if type(self) is ConvNormActivation:
            warn("ConvNormActivation is a base: use Conv2dNormActivation or Conv3dNormActivation", stacklevel=2)


def _same_size(kernel: Any, dilation: Any) -> tuple[Any, Any, Any]:
    """Kernel, dilation, and the padding that keeps the size."""
    if isinstance(kernel, int) and isinstance(dilation, int):
        return kernel, dilation, (kernel - 1) // 2 * dilation
    count = len(kernel) if isinstance(kernel, Sequence) else len(dilation)
    kernel, dilation = [(n,) * count if isinstance(n, int) else tuple(n) for n in (kernel, dilation)]
    return kernel, dilation, tuple([(k - 1) // 2 * d for k, d in zip(kernel, dilation)])


def _in_place(inplace: bool | None) -> dict[str, bool]:
    return {} if inplace is None else {"inplace": inplace}


class Conv2dNormActivation(ConvNormActivation):
    """`Conv2d`, a norm and an activation in a row.

    >>> Conv2dNormActivation(3, 8, stride=2)(backlight.zeros(1, 3, 6, 6)).shape
    torch.Size([1, 8, 3, 3])
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, ...] = 3,
        stride: int | tuple[int, ...] = 1,
        padding: int | tuple[int, ...] | str | None = None,
        groups: int = 1,
        norm_layer: Maker | None = nn.BatchNorm2d,
        activation_layer: Maker | None = nn.ReLU,
        dilation: int | tuple[int, ...] = 1,
        inplace: bool | None = True,
        bias: bool | None = None,
    ) -> None:
        parts = (kernel_size, stride, padding, groups, norm_layer, activation_layer, dilation, inplace, bias)
        super().__init__(in_channels, out_channels, *parts)


class Conv3dNormActivation(ConvNormActivation):
    """`Conv3d`, a norm and an activation in a row."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, ...] = 3,
        stride: int | tuple[int, ...] = 1,
        padding: int | tuple[int, ...] | str | None = None,
        groups: int = 1,
        norm_layer: Maker | None = nn.BatchNorm3d,
        activation_layer: Maker | None = nn.ReLU,
        dilation: int | tuple[int, ...] = 1,
        inplace: bool | None = True,
        bias: bool | None = None,
    ) -> None:
        parts = (kernel_size, stride, padding, groups, norm_layer, activation_layer, dilation, inplace, bias)
        super().__init__(in_channels, out_channels, *parts, nn.Conv3d)


class SqueezeExcitation(Module):
    """Each channel times a weight in 0…1 that two small layers find from the means of all (Hu et al., 2018)."""

    torch_module = "torchvision.ops.misc"

    def __init__(
        self,
        input_channels: int,
        squeeze_channels: int,
        activation: Maker = nn.ReLU,
        scale_activation: Maker = nn.Sigmoid,
    ) -> None:
        super().__init__()
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc1 = nn.Conv2d(input_channels, squeeze_channels, 1)
        self.fc2 = nn.Conv2d(squeeze_channels, input_channels, 1)
        self.activation = activation()
        self.scale_activation = scale_activation()

    def _scale(self, input: Any) -> Any:
        return self.scale_activation(self.fc2(self.activation(self.fc1(self.avgpool(input)))))

    def forward(self, input: Any) -> Any:
        return self._scale(input) * input


class MLP(nn.Sequential):
    """Linear layers with norm, activation and dropout between them."""

    torch_module = "torchvision.ops.misc"

    def __init__(
        self,
        in_channels: int,
        hidden_channels: list[int],
        norm_layer: Maker | None = None,
        activation_layer: Maker | None = nn.ReLU,
        inplace: bool | None = None,
        bias: bool = True,
        dropout: float = 0.0,
    ) -> None:
        layers: list[Module] = []
        options = _in_place(inplace)
        for n, width in enumerate(hidden_channels):
            layers.append(nn.Linear(in_channels, width, bias=bias))
            if n < len(hidden_channels) - 1:
                if norm_layer is not None:
                    layers.append(norm_layer(width))
                if activation_layer is not None:
                    layers.append(activation_layer(**options))
            layers.append(nn.Dropout(dropout, **options))
            in_channels = width
        super().__init__(*layers)


class FrozenBatchNorm2d(Module):
    """Batch norm whose statistics, scale and shift are fixed: x·scale + shift per channel."""

    torch_module = "torchvision.ops.misc"
    weight: Any
    bias: Any
    running_mean: Any
    running_var: Any

    def __init__(self, num_features: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        for name, first in (("weight", ones), ("bias", zeros), ("running_mean", zeros), ("running_var", ones)):
            self.register_buffer(name, first(num_features))

    def _load_from_state_dict(self, state_dict: Any, prefix: str, *rest: Any) -> None:  # pyright: ignore
        state_dict.pop(prefix + "num_batches_tracked", None)  # a batch norm that learns has it
        super()._load_from_state_dict(state_dict, prefix, *rest)

    def forward(self, x: Any) -> Any:
        w, b, mean, var = [
            getattr(self, name).reshape(1, -1, 1, 1) for name in ("weight", "bias", "running_mean", "running_var")
        ]  # (c) -> (1, c, 1, 1)
        scale = w * (var + self.eps).rsqrt()
        return x * scale + (b - mean * scale)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.weight.shape[0]}, eps={self.eps})"
