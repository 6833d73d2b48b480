"""Windows along one axis: those of one size at equal steps, then those that share an axis out among so many results."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

# `count` windows of `size` elements that lie `dilation` apart; the first starts `before` elements before the axis.
Even = namedtuple("Even", "size step before dilation count")
# Windows from `starts` to `ends`.
Uneven = namedtuple("Uneven", "starts ends")


def part(axis: int, start: int, stop: int | None, step: int = 1) -> tuple:
    """The key of a part along `axis`."""
    return (*(slice(None),) * axis, slice(start, stop, step))


def taps(windows: Even, n: int, axis: int) -> Iterator[tuple[int, tuple, tuple]]:
    """For each place j in a window: the windows in which it lies on the axis of n elements, and the elements there.

    Both are keys along `axis`.
    """
    size, step, before, dilation, count = windows
    for j in range(size):
        first = j * dilation - before
        low = max(0, -(first // step))
        high = min(count, (n - 1 - first) // step + 1)
        if low < high:
            start = first + low * step
            yield j, part(axis, low, high), part(axis, start, first + (high - 1) * step + 1, step)


def inside(windows: Even, n: int) -> bool:
    """Whether no window reaches beyond an axis of n elements."""
    size, step, before, dilation, count = windows
    return before == 0 and (count - 1) * step + (size - 1) * dilation < n


def apart(windows: Even) -> bool:
    """Whether no element is in two windows."""
    return windows.step > (windows.size - 1) * windows.dilation


def first_inside(windows: Even) -> np.ndarray:
    """For each window the place of its first element that is not before the axis."""
    starts = np.arange(windows.count) * windows.step - windows.before
    return np.maximum(-(starts // windows.dilation), 0)


def positions(which: np.ndarray, windows: Even | Uneven, axis: int) -> np.ndarray:
    """Where along `axis` the element lies that is at the place `which` of its window."""
    if isinstance(windows, Uneven):
        starts, dilation = np.asarray(windows.starts, np.int64), 1
    else:
        starts, dilation = np.arange(windows.count) * windows.step - windows.before, windows.dilation
    return which * np.int64(dilation) + starts.reshape((-1,) + (1,) * (which.ndim - axis - 1))


def shared_out(n: int, count: int) -> Even | Uneven:
    """The windows of adaptive pooling: `count` of them, as equal as can be, cover n elements."""
    if count and n % count == 0:
        return Even(n // count, n // count, 0, 1, count)
    starts = [i * n // count for i in range(count)]
    ends = [-(-(i + 1) * n // count) for i in range(count)]
    sizes = {end - start for start, end in zip(starts, ends, strict=True)}
    steps = {b - a for a, b in pairwise(starts)}
    if len(sizes) == len(steps) == 1 and steps != {0}:
        return Even(sizes.pop(), steps.pop(), 0, 1, count)
    return Uneven(tuple(starts), tuple(ends))
