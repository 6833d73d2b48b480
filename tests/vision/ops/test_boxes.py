"""Boxes: which of many to keep, next to the definition written out; formats and masks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import backlight
from backlight.vision.ops import boxes as ops


def iou(a, b):
    """Common area over area of both, by the definition."""
    w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    common = max(w, 0) * max(h, 0)
    return common / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - common)


def kept(boxes, scores, threshold):
    """The boxes to keep, by the definition."""
    found = []
    for n in sorted(range(len(boxes)), key=lambda n: -scores[n]):
        if all(iou(boxes[m], boxes[n]) <= threshold for m in found):
            found.append(n)
    return found


def some_boxes(seed, count):
    rng = np.random.default_rng(seed)
    corners = rng.uniform(0, 10, (count, 2))
    return np.concatenate([corners, corners + rng.uniform(0.5, 6, (count, 2))], 1), rng.permutation(count) / count


@given(st.integers(0, 10_000), st.integers(1, 25), st.sampled_from([0.1, 0.3, 0.5, 0.9]))
def test_nms_keeps_what_the_definition_keeps(seed, count, threshold):
    boxes, scores = some_boxes(seed, count)

    found = ops.nms(backlight.from_numpy(boxes), backlight.from_numpy(scores), threshold)

    assert found.dtype is backlight.int64
    assert found.tolist() == kept(boxes.tolist(), scores.tolist(), threshold)


@pytest.mark.parametrize("count", [30, 1100])
def test_batched_nms_keeps_each_class_apart(count):
    boxes, scores = some_boxes(1, count)
    classes = np.random.default_rng(2).integers(0, 4, count)
    found = ops.batched_nms(*[backlight.from_numpy(x) for x in (boxes, scores, classes)], 0.4).tolist()

    expected = []
    for number in range(4):
        own = np.flatnonzero(classes == number)
        expected += [int(own[n]) for n in kept(boxes[own].tolist(), scores[own].tolist(), 0.4)]
    assert found == sorted(expected, key=lambda n: -scores[n])


def test_nms_of_no_boxes_is_empty_and_wrong_shapes_say_so():
    empty = backlight.zeros(0, 4)

    assert ops.nms(empty, backlight.zeros(0), 0.5).shape == (0,)
    assert ops.batched_nms(empty, backlight.zeros(0), backlight.zeros(0), 0.5).shape == (0,)
    with pytest.raises(RuntimeError, match="4 columns"):
        ops.nms(backlight.zeros(3), backlight.zeros(3), 0.5)
    with pytest.raises(RuntimeError, match="same number"):
        ops.nms(backlight.zeros(3, 4), backlight.zeros(2), 0.5)
    with pytest.raises(RuntimeError, match="one floating type"):
        ops.nms(backlight.zeros(3, 4), backlight.zeros(3).double(), 0.5)


def test_box_iou_is_the_definition_and_has_gradients():
    (a, _), (b, _) = some_boxes(3, 4), some_boxes(4, 3)
    x = backlight.tensor(a, requires_grad=True)
    found = ops.box_iou(x, backlight.from_numpy(b))

    np.testing.assert_allclose(found.detach().numpy(), [[iou(p, q) for q in b] for p in a], rtol=1e-12)
    ops.generalized_box_iou(x, backlight.from_numpy(b)).sum().backward()
    assert x.grad.shape == (4, 4)


def test_turned_boxes_are_refused_and_unknown_formats_too():
    with pytest.raises(NotImplementedError, match="upright"):
        ops.box_convert(backlight.zeros(1, 5), "xywhr", "cxcywhr")
    with pytest.raises(NotImplementedError, match="upright"):
        ops.box_iou(backlight.zeros(1, 5), backlight.zeros(1, 5), fmt="xywhr")
    for call in (ops.box_area, lambda b, f: ops.box_iou(b, b, f), lambda b, f: ops.box_convert(b, f, "xyxy")):
        with pytest.raises(ValueError, match="Unsupported"):
            call(backlight.zeros(1, 4), "yxyx")


def test_masks_have_their_boxes():
    masks = backlight.zeros(2, 5, 6)
    masks[0, 1:4, 2:3] = 1

    assert ops.masks_to_boxes(masks).tolist() == [[2, 1, 2, 3], [0, 0, 0, 0]]
    assert ops.masks_to_boxes(backlight.zeros(0, 5, 6)).shape == (0, 4)
