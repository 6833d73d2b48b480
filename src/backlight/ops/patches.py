"""What each cell of a convolution's result sees of the input, as columns of a matrix, block by block.

The columns of a whole batch would take as many times the memory of its images as the kernel has elements. A block is
small enough to stay in the cache until the product has read it. Two layouts are in use: with the channels first a row
of an image is copied in one go, with the channels last all channels of a kernel's row; the longer run is faster.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod

import numpy as np
from numpy.lib.stride_tricks import as_strided

BLOCK = 1 << 18  # elements of a block of columns: 1 MB of float32, which a core's second cache holds
SHARES = 8  # at most
WORTHWHILE = 1 << 19  # elements of all columns; below, a thread costs more than it brings
FEW = 256  # images of fewer cells than this stand side by side in one product


class Geometry:
    """Sizes of one convolution: x (N, C, …) under a kernel makes cells of `shape`, in `groups` of channels."""

    def __init__(self, x: tuple, kernel: tuple, shape: tuple, stride, padding, dilation, groups: int, last) -> None:
        self.n, self.c = x[0], x[1] // groups
        self.inner = x[2:]
        self.kernel, self.shape, self.stride, self.padding, self.dilation = kernel, shape, stride, padding, dilation
        self.groups = groups
        self.height = self.c * prod(kernel)  # K, the length of a column
        self.cells = prod(shape)
        self.last = last
        self.joined = self.n > 1 and self.cells < FEW
        room = max(BLOCK // self.height, 2 * FEW if self.joined else 1)
        self.images = min(self.n, max(1, room // self.cells))
        self.parts = (
            list(_parts(shape, room)) if self.images == 1 else [(tuple([slice(0, n) for n in shape]), slice(None))]
        )

    def shares(self) -> list[list[slice]]:
        """The images, so many at a time that their columns make one block; the blocks in shares to be made at once.

        How many shares does not depend on the machine, so the sums made of them do not either.
        """
        blocks = [slice(first, min(first + self.images, self.n)) for first in range(0, self.n, self.images)]
        count = 1 if self.n * self.cells * self.height < WORTHWHILE else min(SHARES, len(blocks))
        return [blocks[i * len(blocks) // count : (i + 1) * len(blocks) // count] for i in range(count)]

    def weights(self, w: np.ndarray) -> np.ndarray:
        """The weights (O, C, …) as matrices (G, O, K), K in the order of the columns."""
        w = w.reshape(self.groups, -1, self.c, *self.kernel)  # (O, C, …) -> (G, O/G, C, …)
        w = np.moveaxis(w, 2, -1) if self.last else w
        return w.reshape(*w.shape[:2], self.height).astype(working(w.dtype), copy=False)

    def kernels(self, w: np.ndarray) -> np.ndarray:
        """The other way: (G, O, K) as (O, C, …)."""
        if self.last:
            w = np.moveaxis(w.reshape(*w.shape[:2], *self.kernel, self.c), -1, 2)
        return w.reshape(-1, self.c, *self.kernel)

    def order(self) -> list[int]:
        """How the axes (n, G, C, kernel, cells) lie in the memory of a block of columns."""
        d = len(self.kernel)
        kernel, cells = range(3, 3 + d), range(3 + d, 3 + 2 * d)
        if self.last:
            return [1, 0, *cells, *kernel, 2] if self.joined else [0, 1, *cells, *kernel, 2]
        return [1, 2, *kernel, 0, *cells] if self.joined else [0, 1, 2, *kernel, *cells]

    def matrices(self, columns: np.ndarray, n: int) -> np.ndarray:
        """A block of columns, its axes in that order, as matrices (B, G, K, cells)."""
        batch = 1 if self.joined else n
        if self.last:
            return columns.reshape(batch, self.groups, -1, self.height).swapaxes(-1, -2)
        return columns.reshape(batch, self.groups, self.height, -1)

    def side(self, y: np.ndarray) -> np.ndarray:
        """Results (n, G, O, cells) as matrices that stand beside those of `matrices`, (B, G, O, cells)."""
        if not self.joined:
            return y
        return y.transpose(1, 2, 0, 3).reshape(1, *y.shape[1:3], -1)  # (n, G, O, L) -> (1, G, O, n·L)

    def unjoined(self, y: np.ndarray, n: int) -> np.ndarray:
        """The other way: (B, G, O, cells) as (n, G, O, cells)."""
        return y.reshape(*y.shape[1:3], n, -1).transpose(2, 0, 1, 3) if self.joined else y


def working(dtype: np.dtype) -> np.dtype:
    """The type to compute in: sums of numbers of 16 bits are made in float32, as torch makes them."""
    return np.dtype(np.float32) if dtype.itemsize == 2 and dtype.kind not in "iu" else dtype


def _parts(shape: tuple, room: int) -> Iterator[tuple[tuple, slice]]:
    """Boxes of at most `room` cells if possible that lie together in memory: slices per axis, and of all cells."""
    axis, after = 0, prod(shape[1:])
    while after > room and axis < len(shape) - 1:
        axis += 1
        after //= shape[axis]
    count = -(-shape[axis] // max(1, room // after))
    step = -(-shape[axis] // count)
    first = 0
    for lead in product(*[range(n) for n in shape[:axis]]):
        for start in range(0, shape[axis], step):
            stop = min(start + step, shape[axis])
            size = (stop - start) * after
            box = (*[slice(i, i + 1) for i in lead], slice(start, stop), *[slice(0, n) for n in shape[axis + 1 :]])
            yield box, slice(first, first + size)
            first += size


class Columns:
    """The columns of an array x (N, C, …), in memory that serves for one block after the other."""

    def __init__(self, x: np.ndarray, geometry: Geometry) -> None:
        self.geometry = geometry
        self.x = x.reshape(x.shape[0], geometry.groups, geometry.c, *x.shape[2:])  # (N, C, …) -> (N, G, C/G, …)
        self.kind = working(x.dtype)
        self.memory = np.empty(0, self.kind)
        self.slabs: dict[tuple, tuple] = {}

    def of(self, images: slice, box: tuple) -> np.ndarray:
        """Matrices (B, G, K, cells) of a part of the cells of some images."""
        x = self.x[images]
        reach, key = self._reach(box)
        x = x[(..., *reach)]
        if key not in self.slabs or len(self.slabs[key][0]) != len(x):
            self.slabs[key] = self._slab(x, box, key)
        inner, view = self.slabs[key]
        inner[...] = x
        if self.memory.size < view.size:
            self.memory = np.empty(view.size, self.kind)
        columns = self.memory[: view.size].reshape(view.shape)
        np.copyto(columns, view)
        return self.geometry.matrices(columns, len(x))

    def _reach(self, box: tuple) -> tuple[list, tuple]:
        """Which part of x the cells of `box` see, and per axis: how much with the padding, and where x is in it."""
        here = self.geometry
        reach, key = [], []
        for cells, size, k, stride, padding, dilation in zip(
            box, here.inner, here.kernel, here.stride, here.padding, here.dilation
        ):
            start = cells.start * stride - padding
            extent = (cells.stop - cells.start - 1) * stride + (k - 1) * dilation + 1
            low = min(max(start, 0), size)
            high = max(min(start + extent, size), low)
            reach.append(slice(low, high))
            key.append((extent, min(low - start, extent), high - low))
        return reach, tuple(key)

    def _slab(self, x: np.ndarray, box: tuple, key: tuple) -> tuple[np.ndarray, np.ndarray]:
        """Zeros with room for x (n, G, C, …) in them: two views, that room, and all windows as `order` wants them."""
        here = self.geometry
        extents = [extent for extent, _, _ in key]
        if here.last:
            slab = np.moveaxis(np.zeros((*x.shape[:2], *extents, here.c), self.kind), -1, 2)
        else:
            slab = np.zeros((*x.shape[:3], *extents), self.kind)
        steps = slab.strides[3:]
        shape = (*x.shape[:3], *here.kernel, *[cells.stop - cells.start for cells in box])
        strides = [s * dilation for s, dilation in zip(steps, here.dilation)]
        strides += [s * stride for s, stride in zip(steps, here.stride)]
        windows = as_strided(slab, shape, (*slab.strides[:3], *strides)).transpose(here.order())
        return slab[(..., *[slice(at, at + n) for _, at, n in key])], windows
