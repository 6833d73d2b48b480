"""v2 transforms for boxes and points: formats, what leaves the canvas, what is left of them, parts that overlap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from backlight.func.tree import tree_flatten, tree_unflatten
from backlight.tensor.data import tensor
from backlight.tensor.random import rand
from backlight.tensor.selection import maximum, minimum
from backlight.tensor.tensor import Tensor
from backlight.vision.transforms import drawing
from backlight.vision.transforms.pictures import is_pil
from backlight.vision.transforms.v2 import meta as F
from backlight.vision.transforms.v2.geometry import crop
from backlight.vision.transforms.v2.meta import XYXY, is_pure_tensor, reformatted
from backlight.vision.transforms.v2.transform import (
    Transform,
    get_bounding_boxes,
    get_keypoints,
    has_all,
    has_any,
    labels_getter,
    query_size,
)
from backlight.vision.tv_tensors import BoundingBoxes, Image, KeyPoints, Mask, wrap


class _OfBoxes(Transform):
    torch_module = "torchvision.transforms.v2._meta"
    _transformed_types = (BoundingBoxes,)


class ConvertBoundingBoxFormat(_OfBoxes):
    """Boxes in another format."""

    def __init__(self, format: Any) -> None:
        super().__init__()
        self.format = format

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return F.convert_bounding_box_format(inpt, new_format=self.format)


class ClampBoundingBoxes(_OfBoxes):
    """Boxes with what leaves the canvas cut off."""

    def __init__(self, clamping_mode: str | None = "auto") -> None:
        super().__init__()
        self.clamping_mode = clamping_mode

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return F.clamp_bounding_boxes(inpt, clamping_mode=self.clamping_mode)


class SetClampingMode(_OfBoxes):
    """Boxes that say otherwise what becomes of them where they leave the canvas."""

    def __init__(self, clamping_mode: str | None) -> None:
        super().__init__()
        if clamping_mode not in (None, "soft", "hard"):
            raise ValueError(f"clamping_mode must be soft, hard or None, got {clamping_mode}")
        self.clamping_mode = clamping_mode

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return wrap(inpt.as_subclass(Tensor).clone(), like=inpt, clamping_mode=self.clamping_mode)


class ClampKeyPoints(Transform):
    """Points moved onto the canvas."""

    torch_module = "torchvision.transforms.v2._meta"
    _transformed_types = (KeyPoints,)

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return F.clamp_keypoints(inpt)


class _Sanitizing(Transform):
    """Without what is not valid, and without its labels."""

    torch_module = "torchvision.transforms.v2._misc"
    _labels_getter: Callable
    _kinds: tuple[type, ...]

    def _valid(self, flat: list[Any]) -> Tensor:
        raise NotImplementedError

    def forward(self, *inputs: Any) -> Any:
        """The inputs in the same nesting, with fewer boxes or points, and labels."""
        inputs = inputs[0] if len(inputs) == 1 else inputs
        labels = self._labels_getter(inputs)
        labels = () if labels is None else (labels,) if not isinstance(labels, (tuple, list)) else labels
        flat, spec = tree_flatten(inputs)
        valid = self._valid(flat)
        for label in labels:
            if not isinstance(label, Tensor):
                raise ValueError(
                    f"The labels in the input to forward() must be a tensor or None, got {type(label)} instead."
                )
            if len(label) != len(valid):
                raise ValueError(f"there are {len(valid)} boxes or points and labels of shape {tuple(label.shape)}")
        params = {"valid": valid, "labels": labels}
        return tree_unflatten([self.transform(inpt, params) for inpt in flat], spec)

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        if any(inpt is label for label in params["labels"]):
            return inpt[params["valid"]]
        fits = isinstance(inpt, self._kinds) and (not isinstance(inpt, Mask) or inpt.shape[:1] == params["valid"].shape)
        return wrap(inpt.as_subclass(Tensor)[params["valid"]], like=inpt) if fits else inpt


class SanitizeBoundingBoxes(_Sanitizing):
    """Without boxes that leave the canvas or are too small, and without their masks and labels."""

    _kinds = (BoundingBoxes, Mask)

    def __init__(self, min_size: float = 1.0, min_area: float = 1.0, labels_getter: Any = "default") -> None:
        super().__init__()
        if min_size < 1:
            raise ValueError(f"min_size must be >= 1, got {min_size}.")
        if min_area < 1:
            raise ValueError(f"min_area must be >= 1, got {min_area}.")
        self.min_size, self.min_area, self.labels_getter = min_size, min_area, labels_getter
        self._labels_getter = _getter(labels_getter)

    def _valid(self, flat: list[Any]) -> Tensor:
        boxes = get_bounding_boxes(flat)
        limits = (boxes.format, boxes.canvas_size, self.min_size, self.min_area)
        return F.whole_boxes(boxes.as_subclass(Tensor), *limits)


class SanitizeKeyPoints(_Sanitizing):
    """Without points that are not on the canvas, and without their labels."""

    _kinds = (KeyPoints,)

    def __init__(self, labels_getter: Any = None) -> None:
        super().__init__()
        self.labels_getter, self._labels_getter = labels_getter, _getter(labels_getter)

    def _valid(self, flat: list[Any]) -> Tensor:
        points = get_keypoints(flat)
        return F.points_inside(points.as_subclass(Tensor), points.canvas_size)


class RandomIoUCrop(Transform):
    """A random part that overlaps the boxes by a random share; boxes whose centre is outside become 0."""

    torch_module = "torchvision.transforms.v2._geometry"

    def __init__(
        self,
        min_scale: float = 0.3,
        max_scale: float = 1.0,
        min_aspect_ratio: float = 0.5,
        max_aspect_ratio: float = 2.0,
        sampler_options: list[float] | None = None,
        trials: int = 40,
    ) -> None:
        super().__init__()
        self.min_scale, self.max_scale = min_scale, max_scale
        self.min_aspect_ratio, self.max_aspect_ratio = min_aspect_ratio, max_aspect_ratio
        self.options = [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0] if sampler_options is None else sampler_options
        self.trials = trials

    def check_inputs(self, flat_inputs: list[Any]) -> None:
        if not (has_all(flat_inputs, BoundingBoxes) and has_any(flat_inputs, is_pil, Image, is_pure_tensor)):
            raise TypeError(
                f"{type(self).__name__}() requires input sample to contain tensor or PIL images and bounding boxes. "
                "Sample can also contain masks."
            )

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        height, width = query_size(flat_inputs)
        given = get_bounding_boxes(flat_inputs)
        boxes = reformatted(given.as_subclass(Tensor), given.format, XYXY)
        while True:
            overlap = self.options[drawing.whole(0, len(self.options))]
            if overlap >= 1.0:
                return {}
            for _ in range(self.trials):
                box = self._part(height, width)
                inside = None if box is None else _chosen(boxes, box, overlap)
                if box is not None and inside is not None:
                    left, top, right, bottom = box
                    size = {"height": bottom - top, "width": right - left}
                    return {"top": top, "left": left, **size, "is_within_crop_area": inside}

    def _part(self, height: int, width: int) -> tuple[int, int, int, int] | None:
        r = self.min_scale + (self.max_scale - self.min_scale) * rand(2)
        w, h = int(width * r[0]), int(height * r[1])
        if not self.min_aspect_ratio <= w / h <= self.max_aspect_ratio:
            return None
        r = rand(2)
        left, top = int((width - w) * r[0]), int((height - h) * r[1])
        return (left, top, left + w, top + h) if w and h else None

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        if not params:
            return inpt
        box = {name: params[name] for name in ("top", "left", "height", "width")}
        out = self._call_kernel(crop, inpt, **box)
        if isinstance(out, BoundingBoxes):
            out[~params["is_within_crop_area"]] = 0
        return out


def _chosen(boxes: Tensor, part: Sequence[int], overlap: float) -> Tensor | None:
    """Which boxes have their centre in the part; None if none has, or none overlaps it by so much."""
    left, top, right, bottom = part
    cx, cy = 0.5 * (boxes[..., 0] + boxes[..., 2]), 0.5 * (boxes[..., 1] + boxes[..., 3])
    inside = (left < cx) & (cx < right) & (top < cy) & (cy < bottom)
    if not inside.any():
        return None
    chosen = boxes[inside]
    chosen = chosen if chosen.is_floating_point() else chosen.float()
    limits = tensor(part, dtype=chosen.dtype)
    common = (minimum(chosen[:, 2:], limits[2:]) - maximum(chosen[:, :2], limits[:2])).clamp(min=0).prod(1)
    area = (chosen[:, 2:] - chosen[:, :2]).prod(1) + (right - left) * (bottom - top) - common
    return None if (common / area).max() < overlap else inside


_getter = labels_getter
