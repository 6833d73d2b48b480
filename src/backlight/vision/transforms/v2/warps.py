"""v2 transforms that turn, shear and bend at random."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backlight.vision.transforms import drawing, geometric
from backlight.vision.transforms.arguments import angles, sequence
from backlight.vision.transforms.v2 import geometry as F
from backlight.vision.transforms.v2.transform import (
    Sometimes,
    Transform,
    fill_of,
    fills,
    query_size,
)
from backlight.vision.transforms.v2.values import gaussian_blur
from backlight.vision.transforms.warping import perspective_coefficients

MODULE = "torchvision.transforms.v2._geometry"


class RandomRotation(Transform):
    """Turned by a random angle of `degrees`, a number for both directions or (min, max)."""

    torch_module = MODULE
    get_params = staticmethod(geometric.RandomRotation.get_params)

    def __init__(
        self, degrees: Any, interpolation: Any = "nearest", expand: bool = False, center: Any = None, fill: Any = 0
    ) -> None:
        super().__init__()
        self.degrees, self.interpolation, self.expand = angles(degrees, "degrees"), interpolation, expand
        self.fill, self._fill, self.center = fill, fills(fill), center
        if center is not None:
            sequence(center, "center")

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        return {"angle": drawing.uniform(self.degrees[0], self.degrees[1])}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        how = {"interpolation": self.interpolation, "expand": self.expand, "center": self.center}
        return self._call_kernel(F.rotate, inpt, **params, **how, fill=fill_of(self._fill, inpt))


class RandomAffine(Transform):
    """Turned, moved by a share of its size, scaled and sheared at random."""

    torch_module = MODULE
    get_params = staticmethod(geometric.RandomAffine.get_params)

    def __init__(
        self,
        degrees: Any,
        translate: Any = None,
        scale: Any = None,
        shear: Any = None,
        interpolation: Any = "nearest",
        fill: Any = 0,
        center: Any = None,
    ) -> None:
        super().__init__()
        self.degrees, sheared = geometric.check_affine(degrees, translate, scale, shear, center)
        self.translate, self.scale, self.shear, self.interpolation = translate, scale, sheared, interpolation
        self.fill, self._fill, self.center = fill, fills(fill), center

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        size = query_size(flat_inputs)[::-1]
        drawn = drawing.turn(self.degrees, self.translate, self.scale, self.shear, size)
        return dict(zip(("angle", "translate", "scale", "shear"), drawn))

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        how = {"interpolation": self.interpolation, "fill": fill_of(self._fill, inpt), "center": self.center}
        return self._call_kernel(F.affine, inpt, **params, **how)


class RandomPerspective(Sometimes):
    """As seen from elsewhere, with probability p."""

    torch_module = MODULE
    get_params = staticmethod(geometric.RandomPerspective.get_params)

    def __init__(
        self, distortion_scale: float = 0.5, p: float = 0.5, interpolation: Any = "bilinear", fill: Any = 0
    ) -> None:
        super().__init__(p)
        if not 0 <= distortion_scale <= 1:
            raise ValueError("Argument distortion_scale value should be between 0 and 1")
        self.distortion_scale, self.interpolation = distortion_scale, interpolation
        self.fill, self._fill = fill, fills(fill)

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        height, width = query_size(flat_inputs)
        return {"coefficients": perspective_coefficients(*drawing.corners(width, height, self.distortion_scale))}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        how = {"fill": fill_of(self._fill, inpt), "interpolation": self.interpolation}
        return self._call_kernel(F.perspective, inpt, startpoints=None, endpoints=None, **how, **params)


class ElasticTransform(Transform):
    """Bent by waves of height `alpha` and width `sigma`."""

    torch_module = MODULE
    get_params = staticmethod(geometric.ElasticTransform.get_params)

    def __init__(self, alpha: Any = 50.0, sigma: Any = 5.0, interpolation: Any = "bilinear", fill: Any = 0) -> None:
        super().__init__()
        self.alpha, self.sigma = two_numbers(alpha, "alpha"), two_numbers(sigma, "sigma")
        self.interpolation, self.fill, self._fill = interpolation, fill, fills(fill)

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        return {"displacement": drawing.waves(self.alpha, self.sigma, query_size(flat_inputs), gaussian_blur)}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        how = {"fill": fill_of(self._fill, inpt), "interpolation": self.interpolation}
        return self._call_kernel(F.elastic, inpt, **params, **how)


def two_numbers(x: Any, name: str) -> list[float]:
    """Two floats of a number or of a sequence of one or two."""
    numbers = [x] if isinstance(x, (int, float)) else x
    if not isinstance(numbers, Sequence):
        raise TypeError(f"{name} should be a number or a sequence of numbers. Got {type(x)}")
    if len(numbers) not in (1, 2):
        raise ValueError(f"If {name} is a sequence its length should be 1 or 2. Got {len(numbers)}")
    if not all(isinstance(one, (int, float)) for one in numbers):
        raise ValueError(f"{name} should be a sequence of numbers. Got {x}")
    return [float(numbers[0]), float(numbers[-1])]
