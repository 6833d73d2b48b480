"""Fractional max pooling, whose windows lie at random steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.core import dtypes
from backlight.core.inplace import needing
from backlight.core.op import record
from backlight.core.random import default_generator
from backlight.core.result import constant
from backlight.core.variable import edge
from backlight.nn.functional.arguments import COUNT, is_floating, shown, unsupported, whole
from backlight.ops.fractional import fractional_max
from backlight.ops.planes import plane_pick
from backlight.ops.random import draw

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def fractional_max_pool2d(
    input: Tensor,
    kernel_size: int | tuple[int, int],
    output_size: int | tuple[int, int] | None = None,
    output_ratio: Any = None,
    return_indices: bool = False,
    _random_samples: Tensor | None = None,
) -> Any:
    """The largest of windows of (n, c, h, w) or (c, h, w) that lie at random steps, so that `output_size` results.

    Instead of the size, `output_ratio` (a pair) says which part of the input's size it is. With `return_indices` also
    where each stands, counted row by row. RuntimeError for windows that do not fit.

    >>> fractional_max_pool2d(backlight.arange(9.).reshape(1, 3, 3), 2, output_size=2)
    tensor([[[4., 5.],
             [7., 8.]]])
    """
    if output_size is None and output_ratio is not None and len(output_ratio) > 2:
        raise ValueError(
            "fractional_max_pool2d requires output_ratio to either be a single Int or tuple of Ints: "
            f"got {len(output_ratio)} numbers"
        )
    sizes = _counts("fractional_max_pool2d", input, 2, output_size, output_ratio)
    pooled = _pooled("fractional_max_pool2d", input, kernel_size, sizes, 2, _random_samples, return_indices)
    return pooled if return_indices else pooled[0]


def fractional_max_pool3d(
    input: Tensor,
    kernel_size: int | tuple[int, int, int],
    output_size: int | tuple[int, int, int] | None = None,
    output_ratio: Any = None,
    return_indices: bool = False,
    _random_samples: Tensor | None = None,
) -> Any:
    """`fractional_max_pool2d` for volumes (n, c, d, h, w) or (c, d, h, w)."""
    sizes = _counts("fractional_max_pool3d", input, 3, output_size, output_ratio)
    pooled = _pooled("fractional_max_pool3d", input, kernel_size, sizes, 3, _random_samples, return_indices)
    return pooled if return_indices else pooled[0]


def fractional_max_pool2d_with_indices(
    input: Tensor,
    kernel_size: Any,
    output_size: Any = None,
    output_ratio: Any = None,
    return_indices: bool = True,
    _random_samples: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """`fractional_max_pool2d` and the places of the maxima: a pair."""
    return fractional_max_pool2d(input, kernel_size, output_size, output_ratio, True, _random_samples)


def fractional_max_pool3d_with_indices(
    input: Tensor,
    kernel_size: Any,
    output_size: Any = None,
    output_ratio: Any = None,
    return_indices: bool = True,
    _random_samples: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """`fractional_max_pool3d` and the places of the maxima: a pair."""
    return fractional_max_pool3d(input, kernel_size, output_size, output_ratio, True, _random_samples)


def _counts(function: str, input: Any, axes: int, output_size: Any, output_ratio: Any) -> Any:
    if output_size is not None:
        return output_size
    if output_ratio is None:
        raise ValueError(f"{function} requires specifying either an output_size or an output_ratio")
    ratios = (output_ratio,) * axes if isinstance(output_ratio, float) else output_ratio
    return tuple([int(n * r) for n, r in zip(input._array.shape[-axes:], ratios, strict=True)])


def _pooled(function: str, x: Any, kernel_size: Any, sizes: Any, axes: int, samples: Any, indices: bool) -> Any:
    shape = x._array.shape
    if len(shape) <= axes:
        raise IndexError(
            f"{function}: Dimension out of range: the input has shape {shown(shape)}, and pooling needs "
            f"{axes + 1} dimensions"
        )
    kernel, counts = (_each(function, *one, axes) for one in (("kernel_size", kernel_size), ("output_size", sizes)))
    if len(shape) > axes + 2 or 0 in shape[len(shape) - axes - 1 :]:
        raise RuntimeError(
            f"{function}(): Expected input to have non-zero size for non-batch dimensions, but got {shown(shape)}"
        )
    batch = shape[0] if len(shape) == axes + 2 else 1
    channels = shape[-axes - 1]
    if samples is None:
        drawn = draw(how="uniform", generator=default_generator, shape=(batch, channels, axes), dtype=x._array.dtype)
    else:
        drawn = _checked(samples._array, x._array, batch, channels, axes)
    if not is_floating(x._array):
        raise unsupported(function, x._array)
    for name, n, k, m in zip(("time", "height", "width")[-axes:], shape[-axes:], kernel, counts, strict=True):
        if m + k - 1 > n or k < 1:
            raise RuntimeError(f"{function}(): pool {name} {k} too large relative to input {name} {n}")
    drawn = drawn[:batch] if len(shape) == axes + 2 else drawn[0]
    values, places = fractional_max(x, constant(drawn), kernel=kernel, counts=counts)
    if needing(x):  # the places are known, and so the values: what is recorded is the choice of them
        how = {"axes": axes, "form": f"FractionalMaxPool{axes}D"}
        values = record(plane_pick.op, (x._array, places._array), how, (edge(x), None), values._array)
    return values, places


def _each(function: str, name: str, value: Any, axes: int) -> tuple[int, ...]:
    sizes = whole(function, name, value)
    if len(sizes) not in (1, axes):
        raise RuntimeError(f"{function}: {name} must either be a single Int or tuple of {COUNT[axes]}")
    return sizes * axes if len(sizes) == 1 else sizes


def _checked(samples: Any, x: Any, batch: int, channels: int, axes: int) -> Any:
    if samples.dtype != x.dtype:
        raise RuntimeError(
            f"Expect _random_samples to have the same dtype as input, got {dtypes.of(samples)} and {dtypes.of(x)}"
        )
    if samples.ndim != 3:
        raise RuntimeError(f"Expect _random_samples to have 3 dimensions, got {samples.ndim}")
    if samples.shape[0] < batch:
        raise RuntimeError("Expect _random_samples.size(0) no less then input batch size.")
    if samples.shape[1] != channels:
        raise RuntimeError("Expect _random_samples.size(1) equals to input channel size.")
    if samples.shape[2] != axes:
        raise RuntimeError(f"Expect _random_samples.size(2) equals to {axes}; got {samples.shape[2]}.")
    return samples
