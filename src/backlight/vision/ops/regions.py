"""Regions of feature maps, each cut out and brought to one size: by bilinear means (align), by maxima (pool)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core.result import constant
from backlight.nn.modules.module import Module
from backlight.tensor.joining import cat

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

Boxes = Any  # Tensor (k, 5) whose first column is the number of the picture, or a list of Tensors (l, 4), one a picture


def roi_align(
    input: Tensor,
    boxes: Boxes,
    output_size: int | tuple[int, int],
    spatial_scale: float = 1.0,
    sampling_ratio: int = -1,
    aligned: bool = False,
) -> Tensor:
    """Means over the cells of a grid in each region, of values between pixels (He et al., 2017).

    Args:
        input: feature maps (n, c, h, w).
        boxes: (k, 5) with the number of the picture first, or a list of (l, 4), x1, y1, x2, y2.
        output_size: (height, width) of the grid.
        spatial_scale: from the boxes' coordinates to the feature map's.
        sampling_ratio: points along each side of a cell; by default one for each pixel.
        aligned: pixels have their centre at a half.

    Returns (k, c, *output_size); gradients flow to `input`.

    >>> roi_align(backlight.ones(1, 1, 4, 4), [backlight.tensor([[0.0, 0.0, 2.0, 2.0]])], 1)
    tensor([[[[1.]]]])
    """
    images, corners = _regions(boxes, input._array.dtype)
    height, width = _pair(output_size)
    corners = corners * corners.dtype.type(spatial_scale) - corners.dtype.type(0.5 if aligned else 0)
    sizes = corners[:, 2:] - corners[:, :2]
    if not aligned:
        sizes = np.maximum(sizes, 1)
    # A bilinear value is a sum over rows of sums over columns, so is a mean of them: two products of matrices.
    rows = _weights(corners[:, 1], sizes[:, 1], height, input.shape[2], sampling_ratio)
    columns = _weights(corners[:, 0], sizes[:, 0], width, input.shape[3], sampling_ratio)
    c, h, w = input.shape[1:]
    parts = []
    for start, stop in _runs(images):
        k, x = stop - start, input[int(images[start])]
        a = constant(rows[start:stop].reshape(k * height, h))
        b = constant(columns[start:stop].transpose(0, 2, 1).copy())  # (k, w, width)
        y = a @ x.permute(1, 0, 2).reshape(h, c * w)  # (k * height, h) @ (h, c * w)
        y = y.reshape(k, height * c, w) @ b  # (k, height * c, width)
        parts.append(y.reshape(k, height, c, width).permute(0, 2, 1, 3))
    return cat(parts) if parts else input.new_zeros((0, c, height, width))


def _weights(start: Any, size: Any, cells: int, length: int, ratio: int) -> np.ndarray:
    """What each pixel along one side counts in each cell of each region, (k, cells, length)."""
    kind = start.dtype.type
    cell = size / kind(cells)
    counts = np.full(len(start), ratio) if ratio > 0 else np.ceil(cell).astype(int)
    out = np.zeros((len(start), cells, length), start.dtype)
    for n, count in enumerate(counts):
        points = (np.arange(count, dtype=start.dtype) + kind(0.5)) * cell[n] / kind(max(count, 1))
        points = start[n] + np.arange(cells, dtype=start.dtype)[:, None] * cell[n] + points  # (cells, count)
        inside = (points >= -1) & (points <= length)
        points = points.clip(0, length - 1)
        low = points.astype(int)
        share = points - low
        row = np.broadcast_to(np.arange(cells)[:, None], low.shape)
        np.add.at(out[n], (row, low), (1 - share) * inside)
        np.add.at(out[n], (row, np.minimum(low + 1, length - 1)), share * inside)
        out[n] /= max(count, 1)
    return out


def _runs(images: np.ndarray) -> list[tuple[int, int]]:
    """Where regions of one picture begin and end."""
    ends = [*(np.flatnonzero(np.diff(images)) + 1).tolist(), len(images)] if len(images) else []
    return list(zip([0, *ends], ends))


def roi_pool(input: Tensor, boxes: Boxes, output_size: int | tuple[int, int], spatial_scale: float = 1.0) -> Tensor:
    """Maxima over the cells of a grid in each region, whose edges are rounded to pixels (Girshick, 2015).

    Arguments and what comes back as for `roi_align`; an empty cell is 0.
    """
    images, corners = _regions(boxes, input._array.dtype)
    height, width = _pair(output_size)
    scaled = corners * corners.dtype.type(spatial_scale)
    corners = np.trunc(scaled + np.copysign(corners.dtype.type(0.5), scaled)).astype(int)
    x = input.numpy(force=True)
    c, h, w = x.shape[1:]
    where = np.zeros((len(images), c, height, width), np.int64)
    empty = np.zeros((len(images), 1, height, width), bool)
    for n, (image, (x1, y1, x2, y2)) in enumerate(zip(images, corners)):
        ys, xs = _edges(y1, y2, height, h, x.dtype), _edges(x1, x2, width, w, x.dtype)
        for i, (top, bottom) in enumerate(ys):
            for j, (left, right) in enumerate(xs):
                if bottom <= top or right <= left:
                    empty[n, 0, i, j] = True
                    continue
                first = x[image, :, top:bottom, left:right].reshape(c, -1).argmax(1)
                row, column = np.divmod(first, right - left)
                where[n, :, i, j] = ((image * c + np.arange(c)) * h + top + row) * w + left + column
    return input.reshape(-1)[constant(where)].masked_fill(constant(empty), 0)


def _edges(first: int, last: int, cells: int, length: int, dtype: Any) -> list[tuple[int, int]]:
    """Where the cells of one side of a region begin and end."""
    size = dtype.type(max(last - first + 1, 1)) / dtype.type(cells)
    steps = np.arange(cells + 1, dtype=dtype) * size
    low, high = np.floor(steps[:-1]).astype(int) + first, np.ceil(steps[1:]).astype(int) + first
    return list(zip(low.clip(0, length).tolist(), high.clip(0, length).tolist()))


def _regions(boxes: Boxes, dtype: Any) -> tuple[np.ndarray, np.ndarray]:
    """The picture of each region, and its corners (k, 4)."""
    if isinstance(boxes, (list, tuple)):
        if any(b.ndim != 2 or b.shape[1] != 4 for b in boxes):
            raise AssertionError("The shape of the tensor in the boxes list is not correct as List[Tensor[L, 4]]")
        images = np.repeat(np.arange(len(boxes)), [len(b) for b in boxes])
        corners = [b.numpy(force=True) for b in boxes] or [np.zeros((0, 4))]
        return images, np.concatenate(corners).astype(dtype)
    if boxes.ndim != 2 or boxes.shape[1] != 5:
        raise AssertionError("The boxes tensor shape is not correct as Tensor[K, 5]")
    found = boxes.numpy(force=True)
    return found[:, 0].astype(int), found[:, 1:].astype(dtype)


def _pair(size: Any) -> tuple[int, int]:
    return (size, size) if isinstance(size, int) else tuple(size)


class RoIAlign(Module):
    """`roi_align` as a module."""

    torch_module = "torchvision.ops.roi_align"

    def __init__(
        self, output_size: int | tuple[int, int], spatial_scale: float, sampling_ratio: int, aligned: bool = False
    ) -> None:
        super().__init__()
        self.output_size = output_size
        self.spatial_scale = spatial_scale
        self.sampling_ratio = sampling_ratio
        self.aligned = aligned

    def forward(self, input: Tensor, rois: Boxes) -> Tensor:
        return roi_align(input, rois, self.output_size, self.spatial_scale, self.sampling_ratio, self.aligned)

    def __repr__(self) -> str:
        names = ("output_size", "spatial_scale", "sampling_ratio", "aligned")
        return f"{type(self).__name__}({', '.join([f'{name}={getattr(self, name)}' for name in names])})"


class RoIPool(Module):
    """`roi_pool` as a module."""

    torch_module = "torchvision.ops.roi_pool"

    def __init__(self, output_size: int | tuple[int, int], spatial_scale: float) -> None:
        super().__init__()
        self.output_size = output_size
        self.spatial_scale = spatial_scale

    def forward(self, input: Tensor, rois: Boxes) -> Tensor:
        return roi_pool(input, rois, self.output_size, self.spatial_scale)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(output_size={self.output_size}, spatial_scale={self.spatial_scale})"
