"""Sizes of inputs, and the formats of boxes: what they are, from one to another, and on the canvas."""

from __future__ import annotations

from typing import Any

from backlight.tensor.tensor import Tensor
from backlight.vision.transforms import pictures
from backlight.vision.transforms.v2.registry import KERNELS, PICTURE, dispatched
from backlight.vision.tv_tensors import (
    BoundingBoxes,
    BoundingBoxFormat,
    Image,
    KeyPoints,
    Mask,
    TVTensor,
    Video,
    is_rotated_bounding_format,
    wrap,
)

XYXY, XYWH, CXCYWH = BoundingBoxFormat.XYXY, BoundingBoxFormat.XYWH, BoundingBoxFormat.CXCYWH


@dispatched
def get_dimensions(inpt: Any) -> Any:
    """[channels, height, width] of an image or video."""


@dispatched
def get_num_channels(inpt: Any) -> Any:
    """How many channels an image or video has."""


@dispatched
def get_size(inpt: Any) -> Any:
    """[height, width] of an image, video or mask, or of the canvas of boxes or points."""


@dispatched
def get_num_frames(inpt: Any) -> Any:
    """How many images a video has."""


def get_dimensions_image(image: Tensor) -> list[int]:
    return pictures.get_dimensions(image)


def get_num_channels_image(image: Tensor) -> int:
    return pictures.get_dimensions(image)[0]


def get_size_image(image: Tensor) -> list[int]:
    return pictures.get_dimensions(image)[1:]


def get_num_frames_video(video: Tensor) -> int:
    return video.shape[-4]


def get_size_bounding_boxes(bounding_box: Any) -> list[int]:
    return list(bounding_box.canvas_size)


get_dimensions_video, get_num_channels_video = get_dimensions_image, get_num_channels_image
get_size_mask = get_size_video = get_size_image
get_size_keypoints = get_size_bounding_boxes
get_image_num_channels = get_num_channels

for asked, kernel in (
    (get_dimensions, get_dimensions_image),
    (get_num_channels, get_num_channels_image),
    (get_size, get_size_image),
):
    KERNELS[asked].update(dict.fromkeys((Tensor, Image, Video, PICTURE), kernel))
KERNELS[get_size].update({Mask: get_size_image, **dict.fromkeys((BoundingBoxes, KeyPoints), get_size_bounding_boxes)})
KERNELS[get_num_frames].update(dict.fromkeys((Tensor, Video), get_num_frames_video))


def is_pure_tensor(inpt: Any) -> bool:
    """Whether it is a tensor that does not say what it holds."""
    return isinstance(inpt, Tensor) and not isinstance(inpt, TVTensor)


def format_of(given: Any) -> Any:
    return BoundingBoxFormat[given.upper()] if isinstance(given, str) else given


def upright(*formats: Any) -> None:
    """Say that boxes that may be turned are missing."""
    for one in formats:
        if is_rotated_bounding_format(one):
            raise NotImplementedError(f"boxes that may be turned (format {format_of(one).value}) are not there yet")


def reformatted(boxes: Tensor, old: BoundingBoxFormat, new: BoundingBoxFormat) -> Tensor:
    """Boxes (..., 4) in another format; integers are rounded as torchvision rounds them."""
    upright(old, new)
    if old == new:
        return boxes
    first, second = boxes[..., :2], boxes[..., 2:]
    whole = not boxes.is_floating_point()
    if old == CXCYWH:
        corner = first.float() - second / 2 if whole else first - second / 2
        far = (corner + second).to(boxes.dtype)
        first = corner.to(boxes.dtype)
        second = far if new == XYXY else far - first if whole else second
    elif old == XYWH:
        if new == CXCYWH:
            return joined(first + second.div(2, rounding_mode="floor" if whole else None), second)
        second = second + first
    elif new == XYWH:
        second = second - first
    if new == CXCYWH:
        size = second - first
        return joined((first * 2 + size).div(2, rounding_mode="floor" if whole else None), size)
    return joined(first, second)


def joined(first: Tensor, second: Tensor) -> Tensor:
    from backlight.tensor.joining import cat

    return cat([first, second], -1)


def convert_bounding_box_format(
    inpt: Any, old_format: Any = None, new_format: Any = None, inplace: bool = False
) -> Any:
    """Boxes in another format; of an ordinary tensor `old_format` has to be told, of BoundingBoxes not."""
    if new_format is None:
        raise TypeError("convert_bounding_box_format() missing 1 required argument: 'new_format'")
    new = format_of(new_format)
    if is_pure_tensor(inpt):
        if old_format is None:
            raise ValueError("For pure tensor inputs, `old_format` has to be passed.")
        out = reformatted(inpt, format_of(old_format), new)
    else:
        if not isinstance(inpt, BoundingBoxes):
            raise TypeError(f"boxes are an ordinary tensor or BoundingBoxes, not {type(inpt)}")
        if old_format is not None:
            raise ValueError("For bounding box tv_tensor inputs, `old_format` must not be passed.")
        out = reformatted(inpt.as_subclass(Tensor), inpt.format, new)
    if inplace and out is not inpt:
        inpt.copy_(out)
        out = inpt
    return wrap(out, like=inpt, format=new) if isinstance(inpt, BoundingBoxes) else out


def clamped(boxes: Tensor, format: BoundingBoxFormat, canvas_size: Any, clamping_mode: str | None) -> Tensor:
    """Boxes with what leaves the canvas cut off."""
    upright(format)
    if clamping_mode is None:
        return boxes.clone()
    corners = reformatted(boxes if boxes.is_floating_point() else boxes.float(), format, XYXY).clone()
    corners[..., 0::2].clamp_(min=0, max=canvas_size[1])
    corners[..., 1::2].clamp_(min=0, max=canvas_size[0])
    return reformatted(corners, XYXY, format).to(boxes.dtype)


def clamp_bounding_boxes(
    inpt: Any, format: Any = None, canvas_size: Any = None, clamping_mode: str | None = "auto"
) -> Any:
    """Boxes with what leaves the canvas cut off; of an ordinary tensor all has to be told, of BoundingBoxes nothing."""
    if clamping_mode not in (None, "soft", "hard", "auto"):
        raise ValueError(f"clamping_mode must be soft, hard, auto or None, got {clamping_mode}")
    if is_pure_tensor(inpt):
        if format is None or canvas_size is None or clamping_mode == "auto":
            raise ValueError("For pure tensor inputs, `format`, `canvas_size` and `clamping_mode` have to be passed.")
        return clamped(inpt, format_of(format), canvas_size, clamping_mode)
    if not isinstance(inpt, BoundingBoxes):
        raise TypeError(f"boxes are an ordinary tensor or BoundingBoxes, not {type(inpt)}")
    if format is not None or canvas_size is not None:
        raise ValueError("For bounding box tv_tensor inputs, `format` and `canvas_size` must not be passed.")
    mode = inpt.clamping_mode if clamping_mode == "auto" else clamping_mode
    return wrap(clamped(inpt.as_subclass(Tensor), inpt.format, inpt.canvas_size, mode), like=inpt)


def clamp_keypoints(inpt: Any, canvas_size: Any = None) -> Any:
    """Points moved onto the canvas; of an ordinary tensor `canvas_size` has to be told, of KeyPoints not."""
    if isinstance(inpt, KeyPoints) == (canvas_size is not None):
        raise ValueError("`canvas_size` goes with an ordinary tensor of points, and must not be passed with KeyPoints")
    height, width = inpt.canvas_size if canvas_size is None else canvas_size
    out = inpt.as_subclass(Tensor).clone() if inpt.is_floating_point() else inpt.as_subclass(Tensor).float()
    out[..., 0].clamp_(min=0, max=width - 1)
    out[..., 1].clamp_(min=0, max=height - 1)
    return wrap(out.to(inpt.dtype), like=inpt)


def whole_boxes(
    boxes: Tensor, format: BoundingBoxFormat, canvas_size: Any, min_size: float = 1.0, min_area: float = 1.0
) -> Tensor:
    """Which boxes are on the canvas and large enough."""
    corners = reformatted(boxes, format, XYXY)
    w, h = corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1]
    valid = (w >= min_size) & (h >= min_size) & (corners >= 0).all(dim=-1) & (w * h >= min_area)
    height, width = canvas_size
    return valid & (corners[:, 0::2] <= width).all(dim=-1) & (corners[:, 1::2] <= height).all(dim=-1)


def sanitize_bounding_boxes(
    bounding_boxes: Any, format: Any = None, canvas_size: Any = None, min_size: float = 1.0, min_area: float = 1.0
) -> tuple[Any, Tensor]:
    """The boxes that are on the canvas and large enough, and which these are."""
    told = format is not None and canvas_size is not None
    if isinstance(bounding_boxes, BoundingBoxes):
        if format is not None or canvas_size is not None:
            raise ValueError("format and canvas_size must be None when bounding_boxes is a tv_tensors.BoundingBoxes.")
        format, canvas_size = bounding_boxes.format, bounding_boxes.canvas_size
    elif not told:
        raise ValueError("format and canvas_size have to be given unless bounding_boxes is a tv_tensors.BoundingBoxes.")
    boxes = bounding_boxes.as_subclass(Tensor)
    valid = whole_boxes(boxes, format_of(format), canvas_size, min_size, min_area)
    return wrap(boxes[valid], like=bounding_boxes), valid


def points_inside(points: Tensor, canvas_size: Any) -> Tensor:
    """Which points, or rows of points, are on the canvas."""
    x, y = points[..., 0], points[..., 1]
    valid = (x >= 0) & (x < canvas_size[1]) & (y >= 0) & (y < canvas_size[0])
    return valid.flatten(1).all(dim=1) if valid.ndim > 1 else valid


def sanitize_keypoints(key_points: Any, canvas_size: Any = None) -> tuple[Any, Tensor]:
    """The points that are on the canvas, and which these are."""
    if isinstance(key_points, KeyPoints) == (canvas_size is not None):
        raise ValueError("canvas_size goes with an ordinary tensor of points, and must be None with KeyPoints.")
    points = key_points.as_subclass(Tensor)
    valid = points_inside(points, key_points.canvas_size if canvas_size is None else canvas_size)
    return wrap(points[valid], like=key_points), valid
