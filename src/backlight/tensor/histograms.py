"""Histograms: how many numbers, or how much weight, lie in each bin, along one axis or several."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.tensor.extrema import both
from backlight.tensor.results import Named, named
from backlight.tensor.surface import tensor_in

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

_HISTOGRAM, _HISTOGRAMDD = named("histogram", "hist", "bin_edges"), named("histogramdd", "hist", "bin_edges")


def histogram(
    input: Tensor,
    bins: int | Tensor,
    *,
    range: tuple[float, float] | None = None,
    weight: Tensor | None = None,
    density: bool = False,
    out: Any = None,
) -> Named:
    """How many elements lie in each bin, and the edges of the bins.

    Args:
        bins: their number, between the smallest and the largest element or the ends of `range`; or their edges.
        weight: how much each element counts, of the shape of `input`.
        density: whether to divide so that the integral is 1.

    >>> histogram(backlight.tensor([1.0, 2.0, 1.0]), 4, range=(0.0, 3.0)).hist
    tensor([0., 2., 1., 0.])
    """
    x = _floats("histogram", input)
    weights = _weights("histogram", weight, x.shape, x.dtype)
    points, edges = x.reshape(-1, 1), [bins] if isinstance(bins, Variable) else bins
    hist, found = _counted("histogram", points, edges, range, weights, density)
    return both(_HISTOGRAM, (constant(hist), constant(found[0])), out, "histogram")


def histogramdd(
    input: Tensor,
    bins: int | list[int] | list[Tensor],
    *,
    range: list[float] | None = None,
    weight: Tensor | None = None,
    density: bool = False,
) -> Named:
    """How many points, the rows of `input`, lie in each cell of a grid, and the edges of the grid in each dimension.

    `bins` are numbers or edges per dimension, `range` the lowest and highest edge of each, one after the other.

    >>> histogramdd(backlight.tensor([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), [2, 2]).hist
    tensor([[0., 1.],
            [1., 1.]])
    """
    x = _floats("histogramdd", input)
    if x.ndim < 2:
        raise RuntimeError(f"torch.histogramdd: input tensor should have at least 2 dimensions, got {x.ndim}")
    weights = _weights("histogramdd", weight, x.shape[:-1], x.dtype)
    hist, found = _counted("histogramdd", x.reshape(-1, x.shape[-1]), bins, range, weights, density)
    return _HISTOGRAMDD((constant(hist), tuple([constant(edges) for edges in found])))


def _floats(name: str, input: Any) -> np.ndarray:
    array = tensor_in(name, input)._array
    if array.dtype.kind != "f" or array.dtype.itemsize == 2:
        raise NotImplementedError(f'"{name}" not implemented for {dtypes.of(array)}; convert with .float() first')
    return array


def _weights(name: str, weight: Any, shape: tuple, kind: np.dtype) -> np.ndarray | None:
    if weight is None:
        return None
    array = tensor_in(name, weight)._array
    if array.shape != shape or array.dtype != kind:
        raise RuntimeError(
            f"torch.{name}(): if weight tensor is provided it should have the shape {list(shape)} and the dtype of "
            f"the input, {dtypes.of_numpy(kind)}; got shape {list(array.shape)} of {dtypes.of(array)}"
        )
    return array.reshape(-1)


def _counted(name: str, points: np.ndarray, bins: Any, range: Any, weights: Any, density: bool) -> tuple:
    """The histogram of the rows of `points` (n, d), and the edges in each dimension."""
    sizes = list(bins) if isinstance(bins, Iterable) else [bins] * points.shape[1]
    if len(sizes) != points.shape[1]:
        raise RuntimeError(
            f"torch.{name}: The size of bins must be equal to the innermost dimension of the input: "
            f"{len(sizes)} and {points.shape[1]}"
        )
    if range is not None and len(range) != 2 * len(sizes):
        raise RuntimeError(f"torch.{name}: range should have {2 * len(sizes)} elements, but got {len(range)}")
    edges = []
    for i, size in enumerate(sizes):
        ends = None if range is None else (float(range[2 * i]), float(range[2 * i + 1]))
        given = isinstance(size, Variable)
        edges.append(_given_edges(name, size, points) if given else _even(name, size, points, i, ends))
    inside, places = np.ones(len(points), bool), []
    for column, marks in zip(points.T, edges, strict=True):
        inside &= (column >= marks[0]) & (column <= marks[-1])
        places.append(np.minimum(np.maximum(_last_not_above(marks, column), 0), len(marks) - 2))
    shape = tuple([len(marks) - 1 for marks in edges])
    where = np.ravel_multi_index([place[inside] for place in places], shape) if points.shape[1] else np.zeros(0, int)
    amounts = None if weights is None else weights[inside]
    hist = np.bincount(where, amounts, int(np.prod(shape))).astype(points.dtype).reshape(shape)
    if density:
        hist = hist / hist.sum()
        for axis, marks in enumerate(edges):
            hist = hist / np.diff(marks).reshape((-1,) + (1,) * (len(shape) - axis - 1))
    return hist, edges


def _given_edges(name: str, edges: Any, points: np.ndarray) -> np.ndarray:
    array = edges._array
    if array.ndim != 1 or not array.size or array.dtype != points.dtype:
        raise RuntimeError(
            f"torch.{name}(): bins tensor should have one dimension, at least one element and the dtype of the input, "
            f"{dtypes.of(points)}; got shape {list(array.shape)} of {dtypes.of(array)}"
        )
    return array.copy()


def _even(name: str, count: Any, points: np.ndarray, axis: int, ends: tuple[float, float] | None) -> np.ndarray:
    if not count > 0:
        raise RuntimeError(f"torch.{name}(): bins must be > 0, but got {count} for dimension {axis}")
    if ends is None:
        column = points[:, axis]
        ends = (float(column.min()), float(column.max())) if column.size else (0.0, 1.0)
    low, high = ends
    if not (np.isfinite(low) and np.isfinite(high)):
        raise RuntimeError(f"torch.{name}(): dimension {axis}'s range [{low}, {high}] is not finite")
    if low > high:
        raise RuntimeError(f"torch.{name}(): min should not exceed max, but got min {low} max {high}")
    if low == high:
        low, high = low - 0.5, high + 0.5
    return np.linspace(low, high, count + 1).astype(points.dtype)


def _last_not_above(marks: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The position of the last mark that is not above the value; by the steps of C++'s search if they are unsorted."""
    first, length = np.zeros(values.shape, np.int64), np.full(values.shape, len(marks))
    while (length > 0).any():
        half = length // 2
        middle = np.minimum(first + half, len(marks) - 1)
        right = (length > 0) & ~(values < marks[middle])
        first = np.where(right, middle + 1, first)
        length = np.where(right, length - half - 1, half)
    return first - 1
