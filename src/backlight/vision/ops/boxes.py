"""Boxes (x1, y1, x2, y2): other formats, areas, overlap, and which of many to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.result import constant
from backlight.tensor.joining import stack
from backlight.tensor.selection import maximum, minimum

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

_FORMATS = ("xyxy", "xywh", "cxcywh")
_TURNED = ("xywhr", "cxcywhr", "xyxyxyxy")


def box_convert(boxes: Tensor, in_fmt: str, out_fmt: str) -> Tensor:
    """Boxes (..., 4) in another format: "xyxy" (two corners), "xywh" (corner, size), "cxcywh" (centre, size).

    >>> box_convert(backlight.tensor([1.0, 2.0, 4.0, 4.0]), "xyxy", "xywh")
    tensor([1., 2., 3., 2.])
    """
    if in_fmt in _TURNED or out_fmt in _TURNED:
        raise NotImplementedError(f"backlight converts upright boxes alone, not {in_fmt} to {out_fmt}")
    if in_fmt not in _FORMATS or out_fmt not in _FORMATS:
        raise ValueError(f"Unsupported Bounding Box Conversions for given in_fmt {in_fmt} and out_fmt {out_fmt}")
    if in_fmt == out_fmt:
        return boxes.clone()
    if in_fmt != "xyxy":
        x, y, w, h = boxes.unbind(-1)
        if in_fmt == "cxcywh":
            boxes = stack([x - 0.5 * w, y - 0.5 * h, x + 0.5 * w, y + 0.5 * h], dim=-1)
        else:
            boxes = stack([x, y, x + w, y + h], dim=-1)
    if out_fmt == "xyxy":
        return boxes
    x1, y1, x2, y2 = boxes.unbind(-1)
    first = ((x1 + x2) / 2, (y1 + y2) / 2) if out_fmt == "cxcywh" else (x1, y1)
    return stack([*first, x2 - x1, y2 - y1], dim=-1)


def _wide(x: Tensor) -> Tensor:
    """Numbers in a type in which products of sizes do not overflow."""
    if x.is_floating_point():
        return x if x.dtype in (dtypes.float32, dtypes.float64) else x.float()
    return x if x.dtype in (dtypes.int32, dtypes.int64) else x.int()


def box_area(boxes: Tensor, fmt: str = "xyxy") -> Tensor:
    """The area of each box (..., 4).

    >>> box_area(backlight.tensor([[0.0, 0.0, 2.0, 3.0]]))
    tensor([6.])
    """
    if fmt not in _FORMATS:
        raise ValueError(f"Unsupported Bounding Box area for given format {fmt}")
    boxes = _wide(boxes)
    if fmt != "xyxy":
        return boxes[..., 2] * boxes[..., 3]
    return (boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1])


def _overlap(boxes1: Tensor, boxes2: Tensor, fmt: str = "xyxy") -> tuple[Tensor, Tensor]:
    """Area of the common part, and of both together, of every box of one with every box of the other."""
    area1, area2 = box_area(boxes1, fmt), box_area(boxes2, fmt)
    boxes1, boxes2 = [b if fmt == "xyxy" else box_convert(b, fmt, "xyxy") for b in (boxes1, boxes2)]
    low = maximum(boxes1[..., None, :2], boxes2[..., None, :, :2])  # (..., n, 1, 2), (..., 1, m, 2) -> (..., n, m, 2)
    high = minimum(boxes1[..., None, 2:], boxes2[..., None, :, 2:])
    size = _wide(high - low).clamp(min=0)
    common = size[..., 0] * size[..., 1]
    return common, area1[..., None] + area2[..., None, :] - common


def box_iou(boxes1: Tensor, boxes2: Tensor, fmt: str = "xyxy") -> Tensor:
    """Common area over area of both, (n, m), of boxes (n, 4) and (m, 4).

    >>> box_iou(backlight.tensor([[0.0, 0.0, 2.0, 2.0]]), backlight.tensor([[1.0, 0.0, 3.0, 2.0]]))
    tensor([[0.3333]])
    """
    if fmt in _TURNED:
        raise NotImplementedError(f"backlight compares upright boxes alone, not {fmt}")
    if fmt not in _FORMATS:
        raise ValueError(f"Unsupported format '{fmt}'. Supported formats: {_FORMATS}")
    common, both = _overlap(boxes1, boxes2, fmt)
    return common / both


def _hull(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Size (n, m, 2) of the smallest box around each pair."""
    low = minimum(boxes1[..., None, :2], boxes2[..., None, :, :2])
    high = maximum(boxes1[..., None, 2:], boxes2[..., None, :, 2:])
    return _wide(high - low).clamp(min=0)


def generalized_box_iou(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """`box_iou`, less the share of the smallest box around both that neither covers (Rezatofighi et al., 2019)."""
    common, both = _overlap(boxes1, boxes2)
    hull = _hull(boxes1, boxes2)
    area = hull[..., 0] * hull[..., 1]
    return common / both - (area - both) / area


def distance_box_iou(boxes1: Tensor, boxes2: Tensor, eps: float = 1e-7) -> Tensor:
    """`box_iou`, less the centres' squared distance over the squared diagonal around both (Zheng et al., 2020)."""
    boxes1, boxes2 = _wide(boxes1), _wide(boxes2)
    hull = _hull(boxes1, boxes2)
    centres = [(b[..., :2] + b[..., 2:]) / 2 for b in (boxes1, boxes2)]
    apart = ((centres[0][..., None, :] - centres[1][..., None, :, :]) ** 2).sum(-1)
    return box_iou(boxes1, boxes2) - apart / ((hull**2).sum(-1) + eps)


def clip_boxes_to_image(boxes: Tensor, size: tuple[int, int]) -> Tensor:
    """Boxes (..., 4) cut off at a picture of `size` (height, width)."""
    height, width = size
    x, y = boxes[..., 0::2].clamp(min=0, max=width), boxes[..., 1::2].clamp(min=0, max=height)
    return stack([x, y], dim=boxes.dim()).reshape(boxes.shape)  # (..., 2, 2) -> (..., 4)


def remove_small_boxes(boxes: Tensor, min_size: float) -> Tensor:
    """The numbers of the boxes (n, 4) whose sides are both at least `min_size`."""
    large = ((boxes[..., 2:] - boxes[..., :2]) >= min_size).all(-1)
    return large.nonzero().squeeze(-1)


def masks_to_boxes(masks: Tensor) -> Tensor:
    """The smallest box (n, 4) around each mask (n, height, width), as floats; zeros for an empty mask."""
    found = masks.numpy(force=True) != 0
    out = np.zeros((len(found) if found.size else 0, 4), np.float32)
    for box, mask in zip(out, found):
        rows, columns = mask.any(1).nonzero()[0], mask.any(0).nonzero()[0]
        if rows.size:
            box[:] = columns[0], rows[0], columns[-1], rows[-1]
    return constant(out)


def nms(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """The numbers of the boxes to keep, best first: a box that overlaps a better one by more than the threshold goes.

    >>> boxes = backlight.tensor([[0.0, 0.0, 2.0, 2.0], [0.0, 0.0, 2.0, 2.1], [5.0, 5.0, 6.0, 6.0]])
    >>> nms(boxes, backlight.tensor([0.6, 0.9, 0.3]), 0.5)
    tensor([1, 2])
    """
    b, s = boxes.numpy(force=True), scores.numpy(force=True)
    if b.ndim != 2 or b.shape[1] != 4:
        raise RuntimeError(f"boxes should be a 2d tensor of 4 columns, got shape {list(b.shape)}")
    if s.shape != b.shape[:1]:
        raise RuntimeError(f"boxes and scores should have same number of elements, got {len(b)} and {list(s.shape)}")
    if b.dtype != s.dtype or b.dtype.kind != "f":
        raise RuntimeError(f"dets and scores should be of one floating type, got {boxes.dtype} and {scores.dtype}")
    x1, y1, x2, y2 = b.T
    areas = (x2 - x1) * (y2 - y1)
    order = np.argsort(-s, kind="stable")
    kept = []
    while order.size:
        best, order = order[0], order[1:]
        kept.append(best)
        width = np.minimum(x2[best], x2[order]) - np.maximum(x1[best], x1[order])
        height = np.minimum(y2[best], y2[order]) - np.maximum(y1[best], y1[order])
        common = width.clip(0) * height.clip(0)
        with np.errstate(invalid="ignore"):  # two boxes without area
            order = order[~(common / (areas[best] + areas[order] - common) > iou_threshold)]
    return constant(np.array(kept, np.int64))


def batched_nms(boxes: Tensor, scores: Tensor, idxs: Tensor, iou_threshold: float) -> Tensor:
    """`nms` within each class of `idxs`; all that is kept, best first."""
    if boxes.numel() == 0:
        return constant(np.zeros(0, np.int64))
    if boxes.numel() <= 4000:  # as torchvision does: classes are moved apart, beyond the largest coordinate
        return nms(boxes + (idxs.to(boxes) * (boxes.max() + 1))[:, None], scores, iou_threshold)
    kept: list[Any] = []
    for number in idxs.unique():
        own = (idxs == number).nonzero().squeeze(-1)
        kept.append(own[nms(boxes[own], scores[own], iou_threshold)].numpy())
    rows = constant(np.sort(np.concatenate(kept)))
    return rows[scores[rows].sort(descending=True)[1]]
