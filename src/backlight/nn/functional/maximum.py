"""Max pooling, in one, two and three dimensions, with or without the places of the maxima."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.core.inplace import needing
from backlight.core.op import record
from backlight.core.result import constant
from backlight.core.variable import edge
from backlight.nn.functional.arguments import is_floating, shown, unsupported, whole
from backlight.nn.functional.sliding import count, given, windows_of
from backlight.ops.maxpool import chosen, window_max, window_pick
from backlight.ops.shape import expand_dims, squeeze
from backlight.ops.windows import Even

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def max_pool1d(
    input: Tensor,
    kernel_size: int | tuple[int],
    stride: int | tuple[int] | None = None,
    padding: int | tuple[int] = 0,
    dilation: int | tuple[int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest of each window of (n, c, w) or (c, w); `stride` is the window's size if left away.

    With `return_indices` also where in (w,) each stands, as int64. RuntimeError for windows that do not fit.

    >>> max_pool1d(backlight.tensor([[1., 3., 2., 0.]]), 2)
    tensor([[3., 2.]])
    """
    if return_indices:
        return max_pool1d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode)
    x = input._array
    windows = (_along_one(x.shape, kernel_size, stride, padding, dilation, ceil_mode),)
    if not is_floating(x):
        raise unsupported("max_pool1d_impl", x)
    return _over_rows(input, windows)[0]


def max_pool1d_with_indices(
    input: Tensor,
    kernel_size: int | tuple[int],
    stride: int | tuple[int] | None = None,
    padding: int | tuple[int] = 0,
    dilation: int | tuple[int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = True,
) -> tuple[Tensor, Tensor]:
    """`max_pool1d` and the places of the maxima: a pair."""
    x = input._array
    if x.dtype.kind in "bc":
        raise unsupported("max_pool2d", x)
    windows = windows_of("max_pool1d", x.shape, 1, kernel_size, stride, padding, dilation, ceil_mode)
    return _over_rows(input, windows, indices=True)


def _over_rows(x: Any, windows: tuple, indices: bool = False) -> Any:
    """A row is pooled as an image of height 1, which torch's graph shows."""
    if not needing(x):
        return largest(x, windows, "MaxPool2DWithIndices", indices)
    values, places = largest(expand_dims(x, axis=x._array.ndim - 1), windows, "MaxPool2DWithIndices", indices)
    axis = values._array.ndim - 2
    return squeeze(values, axis=axis), constant(places._array.squeeze(axis)) if indices else None


def _along_one(shape: tuple, kernel_size: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool) -> Even:
    if len(shape) not in (2, 3) or 0 in shape[len(shape) - 2 :]:
        raise RuntimeError(
            "max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got: "
            f"{shown(shape)}"
        )
    stride = stride if given("max_pool1d", stride) else kernel_size
    sizes = []
    for name, value in (("kernel_size", kernel_size), ("stride", stride), ("padding", padding), ("dilation", dilation)):
        found = whole("max_pool1d", name, value)
        if len(found) != 1:
            raise RuntimeError(
                f"max_pool1d() {name} must be an int, list of ints or tuple of ints of size 1 but got size {len(found)}"
            )
        sizes.append(found[0])
    kernel, step, pad, spread = sizes
    for name, size in (("kernel_size", kernel), ("stride", step), ("dilation", spread)):
        if size <= 0:
            raise RuntimeError(f"max_pool1d() {name} must be greater than zero, but got {size}")
    if pad < 0:
        raise RuntimeError(f"max_pool1d() padding must be non-negative, but got {pad}")
    if pad > kernel // 2:
        raise RuntimeError(
            f"max_pool1d() padding should be at most half of kernel size, but got padding={pad} and "
            f"kernel_size={kernel}"
        )
    found = count(shape[-1], kernel, pad, step, spread, ceil_mode)
    if found < 1:
        raise RuntimeError(f"max_pool1d() Invalid computed output size: {found}")
    return Even(kernel, step, pad, spread, found)


def max_pool2d(
    input: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest of each window of (n, c, h, w) or (c, h, w); `stride` is the window's size if left away.

    `padding` adds −∞ on both sides, `ceil_mode` keeps windows that reach beyond the end. With `return_indices` also
    where each stands, counted row by row, as int64. RuntimeError for windows that do not fit.

    >>> max_pool2d(backlight.arange(16.).reshape(1, 1, 4, 4), 2)
    tensor([[[[ 5.,  7.],
              [13., 15.]]]])
    """
    windows = _windows("max_pool2d", input, 2, kernel_size, stride, padding, dilation, ceil_mode)
    pooled = largest(input, windows, "MaxPool2DWithIndices", return_indices)
    return pooled if return_indices else pooled[0]


def max_pool2d_with_indices(
    input: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = True,
) -> tuple[Tensor, Tensor]:
    """`max_pool2d` and the places of the maxima: a pair."""
    return max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode, return_indices=True)


def max_pool3d(
    input: Tensor,
    kernel_size: int | tuple[int, int, int],
    stride: int | tuple[int, int, int] | None = None,
    padding: int | tuple[int, int, int] = 0,
    dilation: int | tuple[int, int, int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """`max_pool2d` for volumes (n, c, d, h, w) or (c, d, h, w).

    >>> max_pool3d(backlight.arange(8.).reshape(1, 2, 2, 2), 2)
    tensor([[[[7.]]]])
    """
    windows = _windows("max_pool3d", input, 3, kernel_size, stride, padding, dilation, ceil_mode)
    pooled = largest(input, windows, "MaxPool3DWithIndices", return_indices)
    return pooled if return_indices else pooled[0]


def max_pool3d_with_indices(
    input: Tensor,
    kernel_size: int | tuple[int, int, int],
    stride: int | tuple[int, int, int] | None = None,
    padding: int | tuple[int, int, int] = 0,
    dilation: int | tuple[int, int, int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = True,
) -> tuple[Tensor, Tensor]:
    """`max_pool3d` and the places of the maxima: a pair."""
    return max_pool3d(input, kernel_size, stride, padding, dilation, ceil_mode, return_indices=True)


def _windows(function: str, input: Any, axes: int, *how: Any) -> tuple[Even, ...]:
    x = input._array
    windows = windows_of(function, x.shape, axes, *how)
    if x.dtype.kind in "bc":
        raise unsupported(function, x)
    return windows


def largest(x: Any, windows: tuple, form: str, indices: bool = False) -> tuple[Any, Any]:
    """The largest of each window of a tensor and, if asked for, their places; `form` is torch's name of the node."""
    needs = needing(x)
    if not needs and not indices:
        return window_max(x, windows=windows, wanted=False), None
    values, *choices = window_max(x, windows=windows, wanted=True)
    choices = [c._array for c in choices]
    places = constant(chosen(choices, windows, x._array.shape)) if indices else None
    if needs:  # the places are known, and so the values: what is recorded is the choice of them
        parents = (edge(x), *[None] * len(choices))
        values = record(
            window_pick.op, (x._array, *choices), {"windows": windows, "form": form}, parents, values._array
        )
    return values, places
