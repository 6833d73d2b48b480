"""Max unpooling: each maximum back at the place where it was found, zeros around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.nn.functional.arguments import is_floating, per_axis, shown, unsupported
from backlight.nn.functional.sliding import given
from backlight.ops.planes import plane_write
from backlight.ops.shape import expand_dims, squeeze
from backlight.tensor.out import scalar_type

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def max_unpool1d(
    input: Tensor,
    indices: Tensor,
    kernel_size: int | tuple[int],
    stride: int | tuple[int] | None = None,
    padding: int | tuple[int] = 0,
    output_size: Any = None,
) -> Tensor:
    """Zeros (n, c, w) with the elements of `input` at `indices`, as `max_pool1d` with these sizes has found them.

    `output_size` chooses among the sizes that pool to this one. ValueError for another, RuntimeError for an index
    outside of it.

    >>> max_unpool1d(backlight.tensor([[5., 7.]]), backlight.tensor([[1, 2]]), 2)
    tensor([[0., 5., 7., 0.]])
    """
    sizes = _sizes("max_unpool1d", input, 1, kernel_size, stride, padding, output_size)
    column: Any = expand_dims(input, axis=input._array.ndim)
    places: Any = expand_dims(indices, axis=indices._array.ndim)
    return squeeze(_unpooled(column, places, (*sizes, 1)), axis=input._array.ndim)


def max_unpool2d(
    input: Tensor,
    indices: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    output_size: Any = None,
) -> Tensor:
    """`max_unpool1d` for images; `indices` count the places row by row, as `max_pool2d` returns them."""
    return _unpooled(input, indices, _sizes("max_unpool2d", input, 2, kernel_size, stride, padding, output_size))


def max_unpool3d(
    input: Tensor,
    indices: Tensor,
    kernel_size: int | tuple[int, int, int],
    stride: int | tuple[int, int, int] | None = None,
    padding: int | tuple[int, int, int] = 0,
    output_size: Any = None,
) -> Tensor:
    """`max_unpool1d` for volumes."""
    sizes = _sizes("max_unpool3d", input, 3, kernel_size, stride, padding, output_size)
    if given("max_unpool3d", stride) and min(per_axis("max_unpool3d", "stride", stride, 3)) <= 0:
        raise RuntimeError(f"max_unpool3d: strides should be greater than zero, but got stride: {stride}")
    return _unpooled(input, indices, sizes)


def _sizes(
    function: str, input: Any, axes: int, kernel_size: Any, stride: Any, padding: Any, output_size: Any
) -> tuple[int, ...]:
    kernels = per_axis(function, "kernel_size", kernel_size, axes)
    strides = per_axis(function, "stride", stride, axes) if given(function, stride) else kernels
    pads = per_axis(function, "padding", padding, axes)
    shape = input._array.shape
    usual = [(n - 1) * s + k - 2 * p for n, k, s, p in zip(shape[-axes:], kernels, strides, pads, strict=False)]
    if output_size is None:
        return _not_negative(usual)
    sizes = list(output_size)[2:] if len(output_size) == axes + 2 else list(output_size)
    if len(sizes) != axes:
        raise ValueError(
            f"output_size should be a sequence containing {axes} or {axes + 2} elements, but it has a length of "
            f"'{len(sizes)}'"
        )
    for d, (size, middle, step) in enumerate(zip(sizes, usual, strides, strict=False)):
        if not middle - step < size < middle + step:
            raise ValueError(
                f'invalid output_size "{output_size}" (dim {d} must be between {middle - step} and {middle + step})'
            )
    return _not_negative(sizes)


def _not_negative(sizes: list[int]) -> tuple[int, ...]:
    for d, size in enumerate(sizes):
        if size < 0:
            raise ValueError(
                f"max_unpooling: output_size must contain non-negative spatial dimensions, but got "
                f"output_size[{d}]={size}"
            )
    return tuple(sizes)


def _unpooled(x: Any, indices: Any, sizes: tuple[int, ...]) -> Any:
    axes, shape, index = len(sizes), x._array.shape, indices._array
    if index.dtype != np.int64:
        raise RuntimeError(f"elements in indices should be type int64 but got: {scalar_type(dtypes.of(index))}")
    if len(shape) not in (axes + 1, axes + 2):
        raise RuntimeError(
            f"Input to max_unpooling{axes}d should be a {axes + 1}d or {axes + 2}d Tensor, but got a tensor with "
            f"{len(shape)} dimensions."
        )
    if shape != index.shape:
        raise RuntimeError(
            f"Expected shape of indices to be same as that of the input tensor ({shown(shape)}) but got indices tensor "
            f"with shape: {shown(index.shape)}"
        )
    if 0 in shape[1:]:
        raise RuntimeError(
            f"max_unpooling{axes}d: Expected input to have non-zero size for non-batch dimensions, but got "
            f"{shown(shape)}"
        )
    if not is_floating(x._array):
        raise unsupported(f"max_unpool{axes}d", x._array)
    area = int(np.prod(sizes))
    if index.size and (index.min() < 0 or index.max() >= area):
        wrong = index.min() if index.min() < 0 else index.max()
        raise RuntimeError(
            f"Found an invalid max index: {wrong} (output volumes are of size {'x'.join(map(str, sizes))})"
        )
    return plane_write(x, indices, shape=(*shape[:-axes], *sizes), axes=axes, form=f"MaxUnpool{axes}D")
