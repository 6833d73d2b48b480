"""The patches of images as columns (`unfold`), and columns summed back to images (`fold`)."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from backlight.core.variable import Variable
from backlight.nn.functional.arguments import shown, unsupported, whole
from backlight.ops import im2col as cards
from backlight.tensor.shaping import squeeze, unsqueeze

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.tensor.tensor import Tensor

    Ints = int | Sequence[int]


def unfold(input: Tensor, kernel_size: Ints, dilation: Ints = 1, padding: Ints = 0, stride: Ints = 1) -> Tensor:
    """Each patch that a kernel sees of `input` (N, C, H, W) or (C, H, W) as one column: (N, C·kH·kW, patches).

    RuntimeError where no patch fits; NotImplementedError for integers.

    >>> unfold(backlight.arange(4.).reshape(1, 2, 2), (1, 2))
    tensor([[0., 2.],
            [1., 3.]])
    """
    x: Any = input
    how = _how("im2col", x, kernel_size, dilation, padding, stride)
    shape = x._array.shape
    if len(shape) == 1:
        raise IndexError("Dimension out of range: unfold needs (N, C, H, W) or (C, H, W), but got one dimension")
    if len(shape) not in (3, 4) or 0 in shape[-3:]:
        raise RuntimeError(
            "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, "
            f"but got: {shown(shape)}"
        )
    found = cards.counts(shape[-2:], **how)
    if min(found) < 1:
        raise RuntimeError(
            f"Given input with spatial size {shape[-2:]}, {_told(how)}, calculated shape of the array of sliding "
            f"blocks as {found}, but its components must be at least one."
        )
    if len(shape) == 4:
        return cards.im2col(x, **how)
    return squeeze(cards.im2col(unsqueeze(x, 0), **how), 0)


def fold(
    input: Tensor,
    output_size: Ints,
    kernel_size: Ints,
    dilation: Ints = 1,
    padding: Ints = 0,
    stride: Ints = 1,
) -> Tensor:
    """Columns (N, C·kH·kW, patches) or (C·kH·kW, patches) summed to the images (N, C, *output_size) they are of.

    Where patches overlap, they add up. RuntimeError if their number is another; NotImplementedError for integers.

    >>> fold(backlight.ones(2, 2), (1, 3), (1, 2))
    tensor([[[1., 2., 1.]]])
    """
    x: Any = input
    how = _how("col2im", x, kernel_size, dilation, padding, stride)
    size = _pair("col2im", "output_size", output_size)
    shape = x._array.shape
    if len(shape) not in (2, 3) or 0 in shape[-2:]:
        raise RuntimeError(
            "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for "
            f"input, but got: {shown(shape)}"
        )
    if shape[-2] % prod(how["kernel"]):
        raise RuntimeError(
            "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got "
            f"input.size(1)={shape[-2]} and kernel_size={how['kernel']}."
        )
    found = cards.counts(size, **how)
    if min(found) < 1 or prod(found) != shape[-1]:
        raise RuntimeError(
            f"Given output_size={size}, {_told(how)}, stride={how['stride']}, expected size of input's dimension 2 to "
            f"match the calculated number of sliding blocks {' * '.join(map(str, found))} = {prod(found)}, but got "
            f"input.size(2)={shape[-1]}."
        )
    if len(shape) == 3:
        return cards.col2im(x, size=size, **how)
    return squeeze(cards.col2im(unsqueeze(x, 0), size=size, **how), 0)


def _how(name: str, x: Any, kernel_size: Any, dilation: Any, padding: Any, stride: Any) -> dict[str, tuple]:
    if not isinstance(x, Variable):
        raise TypeError(f"{name}(): argument 'input' (position 1) must be Tensor, not {type(x).__name__}")
    how = {
        "kernel": _pair(name, "kernel_size", kernel_size),
        "stride": _pair(name, "stride", stride),
        "padding": _pair(name, "padding", padding),
        "dilation": _pair(name, "dilation", dilation),
    }
    for what in ("kernel", "dilation", "stride"):
        if min(how[what]) <= 0:
            told = "kernel size" if what == "kernel" else what
            raise RuntimeError(f"{told} should be greater than zero, but got {how[what]}")
    if min(how["padding"]) < 0:
        raise RuntimeError(f"padding should be non-negative, but got {how['padding']}")
    if x._array.dtype.kind in "iu":
        raise unsupported(f"{name}_out_cpu", x._array)
    return how


def _pair(name: str, argument: str, value: Any) -> tuple[int, ...]:
    sizes = whole(name, argument, value)
    if not isinstance(value, (list, tuple)):
        return sizes * 2
    if len(sizes) != 2:
        raise RuntimeError(f"It is expected {argument} equals to 2, but got size {len(sizes)}")
    return sizes


def _told(how: dict) -> str:
    return f"kernel_size={how['kernel']}, dilation={how['dilation']}, padding={how['padding']}"
