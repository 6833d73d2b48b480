"""v2 kernels of boxes (N, 4): each returns the boxes, with the new canvas where it changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backlight.tensor.data import tensor
from backlight.tensor.tensor import Tensor
from backlight.vision.transforms.arguments import size_of
from backlight.vision.transforms.v2 import points
from backlight.vision.transforms.v2.meta import XYXY, clamped, joined, reformatted, upright
from backlight.vision.transforms.v2.points import Canvas
from backlight.vision.transforms.warping import coefficients_of
from backlight.vision.tv_tensors import BoundingBoxFormat


def horizontal_flip_bounding_boxes(bounding_boxes: Tensor, format: BoundingBoxFormat, canvas_size: Canvas) -> Tensor:
    return _flipped(bounding_boxes, format, canvas_size, 0)


def vertical_flip_bounding_boxes(bounding_boxes: Tensor, format: BoundingBoxFormat, canvas_size: Canvas) -> Tensor:
    return _flipped(bounding_boxes, format, canvas_size, 1)


def _flipped(boxes: Tensor, format: BoundingBoxFormat, canvas_size: Canvas, axis: int) -> Tensor:
    upright(format)
    out, length = boxes.clone(), canvas_size[1 - axis]
    near, far = boxes[..., axis], boxes[..., axis + 2]
    if format == XYXY:
        out[..., axis], out[..., axis + 2] = length - far, length - near
    else:
        out[..., axis] = length - (near + far if format == BoundingBoxFormat.XYWH else near)
    return out


def _shift(boxes: Tensor, format: BoundingBoxFormat, x: int, y: int) -> Tensor:
    upright(format)
    return boxes + tensor([x, y, x, y] if format == XYXY else [x, y, 0, 0], dtype=boxes.dtype)


def crop_bounding_boxes(
    bounding_boxes: Tensor,
    format: BoundingBoxFormat,
    top: int,
    left: int,
    height: int,
    width: int,
    clamping_mode: str | None = "soft",
) -> tuple[Tensor, Canvas]:
    moved = _shift(bounding_boxes, format, -left, -top)
    return clamped(moved, format, (height, width), clamping_mode), (height, width)


def center_crop_bounding_boxes(
    bounding_boxes: Tensor,
    format: BoundingBoxFormat,
    canvas_size: Canvas,
    output_size: Any,
    clamping_mode: str | None = "soft",
) -> tuple[Tensor, Canvas]:
    return crop_bounding_boxes(bounding_boxes, format, *points.middle(canvas_size, output_size), clamping_mode)


def pad_bounding_boxes(
    bounding_boxes: Tensor,
    format: BoundingBoxFormat,
    canvas_size: Canvas,
    padding: Any,
    padding_mode: str = "constant",
    clamping_mode: str | None = "soft",
) -> tuple[Tensor, Canvas]:
    left, top, size = points.border(canvas_size, padding, padding_mode)
    return clamped(_shift(bounding_boxes, format, left, top), format, size, clamping_mode), size


def resize_bounding_boxes(
    bounding_boxes: Tensor,
    canvas_size: Canvas,
    size: Any,
    max_size: int | None = None,
    format: BoundingBoxFormat = XYXY,
    clamping_mode: str | None = "soft",
) -> tuple[Tensor, Canvas]:
    upright(format)
    height, width = size_of(canvas_size, size, max_size)
    if (height, width) == tuple(canvas_size):
        return bounding_boxes, canvas_size
    ratios = tensor([width / canvas_size[1], height / canvas_size[0]] * 2)
    return (bounding_boxes * ratios).to(bounding_boxes.dtype), (height, width)


def resized_crop_bounding_boxes(
    bounding_boxes: Tensor,
    format: BoundingBoxFormat,
    top: int,
    left: int,
    height: int,
    width: int,
    size: Any,
    clamping_mode: str | None = "soft",
) -> tuple[Tensor, Canvas]:
    cut, canvas = crop_bounding_boxes(bounding_boxes, format, top, left, height, width, clamping_mode)
    return resize_bounding_boxes(cut, canvas, size, format=format)


def _corners(boxes: Tensor, format: BoundingBoxFormat) -> Tensor:
    """(N, 4, 2): the corners, clockwise from the upper left."""
    return reformatted(boxes, format, XYXY)[:, [[0, 1], [2, 1], [2, 3], [0, 3]]]


def _around(
    corners: Tensor, boxes: Tensor, format: BoundingBoxFormat, canvas_size: Canvas, clamping_mode: str | None
) -> Tensor:
    """The boxes around four corners each, as far as they are on the canvas."""
    out = joined(corners.amin(1), corners.amax(1))
    return reformatted(clamped(out, XYXY, canvas_size, clamping_mode), XYXY, format).to(boxes.dtype)


def _moved(
    boxes: Tensor, format: BoundingBoxFormat, canvas_size: Canvas, clamping_mode: str | None, *how: Any
) -> tuple[Tensor, Canvas]:
    if boxes.numel() == 0:
        return boxes, canvas_size
    corners, canvas = points.moved(_corners(boxes.to(points.floats(boxes)), format), canvas_size, *how)
    return _around(corners, boxes, format, canvas, clamping_mode), canvas


def affine_bounding_boxes(
    bounding_boxes: Tensor,
    format: BoundingBoxFormat,
    canvas_size: Canvas,
    angle: float,
    translate: Sequence[float],
    scale: float,
    shear: Any,
    center: Any = None,
    clamping_mode: str | None = "soft",
) -> Tensor:
    how = (angle, translate, scale, shear, center)
    return _moved(bounding_boxes, format, canvas_size, clamping_mode, *how)[0]


def rotate_bounding_boxes(
    bounding_boxes: Tensor,
    format: BoundingBoxFormat,
    canvas_size: Canvas,
    angle: float,
    expand: bool = False,
    center: Any = None,
    clamping_mode: str | None = "soft",
) -> tuple[Tensor, Canvas]:
    how = (-angle, [0.0, 0.0], 1.0, [0.0, 0.0], center, expand)
    return _moved(bounding_boxes, format, canvas_size, clamping_mode, *how)


def perspective_bounding_boxes(
    bounding_boxes: Tensor,
    format: BoundingBoxFormat,
    canvas_size: Canvas,
    startpoints: Any,
    endpoints: Any,
    coefficients: Any = None,
    clamping_mode: str | None = "soft",
) -> Tensor:
    if bounding_boxes.numel() == 0:
        return bounding_boxes
    numbers = coefficients_of(startpoints, endpoints, coefficients)
    corners = _corners(bounding_boxes, format)
    seen = points.seen(corners.to(points.floats(corners)), numbers)
    return _around(seen, bounding_boxes, format, canvas_size, clamping_mode)


def elastic_bounding_boxes(
    bounding_boxes: Tensor,
    format: BoundingBoxFormat,
    canvas_size: Canvas,
    displacement: Tensor,
    clamping_mode: str | None = "soft",
) -> Tensor:
    if bounding_boxes.numel() == 0:
        return bounding_boxes
    corners = _corners(bounding_boxes, format)
    bent = points.bent(corners.ceil() if corners.is_floating_point() else corners.float(), canvas_size, displacement)
    out = joined(bent.amin(1), bent.amax(1)).to(bounding_boxes.dtype)
    return reformatted(clamped(out, XYXY, canvas_size, clamping_mode), XYXY, format)
