"""Convolutions: over one, two and three dimensions, and their transposes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from backlight.nn import functional as F
from backlight.nn import init
from backlight.nn.modules.module import Module
from backlight.tensor.creation import empty
from backlight.tensor.parameter import Parameter

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

PADDING_MODES = ("zeros", "reflect", "replicate", "circular")


def repeated(value: Any, count: int) -> Any:
    """`value` for each of `count` dimensions, unless it is a sequence already.

    >>> repeated(3, 2), repeated((1, 2), 2)
    ((3, 3), (1, 2))
    """
    return tuple(value) if isinstance(value, (tuple, list)) else (value,) * count


class _Convolution(Module):
    """What all convolutions have: sizes, a weight, perhaps a bias."""

    torch_module = "torch.nn.modules.conv"
    __constants__ = (
        "dilation",
        "groups",
        "in_channels",
        "kernel_size",
        "out_channels",
        "output_padding",
        "padding",
        "padding_mode",
        "stride",
    )
    dimensions: int
    transposed = False

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any,
        padding: Any,
        dilation: Any,
        groups: int,
        bias: bool,
        padding_mode: str,
        device: Any,
        dtype: Any,
        output_padding: Any = 0,
    ) -> None:
        super().__init__()
        count = self.dimensions
        if groups <= 0:
            raise ValueError("groups must be a positive integer")
        for name, channels in (("in_channels", in_channels), ("out_channels", out_channels)):
            if channels % groups:
                raise ValueError(f"{name} must be divisible by groups")
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = repeated(kernel_size, count)
        self.stride = repeated(stride, count)
        self.padding: Any = padding if isinstance(padding, str) else repeated(padding, count)
        self.dilation = repeated(dilation, count)
        self.transposed = type(self).transposed
        self.output_padding = repeated(output_padding, count)
        self.groups = groups
        self.padding_mode = padding_mode
        if isinstance(padding, str):
            if padding not in ("same", "valid"):
                raise ValueError(f"Invalid padding string {padding!r}, should be one of {{'valid', 'same'}}")
            if padding == "same" and any(step != 1 for step in self.stride):
                raise ValueError("padding='same' is not supported for strided convolutions")
        if padding_mode not in PADDING_MODES:
            raise ValueError(f"padding_mode must be one of {set(PADDING_MODES)}, but got padding_mode='{padding_mode}'")
        self._reversed_padding_repeated_twice = self._pads()
        self._make_weights(bias, device, dtype)
        self.reset_parameters()

    def _weight_shape(self) -> tuple[int, ...]:
        first, second = self.out_channels, self.in_channels
        if self.transposed:
            first, second = second, first
        return first, second // self.groups, *self.kernel_size

    def _make_weights(self, bias: bool, device: Any, dtype: Any) -> None:
        self.weight = Parameter(empty(self._weight_shape(), device=device, dtype=dtype))
        made = Parameter(empty(self.out_channels, device=device, dtype=dtype)) if bias else None
        self.register_parameter("bias", made)

    def _pads(self) -> list[int]:
        """The padding as `F.pad` takes it: of the last dimension first, each twice."""
        if self.padding == "valid":
            return [0] * (2 * self.dimensions)
        if self.padding == "same":
            pads = []
            for step, size in zip(reversed(self.dilation), reversed(self.kernel_size), strict=True):
                total = step * (size - 1)
                pads += [total // 2, total - total // 2]
            return pads
        return [n for n in reversed(self.padding) for _ in range(2)]

    def reset_parameters(self) -> None:
        """Draw the weights anew: uniform on ±1/√(the numbers that flow into one)."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            fan_in, _ = init._calculate_fan_in_and_fan_out(self.weight)
            if fan_in != 0:
                init.uniform_(self.bias, -1 / math.sqrt(fan_in), 1 / math.sqrt(fan_in))

    def extra_repr(self) -> str:
        """The channels and sizes; what is at its default is left out."""
        text = f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        count = self.dimensions
        if self.padding != (0,) * count:
            text += f", padding={self.padding}"
        for name, default in (("dilation", (1,) * count), ("output_padding", (0,) * count), ("groups", 1)):
            if getattr(self, name) != default:
                text += f", {name}={getattr(self, name)}"
        if self.bias is None:
            text += ", bias=False"
        if self.padding_mode != "zeros":
            text += f", padding_mode={self.padding_mode}"
        return text

    def __setstate__(self, state: dict) -> None:
        super().__setstate__(state)
        vars(self).setdefault("padding_mode", "zeros")


class _ConvNd(_Convolution):
    """A convolution that is no transposed one."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(
            in_channels,
            out_channels,
            kernel_size,
            stride,
            padding,
            dilation,
            groups,
            bias,
            padding_mode,
            device,
            dtype,
        )

    def _conv_forward(self, input: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        padding = self.padding
        if self.padding_mode != "zeros":
            input = F.pad(input, self._reversed_padding_repeated_twice, mode=self.padding_mode)
            padding = (0,) * self.dimensions
        convolve = (F.conv1d, F.conv2d, F.conv3d)[self.dimensions - 1]
        return convolve(input, weight, bias, self.stride, padding, self.dilation, self.groups)

    def forward(self, input: Tensor) -> Tensor:
        """(N, in_channels, *) or (in_channels, *) → the same with out_channels."""
        return self._conv_forward(input, self.weight, self.bias)


class Conv1d(_ConvNd):
    """Convolution of (N, C_in, L) with kernels (C_out, C_in / groups, k).

    The length becomes ⌊(L + 2 padding - dilation (k - 1) - 1) / stride⌋ + 1.

    >>> Conv1d(2, 3, 5)(backlight.ones(1, 2, 10)).shape
    torch.Size([1, 3, 6])
    """

    dimensions = 1


class Conv2d(_ConvNd):
    """Convolution of images (N, C_in, H, W) with kernels (C_out, C_in / groups, kh, kw).

    Args:
        in_channels, out_channels: the channels before and after.
        kernel_size, stride, padding, dilation: a number, or one for each dimension; padding also 'same' or 'valid'.
        groups: into how many parts the channels are split.
        bias: whether a number for each channel is added.
        padding_mode: 'zeros', 'reflect', 'replicate' or 'circular'.

    >>> Conv2d(3, 8, 3, padding=1)(backlight.ones(1, 3, 4, 4)).shape
    torch.Size([1, 8, 4, 4])
    """

    dimensions = 2


class Conv3d(_ConvNd):
    """Convolution of volumes (N, C_in, D, H, W) with kernels (C_out, C_in / groups, kd, kh, kw)."""

    dimensions = 3


class _ConvTransposeNd(_Convolution):
    """The transpose of a convolution: what its gradient does to its input."""

    transposed = True

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Any = 1,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        if padding_mode != "zeros":
            raise ValueError(f'Only "zeros" padding mode is supported for {type(self).__name__}')
        super().__init__(
            in_channels,
            out_channels,
            kernel_size,
            stride,
            padding,
            dilation,
            groups,
            bias,
            padding_mode,
            device,
            dtype,
            output_padding,
        )

    def forward(self, input: Tensor, output_size: Any = None) -> Tensor:
        """(N, in_channels, *) → (N, out_channels, *); `output_size` chooses among the sizes that are possible."""
        output_padding = self.output_padding if output_size is None else self._padding_for(input, output_size)
        convolve = (F.conv_transpose1d, F.conv_transpose2d, F.conv_transpose3d)[self.dimensions - 1]
        return convolve(
            input, self.weight, self.bias, self.stride, self.padding, output_padding, self.groups, self.dilation
        )

    def _padding_for(self, input: Tensor, output_size: Any) -> tuple[int, ...]:
        count = self.dimensions
        extra = input.dim() - count
        wanted = list(output_size)
        if len(wanted) == extra + count:
            wanted = wanted[extra:]
        if len(wanted) != count:
            raise ValueError(
                f"ConvTranspose{count}D: for {input.dim()}D input, output_size must have {count} or {extra + count} "
                f"elements (got {len(wanted)})"
            )
        smallest = [
            (input.size(i + extra) - 1) * self.stride[i]
            - 2 * self.padding[i]
            + self.dilation[i] * (self.kernel_size[i] - 1)
            + 1
            for i in range(count)
        ]
        largest = [low + step - 1 for low, step in zip(smallest, self.stride, strict=True)]
        if any(not low <= n <= high for n, low, high in zip(wanted, smallest, largest, strict=True)):
            raise ValueError(
                f"requested an output size of {output_size}, but valid sizes range from {smallest} to {largest} (for "
                f"an input of {tuple(input.shape[extra:])})"
            )
        return tuple([n - low for n, low in zip(wanted, smallest, strict=True)])


class ConvTranspose1d(_ConvTransposeNd):
    """The transpose of Conv1d; L becomes (L - 1) stride - 2 padding + dilation (k - 1) + output_padding + 1."""

    dimensions = 1


class ConvTranspose2d(_ConvTransposeNd):
    """The transpose of Conv2d, with kernels (C_in, C_out / groups, kh, kw); it makes images larger.

    >>> ConvTranspose2d(8, 3, 2, stride=2)(backlight.ones(1, 8, 4, 4)).shape
    torch.Size([1, 3, 8, 8])
    """

    dimensions = 2


class ConvTranspose3d(_ConvTransposeNd):
    """The transpose of Conv3d."""

    dimensions = 3
