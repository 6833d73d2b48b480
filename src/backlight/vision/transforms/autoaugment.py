"""Augmentation by policies: what each operation means, how strong it may be, then the four ways to choose."""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import Enum
from typing import Any, NamedTuple

import numpy as np

from backlight.tensor.data import from_numpy
from backlight.tensor.random import rand, randint
from backlight.tensor.ranges import arange, linspace
from backlight.tensor.tensor import Tensor
from backlight.vision.transforms import drawing
from backlight.vision.transforms import functional as F
from backlight.vision.transforms.basic import Transform
from backlight.vision.transforms.geometric import fill_for
from backlight.vision.transforms.interpolation import InterpolationMode

NEAREST, BILINEAR = InterpolationMode.NEAREST, InterpolationMode.BILINEAR


class AutoAugmentPolicy(Enum):
    """The data sets that AutoAugment's policies were learned on."""

    IMAGENET = "imagenet"
    CIFAR10 = "cifar10"
    SVHN = "svhn"


# Two operations each: the name, its probability, and the index of its strength where it has one.
POLICIES = {
    AutoAugmentPolicy.IMAGENET: (
        "Posterize .4 8, Rotate .6 9 / Solarize .6 5, AutoContrast .6 / Equalize .8, Equalize .6 / Posterize .6 7, "
        "Posterize .6 6 / Equalize .4, Solarize .2 4 / Equalize .4, Rotate .8 8 / Solarize .6 3, Equalize .6 / "
        "Posterize .8 5, Equalize 1.0 / Rotate .2 3, Solarize .6 8 / Equalize .6, Posterize .4 6 / Rotate .8 8, "
        "Color .4 0 / Rotate .4 9, Equalize .6 / Equalize .0, Equalize .8 / Invert .6, Equalize 1.0 / Color .6 4, "
        "Contrast 1.0 8 / Rotate .8 8, Color 1.0 2 / Color .8 8, Solarize .8 7 / Sharpness .4 7, Invert .6 / "
        "ShearX .6 5, Equalize 1.0 / Color .4 0, Equalize .6 / Equalize .4, Solarize .2 4 / Solarize .6 5, "
        "AutoContrast .6 / Invert .6, Equalize 1.0 / Color .6 4, Contrast 1.0 8 / Equalize .8, Equalize .6"
    ),
    AutoAugmentPolicy.CIFAR10: (
        "Invert .1, Contrast .2 6 / Rotate .7 2, TranslateX .3 9 / Sharpness .8 1, Sharpness .9 3 / ShearY .5 8, "
        "TranslateY .7 9 / AutoContrast .5, Equalize .9 / ShearY .2 7, Posterize .3 7 / Color .4 3, Brightness .6 "
        "7 / Sharpness .3 9, Brightness .7 9 / Equalize .6, Equalize .5 / Contrast .6 7, Sharpness .6 5 / Color .7 "
        "7, TranslateX .5 8 / Equalize .3, AutoContrast .4 / TranslateY .4 3, Sharpness .2 6 / Brightness .9 6, "
        "Color .2 8 / Solarize .5 2, Invert .0 / Equalize .2, AutoContrast .6 / Equalize .2, Equalize .6 / Color "
        ".9 9, Equalize .6 / AutoContrast .8, Solarize .2 8 / Brightness .1 3, Color .7 0 / Solarize .4 5, "
        "AutoContrast .9 / TranslateY .9 9, TranslateY .7 9 / AutoContrast .9, Solarize .8 3 / Equalize .8, Invert "
        ".1 / TranslateY .7 9, AutoContrast .9"
    ),
    AutoAugmentPolicy.SVHN: (
        "ShearX .9 4, Invert .2 / ShearY .9 8, Invert .7 / Equalize .6, Solarize .6 6 / Invert .9, Equalize .6 / "
        "Equalize .6, Rotate .9 3 / ShearX .9 4, AutoContrast .8 / ShearY .9 8, Invert .4 / ShearY .9 5, Solarize "
        ".2 6 / Invert .9, AutoContrast .8 / Equalize .6, Rotate .9 3 / ShearX .9 4, Solarize .3 3 / ShearY .8 8, "
        "Invert .7 / Equalize .9, TranslateY .6 6 / Invert .9, Equalize .6 / Contrast .3 3, Rotate .8 4 / Invert "
        ".8, TranslateY .0 2 / ShearY .7 6, Solarize .4 8 / Invert .6, Rotate .8 4 / ShearY .3 7, TranslateX .9 3 "
        "/ ShearX .1 6, Invert .6 / Solarize .7 2, TranslateY .6 7 / ShearY .8 4, Invert .8 / ShearX .7 9, "
        "TranslateY .8 3 / ShearY .8 5, AutoContrast .7 / ShearX .7 2, Invert .1"
    ),
}


def policy_pairs(policy: AutoAugmentPolicy) -> list[tuple]:
    """The pairs of (name, probability, index of the strength or None)."""
    if policy not in POLICIES:
        raise ValueError(f"The provided policy {policy} is not recognized.")
    pairs = []
    for both in POLICIES[policy].split(" / "):
        parts = [one.split() for one in both.split(", ")]
        pairs.append(tuple((name, float(p), int(rest[0]) if rest else None) for name, p, *rest in parts))
    return pairs


class Space(NamedTuple):
    """The operations to choose from, in order, and how strong each may be at most."""

    names: tuple[str, ...]
    far: Callable[[int], float] = lambda length: 150.0 / 331.0 * length
    shear: float = 0.3
    degrees: float = 30.0
    factor: float = 0.9
    bits: tuple[int, int] = (8, 4)  # the most, and how many of them the strongest takes away

    def strengths(self, name: str, bins: int, height: int, width: int, white: float = 255.0) -> Tensor | None:
        """(bins,) of strengths, the weakest first; None for an operation that has none."""
        if name in ("Identity", "AutoContrast", "Equalize", "Invert"):
            return None
        if name == "Posterize":
            return self.bits[0] - (arange(bins) / ((bins - 1) / self.bits[1])).round().int()
        if name == "Solarize":
            return linspace(white, 0.0, bins)
        far = {"TranslateX": self.far(width), "TranslateY": self.far(height), "Rotate": self.degrees}
        return linspace(0.0, far.get(name, self.shear if name in ("ShearX", "ShearY") else self.factor), bins)


WARPS = ("ShearX", "ShearY", "TranslateX", "TranslateY", "Rotate")
FACTORS = ("Brightness", "Color", "Contrast", "Sharpness")
LEVELS = ("Posterize", "Solarize", "AutoContrast", "Equalize")
SIGNED = frozenset(WARPS + FACTORS)
AUTO = Space((*WARPS, *FACTORS, *LEVELS, "Invert"))
RANDOM = Space(("Identity", *WARPS, *FACTORS, *LEVELS))
WIDE = Space(RANDOM.names, lambda length: 32.0, 0.99, 135.0, 0.99, (8, 6))
MIXED = Space((*WARPS, *LEVELS, *FACTORS), lambda length: length / 3.0, bits=(4, 4))
FEWER = MIXED._replace(names=WARPS + LEVELS)


def changed(F: Any, img: Any, name: str, strength: float, interpolation: Any, fill: Any) -> Any:
    """The image after the operation `name`; `F` is the functional module, of transforms or of v2."""
    how = {"interpolation": interpolation, "fill": fill}
    if name in ("ShearX", "ShearY"):
        degrees = math.degrees(math.atan(strength))
        shear = [degrees, 0.0] if name == "ShearX" else [0.0, degrees]
        return F.affine(img, angle=0.0, translate=[0, 0], scale=1.0, shear=shear, center=[0, 0], **how)
    if name in ("TranslateX", "TranslateY"):
        moved = [int(strength), 0] if name == "TranslateX" else [0, int(strength)]
        return F.affine(img, angle=0.0, translate=moved, scale=1.0, shear=[0.0, 0.0], **how)
    if name == "Rotate":
        return F.rotate(img, strength, **how)
    if name in FACTORS:
        return getattr(F, f"adjust_{'saturation' if name == 'Color' else name.lower()}")(img, 1.0 + strength)
    if name in ("Posterize", "Solarize"):
        return getattr(F, name.lower())(img, int(strength) if name == "Posterize" else strength)
    return img if name == "Identity" else getattr(F, name.lower())(img)


class _Augment(Transform):
    torch_module = "torchvision.transforms.autoaugment"

    def __init__(self, interpolation: Any, fill: Any) -> None:
        super().__init__()
        self.interpolation, self.fill = interpolation, fill

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)}' for name in self.shown)})"

    def _one_of(self, space: Space, img: Any, bins: int, index: int | None, fill: Any, below: int) -> Any:
        """`img` after a random operation, of the strength `index`, or of one drawn from those below `below`."""
        _, height, width = F.get_dimensions(img)
        name = space.names[drawing.whole(0, len(space.names))]
        strengths, strength = space.strengths(name, bins, height, width), 0.0
        if strengths is not None:
            strength = float(strengths[drawing.whole(0, below) if index is None else index].item())
        if name in SIGNED and randint(2, (1,)).item():
            strength *= -1.0
        return changed(F, img, name, strength, self.interpolation, fill)


class AutoAugment(_Augment):
    """Two operations of a random pair of the policy, each with its probability."""

    shown = ("policy", "fill")

    def __init__(
        self,
        policy: AutoAugmentPolicy = AutoAugmentPolicy.IMAGENET,
        interpolation: InterpolationMode = NEAREST,
        fill: Any = None,
    ) -> None:
        super().__init__(interpolation, fill)
        self.policy, self.policies = policy, policy_pairs(policy)

    @staticmethod
    def get_params(transform_num: int) -> tuple[int, Tensor, Tensor]:
        """(index of the pair, two numbers to compare with the probabilities, two signs)."""
        return drawing.whole(0, transform_num), rand(2), randint(2, (2,))

    def forward(self, img: Any) -> Any:
        fill = fill_for(img, self.fill)
        _, height, width = F.get_dimensions(img)
        chosen, probabilities, signs = self.get_params(len(self.policies))
        for i, (name, p, index) in enumerate(self.policies[chosen]):
            if probabilities._array[i] <= p:
                strengths = AUTO.strengths(name, 10, height, width)
                strength = 0.0 if strengths is None else float(strengths[index].item())
                if name in SIGNED and signs._array[i] == 0:
                    strength *= -1.0
                img = changed(F, img, name, strength, self.interpolation, fill)
        return img


class RandAugment(_Augment):
    """`num_ops` random operations of one strength."""

    shown = ("num_ops", "magnitude", "num_magnitude_bins", "interpolation", "fill")

    def __init__(
        self,
        num_ops: int = 2,
        magnitude: int = 9,
        num_magnitude_bins: int = 31,
        interpolation: InterpolationMode = NEAREST,
        fill: Any = None,
    ) -> None:
        super().__init__(interpolation, fill)
        self.num_ops, self.magnitude, self.num_magnitude_bins = num_ops, magnitude, num_magnitude_bins

    def forward(self, img: Any) -> Any:
        fill = fill_for(img, self.fill)
        for _ in range(self.num_ops):
            img = self._one_of(RANDOM, img, self.num_magnitude_bins, self.magnitude, fill, 0)
        return img


class TrivialAugmentWide(_Augment):
    """One random operation of random strength."""

    shown = ("num_magnitude_bins", "interpolation", "fill")

    def __init__(
        self, num_magnitude_bins: int = 31, interpolation: InterpolationMode = NEAREST, fill: Any = None
    ) -> None:
        super().__init__(interpolation, fill)
        self.num_magnitude_bins = num_magnitude_bins

    def forward(self, img: Any) -> Any:
        bins = self.num_magnitude_bins
        return self._one_of(WIDE, img, bins, None, fill_for(img, self.fill), bins)


def check_severity(severity: int) -> None:
    if not 1 <= severity <= 10:
        raise ValueError(f"The severity must be between [1, 10]. Got {severity} instead.")


def mixed(img: Tensor, batch: Tensor, alpha: float, width: int, depth: int, operation: Callable) -> Tensor:
    """A random mean of a batch of images and of `width` chains of operations on them, in the shape of `img`."""
    n, ones = len(batch), [1] * (batch.ndim - 1)
    whole = drawing.dirichlet(np.full((n, 2), alpha, np.float32))
    weights = drawing.dirichlet(np.full((n, width), alpha, np.float32)) * whole[:, 1:]
    mix = from_numpy(whole[:, :1].reshape(n, *ones)) * batch
    for i in range(width):
        chain = batch
        for _ in range(depth if depth > 0 else drawing.whole(1, 4)):
            chain = operation(chain)
        mix.add_(from_numpy(weights[:, i : i + 1].reshape(n, *ones)) * chain)
    return mix.reshape(img.shape).to(img.dtype)


class AugMix(_Augment):
    """A random mean of the image and of chains of random operations on it."""

    shown = ("severity", "mixture_width", "chain_depth", "alpha", "all_ops", "interpolation", "fill")

    def __init__(
        self,
        severity: int = 3,
        mixture_width: int = 3,
        chain_depth: int = -1,
        alpha: float = 1.0,
        all_ops: bool = True,
        interpolation: InterpolationMode = BILINEAR,
        fill: Any = None,
    ) -> None:
        super().__init__(interpolation, fill)
        check_severity(severity)
        self.severity, self.mixture_width, self.chain_depth = severity, mixture_width, chain_depth
        self.alpha, self.all_ops = alpha, all_ops

    def forward(self, orig_img: Any) -> Any:
        fill = fill_for(orig_img, self.fill)
        space = MIXED if self.all_ops else FEWER

        def operation(batch: Tensor) -> Tensor:
            return self._one_of(space, batch, 10, None, fill, self.severity)

        def mix(img: Tensor) -> Tensor:
            batch = img.reshape(*[1] * max(4 - img.ndim, 0), *img.shape)
            return mixed(img, batch, self.alpha, self.mixture_width, self.chain_depth, operation)

        return mix(orig_img) if isinstance(orig_img, Tensor) else F.to_pil_image(mix(F.pil_to_tensor(orig_img)))
