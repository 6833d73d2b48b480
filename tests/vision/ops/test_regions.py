"""Regions of feature maps, next to loops that do what the papers say, point by point."""

from __future__ import annotations

import math

import numpy as np
import pytest

import backlight
from backlight.testing import assert_close
from backlight.vision.ops.regions import RoIAlign, roi_align, roi_pool

BOXES = np.array(
    [
        [0, 0, 0, 7, 5],
        [1, 1.3, 2.2, 6.9, 4.1],
        [0, -3, -2, 2, 3],
        [1, 5, 4, 20, 30],
        [1, 2, 2, 2.1, 2.2],
        [0, 9, 9, 30, 31],
    ]
)


def between(plane, y, x):
    """The bilinear value of a plane at a point."""
    h, w = plane.shape
    if y < -1 or y > h or x < -1 or x > w:
        return 0.0
    y, x = min(max(y, 0), h - 1), min(max(x, 0), w - 1)
    top, left = int(y), int(x)
    bottom, right = min(top + 1, h - 1), min(left + 1, w - 1)
    dy, dx = y - top, x - left
    upper = plane[top, left] * (1 - dx) + plane[top, right] * dx
    return upper * (1 - dy) + (plane[bottom, left] * (1 - dx) + plane[bottom, right] * dx) * dy


def aligned_slowly(maps, boxes, height, width, scale, ratio, aligned):
    out = np.zeros((len(boxes), maps.shape[1], height, width))
    for k, (image, *corners) in enumerate(boxes):
        x1, y1, x2, y2 = [c * scale - (0.5 if aligned else 0) for c in corners]
        w, h = x2 - x1, y2 - y1
        if not aligned:
            w, h = max(w, 1), max(h, 1)
        rows = ratio if ratio > 0 else math.ceil(h / height)
        columns = ratio if ratio > 0 else math.ceil(w / width)
        for c, i, j in np.ndindex(*out.shape[1:]):
            total = 0.0
            for a, b in np.ndindex(rows, columns):
                y = y1 + h / height * (i + (a + 0.5) / rows)
                x = x1 + w / width * (j + (b + 0.5) / columns)
                total += between(maps[int(image), c], y, x)
            out[k, c, i, j] = total / max(rows * columns, 1)
    return out


@pytest.mark.parametrize("aligned", [True, False])
@pytest.mark.parametrize("ratio", [-1, 2])
@pytest.mark.parametrize(("size", "scale"), [((3, 2), 1.0), (2, 0.6)])
def test_roi_align_is_the_mean_of_values_between_pixels(aligned, ratio, size, scale):
    maps = np.random.default_rng(0).normal(size=(2, 3, 8, 9))
    height, width = (size, size) if isinstance(size, int) else size
    found = roi_align(backlight.from_numpy(maps), backlight.from_numpy(BOXES), size, scale, ratio, aligned)

    expected = aligned_slowly(maps, BOXES, height, width, scale, ratio, aligned)
    np.testing.assert_allclose(found.numpy(), expected, atol=1e-10)


def test_regions_as_a_list_are_those_with_numbers_of_pictures():
    maps = backlight.randn(2, 3, 8, 9)
    boxes = backlight.from_numpy(BOXES[np.argsort(BOXES[:, 0], kind="stable")]).float()
    listed = [boxes[boxes[:, 0] == n][:, 1:] for n in (0, 1)]

    for pooled in (roi_align, roi_pool):
        assert_close(pooled(maps, boxes, 2), pooled(maps, listed, 2))
    assert roi_align(maps, boxes[:0], 2).shape == (0, 3, 2, 2)
    assert roi_pool(maps, boxes[:0], 2).shape == (0, 3, 2, 2)
    assert RoIAlign(2, 1.0, -1)(maps, boxes).shape == (6, 3, 2, 2)


def test_roi_pool_is_the_maximum_of_each_cell():
    maps = np.random.default_rng(0).normal(size=(2, 3, 8, 9))
    found = roi_pool(backlight.from_numpy(maps), backlight.from_numpy(BOXES), (3, 2), 0.7).numpy()

    for k, (image, *corners) in enumerate(BOXES):
        x1, y1, x2, y2 = [math.floor(abs(c * 0.7) + 0.5) * (1 if c >= 0 else -1) for c in corners]
        w, h = max(x2 - x1 + 1, 1), max(y2 - y1 + 1, 1)
        for i, j in np.ndindex(3, 2):
            top, bottom = [min(max(n + y1, 0), 8) for n in (math.floor(i * h / 3), math.ceil((i + 1) * h / 3))]
            left, right = [min(max(n + x1, 0), 9) for n in (math.floor(j * w / 2), math.ceil((j + 1) * w / 2))]
            cell = maps[int(image), :, top:bottom, left:right].reshape(3, -1)
            np.testing.assert_array_equal(found[k, :, i, j], cell.max(1) if cell.size else np.zeros(3))


@pytest.mark.parametrize("pooled", [roi_align, roi_pool])
def test_gradients_flow_to_the_maps(pooled):
    boxes = backlight.from_numpy(BOXES)

    maps = backlight.randn(2, 1, 5, 6, dtype=backlight.float64, requires_grad=True)
    assert backlight.autograd.gradcheck(lambda x: pooled(x, boxes, 2), (maps,))


@pytest.mark.parametrize("pooled", [roi_align, roi_pool])
def test_wrong_shapes_of_boxes_are_refused(pooled):
    maps = backlight.zeros(1, 1, 4, 4)
    with pytest.raises(AssertionError, match=r"Tensor\[K, 5\]"):
        pooled(maps, backlight.zeros(2, 4), 2)
    with pytest.raises(AssertionError, match=r"List\[Tensor\[L, 4\]\]"):
        pooled(maps, [backlight.zeros(2, 5)], 2)
