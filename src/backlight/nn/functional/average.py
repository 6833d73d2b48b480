"""Average pooling, in one, two and three dimensions, and pooling by power averages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.nn.functional.activation import relu
from backlight.nn.functional.arguments import is_floating, one, per_axis, unsupported
from backlight.nn.functional.maximum import max_pool1d, max_pool2d, max_pool3d
from backlight.nn.functional.sliding import given, windows_of
from backlight.ops.avgpool import window_mean
from backlight.ops.shape import expand_dims, squeeze
from backlight.ops.windows import Even
from backlight.tensor.out import into

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def avg_pool1d(
    input: Tensor,
    kernel_size: int | tuple[int],
    stride: int | tuple[int] | None = None,
    padding: int | tuple[int] = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:
    """The mean of each window of (n, c, w) or (c, w); `stride` is the window's size if left away.

    >>> avg_pool1d(backlight.tensor([[1., 3., 2., 0.]]), 2)
    tensor([[2., 1.]])
    """
    x = input._array
    expect_rows("avg_pool1d", x.ndim)
    kernel = one("avg_pool1d", "kernel_size", kernel_size)
    step = one("avg_pool1d", "stride", stride) if given("avg_pool1d", stride) else kernel
    pad = one("avg_pool1d", "padding", padding)
    image = (*x.shape[:-1], 1, x.shape[-1])  # a row is pooled as an image of height 1, which torch's graph shows
    windows = windows_of("avg_pool2d", image, 2, (1, kernel), (1, step), (0, pad), 1, ceil_mode)
    _expect_means("avg_pool2d", x)
    rows: Any = expand_dims(input, axis=x.ndim - 1)
    return squeeze(_means(rows, windows[1:], count_include_pad, None, "AvgPool2D"), axis=x.ndim - 1)


def expect_rows(function: str, ndim: int) -> None:
    """RuntimeError unless a tensor has the dimensions of (n, c, w) or (c, w)."""
    if ndim not in (2, 3):
        raise RuntimeError(
            f"Expected 2 to 3 dimensions, but got {ndim}-dimensional tensor for argument #1 'self' (while checking "
            f"arguments for {function})"
        )


def avg_pool2d(
    input: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The mean of each window of (n, c, h, w) or (c, h, w); `stride` is the window's size if left away.

    The zeros of `padding` count as elements unless `count_include_pad` is False; `divisor_override` divides each
    sum instead of the number of elements. RuntimeError for windows that do not fit.

    >>> avg_pool2d(backlight.arange(16.).reshape(1, 1, 4, 4), 2)
    tensor([[[[ 2.5000,  4.5000],
              [10.5000, 12.5000]]]])
    """
    x = input._array
    if x.ndim < 3:
        raise IndexError(f"avg_pool2d: Dimension out of range: a tensor (n, c, h, w) or (c, h, w) has no {x.ndim}")
    windows = windows_of("avg_pool2d", x.shape, 2, kernel_size, stride, padding, 1, ceil_mode)
    _expect_means("avg_pool2d", x)
    means = _means(input, windows, count_include_pad, divisor_override, "AvgPool2D")
    return means if out is None else into(out, means, "avg_pool2d")


def avg_pool3d(
    input: Tensor,
    kernel_size: int | tuple[int, int, int],
    stride: int | tuple[int, int, int] | None = None,
    padding: int | tuple[int, int, int] = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """`avg_pool2d` for volumes (n, c, d, h, w) or (c, d, h, w).

    >>> avg_pool3d(backlight.arange(8.).reshape(1, 2, 2, 2), 2)
    tensor([[[[3.5000]]]])
    """
    x = input._array
    windows = windows_of("avg_pool3d", x.shape, 3, kernel_size, stride, padding, 1, ceil_mode, smaller=True)
    _expect_means("avg_pool3d_out_frame", x)
    if x.dtype.itemsize == 2:
        raise unsupported("avg_pool3d_out_frame", x)
    means = _means(input, windows, count_include_pad, divisor_override, "AvgPool3D")
    return means if out is None else into(out, means, "avg_pool3d")


def _expect_means(kernel: str, x: Any) -> None:
    if not is_floating(x) and x.dtype != "int64":
        raise unsupported(kernel, x)


def _means(x: Any, windows: tuple[Even, ...], padded: bool, divisor: int | None, form: str) -> Any:
    if divisor == 0:
        raise RuntimeError("divisor must be not zero")
    return window_mean(x, windows=windows, padded=bool(padded), divisor=divisor, form=form)


def lp_pool1d(
    input: Tensor,
    norm_type: int | float,
    kernel_size: int,
    stride: int | tuple[int] | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """(Σ xᵖ)^(1/p) of each window of (n, c, w) or (c, w), for the power p = `norm_type`; for ∞ the largest |x|.

    >>> lp_pool1d(backlight.tensor([[3., 4.]]), 2, 2)
    tensor([[5.]])
    """
    if norm_type in (float("inf"), -float("inf")):
        return _extreme(max_pool1d, input, norm_type, kernel_size, stride, ceil_mode)
    means = avg_pool1d(input**norm_type, kernel_size, stride, 0, ceil_mode)
    if isinstance(kernel_size, (tuple, list)):
        raise TypeError("mul(): argument 'other' (position 1) must be Tensor, not tuple: lp_pool1d takes an int")
    return _root(means, kernel_size, norm_type)


def lp_pool2d(
    input: Tensor,
    norm_type: int | float,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """(Σ xᵖ)^(1/p) of each window of (n, c, h, w) or (c, h, w), for p = `norm_type`; for ∞ the largest |x|."""
    if norm_type in (float("inf"), -float("inf")):
        return _extreme(max_pool2d, input, norm_type, kernel_size, stride, ceil_mode)
    height, width = per_axis("lp_pool2d", "kernel_size", kernel_size, 2)
    means = avg_pool2d(input**norm_type, kernel_size, stride, 0, ceil_mode)
    return _root(means, height * width, norm_type)


def lp_pool3d(
    input: Tensor,
    norm_type: int | float,
    kernel_size: int | tuple[int, int, int],
    stride: int | tuple[int, int, int] | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """`lp_pool2d` for volumes (n, c, d, h, w) or (c, d, h, w)."""
    if norm_type in (float("inf"), -float("inf")):
        return _extreme(max_pool3d, input, norm_type, kernel_size, stride, ceil_mode)
    depth, height, width = per_axis("lp_pool3d", "kernel_size", kernel_size, 3)
    means = avg_pool3d(input**norm_type, kernel_size, stride, 0, ceil_mode)
    return _root(means, depth * height * width, norm_type)


def _extreme(pool: Any, x: Any, norm_type: float, kernel_size: Any, stride: Any, ceil_mode: bool) -> Any:
    if norm_type > 0:
        return pool(x.abs(), kernel_size, stride, 0, 1, ceil_mode)
    return -pool(-x.abs(), kernel_size, stride, 0, 1, ceil_mode)


def _root(means: Any, count: int, norm_type: float) -> Any:
    return (means.sign() * relu(means.abs())).mul(count).pow(1.0 / norm_type)
