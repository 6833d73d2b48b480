"""Convolution of each channel alone, with a step of 1: shifted copies of lines, and one small product per channel.

An image with its zeros is one long line here, and a shift along both axes is a shift along the line: a whole image is
copied in one go, where patches would be copied row by row. What wraps around at the ends of rows falls into cells that
are cut off at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from backlight.ops.patches import BLOCK, working


class Lines:
    """The images of x (N, C, …) as lines, some channels at a time."""

    def __init__(self, x: np.ndarray, kernel: tuple, shape: tuple, padding, dilation) -> None:
        self.x, self.kernel, self.shape, self.padding, self.dilation = x, kernel, shape, padding, dilation
        self.extents = [n + d * (k - 1) for n, k, d in zip(shape, kernel, dilation)]
        self.pitch = [prod(self.extents[axis + 1 :]) for axis in range(len(shape))]
        self.wide = (shape[0], *self.extents[1:])
        self.length = prod(self.wide)
        shifts = [d * (k - 1) * pitch for d, k, pitch in zip(dilation, kernel, self.pitch)]
        room = max(1, BLOCK // (self.length * prod(kernel)))
        self.channels = min(x.shape[1], room)
        self.images = max(1, min(len(x), room // x.shape[1]))
        self.memory = np.zeros((self.images, self.channels, self.length + sum(shifts)), working(x.dtype))

    def blocks(self) -> Iterator[tuple[slice, slice]]:
        """Images and channels to be worked on together."""
        n, c = self.x.shape[:2]
        for image in range(0, n, self.images):
            for channel in range(0, c, self.channels):
                yield slice(image, min(image + self.images, n)), slice(channel, min(channel + self.channels, c))

    def shifted(self, images: slice, channels: slice) -> np.ndarray:
        """A view (n, c, kernel, length) of what each place of the kernel sees, cells that wrap around included."""
        x = self.x[images, channels]
        lines = self.memory[: x.shape[0], : x.shape[1]]
        padded = lines[..., : prod(self.extents)].reshape(*x.shape[:2], *self.extents)
        inner = padded[(..., *[slice(p, p + n) for p, n in zip(self.padding, x.shape[2:])])]
        inner[...] = x[(..., *[slice(0, n) for n in inner.shape[2:]])]
        step = lines.itemsize
        steps = [d * pitch * step for d, pitch in zip(self.dilation, self.pitch)]
        return as_strided(lines, (*x.shape[:2], *self.kernel, self.length), (*lines.strides[:2], *steps, step))

    def cut(self, y: np.ndarray) -> np.ndarray:
        """Cells (…, length) in their shape, without what is wrapped around."""
        return y.reshape(*y.shape[:-1], *self.wide)[(..., *[slice(0, n) for n in self.shape])]


def correlate(x: Any, w: Any, b: Any, shape: tuple, padding, dilation) -> np.ndarray:
    """y[n, c·m + j, p] = b[c·m + j] + Σ x[n, c, p + k·dilation − padding]·w[c·m + j, 0, k], m kernels per channel."""
    n, c = x.shape[:2]
    lines = Lines(x, w.shape[2:], shape, padding, dilation)
    out = np.empty((n, c, w.shape[0] // c, *shape), x.dtype)
    weights = w.reshape(c, out.shape[2], -1).astype(working(w.dtype), copy=False)  # (C·m, 1, …) -> (C, m, K)
    for images, channels in lines.blocks():
        view = lines.shifted(images, channels)
        columns = view.reshape(*view.shape[:2], -1, lines.length)  # (n, c, kernel, length) -> (n, c, K, length)
        y = lines.cut(np.matmul(weights[channels], columns))
        if b is None:
            out[images, channels] = y
        else:
            np.add(y, b.reshape(c, -1, *[1] * len(shape))[channels], out=out[images, channels], casting="same_kind")
    return out.reshape(n, -1, *shape)


def weigh(y: Any, x: Any, kernel: tuple, padding, dilation) -> np.ndarray | None:
    """w[c, 0, k] = Σ y[n, c, p]·x[n, c, p + k·dilation − padding]; None where x is not finite: 0·∞ would be counted."""
    lines = Lines(x, kernel, y.shape[2:], padding, dilation)
    out = np.zeros((x.shape[1], 1, *kernel), working(x.dtype))
    for images, channels in lines.blocks():
        view = lines.shifted(images, channels)
        wide = np.zeros((*view.shape[:2], *lines.wide), out.dtype)
        wide[(..., *[slice(0, n) for n in lines.shape])] = y[images, channels]
        wide = wide.reshape(*view.shape[:2], *[1] * len(kernel), lines.length)
        out[channels, 0] += np.add.reduce(np.vecdot(wide, view), axis=0)
    return out.astype(x.dtype, copy=False) if np.isfinite(out).all() else None
