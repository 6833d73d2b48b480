"""Pooling to a given size: adaptive averages, then adaptive maxima, of windows that share each axis out evenly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.core.result import constant
from backlight.nn.functional.arguments import is_floating, one, shown, unsupported, whole
from backlight.nn.functional.average import expect_rows
from backlight.nn.functional.maximum import largest
from backlight.ops.resampling import Resampling
from backlight.ops.resize import resize
from backlight.ops.shape import expand_dims, squeeze
from backlight.ops.windows import shared_out

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def adaptive_avg_pool1d(input: Tensor, output_size: int | tuple[int]) -> Tensor:
    """The means of `output_size` windows that cover (n, c, w) or (c, w), as even as can be.

    >>> adaptive_avg_pool1d(backlight.tensor([[1., 3., 2.]]), 2)
    tensor([[2.0000, 2.5000]])
    """
    x = input._array
    expect_rows("adaptive_avg_pool1d", x.ndim)
    size = one("adaptive_avg_pool1d", "output_size", output_size)
    image: Any = expand_dims(input, axis=x.ndim - 1)
    return squeeze(_means(image, (1, size), "adaptive_avg_pool2d"), axis=x.ndim - 1)


def adaptive_avg_pool2d(input: Tensor, output_size: Any) -> Tensor:
    """The means of windows that cover (n, c, h, w) or (c, h, w), as even as can be: the result is (…, *output_size).

    A size of None leaves that axis as it is. RuntimeError for other dimensions or a negative size.

    >>> adaptive_avg_pool2d(backlight.arange(16.).reshape(1, 4, 4), (2, None))
    tensor([[[ 2.,  3.,  4.,  5.],
             [10., 11., 12., 13.]]])
    """
    return _means(input, _sizes(output_size, input, 2), "adaptive_avg_pool2d")


def adaptive_avg_pool3d(input: Tensor, output_size: Any) -> Tensor:
    """`adaptive_avg_pool2d` for volumes (n, c, d, h, w) or (c, d, h, w)."""
    return _means(input, _sizes(output_size, input, 3), "adaptive_avg_pool3d")


def _sizes(output_size: Any, input: Any, axes: int) -> tuple[int, ...]:
    shape = input._array.shape
    if isinstance(output_size, int):
        return (output_size,) * axes
    if len(shape) <= len(output_size):
        raise ValueError(f"Input dimension should be at least {len(output_size) + 1}, got {shown(shape)}")
    pairs = zip(output_size, shape[len(shape) - len(output_size) :], strict=True)
    full = [n if size is None else size for size, n in pairs]
    return whole("adaptive pooling", "output_size", full)


def _means(x: Any, sizes: tuple[int, ...], function: str) -> Any:
    axes = int(function[-2])
    shape = x._array.shape
    if len(sizes) != axes:
        raise RuntimeError(f"{function}: output_size must be {axes}: one size per axis, got {len(sizes)}")
    if min(sizes) < 0:
        raise RuntimeError(f"{function}: elements of output_size must be greater than or equal to 0, got {sizes}")
    if set(sizes) == {1} and len(shape) >= axes:
        return x.mean(tuple(range(-axes, 0)), keepdim=True)
    if len(shape) not in (axes + 1, axes + 2):
        raise RuntimeError(f"{function}(): Expected {axes + 1}D or {axes + 2}D tensor, but got {shown(shape)}")
    if 0 in shape[-axes:]:
        raise RuntimeError(
            f"{function}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes "
            f"{shown(shape)}"
        )
    if not is_floating(x._array):
        raise unsupported(function, x._array)
    along = [Resampling("area", n, m, None, False) for n, m in zip(shape[-axes:], sizes, strict=True)]
    return resize(x, axes=tuple(along), form=f"AdaptiveAvgPool{axes}D")


def adaptive_max_pool1d(input: Tensor, output_size: int | tuple[int], return_indices: bool = False) -> Any:
    """The largest of `output_size` windows that cover (n, c, w) or (c, w), as even as can be.

    With `return_indices` also where in (w,) each stands, as int64.

    >>> adaptive_max_pool1d(backlight.tensor([[1., 3., 2.]]), 2)
    tensor([[3., 3.]])
    """
    ndim = input._array.ndim
    expect_rows("adaptive_max_pool1d", ndim)
    size = one("adaptive_max_pool1d", "output_size", output_size)
    image: Any = expand_dims(input, axis=ndim - 1)
    values, places = _maxima(image, (1, size), "adaptive_max_pool2d", return_indices)
    values = squeeze(values, axis=ndim - 1)
    return (values, constant(places._array.squeeze(ndim - 1))) if return_indices else values


def adaptive_max_pool2d(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """The largest of windows that cover (n, c, h, w) or (c, h, w), as even as can be: the result is (…, *output_size).

    A size of None leaves that axis as it is. With `return_indices` also where each stands, counted row by row.

    >>> adaptive_max_pool2d(backlight.arange(9.).reshape(1, 3, 3), 2)
    tensor([[[4., 5.],
             [7., 8.]]])
    """
    pooled = _maxima(input, _sizes(output_size, input, 2), "adaptive_max_pool2d", return_indices)
    return pooled if return_indices else pooled[0]


def adaptive_max_pool3d(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """`adaptive_max_pool2d` for volumes (n, c, d, h, w) or (c, d, h, w)."""
    pooled = _maxima(input, _sizes(output_size, input, 3), "adaptive_max_pool3d", return_indices)
    return pooled if return_indices else pooled[0]


def adaptive_max_pool1d_with_indices(input: Tensor, output_size: Any, return_indices: bool = True) -> Any:
    """`adaptive_max_pool1d` and the places of the maxima: a pair."""
    return adaptive_max_pool1d(input, output_size, return_indices=True)


def adaptive_max_pool2d_with_indices(input: Tensor, output_size: Any, return_indices: bool = True) -> Any:
    """`adaptive_max_pool2d` and the places of the maxima: a pair."""
    return adaptive_max_pool2d(input, output_size, return_indices=True)


def adaptive_max_pool3d_with_indices(input: Tensor, output_size: Any, return_indices: bool = True) -> Any:
    """`adaptive_max_pool3d` and the places of the maxima: a pair."""
    return adaptive_max_pool3d(input, output_size, return_indices=True)


def _maxima(x: Any, sizes: tuple[int, ...], function: str, indices: bool) -> tuple[Any, Any]:
    axes = int(function[-2])
    shape = x._array.shape
    if len(shape) not in (axes + 1, axes + 2):
        raise RuntimeError(f"{function}(): Expected {axes + 1}D or {axes + 2}D tensor, but got: {shown(shape)}")
    if 0 in shape[1:]:
        raise RuntimeError(
            f"{function}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes "
            f"{shown(shape)}"
        )
    if len(sizes) != axes:
        raise RuntimeError(f"{function}(): internal error: output_size.size() must be {axes}, got {len(sizes)}")
    if min(sizes) < 0:
        raise RuntimeError(f"Trying to create tensor with negative dimension {min(sizes)}: {[*shape[:-axes], *sizes]}")
    if not is_floating(x._array):
        raise unsupported(function, x._array)
    windows = tuple([shared_out(n, m) for n, m in zip(shape[-axes:], sizes, strict=True)])
    return largest(x, windows, f"AdaptiveMaxPool{axes}D", indices)
