"""The three sums of a convolution on arrays, each over all but one of input x, weights w and result y.

`correlate` makes y from x and w, `spread` x from y and w, `weigh` w from y and x. Each is the gradient of the others,
and each is a product of matrices per block of patches (`patches.py`). Where there is a choice, it was measured.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from backlight.core.threads import side_by_side
from backlight.ops import depthwise
from backlight.ops.patches import Columns, Geometry, working


def correlate(x: Any, w: Any, b: Any, shape: tuple, stride, padding, dilation, groups: int) -> np.ndarray:
    """y[n, o, p] = b[o] + Σ x[n, c, p·stride + k·dilation − padding]·w[o, c, k] over c and k, for p in `shape`."""
    out = np.empty((x.shape[0], w.shape[0], *shape), x.dtype)
    if not out.size or not x.size or not w.size:
        out[...] = 0 if b is None else b.reshape(-1, *[1] * len(shape))
        return out
    if 1 < groups == x.shape[1] and max(stride) == 1:
        return depthwise.correlate(x, w, b, shape, padding, dilation)
    last = shape[-1] < 14  # the product is faster with the channels first, the copy only where rows are long
    here = Geometry(x.shape, w.shape[2:], shape, stride, padding, dilation, groups, last)
    weights = here.weights(w)
    flat = out.reshape(here.n, groups, -1, here.cells)  # (N, O, …) -> (N, G, O/G, cells)
    bias = None if b is None else b.reshape(groups, -1, 1)
    direct = not here.joined and weights.dtype == out.dtype

    def make(blocks: list[slice]) -> None:
        columns = Columns(x, here)
        for images in blocks:
            for box, cells in here.parts:
                part = flat[images, ..., cells]
                y = np.matmul(weights, columns.of(images, box), out=part if direct else None)
                if bias is not None:
                    y += bias
                if not direct:
                    part[...] = here.unjoined(y, len(part))

    side_by_side(make, here.shares())
    return out


def weigh(y: Any, x: Any, kernel: tuple, stride, padding, dilation, groups: int) -> np.ndarray:
    """w[o, c, k] = Σ y[n, o, p]·x[n, c, p·stride + k·dilation − padding] over n and p."""
    if not y.size or not x.size:
        return np.zeros((y.shape[1], x.shape[1] // groups, *kernel), x.dtype)
    if 1 < groups == x.shape[1] == y.shape[1] and max(stride) == 1 and x.dtype.kind in "fV":
        found = depthwise.weigh(y, x, kernel, padding, dilation)
        if found is not None:
            return found
    run = x.shape[1] // groups * (kernel[-1] if dilation[-1] == 1 else 1)
    here = Geometry(x.shape, kernel, y.shape[2:], stride, padding, dilation, groups, run >= 32)
    flat = y.reshape(here.n, groups, -1, here.cells)  # (N, O, …) -> (N, G, O/G, cells)

    def add_up(blocks: list[slice]) -> np.ndarray:
        columns, total = Columns(x, here), np.zeros((groups, flat.shape[2], here.height), working(x.dtype))
        for images in blocks:
            for box, cells in here.parts:
                part = here.side(flat[images, ..., cells]).astype(total.dtype, copy=False)
                products = np.matmul(part, columns.of(images, box).swapaxes(-1, -2))
                for one in products:
                    total += one
        return total

    total, *more = side_by_side(add_up, here.shares())
    for one in more:
        total += one
    return here.kernels(total).astype(x.dtype, copy=False)


def spread(y: Any, w: Any, b: Any, shape: tuple, stride, padding, dilation, groups: int) -> np.ndarray:
    """x[n, c, p·stride + k·dilation − padding] = b[c] + Σ y[n, o, p]·w[o, c, k] over o, p and k; x is of `shape`."""
    size = (y.shape[0], w.shape[1] * groups, *shape)
    if not y.size or not w.size or 0 in size:
        out = np.zeros(size, y.dtype)
        if b is not None:
            out += b.reshape(-1, *[1] * len(shape))
        return out
    # of many results per channel fewer columns are to be added up than to be copied
    back = [(k - 1) * dil - pad for k, dil, pad in zip(w.shape[2:], dilation, padding)]
    if max(stride) == 1 and min(back) >= 0 and w.shape[0] <= 2 * size[1]:
        return correlate(y, _turned(w, groups), b, shape, stride, tuple(back), dilation, groups)
    if 1 < groups == y.shape[1] == size[1] and min(back) >= 0:  # each channel alone, with zeros between the places
        apart = np.zeros((*y.shape[:2], *[(n - 1) * s + 1 for n, s in zip(y.shape[2:], stride)]), y.dtype)
        apart[(..., *[slice(None, None, s) for s in stride])] = y
        return correlate(apart, _turned(w, groups), b, shape, (1,) * len(shape), tuple(back), dilation, groups)
    run = y.shape[-1] if stride[-1] == 1 else y.shape[-1] // 4
    here = Geometry(size, w.shape[2:], y.shape[2:], stride, padding, dilation, groups, w.shape[1] > run)
    weights = here.weights(w).swapaxes(-1, -2)  # (G, K, O/G)
    flat = y.reshape(here.n, groups, -1, here.cells)  # (N, O, …) -> (N, G, O/G, cells)
    out = np.empty(size, y.dtype)
    inner = (*shape, here.c) if here.last else (here.c, *shape)

    def send(blocks: list[slice]) -> None:
        for images in blocks:
            target = out[images].reshape(-1, groups, here.c, *shape)
            n = len(target)
            total = np.zeros((n, groups, *inner), weights.dtype)
            if here.last:
                total = np.moveaxis(total, -1, 2)
            for box, cells in here.parts:
                part = here.side(flat[images, ..., cells]).astype(weights.dtype, copy=False)
                if here.last:
                    columns = np.matmul(part.swapaxes(-1, -2), weights.swapaxes(-1, -2))  # (B, G, cells, K)
                else:
                    columns = np.matmul(weights, part)  # (B, G, K, cells)
                add_taps(total, _apart(columns, here, n, box), here, box)
            if b is not None:
                total += b.reshape(groups, -1, *[1] * len(shape))
            target[...] = total

    side_by_side(send, here.shares())
    return out


def _turned(w: np.ndarray, groups: int) -> np.ndarray:
    """The weights with which the transposed convolution of step 1 is a plain one: (O, C/G, …) as (C, O/G, …)."""
    turned = w.reshape(groups, -1, *w.shape[1:]).swapaxes(1, 2)  # (O, C/G, …) -> (G, C/G, O/G, …)
    turned = turned[(..., *[slice(None, None, -1)] * (w.ndim - 2))]
    return np.ascontiguousarray(turned).reshape(-1, *turned.shape[2:])


def _apart(columns: np.ndarray, here: Geometry, n: int, box: tuple) -> np.ndarray:
    """A block of columns as (n, G, C, kernel, cells)."""
    sizes = (n, here.groups, here.c, *here.kernel, *[cells.stop - cells.start for cells in box])
    order = here.order()
    return columns.reshape([sizes[axis] for axis in order]).transpose(np.argsort(order))


def add_taps(total: np.ndarray, columns: np.ndarray, here: Geometry, box: tuple) -> None:
    """Add what each element of the kernel sends to x, less what falls into the padding.

    `total` is (n, G, C, …), `columns` (n, G, C, kernel, the cells of the box).
    """
    for tap in product(*[range(k) for k in here.kernel]):
        ins, outs = [], []
        for k, cells, size, stride, padding, dilation in zip(
            tap, box, here.inner, here.stride, here.padding, here.dilation
        ):
            first = k * dilation - padding
            low = max(cells.start, -(first // stride))
            high = min(cells.stop, (size - 1 - first) // stride + 1)
            outs.append(slice(low - cells.start, max(high, low) - cells.start))
            start = low * stride + first
            ins.append(slice(start, start + (high - low - 1) * stride + 1 if low < high else start, stride))
        target = total[(..., *ins)]
        target += columns[(slice(None), slice(None), slice(None), *tap, *outs)]
