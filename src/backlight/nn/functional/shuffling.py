"""Channels into pixels and back, and channels among each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlight.nn.functional.arguments import shown
from backlight.ops import shuffle as cards

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def pixel_shuffle(input: Tensor, upscale_factor: int) -> Tensor:
    """(…, c·r², h, w) to (…, c, h·r, w·r), for r = `upscale_factor`: channels become pixels.

    >>> pixel_shuffle(backlight.arange(4).reshape(4, 1, 1), 2)
    tensor([[[0, 1],
             [2, 3]]])
    """
    shape, r = _expect_images("pixel_shuffle", "upscale_factor", input, upscale_factor)
    if shape[-3] % (r * r):
        raise RuntimeError(
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, "
            f"but input.size(-3)={shape[-3]} is not divisible by {r * r}"
        )
    return cards.pixel_shuffle(input, factor=r)


def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Tensor:
    """(…, c, h·r, w·r) to (…, c·r², h, w), for r = `downscale_factor`: pixels become channels.

    >>> pixel_unshuffle(backlight.arange(4).reshape(1, 2, 2), 2).shape
    torch.Size([4, 1, 1])
    """
    shape, r = _expect_images("pixel_unshuffle", "downscale_factor", input, downscale_factor)
    for name, axis in (("height", -2), ("width", -1)):
        if shape[axis] % r:
            raise RuntimeError(
                f"pixel_unshuffle expects {name} to be divisible by downscale_factor, but "
                f"input.size({axis})={shape[axis]} is not divisible by {r}"
            )
    return cards.pixel_unshuffle(input, factor=r)


def _expect_images(function: str, name: str, input: Tensor, factor: int) -> tuple[tuple[int, ...], int]:
    shape = input._array.shape
    if isinstance(factor, bool) or not hasattr(factor, "__index__"):
        raise TypeError(f"{function}(): argument '{name}' (position 2) must be int, not {type(factor).__name__}")
    if len(shape) < 3:
        raise RuntimeError(
            f"{function} expects input to have at least 3 dimensions, but got input with {len(shape)} dimension(s)"
        )
    if factor <= 0:
        raise RuntimeError(f"{function} expects a positive {name}, but got {factor}")
    return shape, factor.__index__()


def channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """(n, c, …) with its channels, seen as `groups` × c/groups, transposed: each group passes one to each new group.

    >>> channel_shuffle(backlight.arange(4).reshape(1, 4, 1), 2).flatten()
    tensor([0, 2, 1, 3])
    """
    shape = input._array.shape
    if isinstance(groups, bool) or not hasattr(groups, "__index__"):
        raise TypeError(f"channel_shuffle(): argument 'groups' (position 2) must be int, not {type(groups).__name__}")
    if len(shape) < 3:
        raise RuntimeError(f"channel_shuffle expects input with > 2 dims, but got input with sizes {shown(shape)}")
    if groups <= 0:
        raise RuntimeError(f"Number of groups to divide channels in must be positive. Value of groups:{groups}")
    if shape[1] % groups:
        raise RuntimeError(
            f"Number of channels must be divisible by groups. Got {shape[1]} channels and {groups} groups."
        )
    return cards.channel_shuffle(input, groups=groups.__index__())


native_channel_shuffle = channel_shuffle
