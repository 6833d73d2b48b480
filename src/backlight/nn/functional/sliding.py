"""The windows of pooling from torch's arguments, with torch's checks of them."""

from __future__ import annotations

from typing import Any

from backlight.nn.functional.arguments import per_axis, shown, whole
from backlight.ops.windows import Even

AXES = {1: "W", 2: "HW", 3: "TWH"}


def windows_of(
    function: str,
    shape: tuple,
    axes: int,
    kernel_size: Any,
    stride: Any,
    padding: Any,
    dilation: Any = 1,
    ceil_mode: bool = False,
    smaller: bool = False,
) -> tuple[Even, ...]:
    """The windows along each of the last `axes` dimensions of a tensor of this shape; RuntimeError where none fit.

    With `smaller`, a window must fit into the input without its padding.
    """
    kernels = per_axis(function, "kernel_size", kernel_size, axes)
    strides = per_axis(function, "stride", stride, axes) if given(function, stride) else kernels
    pads = per_axis(function, "padding", padding, axes)
    dilations = per_axis(function, "dilation", dilation, axes)
    if len(shape) not in (axes + 1, axes + 2):
        raise RuntimeError(
            f"{function}: non-empty {axes + 1}D or {axes + 2}D (batch mode) tensor expected for input, "
            f"but got shape {shown(shape)}"
        )
    sizes = shape[-axes:]
    counts = [
        count(n, k, p, s, d, ceil_mode) for n, k, p, s, d in zip(sizes, kernels, pads, strides, dilations, strict=True)
    ]
    _check(function, shape, kernels, strides, pads, dilations, counts, smaller)
    return tuple([Even(*w) for w in zip(kernels, strides, pads, dilations, counts, strict=True)])


def given(function: str, stride: Any) -> bool:
    """Whether a stride is given at all; left away, it is the size of the window."""
    return stride is not None and len(whole(function, "stride", stride)) > 0


def count(n: int, kernel: int, pad: int, stride: int, dilation: int, ceil_mode: bool) -> int:
    """How many windows there are along an axis of n elements."""
    if stride == 0:
        raise RuntimeError("stride should not be zero")
    if pad < 0:
        raise RuntimeError(f"pad must be non-negative, but got pad: {pad}")
    if pad > ((kernel - 1) * dilation + 1) // 2:
        raise RuntimeError(
            "pad should be at most half of effective kernel size, but got "
            f"pad={pad}, kernel_size={kernel} and dilation={dilation}"
        )
    room = n + 2 * pad - dilation * (kernel - 1) - 1
    found = (room + (stride - 1 if ceil_mode else 0)) // stride + 1
    # the last window must start inside of the input or the padding before it
    return found - 1 if ceil_mode and (found - 1) * stride >= n + pad else found


def _check(function, shape, kernels, strides, pads, dilations, counts, smaller) -> None:
    axes = len(kernels)
    for what, values in (("kernel size", kernels), ("stride", strides), ("dilation", dilations)):
        if min(values) <= 0:
            raise RuntimeError(f"{function}: {what} should be greater than zero, but got {values}")
    ndim = len(shape)
    if 0 in (shape[1:] if ndim == axes + 2 else shape):
        if axes == 3:
            raise RuntimeError(
                f"{function}(): Expected input's non-batch dimensions to have positive length, but input has a shape "
                f"of {shown(shape)}"
            )
        raise RuntimeError(
            f"Expected {axes + 1}D or {axes + 2}D (batch mode) tensor with optional 0 dim batch size for input, "
            f"but got: {shown(shape)}"
        )
    sizes = shape[-axes:]
    if smaller and any(n < k for n, k in zip(sizes, kernels, strict=True)):
        raise RuntimeError(f"input image {sizes} smaller than kernel size {kernels}")
    if any(k // 2 < p if axes < 3 else k < 2 * p for k, p in zip(kernels, pads, strict=True)):
        raise RuntimeError(
            f"pad should be smaller than or equal to half of kernel size, but got padding {pads} and kernel size "
            f"{kernels}"
        )
    if min(counts) < 1:
        planes = shape[-axes - 1]
        before, after = ("x".join(map(str, (planes, *s))) for s in (sizes, counts))
        raise RuntimeError(f"Given input size: ({before}). Calculated output size: ({after}). Output size is too small")
