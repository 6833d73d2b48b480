"""Modules that change the shape alone: Flatten, Unflatten, and those that move pixels between channels and places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.nn import functional as F
from backlight.nn.modules.module import Module

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


class Flatten(Module):
    """The dimensions from start_dim to end_dim become one; by default all but the first.

    >>> Flatten()(backlight.ones(2, 3, 4)).shape
    torch.Size([2, 12])
    """

    torch_module = "torch.nn.modules.flatten"
    __constants__ = ("end_dim", "start_dim")

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim = start_dim
        self.end_dim = end_dim

    def forward(self, input: Tensor) -> Tensor:
        """With fewer dimensions."""
        return input.flatten(self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        """The two dimensions."""
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(Module):
    """One dimension becomes several, of the sizes `unflattened_size`.

    >>> Unflatten(1, (3, 4))(backlight.ones(2, 12)).shape
    torch.Size([2, 3, 4])
    """

    torch_module = "torch.nn.modules.flatten"
    __constants__ = ("dim", "unflattened_size")

    def __init__(self, dim: int | str, unflattened_size: Any) -> None:
        super().__init__()
        if not isinstance(dim, int):
            raise TypeError("invalid argument type for dim parameter; named dimensions are not supported")
        _demand_sizes(unflattened_size)
        self.dim = dim
        self.unflattened_size = unflattened_size

    def forward(self, input: Tensor) -> Tensor:
        """With more dimensions."""
        return input.unflatten(self.dim, self.unflattened_size)

    def extra_repr(self) -> str:
        """The dimension and its sizes."""
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"


def _demand_sizes(given: Any) -> None:
    if not isinstance(given, (tuple, list)):
        raise TypeError(f"unflattened_size must be a tuple or list, but found type {type(given).__name__}")
    for place, size in enumerate(given):
        if not isinstance(size, int):
            raise TypeError(
                f"unflattened_size must be tuple of ints, but found element of type {type(size).__name__} "
                f"at pos {place}"
            )


class PixelShuffle(Module):
    """(*, C r², H, W) → (*, C, H r, W r): groups of r² channels become r x r pixels (Shi et al., 2016)."""

    torch_module = "torch.nn.modules.pixelshuffle"
    __constants__ = ("upscale_factor",)

    def __init__(self, upscale_factor: int) -> None:
        super().__init__()
        self.upscale_factor = upscale_factor

    def forward(self, input: Tensor) -> Tensor:
        """With fewer channels and more pixels."""
        return F.pixel_shuffle(input, self.upscale_factor)

    def extra_repr(self) -> str:
        """The factor r."""
        return f"upscale_factor={self.upscale_factor}"


class PixelUnshuffle(Module):
    """(*, C, H r, W r) → (*, C r², H, W): the way back from PixelShuffle."""

    torch_module = "torch.nn.modules.pixelshuffle"
    __constants__ = ("downscale_factor",)

    def __init__(self, downscale_factor: int) -> None:
        super().__init__()
        self.downscale_factor = downscale_factor

    def forward(self, input: Tensor) -> Tensor:
        """With more channels and fewer pixels."""
        return F.pixel_unshuffle(input, self.downscale_factor)

    def extra_repr(self) -> str:
        """The factor r."""
        return f"downscale_factor={self.downscale_factor}"


class ChannelShuffle(Module):
    """The channels of (N, C, *) dealt out anew over `groups`, as cards are (ShuffleNet)."""

    torch_module = "torch.nn.modules.channelshuffle"
    __constants__ = ("groups",)

    def __init__(self, groups: int) -> None:
        super().__init__()
        self.groups = groups

    def forward(self, input: Tensor) -> Tensor:
        """Of the same shape."""
        return F.channel_shuffle(input, self.groups)

    def extra_repr(self) -> str:
        """The number of groups."""
        return f"groups={self.groups}"


class Fold(Module):
    """Sums patches into an image: the counterpart of Unfold."""

    torch_module = "torch.nn.modules.fold"
    __constants__ = ("dilation", "kernel_size", "output_size", "padding", "stride")

    def __init__(
        self, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
    ) -> None:
        super().__init__()
        self.output_size = output_size
        self.kernel_size = kernel_size
        self.dilation = dilation
        self.padding = padding
        self.stride = stride

    def forward(self, input: Tensor) -> Tensor:
        """(N, C kh kw, L) → (N, C, *output_size)."""
        return F.fold(input, self.output_size, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self) -> str:
        """All sizes."""
        return (
            f"output_size={self.output_size}, kernel_size={self.kernel_size}, dilation={self.dilation}, "
            f"padding={self.padding}, stride={self.stride}"
        )


class Unfold(Module):
    """The patches of an image as columns."""

    torch_module = "torch.nn.modules.fold"
    __constants__ = ("dilation", "kernel_size", "padding", "stride")

    def __init__(self, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.dilation = dilation
        self.padding = padding
        self.stride = stride

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, H, W) → (N, C kh kw, L)."""
        return F.unfold(input, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self) -> str:
        """All sizes."""
        return f"kernel_size={self.kernel_size}, dilation={self.dilation}, padding={self.padding}, stride={self.stride}"
