"""v2 augmentation by policies: of the one image or video among the inputs."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from backlight.func.tree import tree_flatten, tree_unflatten
from backlight.tensor.random import rand, randint
from backlight.tensor.tensor import Tensor
from backlight.vision.transforms import autoaugment as v1
from backlight.vision.transforms.autoaugment import AutoAugmentPolicy, Space, check_severity, mixed
from backlight.vision.transforms.colour import brightest
from backlight.vision.transforms.pictures import pil_to_tensor, to_pil_image
from backlight.vision.transforms.v2 import colours, geometry
from backlight.vision.transforms.v2.meta import get_size
from backlight.vision.transforms.v2.transform import PICTURES, Transform, check_type, fill_of, fills
from backlight.vision.tv_tensors import BoundingBoxes, KeyPoints, Mask, Video, wrap

F = SimpleNamespace(**{**vars(geometry), **vars(colours)})


class _Augment(Transform):
    torch_module = "torchvision.transforms.v2._auto_augment"

    def __init__(self, *, interpolation: Any = "nearest", fill: Any = None) -> None:
        super().__init__()
        self.interpolation, self.fill, self._fill = interpolation, fill, fills(fill)

    def forward(self, *inputs: Any) -> Any:
        """The inputs in the same nesting, with the image or video augmented."""
        flat, spec = tree_flatten(inputs[0] if len(inputs) == 1 else inputs)
        found = []
        for i, (inpt, want) in enumerate(zip(flat, self._needs_transform_list(flat))):
            if want and check_type(inpt, PICTURES):
                found.append(i)
            elif isinstance(inpt, (BoundingBoxes, Mask, KeyPoints)):
                raise TypeError(f"Inputs of type {type(inpt).__name__} are not supported by {type(self).__name__}()")
        if len(found) != 1:
            raise TypeError(
                "Found no image in the sample."
                if not found
                else "Auto augment transformations are only properly defined for a single image or video, but found "
                f"{len(found)}."
            )
        flat[found[0]] = self._augmented(flat[found[0]])
        return tree_unflatten(flat, spec)

    def _augmented(self, image: Any) -> Any:
        raise NotImplementedError

    def _done(self, space: Space, image: Any, name: str, bins: int, index: int | None, below: int = 0) -> Any:
        """The image after an operation, of the strength `index`, or of one drawn from those below `below`."""
        height, width = get_size(image)
        strengths, strength = space.strengths(name, bins, height, width, 1.0), 0.0
        if strengths is not None:
            strength = float(strengths[int(randint(below, ())) if index is None else index])
            if name in v1.SIGNED and rand(()) <= 0.5:
                strength *= -1
        if name == "Solarize":
            strength *= brightest(image.dtype) if isinstance(image, Tensor) else 255.0
        return v1.changed(F, image, name, strength, self.interpolation, fill_of(self._fill, image))


def _name(space: Space) -> str:
    return space.names[int(randint(len(space.names), ()))]


class AutoAugment(_Augment):
    """Two operations of a random pair of the policy, each with its probability."""

    get_params = staticmethod(v1.AutoAugment.get_params)

    def __init__(
        self,
        policy: AutoAugmentPolicy = AutoAugmentPolicy.IMAGENET,
        interpolation: Any = "nearest",
        fill: Any = None,
    ) -> None:
        super().__init__(interpolation=interpolation, fill=fill)
        self.policy, self._policies = policy, v1.policy_pairs(policy)

    def _augmented(self, image: Any) -> Any:
        for name, p, index in self._policies[int(randint(len(self._policies), ()))]:
            if rand(()) <= p:
                image = self._done(v1.AUTO, image, name, 10, index)
        return image


class RandAugment(_Augment):
    """`num_ops` random operations of one strength."""

    def __init__(
        self,
        num_ops: int = 2,
        magnitude: int = 9,
        num_magnitude_bins: int = 31,
        interpolation: Any = "nearest",
        fill: Any = None,
    ) -> None:
        super().__init__(interpolation=interpolation, fill=fill)
        if not isinstance(num_ops, int) or num_ops < 0:
            raise ValueError(f"num_ops should be a non-negative integer, but got {num_ops} instead.")
        self.num_ops, self.magnitude, self.num_magnitude_bins = num_ops, magnitude, num_magnitude_bins

    def _augmented(self, image: Any) -> Any:
        for _ in range(self.num_ops):
            image = self._done(v1.RANDOM, image, _name(v1.RANDOM), self.num_magnitude_bins, self.magnitude)
        return image


class TrivialAugmentWide(_Augment):
    """One random operation of random strength."""

    def __init__(self, num_magnitude_bins: int = 31, interpolation: Any = "nearest", fill: Any = None) -> None:
        super().__init__(interpolation=interpolation, fill=fill)
        self.num_magnitude_bins = num_magnitude_bins

    def _augmented(self, image: Any) -> Any:
        bins = self.num_magnitude_bins
        return self._done(v1.WIDE, image, _name(v1.WIDE), bins, None, bins)


class AugMix(_Augment):
    """A random mean of the image and of chains of random operations on it."""

    def __init__(
        self,
        severity: int = 3,
        mixture_width: int = 3,
        chain_depth: int = -1,
        alpha: float = 1.0,
        all_ops: bool = True,
        interpolation: Any = "bilinear",
        fill: Any = None,
    ) -> None:
        super().__init__(interpolation=interpolation, fill=fill)
        check_severity(severity)
        self.severity, self.mixture_width, self.chain_depth = severity, mixture_width, chain_depth
        self.alpha, self.all_ops = alpha, all_ops

    def _augmented(self, image: Any) -> Any:
        space = v1.MIXED if self.all_ops else v1.FEWER

        def operation(batch: Any) -> Any:
            return self._done(space, batch, _name(space), 10, None, self.severity)

        def mix(x: Any) -> Tensor:
            batch = x.reshape(*[1] * max((5 if isinstance(x, Video) else 4) - x.ndim, 0), *x.shape)
            return mixed(x, batch, self.alpha, self.mixture_width, self.chain_depth, operation)

        return wrap(mix(image), like=image) if isinstance(image, Tensor) else to_pil_image(mix(pil_to_tensor(image)))
