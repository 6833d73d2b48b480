"""v2 transforms made of others, and those that convert: one after the other, at random, to images and to numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.core.errors import warn
from backlight.nn.modules.containers import ModuleList
from backlight.tensor.data import tensor
from backlight.tensor.random import multinomial, rand, randperm
from backlight.tensor.tensor import Tensor
from backlight.vision.transforms import pictures
from backlight.vision.transforms.basic import check_linear, linearly
from backlight.vision.transforms.pictures import is_pil
from backlight.vision.transforms.v2 import values as F
from backlight.vision.transforms.v2.meta import is_pure_tensor
from backlight.vision.transforms.v2.transform import Transform, has_any
from backlight.vision.tv_tensors import Image, TVTensor, Video, wrap


class _Several(Transform):
    torch_module = "torchvision.transforms.v2._container"

    def __init__(self, transforms: Any) -> None:
        super().__init__()
        if not isinstance(transforms, (Sequence, ModuleList)):
            raise TypeError("Argument transforms should be a sequence of callables")
        if not len(transforms):
            raise ValueError("Pass at least one transform")
        self.transforms = transforms

    def _all(self, transforms: Any, inputs: tuple) -> Any:
        several = len(inputs) > 1
        for transform in transforms:
            out = transform(*inputs)
            inputs = out if several else (out,)
        return inputs if several else inputs[0]


class _Listed(_Several):
    def extra_repr(self) -> str:
        """The transforms."""
        return "\n".join(f"    {transform}" for transform in self.transforms)


class Compose(_Listed):
    """Transforms one after the other."""

    def forward(self, *inputs: Any) -> Any:
        return self._all(self.transforms, inputs)


class RandomApply(_Listed):
    """All transforms with probability p, else none."""

    def __init__(self, transforms: Any, p: float = 0.5) -> None:
        super().__init__(transforms)
        if not 0.0 <= p <= 1.0:
            raise ValueError("`p` should be a floating point value in the interval [0.0, 1.0].")
        self.p = p

    def forward(self, *inputs: Any) -> Any:
        return self._all([] if rand(1)._array[0] >= self.p else self.transforms, inputs)


class RandomChoice(_Several):
    """One of the transforms, with probabilities p."""

    def __init__(self, transforms: Sequence[Callable], p: list[float] | None = None) -> None:
        super().__init__(transforms)
        weights = [1.0] * len(transforms) if p is None else p
        if len(weights) != len(transforms):
            raise ValueError(f"Length of p doesn't match the number of transforms: {len(weights)} != {len(transforms)}")
        self.p = [one / sum(weights) for one in weights]

    def forward(self, *inputs: Any) -> Any:
        return self.transforms[int(multinomial(tensor(self.p), 1))](*inputs)


class RandomOrder(_Several):
    """All transforms in a random order."""

    def forward(self, *inputs: Any) -> Any:
        return self._all([self.transforms[i] for i in randperm(len(self.transforms)).tolist()], inputs)


class Identity(Transform):
    """What comes in."""

    torch_module = "torchvision.transforms.v2._misc"

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return inpt


class Lambda(Transform):
    """A function of each input that is of one of the types, of all if there are none."""

    torch_module = "torchvision.transforms.v2._misc"
    _transformed_types = (object,)

    def __init__(self, lambd: Callable, *types: type) -> None:
        super().__init__()
        self.lambd, self.types = lambd, types or self._transformed_types

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self.lambd(inpt) if isinstance(inpt, self.types) else inpt

    def extra_repr(self) -> str:
        """The function's name and the types."""
        name = getattr(self.lambd, "__name__", None)
        return ", ".join(([name] if name else []) + [f"types={[kind.__name__ for kind in self.types]}"])


class ToImage(Transform):
    """Ordinary tensors, arrays and PIL images as Images."""

    torch_module = "torchvision.transforms.v2._type_conversion"
    _transformed_types = (is_pure_tensor, is_pil, np.ndarray)

    def transform(self, inpt: Any, params: dict[str, Any]) -> Image:
        return F.to_image(inpt)


class PILToTensor(Transform):
    """PIL images as tensors (C, H, W) of their own number type."""

    torch_module = ToImage.torch_module
    _transformed_types = (is_pil,)

    def transform(self, inpt: Any, params: dict[str, Any]) -> Tensor:
        return pictures.pil_to_tensor(inpt)


class ToPILImage(Transform):
    """Ordinary tensors, arrays and Images as PIL images."""

    torch_module = ToImage.torch_module
    _transformed_types = (is_pure_tensor, Image, np.ndarray)

    def __init__(self, mode: str | None = None) -> None:
        super().__init__()
        self.mode = mode

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return pictures.to_pil_image(inpt, mode=self.mode)


class ToPureTensor(Transform):
    """Everything that says what it holds as an ordinary tensor."""

    torch_module = ToImage.torch_module
    _transformed_types = (TVTensor,)

    def transform(self, inpt: Any, params: dict[str, Any]) -> Tensor:
        return inpt.as_subclass(Tensor)


class ToTensor(Transform):
    """What transforms.ToTensor does; deprecated."""

    torch_module = "torchvision.transforms.v2._deprecated"
    _transformed_types = (is_pil, np.ndarray)

    def __init__(self) -> None:
        warn(
            "The transform `ToTensor()` is deprecated and will be removed in a future release. Instead, please use "
            "`v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True)])`.Output is equivalent up to float "
            "precision."
        )
        super().__init__()

    def transform(self, inpt: Any, params: dict[str, Any]) -> Tensor:
        return pictures.to_tensor(inpt)


class ToDtype(Transform):
    """Images and videos, or by a dict any type of input, in another number type; `scale` keeps white white."""

    torch_module = "torchvision.transforms.v2._misc"
    _transformed_types = (Tensor,)

    def __init__(self, dtype: Any, scale: bool = False) -> None:
        super().__init__()
        if not isinstance(dtype, (dict, dtypes.dtype)):
            raise ValueError(f"dtype must be a dict or a torch.dtype, got {type(dtype)} instead")
        if isinstance(dtype, dict) and Tensor in dtype and (Image in dtype or Video in dtype):
            warn(
                "Got `dtype` values for `torch.Tensor` and either `tv_tensors.Image` or `tv_tensors.Video`. Note that "
                "a plain `torch.Tensor` will *not* be transformed by this (or any other transformation) in case a "
                "`tv_tensors.Image` or `tv_tensors.Video` is present in the input."
            )
        self.dtype, self.scale = dtype, scale

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        picture = is_pure_tensor(inpt) or isinstance(inpt, (Image, Video))
        if not isinstance(self.dtype, dict):
            return self._call_kernel(F.to_dtype, inpt, dtype=self.dtype, scale=self.scale) if picture else inpt
        if type(inpt) not in self.dtype and "others" not in self.dtype:
            raise ValueError(
                f"No dtype was specified for type {type(inpt)}. Pass one dtype to convert images and videos alone, "
                'or add "others" to the dict, for instance "others": None to leave the rest.'
            )
        dtype = self.dtype[type(inpt) if type(inpt) in self.dtype else "others"]
        if dtype is not None:
            return self._call_kernel(F.to_dtype, inpt, dtype=dtype, scale=self.scale)
        if self.scale and picture:
            warn("scale was set to True but no dtype was specified for images or videos: no scaling will be done.")
        return inpt


class ConvertImageDtype(Transform):
    """Images in another number type, with their values scaled; ToDtype(scale=True) says the same."""

    torch_module = "torchvision.transforms.v2._misc"

    def __init__(self, dtype: dtypes.dtype = dtypes.float32) -> None:
        super().__init__()
        self.dtype = dtype

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self._call_kernel(F.to_dtype, inpt, dtype=self.dtype, scale=True)


class _OfTensors(Transform):
    torch_module = "torchvision.transforms.v2._misc"

    def check_inputs(self, flat_inputs: list[Any]) -> None:
        if has_any(flat_inputs, is_pil):
            raise TypeError(f"{type(self).__name__}() does not support PIL images.")


class Normalize(_OfTensors):
    """(x - mean) / std, by channel."""

    def __init__(self, mean: Sequence[float], std: Sequence[float], inplace: bool = False) -> None:
        super().__init__()
        self.mean, self.std, self.inplace = list(mean), list(std), inplace

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self._call_kernel(F.normalize, inpt, mean=self.mean, std=self.std, inplace=self.inplace)


class LinearTransformation(_OfTensors):
    """(x - mean) @ matrix of tensors laid flat."""

    _transformed_types = (is_pure_tensor, Image, Video)

    def __init__(self, transformation_matrix: Tensor, mean_vector: Tensor) -> None:
        super().__init__()
        check_linear(transformation_matrix, mean_vector)
        self.transformation_matrix, self.mean_vector = transformation_matrix, mean_vector

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return wrap(linearly(inpt.as_subclass(Tensor), self.transformation_matrix, self.mean_vector), like=inpt)


class GaussianNoise(Transform):
    """With normal noise added."""

    torch_module = "torchvision.transforms.v2._misc"

    def __init__(self, mean: float = 0.0, sigma: float = 0.1, clip: bool = True) -> None:
        super().__init__()
        self.mean, self.sigma, self.clip = mean, sigma, clip

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self._call_kernel(F.gaussian_noise, inpt, mean=self.mean, sigma=self.sigma, clip=self.clip)


class UniformTemporalSubsample(Transform):
    """`num_samples` images of a video, at equal distances."""

    torch_module = "torchvision.transforms.v2._temporal"
    _transformed_types = (Tensor,)

    def __init__(self, num_samples: int) -> None:
        super().__init__()
        self.num_samples = num_samples

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self._call_kernel(F.uniform_temporal_subsample, inpt, num_samples=self.num_samples)
