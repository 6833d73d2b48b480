"""Transforms that move pixels: fixed sizes first, then random parts and flips, then random warps."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Number
from typing import Any

from backlight.core.errors import warn
from backlight.tensor.tensor import Tensor
from backlight.vision.transforms import drawing
from backlight.vision.transforms import functional as F
from backlight.vision.transforms.arguments import PADDING_MODES, angles, filling, ordered, pair, sequence
from backlight.vision.transforms.basic import Transform
from backlight.vision.transforms.interpolation import InterpolationMode, unless_number

NEAREST, BILINEAR = InterpolationMode.NEAREST, InterpolationMode.BILINEAR


class Resize(Transform):
    """The image at `size`: (height, width), or the length of its shorter side."""

    shown = ("size", "interpolation", "max_size", "antialias")

    def __init__(
        self, size: Any, interpolation: Any = BILINEAR, max_size: int | None = None, antialias: bool | None = True
    ) -> None:
        super().__init__()
        if not isinstance(size, (int, Sequence)):
            raise TypeError(f"Size should be int or sequence. Got {type(size)}")
        if isinstance(size, Sequence) and len(size) not in (1, 2):
            raise ValueError("If size is a sequence, it should have 1 or 2 values")
        self.size, self.max_size, self.antialias = size, max_size, antialias
        self.interpolation = unless_number(interpolation)

    def forward(self, img: Any) -> Any:
        return F.resize(img, self.size, self.interpolation, self.max_size, self.antialias)


class _Sized(Transform):
    shown = ("size",)

    def __init__(self, size: Any) -> None:
        super().__init__()
        self.size = pair(size)


class CenterCrop(_Sized):
    """The middle of the image, which is padded with 0 where it is smaller."""

    def forward(self, img: Any) -> Any:
        return F.center_crop(img, self.size)


class FiveCrop(_Sized):
    """The four corners and the middle, as a tuple."""

    def forward(self, img: Any) -> tuple:
        return F.five_crop(img, self.size)


class TenCrop(_Sized):
    """The five crops of the image and of the image flipped, as a tuple."""

    shown = ("size", "vertical_flip")

    def __init__(self, size: Any, vertical_flip: bool = False) -> None:
        super().__init__(size)
        self.vertical_flip = vertical_flip

    def forward(self, img: Any) -> tuple:
        return F.ten_crop(img, self.size, self.vertical_flip)


class Pad(Transform):
    """The image with a border."""

    shown = ("padding", "fill", "padding_mode")

    def __init__(self, padding: Any, fill: Any = 0, padding_mode: str = "constant") -> None:
        super().__init__()
        for name, given in (("padding", padding), ("fill", fill)):
            if not isinstance(given, (Number, tuple, list)):
                raise TypeError(f"Got inappropriate {name} arg: {given!r}")
        if padding_mode not in PADDING_MODES:
            raise ValueError("Padding mode should be either constant, edge, reflect or symmetric")
        if isinstance(padding, Sequence) and len(padding) not in (1, 2, 4):
            raise ValueError(f"padding is an int or a sequence of 1, 2 or 4, not of {len(padding)}")
        self.padding, self.fill, self.padding_mode = padding, fill, padding_mode

    def forward(self, img: Any) -> Any:
        return F.pad(img, self.padding, self.fill, self.padding_mode)


class RandomCrop(Transform):
    """A random part of a given size, of the image with a border."""

    shown = ("size", "padding")

    def __init__(
        self,
        size: Any,
        padding: Any = None,
        pad_if_needed: bool = False,
        fill: Any = 0,
        padding_mode: str = "constant",
    ) -> None:
        super().__init__()
        self.size = tuple(pair(size))
        self.padding, self.pad_if_needed, self.fill, self.padding_mode = padding, pad_if_needed, fill, padding_mode

    @staticmethod
    def get_params(img: Any, output_size: Sequence[int]) -> tuple[int, int, int, int]:
        """(top, left, height, width); ValueError if the image is too small."""
        _, h, w = F.get_dimensions(img)
        th, tw = output_size
        if h < th or w < tw:
            raise ValueError(f"Required crop size {(th, tw)} is larger than input image size {(h, w)}")
        if w == tw and h == th:
            return 0, 0, h, w
        return drawing.whole(0, h - th + 1), drawing.whole(0, w - tw + 1), th, tw

    def forward(self, img: Any) -> Any:
        if self.padding is not None:
            img = F.pad(img, self.padding, self.fill, self.padding_mode)
        _, height, width = F.get_dimensions(img)
        for missing in ([self.size[1] - width, 0], [0, self.size[0] - height]):
            if self.pad_if_needed and max(missing) > 0:
                img = F.pad(img, missing, self.fill, self.padding_mode)
        return F.crop(img, *self.get_params(img, self.size))


class Sometimes(Transform):
    """`changed`, with probability p."""

    shown = ("p",)
    between = ","

    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        self.p = p

    def forward(self, img: Any) -> Any:
        return self.changed(img) if drawing.chance(self.p) else img

    def changed(self, img: Any) -> Any:
        raise NotImplementedError


class RandomHorizontalFlip(Sometimes):
    """Left and right exchanged, with probability p."""

    def changed(self, img: Any) -> Any:
        return F.hflip(img)


class RandomVerticalFlip(Sometimes):
    """Top and bottom exchanged, with probability p."""

    def changed(self, img: Any) -> Any:
        return F.vflip(img)


class RandomResizedCrop(Transform):
    """A random part, of `scale` of the area and of `ratio` of the sides, at a given size."""

    shown = ("size", "scale", "ratio", "interpolation", "antialias")

    def __init__(
        self,
        size: Any,
        scale: Sequence[float] = (0.08, 1.0),
        ratio: Sequence[float] = (3.0 / 4.0, 4.0 / 3.0),
        interpolation: Any = BILINEAR,
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        self.size = pair(size)
        if not ordered(scale, ratio):
            warn("Scale and ratio should be of kind (min, max)")
        self.interpolation, self.antialias = unless_number(interpolation), antialias
        self.scale, self.ratio = scale, ratio

    @staticmethod
    def get_params(img: Any, scale: Sequence[float], ratio: Sequence[float]) -> tuple[int, int, int, int]:
        """(top, left, height, width)."""
        _, height, width = F.get_dimensions(img)
        return drawing.part(height, width, scale, ratio)

    def forward(self, img: Any) -> Any:
        box = self.get_params(img, self.scale, self.ratio)
        return F.resized_crop(img, *box, self.size, self.interpolation, antialias=self.antialias)

    def __repr__(self) -> str:
        scale, ratio = (tuple(round(x, 4) for x in given) for given in (self.scale, self.ratio))
        return (
            f"{type(self).__name__}(size={self.size}, scale={scale}, ratio={ratio}, "
            f"interpolation={self.interpolation.value}, antialias={self.antialias})"
        )


def fill_for(img: Any, fill: Any) -> Any:
    """The colour of what is outside: for a tensor a float per channel."""
    if not isinstance(img, Tensor) or fill is None:
        return fill
    return [float(fill)] * F.get_dimensions(img)[0] if isinstance(fill, (int, float)) else [float(x) for x in fill]


class RandomPerspective(Sometimes):
    """The image seen from elsewhere, with probability p."""

    def __init__(
        self, distortion_scale: float = 0.5, p: float = 0.5, interpolation: Any = BILINEAR, fill: Any = 0
    ) -> None:
        super().__init__(p)
        self.interpolation, self.distortion_scale = unless_number(interpolation), distortion_scale
        self.fill = filling(fill)

    @staticmethod
    def get_params(width: int, height: int, distortion_scale: float) -> tuple[list, list]:
        """The corners of the image, and where they come to."""
        return drawing.corners(width, height, distortion_scale)

    def changed(self, img: Any) -> Any:
        _, height, width = F.get_dimensions(img)
        points = self.get_params(width, height, self.distortion_scale)
        return F.perspective(img, *points, self.interpolation, fill_for(img, self.fill))


class RandomRotation(Transform):
    """The image turned by a random angle of `degrees`, a number for both directions or (min, max)."""

    def __init__(
        self, degrees: Any, interpolation: Any = NEAREST, expand: bool = False, center: Any = None, fill: Any = 0
    ) -> None:
        super().__init__()
        self.degrees = angles(degrees, "degrees")
        if center is not None:
            sequence(center, "center")
        self.center, self.interpolation, self.expand = center, unless_number(interpolation), expand
        self.fill = filling(fill)

    @staticmethod
    def get_params(degrees: Sequence[float]) -> float:
        """The angle."""
        return drawing.uniform(float(degrees[0]), float(degrees[1]))

    def forward(self, img: Any) -> Any:
        fill = fill_for(img, self.fill)
        return F.rotate(img, self.get_params(self.degrees), self.interpolation, self.expand, self.center, fill)

    def __repr__(self) -> str:
        center = "" if self.center is None else f", center={self.center}"
        fill = "" if self.fill is None else f", fill={self.fill}"
        how = f"interpolation={self.interpolation.value}, expand={self.expand}"
        return f"{type(self).__name__}(degrees={self.degrees}, {how}{center}{fill})"


class RandomAffine(Transform):
    """The image turned, moved by a share of its size, scaled and sheared at random."""

    def __init__(
        self,
        degrees: Any,
        translate: Any = None,
        scale: Any = None,
        shear: Any = None,
        interpolation: Any = NEAREST,
        fill: Any = 0,
        center: Any = None,
    ) -> None:
        super().__init__()
        self.degrees, self.shear = check_affine(degrees, translate, scale, shear, center)
        self.translate, self.scale, self.interpolation = translate, scale, unless_number(interpolation)
        self.fill, self.center = filling(fill), center

    @staticmethod
    def get_params(degrees: Any, translate: Any, scale_ranges: Any, shears: Any, img_size: Sequence[int]) -> tuple:
        """(angle, translation, scale, shear)."""
        return drawing.turn(degrees, translate, scale_ranges, shears, img_size)

    def forward(self, img: Any) -> Any:
        _, height, width = F.get_dimensions(img)
        drawn = self.get_params(self.degrees, self.translate, self.scale, self.shear, [width, height])
        fill = fill_for(img, self.fill)
        return F.affine(img, *drawn, interpolation=self.interpolation, fill=fill, center=self.center)

    def __repr__(self) -> str:
        told = [f"degrees={self.degrees}"]
        told += [f"{name}={x}" for name in ("translate", "scale", "shear") if (x := getattr(self, name)) is not None]
        told += [f"interpolation={self.interpolation.value}"] if self.interpolation != NEAREST else []
        told += [f"fill={self.fill}"] if self.fill != 0 else []
        told += [f"center={self.center}"] if self.center is not None else []
        return f"{type(self).__name__}({', '.join(told)})"


def check_affine(degrees: Any, translate: Any, scale: Any, shear: Any, center: Any) -> tuple[Any, Any]:
    """The ranges of both angles; TypeError and ValueError for arguments of another form."""
    turned = angles(degrees, "degrees")
    if translate is not None:
        sequence(translate, "translate")
        if not all(0.0 <= t <= 1.0 for t in translate):
            raise ValueError("translation values should be between 0 and 1")
    if scale is not None:
        sequence(scale, "scale")
        if min(scale) <= 0:
            raise ValueError("scale values should be positive")
    sheared = None if shear is None else angles(shear, "shear", (2, 4))
    if center is not None:
        sequence(center, "center")
    return turned, sheared


class ElasticTransform(Transform):
    """The image bent by waves of height `alpha` and width `sigma`."""

    def __init__(self, alpha: Any = 50.0, sigma: Any = 5.0, interpolation: Any = BILINEAR, fill: Any = 0) -> None:
        super().__init__()
        self.alpha, self.sigma = _two_floats(alpha, "alpha"), _two_floats(sigma, "sigma")
        self.interpolation = unless_number(interpolation)
        if not isinstance(fill, (int, float, list, tuple)):
            raise TypeError(f"fill should be int or float or a list or tuple of them. Got {type(fill)}")
        self.fill = [float(x) for x in ([fill] if isinstance(fill, (int, float)) else fill)]

    @staticmethod
    def get_params(alpha: Sequence[float], sigma: Sequence[float], size: Sequence[int]) -> Tensor:
        """(1, height, width, 2): the displacement in x and y."""
        return drawing.waves(alpha, sigma, size, F.gaussian_blur)

    def forward(self, tensor: Any) -> Any:
        _, height, width = F.get_dimensions(tensor)
        displacement = self.get_params(self.alpha, self.sigma, [height, width])
        return F.elastic_transform(tensor, displacement, self.interpolation, self.fill)

    def __repr__(self) -> str:
        told = f"alpha={self.alpha}, sigma={self.sigma}, interpolation={self.interpolation}, fill={self.fill}"
        return f"{type(self).__name__}({told})"


def _two_floats(x: Any, name: str) -> Any:
    if isinstance(x, float):
        return [x, x]
    if not isinstance(x, Sequence):
        raise TypeError(f"{name} should be float or a sequence of floats. Got {type(x)}")
    if len(x) != 2:
        raise ValueError(f"If {name} is a sequence its length should be 2. Got {len(x)}")
    if not all(isinstance(one, float) for one in x):
        raise TypeError(f"{name} should be a sequence of floats. Got {x}")
    return x
