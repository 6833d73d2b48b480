"""v2 transforms that cut and resize: flips and fixed sizes first, then random parts and sizes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backlight.core.errors import warn
from backlight.tensor.random import rand, randint
from backlight.vision.transforms import drawing, geometric
from backlight.vision.transforms.arguments import PADDING_MODES, ordered, pair, sequence, sides
from backlight.vision.transforms.v2 import geometry as F
from backlight.vision.transforms.v2.transform import (
    Sometimes,
    Transform,
    fill_of,
    fills,
    has_any,
    query_size,
    warn_of_passing,
)
from backlight.vision.tv_tensors import BoundingBoxes, Mask

MODULE = "torchvision.transforms.v2._geometry"


class RandomHorizontalFlip(Sometimes):
    """Left and right exchanged, with probability p."""

    torch_module = MODULE

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self._call_kernel(F.horizontal_flip, inpt)


class RandomVerticalFlip(Sometimes):
    """Top and bottom exchanged, with probability p."""

    torch_module = MODULE

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self._call_kernel(F.vertical_flip, inpt)


class _Resizing(Transform):
    """At the size that `make_params` gives."""

    torch_module = MODULE
    interpolation: Any
    antialias: bool | None

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        how = {"interpolation": self.interpolation, "antialias": self.antialias}
        return self._call_kernel(F.resize, inpt, **params, **how)


class Resize(_Resizing):
    """At `size`: (height, width), the length of the shorter side, or None for a longer side of `max_size`."""

    def __init__(
        self, size: Any, interpolation: Any = "bilinear", max_size: int | None = None, antialias: bool | None = True
    ) -> None:
        super().__init__()
        if size is None and not isinstance(max_size, int):
            raise ValueError(f"max_size must be an integer when size is None, but got {max_size} instead.")
        if not (size is None or isinstance(size, int) or (isinstance(size, Sequence) and len(size) in (1, 2))):
            raise ValueError(f"size can be an integer, a sequence of one or two integers, or None, but got {size}.")
        self.size = [size] if isinstance(size, int) else size if size is None else list(size)
        self.interpolation, self.max_size, self.antialias = interpolation, max_size, antialias

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        return {"size": self.size, "max_size": self.max_size}


class _Sized(Transform):
    torch_module = MODULE

    def __init__(self, size: Any) -> None:
        super().__init__()
        self.size = pair(size)


class CenterCrop(_Sized):
    """The middle, padded with 0 where it is smaller."""

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self._call_kernel(F.center_crop, inpt, output_size=self.size)


class FiveCrop(_Sized):
    """The four corners and the middle, as a tuple."""

    def check_inputs(self, flat_inputs: list[Any]) -> None:
        if has_any(flat_inputs, BoundingBoxes, Mask):
            raise TypeError(f"BoundingBoxes'es and Mask's are not supported by {type(self).__name__}()")

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        warn_of_passing(self, inpt)
        return self._call_kernel(F.five_crop, inpt, size=self.size)


class TenCrop(FiveCrop):
    """The five crops, and those of the flipped image, as a tuple."""

    def __init__(self, size: Any, vertical_flip: bool = False) -> None:
        super().__init__(size)
        self.vertical_flip = vertical_flip

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        warn_of_passing(self, inpt)
        return self._call_kernel(F.ten_crop, inpt, size=self.size, vertical_flip=self.vertical_flip)


def check_padding(padding: Any, padding_mode: str) -> None:
    numbers = [padding] if isinstance(padding, int) else padding
    if (
        not isinstance(numbers, (tuple, list))
        or len(numbers) not in (1, 2, 4)
        or not all(isinstance(n, int) for n in numbers)
    ):
        raise ValueError(f"Padding must be an int or a 1, 2, or 4 element of tuple or list, got {padding}.")
    if padding_mode not in PADDING_MODES:
        raise ValueError("Padding mode should be either constant, edge, reflect or symmetric")


class Pad(Transform):
    """With a border; `fill` is a colour, or a dict of colours by type of input."""

    torch_module = MODULE

    def __init__(self, padding: Any, fill: Any = 0, padding_mode: str = "constant") -> None:
        super().__init__()
        check_padding(padding, padding_mode)
        self.padding = padding if isinstance(padding, int) else list(padding)
        self.fill, self._fill, self.padding_mode = fill, fills(fill), padding_mode

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        how = {"padding": self.padding, "fill": fill_of(self._fill, inpt), "padding_mode": self.padding_mode}
        return self._call_kernel(F.pad, inpt, **how)


class RandomCrop(Transform):
    """A random part of a given size, of the image with a border."""

    torch_module = MODULE
    get_params = staticmethod(geometric.RandomCrop.get_params)

    def __init__(
        self,
        size: Any,
        padding: Any = None,
        pad_if_needed: bool = False,
        fill: Any = 0,
        padding_mode: str = "constant",
    ) -> None:
        super().__init__()
        self.size = pair(size)
        if pad_if_needed or padding is not None:
            check_padding(0 if padding is None else padding, padding_mode)
        self.padding = sides(padding, padding_mode) if padding else None
        self.pad_if_needed, self.fill, self._fill, self.padding_mode = pad_if_needed, fill, fills(fill), padding_mode

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        h, w = query_size(flat_inputs)
        left, right, top, bottom = self.padding or (0, 0, 0, 0)
        if self.pad_if_needed:
            above, beside = max(self.size[0] - h - top - bottom, 0), max(self.size[1] - w - left - right, 0)
            left, right, top, bottom = left + beside, right + beside, top + above, bottom + above
        h, w = h + top + bottom, w + left + right
        if h < self.size[0] or w < self.size[1]:
            which = "padded " if self.padding is not None else ""
            raise ValueError(f"Required crop size {tuple(self.size)} is larger than {which}input image size {(h, w)}.")
        padding = [left, top, right, bottom]
        needed = h > self.size[0] or w > self.size[1]
        first, second = (int(randint(0, n - m + 1, ())) if n > m else 0 for n, m in zip((h, w), self.size))
        box = {"top": first, "left": second, "height": self.size[0], "width": self.size[1]}
        return {"needs_crop": needed, **box, "needs_pad": any(padding), "padding": padding}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        if params["needs_pad"]:
            how = {"fill": fill_of(self._fill, inpt), "padding_mode": self.padding_mode}
            inpt = self._call_kernel(F.pad, inpt, padding=params["padding"], **how)
        if params["needs_crop"]:
            box = {name: params[name] for name in ("top", "left", "height", "width")}
            inpt = self._call_kernel(F.crop, inpt, **box)
        return inpt


class RandomResizedCrop(Transform):
    """A random part, of `scale` of the area and of `ratio` of the sides, at a given size."""

    torch_module = MODULE
    get_params = staticmethod(geometric.RandomResizedCrop.get_params)

    def __init__(
        self,
        size: Any,
        scale: Sequence[float] = (0.08, 1.0),
        ratio: Sequence[float] = (3.0 / 4.0, 4.0 / 3.0),
        interpolation: Any = "bilinear",
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        self.size = pair(size)
        if not ordered(scale, ratio):
            warn("Scale and ratio should be of kind (min, max)")
        self.scale, self.ratio, self.interpolation, self.antialias = scale, ratio, interpolation, antialias

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        top, left, height, width = drawing.part(*query_size(flat_inputs), self.scale, self.ratio)
        return {"top": top, "left": left, "height": height, "width": width}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        how = {"size": self.size, "interpolation": self.interpolation, "antialias": self.antialias}
        return self._call_kernel(F.resized_crop, inpt, **params, **how)


class RandomZoomOut(Sometimes):
    """The image somewhere on a larger canvas, with probability p."""

    torch_module = MODULE

    def __init__(self, fill: Any = 0, side_range: Sequence[float] = (1.0, 4.0), p: float = 0.5) -> None:
        super().__init__(p)
        self.fill, self._fill, self.side_range = fill, fills(fill), side_range
        sequence(side_range, "side_range")
        if side_range[0] < 1.0 or side_range[0] > side_range[1]:
            raise ValueError(f"Invalid side range provided {side_range}.")

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        height, width = query_size(flat_inputs)
        r = self.side_range[0] + rand(1) * (self.side_range[1] - self.side_range[0])
        w, h = int(width * r), int(height * r)
        where = rand(2)
        left, top = int((w - width) * where[0]), int((h - height) * where[1])
        return {"padding": [left, top, w - (left + width), h - (top + height)]}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self._call_kernel(F.pad, inpt, **params, fill=fill_of(self._fill, inpt))


class ScaleJitter(_Resizing):
    """At a random share of the size that fits `target_size`."""

    def __init__(
        self,
        target_size: tuple[int, int],
        scale_range: tuple[float, float] = (0.1, 2.0),
        interpolation: Any = "bilinear",
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        self.target_size, self.scale_range = target_size, scale_range
        self.interpolation, self.antialias = interpolation, antialias

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        height, width = query_size(flat_inputs)
        scale = self.scale_range[0] + rand(1) * (self.scale_range[1] - self.scale_range[0])
        r = min(self.target_size[1] / height, self.target_size[0] / width) * scale
        return {"size": (int(height * r), int(width * r))}


class RandomShortestSize(_Resizing):
    """With a shorter side of one of the lengths `min_size`, and a longer one of `max_size` at the most."""

    def __init__(
        self,
        min_size: Any,
        max_size: int | None = None,
        interpolation: Any = "bilinear",
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        self.min_size = [min_size] if isinstance(min_size, int) else list(min_size)
        self.max_size, self.interpolation, self.antialias = max_size, interpolation, antialias

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        height, width = query_size(flat_inputs)
        r = self.min_size[int(randint(len(self.min_size), ()))] / min(height, width)
        if self.max_size is not None:
            r = min(r, self.max_size / max(height, width))
        return {"size": (int(height * r), int(width * r))}


class RandomResize(_Resizing):
    """With a shorter side of a random length."""

    def __init__(
        self, min_size: int, max_size: int, interpolation: Any = "bilinear", antialias: bool | None = True
    ) -> None:
        super().__init__()
        self.min_size, self.max_size = min_size, max_size
        self.interpolation, self.antialias = interpolation, antialias

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        return {"size": [int(randint(self.min_size, self.max_size, ()))]}
