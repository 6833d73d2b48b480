"""v2 transforms that mix the images of a batch with each other, and their labels: CutMix and MixUp."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from backlight.func.tree import tree_flatten, tree_unflatten
from backlight.nn.functional.maps import one_hot
from backlight.tensor.tensor import Tensor
from backlight.vision.transforms import drawing
from backlight.vision.transforms.pictures import is_pil
from backlight.vision.transforms.v2.meta import is_pure_tensor
from backlight.vision.transforms.v2.transform import Transform, has_any, labels_getter, query_size
from backlight.vision.tv_tensors import BoundingBoxes, Image, KeyPoints, Mask, Video, wrap


class _Mixing(Transform):
    torch_module = "torchvision.transforms.v2._augment"

    def __init__(self, *, alpha: float = 1.0, num_classes: int | None = None, labels_getter: Any = "default") -> None:
        super().__init__()
        self.alpha, self.num_classes = float(alpha), num_classes
        self._labels_getter = _getter(labels_getter)

    def _share(self) -> float:
        """A number drawn from Beta(alpha, alpha)."""
        return float(drawing.dirichlet(np.full((1, 2), self.alpha, np.float32))[0, 0])

    def forward(self, *inputs: Any) -> Any:
        """A batch of images and its labels, in the same nesting; the labels become probabilities."""
        inputs = inputs[0] if len(inputs) == 1 else inputs
        flat, spec = tree_flatten(inputs)
        wanted = self._needs_transform_list(flat)
        name = type(self).__name__
        if has_any(flat, is_pil, BoundingBoxes, Mask, KeyPoints):
            raise ValueError(f"{name}() does not support PIL images, bounding boxes, keypoints and masks.")
        labels = self._labels_getter(inputs)
        if not isinstance(labels, Tensor):
            raise ValueError(f"The labels must be a tensor, but got {type(labels)} instead.")
        if labels.ndim not in (1, 2):
            raise ValueError(
                "labels should be index based with shape (batch_size,) or probability based with shape (batch_size, "
                f"num_classes), but got a tensor of shape {labels.shape} instead."
            )
        if labels.ndim == 2 and self.num_classes not in (None, labels.shape[-1]):
            raise ValueError(
                "When passing 2D labels, the number of elements in last dimension must match num_classes: "
                f"{labels.shape[-1]} != {self.num_classes}. You can Leave num_classes to None."
            )
        if labels.ndim == 1 and self.num_classes is None:
            raise ValueError("num_classes must be passed if the labels are index-based (1D)")
        params = self.make_params([inpt for inpt, want in zip(flat, wanted) if want])
        params = {"labels": labels, "batch_size": labels.shape[0], **params}
        out = [self.transform(inpt, params) if want or inpt is labels else inpt for inpt, want in zip(flat, wanted)]
        return tree_unflatten(out, spec)

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        if inpt is params["labels"]:
            return self._mixed_labels(inpt, params["share"])
        if not (is_pure_tensor(inpt) or isinstance(inpt, (Image, Video))):
            return inpt
        dims, n = (5 if isinstance(inpt, Video) else 4), params["batch_size"]
        if inpt.ndim != dims:
            raise ValueError(f"Expected a batched input with {dims} dims, but got {inpt.ndim} dimensions instead.")
        if inpt.shape[0] != n:
            raise ValueError(f"The batch size of the image or video does not match the batch size of the labels: {n}.")
        return wrap(self._mixed(inpt.as_subclass(Tensor), params), like=inpt)

    def _mixed(self, x: Tensor, params: dict[str, Any]) -> Tensor:
        raise NotImplementedError

    def _mixed_labels(self, labels: Tensor, share: float) -> Tensor:
        if labels.ndim == 1:
            labels = one_hot(labels, num_classes=self.num_classes or -1)
        return _blended(labels if labels.dtype.is_floating_point else labels.float(), share)


def _blended(x: Tensor, share: float) -> Tensor:
    """Each example with the one before it."""
    return x.roll(1, 0).mul_(1.0 - share).add_(x * share)


class MixUp(_Mixing):
    """Each image of a batch blended with the one before it, and their labels, by a share from Beta(alpha, alpha)."""

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        return {"share": self._share()}

    def _mixed(self, x: Tensor, params: dict[str, Any]) -> Tensor:
        return _blended(x, params["share"])


class CutMix(_Mixing):
    """Each image of a batch with a random rectangle of the one before it, and their labels mixed by its area."""

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        share = self._share()
        height, width = query_size(flat_inputs)
        x, y = drawing.whole(0, width), drawing.whole(0, height)
        r = 0.5 * math.sqrt(1.0 - share)
        w, h = int(r * width), int(r * height)
        x1, y1, x2, y2 = max(x - w, 0), max(y - h, 0), min(x + w, width), min(y + h, height)
        return {"box": (x1, y1, x2, y2), "share": float(1.0 - (x2 - x1) * (y2 - y1) / (width * height))}

    def _mixed(self, x: Tensor, params: dict[str, Any]) -> Tensor:
        x1, y1, x2, y2 = params["box"]
        out = x.clone()
        out[..., y1:y2, x1:x2] = x.roll(1, 0)[..., y1:y2, x1:x2]
        return out


_getter = labels_getter
