"""Slopes of sampled functions by differences, and areas so far by the trapezoidal rule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from backlight.core.variable import Variable
from backlight.tensor.dims import axis_is_dim, dim_of, dims_of
from backlight.tensor.joining import cat
from backlight.tensor.scans import along, cumsum, pair_sums, widths
from backlight.tensor.surface import tensor_in

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


@axis_is_dim
def cumulative_trapezoid(y: Tensor, x: Tensor | None = None, *, dx: float | None = None, dim: int = -1) -> Tensor:
    """At each place along `dim` but the first, the area under y up to there, as `trapezoid` computes it.

    >>> cumulative_trapezoid(backlight.tensor([1.0, 2.0, 3.0]))
    tensor([1.5000, 4.0000])
    """
    heights = tensor_in("cumulative_trapezoid", y)
    axis = dim_of(dim, heights._array.ndim)
    if not isinstance(x, Variable):
        return cumsum(pair_sums(heights, axis) * ((1 if dx is None else dx) / 2), axis)
    return cumsum(widths("cumulative_trapezoid", x, heights, axis) * pair_sums(heights, axis), axis) / 2


def gradient(input: Tensor, *, spacing: Any = None, dim: Any = None, edge_order: int = 1) -> tuple[Tensor, ...]:
    """The slopes of a function given by its values, along each of the dimensions `dim` (by default all).

    Args:
        spacing: the distance of neighbours (1), or a list of distances or of tensors of coordinates per dimension.
        edge_order: 1 or 2, the order of the differences at both ends; within they are of order 2.

    RuntimeError for arguments that do not fit, and where there are fewer than edge_order + 1 values.

    >>> gradient(backlight.tensor([1.0, 4.0, 9.0, 16.0]))
    (tensor([3., 4., 6., 7.]),)
    """
    x = tensor_in("gradient", input)
    shape = x._array.shape
    if edge_order not in (1, 2):
        raise RuntimeError("torch.gradient only supports edge_order=1 and edge_order=2.")
    if x._array.dtype.kind in "bu":
        raise RuntimeError("torch.gradient does not support bool and uint8 input: differences of them wrap around")
    spaces = _spaces(spacing, dim, len(shape))
    axes = range(len(shape)) if dim is None else dims_of(dim, len(shape))
    if dim is None and isinstance(spacing, Variable):
        axes = axes[: len(spaces)]
    for axis in axes:
        if shape[axis] < edge_order + 1:
            raise RuntimeError(
                f"torch.gradient expected each dimension size to be at least edge_order+1, which is {edge_order + 1}; "
                f"dimension {axis} has {shape[axis]}"
            )
    return tuple([_slopes(x, axis, space, edge_order) for axis, space in zip(axes, spaces, strict=True)])


def _spaces(spacing: Any, dim: Any, ndim: int) -> list:
    """The distance, or the coordinates, for each dimension."""
    count = ndim if dim is None else len(list(dim)) if isinstance(dim, Iterable) else 1
    if spacing is None or not isinstance(spacing, (tuple, list)):
        if isinstance(spacing, Variable) and spacing._array.ndim:
            raise TypeError("gradient(): argument 'spacing' must be a number, or a list with an item per dimension")
        return [1 if spacing is None else spacing] * count
    if len(spacing) != count:
        raise RuntimeError(
            "torch.gradient expected spacing to be unspecified, a scalar, or a list of length equal to "
            f"{'self.dim() - expected' if dim is None else 'the number of dims:'} {count}, but got a list of length "
            f"{len(spacing)}"
        )
    return list(spacing)


def _slopes(x: Any, axis: int, space: Any, order: int) -> Any:
    if isinstance(space, Variable) and space._array.ndim:
        return _uneven(x, axis, space, order)
    f = _Parts(x, axis)
    inner = (f[2:] - f[:-2]) / 2
    if order == 1:
        first, last = f[1:2] - f[:1], f[-1:] - f[-2:-1]
    else:
        first = f[:1] * -1.5 + f[1:2] * 2 - f[2:3] * 0.5
        last = f[-3:-2] * 0.5 - f[-2:-1] * 2 + f[-1:] * 1.5
    return cat([first / space, inner / space, last / space], axis)


def _uneven(x: Any, axis: int, places: Any, order: int) -> Any:
    """The slopes of the parabola through three neighbours, whose distances are d and e."""
    size = x._array.shape[axis]
    if places._array.shape != (size,):
        raise RuntimeError(
            f"torch.gradient expected the coordinates for dimension {axis} to be a tensor of shape ({size},), "
            f"got {tuple(places._array.shape)}"
        )
    h = _Parts(places[1:] - places[:-1], 0, x._array.ndim - axis - 1)
    f, d, e = _Parts(x, axis), h[:-1], h[1:]
    inner = f[:-2] * (-e / (d * (d + e))) + f[1:-1] * ((e - d) / (d * e)) + f[2:] * (d / (e * (d + e)))
    if order == 1:
        first, last = (f[1:2] - f[:1]) / h[:1], (f[-1:] - f[-2:-1]) / h[-1:]
    else:
        d, e = h[:1], h[1:2]
        first = f[1:2] * ((d + e) / (d * e)) - f[:1] * ((2 * d + e) / (d * (d + e))) - f[2:3] * (d / (e * (d + e)))
        d, e = h[-2:-1], h[-1:]
        last = f[-3:-2] * (e / (d * (d + e))) - f[-2:-1] * ((d + e) / (d * e))
        last = last + f[-1:] * ((d + 2 * e) / (e * (d + e)))
    return cat([first, inner, last], axis)


class _Parts:
    """A tensor that is sliced along one axis; `ones` axes of size 1 are added behind it."""

    def __init__(self, x: Any, axis: int, ones: int = 0) -> None:
        self.x, self.axis = x.reshape(*x._array.shape, *[1] * ones), axis

    def __getitem__(self, part: slice) -> Any:
        return self.x[along(self.x._array.ndim, self.axis, part)]
