"""Transforms that change colours: grey and jitter, blur and holes, then those that do one change or none."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Number
from typing import Any

from backlight.core.errors import warn
from backlight.tensor.tensor import Tensor
from backlight.vision.transforms import drawing
from backlight.vision.transforms import functional as F
from backlight.vision.transforms.arguments import ordered, pair
from backlight.vision.transforms.basic import Transform
from backlight.vision.transforms.geometric import Sometimes


class Grayscale(Transform):
    """The image in black and white, of 1 or 3 channels."""

    shown = ("num_output_channels",)

    def __init__(self, num_output_channels: int = 1) -> None:
        super().__init__()
        self.num_output_channels = num_output_channels

    def forward(self, img: Any) -> Any:
        return F.rgb_to_grayscale(img, self.num_output_channels)


class RandomGrayscale(Sometimes):
    """The image in black and white of as many channels, with probability p."""

    def __init__(self, p: float = 0.1) -> None:
        super().__init__(p)

    def changed(self, img: Any) -> Any:
        return F.rgb_to_grayscale(img, F.get_dimensions(img)[0])


def jitter_range(value: Any, name: str, center: float = 1, bound: tuple[float, float] = (0, float("inf"))) -> Any:
    """(min, max) of a factor, or None if it is always `center`: of a number, how far it may be from there."""
    if isinstance(value, Number):
        if value < 0:  # type: ignore[operator]
            raise ValueError(f"If {name} is a single number, it must be non negative.")
        low, high = center - float(value), center + float(value)  # type: ignore[arg-type]
        value = (max(low, 0.0) if center else low, high)
    elif not (isinstance(value, (tuple, list)) and len(value) == 2):
        raise TypeError(f"{name} should be a single number or a list/tuple with length 2.")
    low, high = float(value[0]), float(value[1])
    if not bound[0] <= low <= high <= bound[1]:
        raise ValueError(f"{name} values should be between {bound}, but got {[low, high]}.")
    return None if low == high == center else (low, high)


class ColorJitter(Transform):
    """Brightness, contrast, saturation and hue changed by random factors, in a random order."""

    shown = ("brightness", "contrast", "saturation", "hue")

    def __init__(self, brightness: Any = 0, contrast: Any = 0, saturation: Any = 0, hue: Any = 0) -> None:
        super().__init__()
        self.brightness = jitter_range(brightness, "brightness")
        self.contrast = jitter_range(contrast, "contrast")
        self.saturation = jitter_range(saturation, "saturation")
        self.hue = jitter_range(hue, "hue", 0, (-0.5, 0.5))

    @staticmethod
    def get_params(brightness: Any, contrast: Any, saturation: Any, hue: Any) -> tuple:
        """The order, as a tensor of four, and the four factors, None where there is no range."""
        return drawing.jitter(brightness, contrast, saturation, hue)

    def forward(self, img: Any) -> Any:
        order, *factors = self.get_params(self.brightness, self.contrast, self.saturation, self.hue)
        changes = (F.adjust_brightness, F.adjust_contrast, F.adjust_saturation, F.adjust_hue)
        for i in order.tolist():
            if factors[i] is not None:
                img = changes[i](img, factors[i])
        return img


class GaussianBlur(Transform):
    """The image blurred by a bell of random width `sigma`, a number or (min, max)."""

    shown = ("kernel_size", "sigma")

    def __init__(self, kernel_size: Any, sigma: Any = (0.1, 2.0)) -> None:
        super().__init__()
        self.kernel_size = odd_pair(kernel_size)
        if isinstance(sigma, Number):
            if sigma <= 0:  # type: ignore[operator]
                raise ValueError("If sigma is a single number, it must be positive.")
            sigma = (sigma, sigma)
        if not (isinstance(sigma, Sequence) and len(sigma) == 2):
            raise ValueError("sigma should be a single number or a list/tuple with length 2.")
        if not 0.0 < sigma[0] <= sigma[1]:
            raise ValueError("sigma values should be positive and of the form (min, max).")
        self.sigma = sigma

    @staticmethod
    def get_params(sigma_min: float, sigma_max: float) -> float:
        """The width."""
        return drawing.uniform(sigma_min, sigma_max)

    def forward(self, img: Any) -> Any:
        sigma = self.get_params(self.sigma[0], self.sigma[1])
        return F.gaussian_blur(img, self.kernel_size, [sigma, sigma])


def odd_pair(kernel_size: Any) -> Any:
    both = pair(kernel_size, "Kernel size should be a tuple/list of two integers")
    if any(n <= 0 or n % 2 == 0 for n in both):
        raise ValueError("Kernel size value should be an odd and positive number.")
    return both


def check_erasing(p: float, scale: Any, ratio: Any, value: Any) -> None:
    """Check the arguments of RandomErasing."""
    if not isinstance(value, (Number, str, tuple, list)):
        raise TypeError("Argument value should be either a number or str or a sequence")
    if isinstance(value, str) and value != "random":
        raise ValueError("If value is str, it should be 'random'")
    if not ordered(scale, ratio):
        warn("Scale and ratio should be of kind (min, max)")
    if scale[0] < 0 or scale[1] > 1:
        raise ValueError("Scale should be between 0 and 1")
    if p < 0 or p > 1:
        raise ValueError("Random erasing probability should be between 0 and 1")


def erasing_value(value: Any) -> list[float] | None:
    """A float per channel or one for all; None for random values."""
    if isinstance(value, str):
        return None
    return [float(x) for x in value] if isinstance(value, (list, tuple)) else [float(value)]


class RandomErasing(Sometimes):
    """A tensor with a random rectangle of other values, with probability p.

    `scale` is the share of the area, `ratio` that of the sides; `value` is a number, one per channel, or "random".
    """

    shown = ("p", "scale", "ratio", "value", "inplace")
    between = ", "

    def __init__(
        self,
        p: float = 0.5,
        scale: Sequence[float] = (0.02, 0.33),
        ratio: Sequence[float] = (0.3, 3.3),
        value: Any = 0,
        inplace: bool = False,
    ) -> None:
        check_erasing(p, scale, ratio, value)
        super().__init__(p)
        self.scale, self.ratio, self.value, self.inplace = scale, ratio, value, inplace

    @staticmethod
    def get_params(
        img: Tensor, scale: Sequence[float], ratio: Sequence[float], value: list[float] | None = None
    ) -> tuple:
        """(top, left, height, width, values); the whole image and itself if no rectangle fits."""
        channels, height, width = img.shape[-3:]
        return drawing.hole((channels, height, width), scale, ratio, value) or (0, 0, height, width, img)

    def changed(self, img: Tensor) -> Tensor:
        value, channels = erasing_value(self.value), img.shape[-3]
        if value is not None and len(value) not in (1, channels):
            raise ValueError(
                f"If value is a sequence, it should have either a single value or {channels} (number of input channels)"
            )
        top, left, height, width, values = self.get_params(img, self.scale, self.ratio, value)
        return F.erase(img, top, left, height, width, values, self.inplace)


class RandomInvert(Sometimes):
    """The negative, with probability p."""

    def changed(self, img: Any) -> Any:
        return F.invert(img)


class RandomPosterize(Sometimes):
    """The `bits` highest bits alone, with probability p."""

    shown = ("bits", "p")

    def __init__(self, bits: int, p: float = 0.5) -> None:
        super().__init__(p)
        self.bits = bits

    def changed(self, img: Any) -> Any:
        return F.posterize(img, self.bits)


class RandomSolarize(Sometimes):
    """What is at least as bright as `threshold` inverted, with probability p."""

    shown = ("threshold", "p")

    def __init__(self, threshold: float, p: float = 0.5) -> None:
        super().__init__(p)
        self.threshold = threshold

    def changed(self, img: Any) -> Any:
        return F.solarize(img, self.threshold)


class RandomAdjustSharpness(Sometimes):
    """The image sharper by a factor, with probability p."""

    shown = ("sharpness_factor", "p")

    def __init__(self, sharpness_factor: float, p: float = 0.5) -> None:
        super().__init__(p)
        self.sharpness_factor = sharpness_factor

    def changed(self, img: Any) -> Any:
        return F.adjust_sharpness(img, self.sharpness_factor)


class RandomAutocontrast(Sometimes):
    """The darkest pixel black and the brightest white, with probability p."""

    def changed(self, img: Any) -> Any:
        return F.autocontrast(img)


class RandomEqualize(Sometimes):
    """All levels as frequent as can be, with probability p."""

    def changed(self, img: Any) -> Any:
        return F.equalize(img)
