"""Boxes, masks and points drawn on a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from warnings import warn

import numpy as np

from backlight.autograd.grad_mode import no_grad
from backlight.core import dtypes
from backlight.core.variable import Variable
from backlight.tensor.data import tensor
from backlight.vision.transforms.pictures import pil_to_tensor, pillow, to_pil_image

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

Colors = Any  # a name, "#rrggbb", a triple of 0…255, a list of them with one for each thing, or None for a palette


def _check_image(image: Any, channels: tuple[int, ...]) -> None:
    if not isinstance(image, Variable):
        raise TypeError(f"The image must be a tensor, got {type(image)}")
    x: Any = image
    if x.dtype is not dtypes.uint8 and not x.is_floating_point():
        raise ValueError(f"The image dtype must be uint8 or float, got {x.dtype}")
    if x.dim() != 3:
        raise ValueError("Pass individual images, not batches")
    if x.size(0) not in channels:
        raise ValueError(f"Only images of {' or '.join([str(n) for n in channels])} channels are supported")


def _colors(colors: Colors, count: int) -> list[Any]:
    """A triple for each of `count` things."""
    if colors is None:
        return [tuple([int(n * base % 255) for base in (2**25 - 1, 2**15 - 1, 2**21 - 1)]) for n in range(count)]
    if isinstance(colors, list):
        if len(colors) < count:
            raise ValueError(
                f"Number of colors must be equal or larger than the number of objects, but got {len(colors)} < {count}."
            )
    elif not isinstance(colors, (tuple, str)):
        raise ValueError(f"colors must be a tuple or a string, or a list thereof, but got {colors}.")
    elif isinstance(colors, tuple) and len(colors) != 3:
        raise ValueError(f"If passed as tuple, colors should be an RGB triplet, but got {colors}.")
    else:
        colors = [colors] * count
    pillow()
    from PIL.ImageColor import getrgb

    return [getrgb(color) if isinstance(color, str) else color for color in colors]


def _as_bytes(image: Tensor) -> Tensor:
    """Floats 0…1 as bytes."""
    if image.dtype is dtypes.uint8:
        return image
    return (image * (256 - 1e-3)).to(dtypes.uint8)


def _as_before(image: Tensor, dtype: Any) -> Tensor:
    return image if dtype is dtypes.uint8 else image.to(dtype).div_(255)


@no_grad()
def draw_bounding_boxes(
    image: Tensor,
    boxes: Tensor,
    labels: list[str] | None = None,
    colors: Colors = None,
    fill: bool | None = False,
    width: int = 1,
    font: str | None = None,
    font_size: int | None = None,
    label_colors: Colors = None,
    label_background_colors: Colors = None,
    fill_labels: bool = False,
) -> Tensor:
    """A picture (1 or 3, h, w) with boxes (n, 4), x1, y1, x2, y2, drawn on it, and a label in each if given.

    Args:
        colors: of the boxes; label_colors of the texts, which have the boxes' by default.
        fill: tint what is inside.
        width: of the lines.
        font, font_size: a TrueType file; Pillow's own font by default.
        fill_labels: a background for each text, in `label_background_colors` or the box's.
    """
    _check_image(image, (1, 3))
    if boxes.shape[-1] == 8:
        raise NotImplementedError("backlight draws upright boxes (n, 4) alone, not turned ones (n, 8)")
    if bool((boxes[:, :2] > boxes[:, 2:]).any()):
        raise ValueError(
            "Boxes need to be in (xmin, ymin, xmax, ymax) format. Use torchvision.ops.box_convert to convert them"
        )
    count = boxes.shape[0]
    if count == 0:
        warn("boxes doesn't contain any box. No box was drawn", stacklevel=3)
        return image
    if labels is not None and len(labels) != count:
        raise ValueError(
            f"Number of boxes ({count}) and labels ({len(labels)}) mismatch. Please specify labels for each box."
        )
    colors = _colors(colors, count)
    texts = _colors(label_colors or "black", count) if label_colors or fill_labels else colors
    behind = _colors(label_background_colors, count) if fill_labels and label_background_colors else colors
    if font is None and font_size is not None:
        warn("Argument 'font_size' will be ignored since 'font' is not set.", stacklevel=3)
    dtype = image.dtype
    picture = to_pil_image(_as_bytes(image.tile(3, 1, 1) if image.size(0) == 1 else image))
    from PIL import ImageDraw, ImageFont

    face = ImageFont.load_default() if font is None else ImageFont.truetype(font=font, size=font_size or 10)
    draw = ImageDraw.Draw(picture, "RGBA" if fill else None)
    margin = width + 1
    for n, box in enumerate(boxes.to(dtypes.int64).tolist()):
        draw.rectangle(box, width=width, outline=colors[n], fill=(*colors[n], 100) if fill else None)
        if labels is not None and labels[n] is not None:
            place = (box[0] + margin, box[1] + margin)
            if fill_labels:
                left, top, right, bottom = draw.textbbox(place, labels[n], font=face)
                draw.rectangle((left - 1, top - 1, right + 1, bottom + 1), fill=behind[n])
            draw.text(place, labels[n], fill=texts[n], font=face)
    return _as_before(pil_to_tensor(picture), dtype)


@no_grad()
def draw_segmentation_masks(image: Tensor, masks: Tensor, alpha: float = 0.8, colors: Colors = None) -> Tensor:
    """A picture (3, h, w) with masks (n, h, w) of bools laid over it; where masks overlap it is black.

    Args:
        alpha: how much of the colour is seen, 1 for all.
        colors: of the masks.
    """
    _check_image(image, (3,))
    masks = masks[None] if masks.ndim == 2 else masks
    if masks.ndim != 3:
        raise ValueError("masks must be of shape (H, W) or (batch_size, H, W)")
    if masks.dtype is not dtypes.bool:
        raise ValueError(f"The masks must be of dtype bool. Got {masks.dtype}")
    if masks.shape[-2:] != image.shape[-2:]:
        raise ValueError("The image and the masks must have the same height and width")
    if len(masks) == 0:
        warn("masks doesn't contain any mask. No mask was drawn", stacklevel=3)
        return image
    drawn = image.detach().clone()
    for mask, color in zip(masks, _colors(colors, len(masks))):
        values = [v / 255 for v in color] if image.is_floating_point() else list(color)
        drawn[:, mask] = tensor(values, dtype=image.dtype)[:, None]
    drawn[:, masks.sum(dim=0) > 1] = 0
    return (image * (1 - alpha) + drawn * alpha).to(image.dtype)


@no_grad()
def draw_keypoints(
    image: Tensor,
    keypoints: Tensor,
    connectivity: list[tuple[int, int]] | None = None,
    colors: Colors = None,
    radius: int = 2,
    width: int = 3,
    visibility: Tensor | None = None,
) -> Tensor:
    """A picture (3, h, w) with points (n, k, 2), x and y, of n things drawn on it.

    Args:
        connectivity: pairs of points that a line joins.
        colors: one colour for all points.
        radius, width: of the points, of the lines.
        visibility: bools (n, k): which points are drawn.
    """
    _check_image(image, (3,))
    if keypoints.ndim != 3:
        raise ValueError("keypoints must be of shape (num_instances, K, 2)")
    seen = np.ones(keypoints.shape[:-1], bool) if visibility is None else visibility.numpy(force=True).astype(bool)
    seen = seen[..., 0] if seen.ndim == 3 else seen
    if seen.shape != tuple(keypoints.shape[:-1]):
        raise ValueError(
            f"visibility must have the shape {tuple(keypoints.shape[:-1])} of the keypoints, not {seen.shape}"
        )
    dtype = image.dtype
    picture = to_pil_image(_as_bytes(image))
    from PIL import ImageDraw

    draw = ImageDraw.Draw(picture)
    for points, shown in zip(keypoints.to(dtypes.int64).tolist(), seen.tolist()):
        for (x, y), visible in zip(points, shown):
            if visible:
                draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=colors, outline=None, width=0)
        for a, b in connectivity or ():
            if shown[a] and shown[b]:
                draw.line((*points[a], *points[b]), width=width)
    return _as_before(pil_to_tensor(picture), dtype)
