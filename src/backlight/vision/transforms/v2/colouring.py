"""v2 transforms that change colours: grey and jitter, blur and holes, then those that do one change or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backlight.tensor.random import rand, randperm
from backlight.vision.transforms import colouring as v1
from backlight.vision.transforms import drawing
from backlight.vision.transforms.v2 import colours as F
from backlight.vision.transforms.v2.transform import Sometimes, Transform, query_chw, warn_of_passing
from backlight.vision.transforms.v2.values import erase, gaussian_blur
from backlight.vision.transforms.v2.warps import two_numbers

MODULE = "torchvision.transforms.v2._color"


class Grayscale(Transform):
    """In black and white, of 1 or 3 channels."""

    torch_module = MODULE

    def __init__(self, num_output_channels: int = 1) -> None:
        super().__init__()
        self.num_output_channels = num_output_channels

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self._call_kernel(F.rgb_to_grayscale, inpt, num_output_channels=self.num_output_channels)


class RandomGrayscale(Sometimes):
    """In black and white of as many channels, with probability p."""

    torch_module = MODULE

    def __init__(self, p: float = 0.1) -> None:
        super().__init__(p)

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        return {"num_input_channels": query_chw(flat_inputs)[0]}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self._call_kernel(F.rgb_to_grayscale, inpt, num_output_channels=params["num_input_channels"])


class RGB(Transform):
    """With three channels."""

    torch_module = MODULE

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self._call_kernel(F.grayscale_to_rgb, inpt)


CHANGES = (
    ("brightness_factor", F.adjust_brightness),
    ("contrast_factor", F.adjust_contrast),
    ("saturation_factor", F.adjust_saturation),
    ("hue_factor", F.adjust_hue),
)


class ColorJitter(Transform):
    """Brightness, contrast, saturation and hue changed by random factors, in a random order."""

    torch_module = MODULE
    get_params = staticmethod(v1.ColorJitter.get_params)

    def __init__(self, brightness: Any = None, contrast: Any = None, saturation: Any = None, hue: Any = None) -> None:
        super().__init__()
        self.brightness = brightness if brightness is None else v1.jitter_range(brightness, "brightness")
        self.contrast = contrast if contrast is None else v1.jitter_range(contrast, "contrast")
        self.saturation = saturation if saturation is None else v1.jitter_range(saturation, "saturation")
        self.hue = hue if hue is None else v1.jitter_range(hue, "hue", 0, (-0.5, 0.5))

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        order, *factors = drawing.jitter(self.brightness, self.contrast, self.saturation, self.hue)
        return {"fn_idx": order, **{name: factor for (name, _), factor in zip(CHANGES, factors)}}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        for name, change in (CHANGES[i] for i in params["fn_idx"].tolist()):
            if params[name] is not None:
                inpt = self._call_kernel(change, inpt, **{name: params[name]})
        return inpt


class RandomChannelPermutation(Transform):
    """With the channels in a random order."""

    torch_module = MODULE

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        return {"permutation": randperm(query_chw(flat_inputs)[0])}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self._call_kernel(F.permute_channels, inpt, **params)


class RandomPhotometricDistort(Transform):
    """Brightness, contrast, saturation, hue and the order of channels each changed with probability p."""

    torch_module = MODULE

    def __init__(
        self,
        brightness: tuple[float, float] = (0.875, 1.125),
        contrast: tuple[float, float] = (0.5, 1.5),
        saturation: tuple[float, float] = (0.5, 1.5),
        hue: tuple[float, float] = (-0.05, 0.05),
        p: float = 0.5,
    ) -> None:
        super().__init__()
        self.brightness, self.contrast, self.hue, self.saturation, self.p = brightness, contrast, hue, saturation, p

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        channels, *_ = query_chw(flat_inputs)
        ranges = (self.brightness, self.contrast, self.saturation, self.hue)
        params: dict[str, Any] = {}
        for (name, _), (low, high) in zip(CHANGES, ranges):
            params[name] = drawing.uniform(low, high) if drawing.chance(self.p) else None
        params["contrast_before"] = bool(rand(()) < 0.5)
        params["channel_permutation"] = randperm(channels) if drawing.chance(self.p) else None
        return params

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        order = (0, 1, 2, 3) if params["contrast_before"] else (0, 2, 3, 1)
        for name, change in (CHANGES[i] for i in order):
            if params[name] is not None:
                inpt = self._call_kernel(change, inpt, **{name: params[name]})
        if params["channel_permutation"] is None:
            return inpt
        return self._call_kernel(F.permute_channels, inpt, permutation=params["channel_permutation"])


class GaussianBlur(Transform):
    """Blurred by a bell of random width `sigma`, a number or (min, max)."""

    torch_module = "torchvision.transforms.v2._misc"
    get_params = staticmethod(v1.GaussianBlur.get_params)

    def __init__(self, kernel_size: Any, sigma: Any = (0.1, 2.0)) -> None:
        super().__init__()
        self.kernel_size, self.sigma = v1.odd_pair(kernel_size), two_numbers(sigma, "sigma")
        if not 0.0 < self.sigma[0] <= self.sigma[1]:
            raise ValueError(f"sigma values should be positive and of the form (min, max). Got {self.sigma}")

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        return {"sigma": [drawing.uniform(self.sigma[0], self.sigma[1])] * 2}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self._call_kernel(gaussian_blur, inpt, kernel_size=self.kernel_size, **params)


class RandomErasing(Sometimes):
    """With a random rectangle of other values, with probability p."""

    torch_module = "torchvision.transforms.v2._augment"
    get_params = staticmethod(v1.RandomErasing.get_params)

    def __init__(
        self,
        p: float = 0.5,
        scale: Sequence[float] = (0.02, 0.33),
        ratio: Sequence[float] = (0.3, 3.3),
        value: Any = 0.0,
        inplace: bool = False,
    ) -> None:
        super().__init__(p)
        v1.check_erasing(p, scale, ratio, value)
        self.scale, self.ratio, self.value, self.inplace = scale, ratio, v1.erasing_value(value), inplace

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        shape = query_chw(flat_inputs)
        if self.value is not None and len(self.value) not in (1, shape[0]):
            raise ValueError(
                f"If value is a sequence, it should have either a single value or {shape[0]} (number of inpt channels)"
            )
        hole = drawing.hole(shape, self.scale, self.ratio, self.value) or (0, 0, *shape[1:], None)
        return dict(zip("ijhwv", hole))

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        if params["v"] is None:
            return inpt
        warn_of_passing(self, inpt)
        return self._call_kernel(erase, inpt, **params, inplace=self.inplace)


class RandomInvert(Sometimes):
    """The negative, with probability p."""

    torch_module = MODULE

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self._call_kernel(F.invert, inpt)


class RandomEqualize(Sometimes):
    """All levels as frequent as can be, with probability p."""

    torch_module = MODULE

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self._call_kernel(F.equalize, inpt)


class RandomAutocontrast(Sometimes):
    """The darkest pixel black and the brightest white, with probability p."""

    torch_module = MODULE

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self._call_kernel(F.autocontrast, inpt)


class RandomPosterize(Sometimes):
    """The `bits` highest bits alone, with probability p."""

    torch_module = MODULE

    def __init__(self, bits: int, p: float = 0.5) -> None:
        super().__init__(p)
        self.bits = bits

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self._call_kernel(F.posterize, inpt, bits=self.bits)


class RandomSolarize(Sometimes):
    """What is at least as bright as `threshold` inverted, with probability p."""

    torch_module = MODULE

    def __init__(self, threshold: float, p: float = 0.5) -> None:
        super().__init__(p)
        self.threshold = threshold

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self._call_kernel(F.solarize, inpt, threshold=self.threshold)


class RandomAdjustSharpness(Sometimes):
    """Sharper by a factor, with probability p."""

    torch_module = MODULE

    def __init__(self, sharpness_factor: float, p: float = 0.5) -> None:
        super().__init__(p)
        self.sharpness_factor = sharpness_factor

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self._call_kernel(F.adjust_sharpness, inpt, sharpness_factor=self.sharpness_factor)
