"""Transforms that draw nothing of their own: one after the other, to tensors and back, by matrices, at random."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from backlight.core import dtypes
from backlight.core.public import Public
from backlight.nn.modules.module import Module
from backlight.tensor.products import mm
from backlight.tensor.random import rand
from backlight.tensor.tensor import Tensor
from backlight.vision.transforms import functional as F
from backlight.vision.transforms.pictures import pil_to_tensor, to_pil_image, to_tensor


class Plain(metaclass=Public):
    """A transform that is no Module."""

    torch_module = "torchvision.transforms.transforms"

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class Transform(Module):
    """A transform that is a Module; `shown` names what its repr tells, and `between` stands between."""

    torch_module = "torchvision.transforms.transforms"
    shown: tuple[str, ...] = ()
    between = ", "

    def __repr__(self) -> str:
        told = [(name, getattr(self, name)) for name in self.shown]
        text = self.between.join(f"{name}={x.value if name == 'interpolation' else x}" for name, x in told)
        return f"{type(self).__name__}({text})"


def listed(name: str, lines: Sequence[Any]) -> str:
    return f"{name}(" + "".join(f"\n    {line}" for line in lines) + "\n)"


class Compose(Plain):
    """Transforms one after the other.

    >>> Compose([ToTensor(), Normalize([0.5], [0.5])])
    Compose(
        ToTensor()
        Normalize(mean=[0.5], std=[0.5])
    )
    """

    def __init__(self, transforms: Sequence[Callable]) -> None:
        self.transforms = transforms

    def __call__(self, img: Any) -> Any:
        for transform in self.transforms:
            img = transform(img)
        return img

    def __repr__(self) -> str:
        return listed(type(self).__name__, self.transforms)


class ToTensor(Plain):
    """A PIL image or an ndarray (H, W, C) as a tensor (C, H, W); bytes become floats from 0 to 1."""

    def __call__(self, pic: Any) -> Tensor:
        return to_tensor(pic)


class PILToTensor(Plain):
    """A PIL image as a tensor (C, H, W) of its own number type."""

    def __call__(self, pic: Any) -> Tensor:
        return pil_to_tensor(pic)


class ToPILImage(Plain):
    """A tensor (C, H, W) or an ndarray (H, W, C) as a PIL image."""

    def __init__(self, mode: str | None = None) -> None:
        self.mode = mode

    def __call__(self, pic: Any) -> Any:
        return to_pil_image(pic, self.mode)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({'' if self.mode is None else f'mode={self.mode}'})"


class Lambda(Plain):
    """A function as a transform."""

    def __init__(self, lambd: Callable) -> None:
        if not callable(lambd):
            raise TypeError(f"Argument lambd should be callable, got {type(lambd).__name__!r}")
        self.lambd = lambd

    def __call__(self, img: Any) -> Any:
        return self.lambd(img)


class ConvertImageDtype(Module):
    """A tensor in another number type, with its values scaled."""

    torch_module = Plain.torch_module

    def __init__(self, dtype: dtypes.dtype) -> None:
        super().__init__()
        self.dtype = dtype

    def forward(self, image: Tensor) -> Tensor:
        return F.convert_image_dtype(image, self.dtype)


class Normalize(Transform):
    """(x - mean) / std of a tensor of floats, by channel."""

    shown = ("mean", "std")

    def __init__(self, mean: Any, std: Any, inplace: bool = False) -> None:
        super().__init__()
        self.mean, self.std, self.inplace = mean, std, inplace

    def forward(self, tensor: Tensor) -> Tensor:
        return F.normalize(tensor, self.mean, self.std, self.inplace)


def check_linear(transformation_matrix: Tensor, mean_vector: Tensor) -> None:
    """Check that a matrix is square and a vector fits it."""
    shape = tuple(transformation_matrix.size())
    if shape[0] != shape[1]:
        raise ValueError(f"transformation_matrix should be square. Got {shape} rectangular matrix.")
    if mean_vector.size(0) != shape[0]:
        raise ValueError(
            f"mean_vector should have the same length {mean_vector.size(0)} as any one of the dimensions of the "
            f"transformation_matrix [{shape}]"
        )
    if transformation_matrix.dtype != mean_vector.dtype:
        raise ValueError(
            f"Input tensors should have the same dtype. Got {transformation_matrix.dtype} and {mean_vector.dtype}"
        )


def linearly(tensor: Tensor, matrix: Tensor, mean: Tensor) -> Tensor:
    """(flat tensor - mean) @ matrix, in the shape of the tensor."""
    shape = tensor.shape
    n = shape[-3] * shape[-2] * shape[-1]
    if n != matrix.shape[0]:
        size = " x ".join(map(str, shape[-3:]))
        what = "Input tensor and transformation matrix have incompatible shape."
        raise ValueError(f"{what}[{size}] != {matrix.shape[0]}")
    flat = tensor.reshape(-1, n) - mean
    return mm(flat, matrix.to(flat.dtype)).reshape(shape)


class LinearTransformation(Transform):
    """(x - mean) @ matrix of a tensor (..., C, H, W) laid flat, for instance to whiten it."""

    def __init__(self, transformation_matrix: Tensor, mean_vector: Tensor) -> None:
        super().__init__()
        check_linear(transformation_matrix, mean_vector)
        self.transformation_matrix, self.mean_vector = transformation_matrix, mean_vector

    def forward(self, tensor: Tensor) -> Tensor:
        return linearly(tensor, self.transformation_matrix, self.mean_vector)

    def __repr__(self) -> str:
        matrix, mean = self.transformation_matrix.tolist(), self.mean_vector.tolist()
        return f"{type(self).__name__}(transformation_matrix={matrix}, mean_vector={mean})"


class RandomTransforms(Plain):
    """A list of transforms of which something random is done."""

    def __init__(self, transforms: Sequence[Callable]) -> None:
        if not isinstance(transforms, Sequence):
            raise TypeError("Argument transforms should be a sequence")
        self.transforms = transforms

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError

    def __repr__(self) -> str:
        return listed(type(self).__name__, self.transforms)


class RandomApply(Transform):
    """All transforms of the list with probability p, else none."""

    def __init__(self, transforms: Any, p: float = 0.5) -> None:
        super().__init__()
        self.transforms, self.p = transforms, p

    def forward(self, img: Any) -> Any:
        if self.p < rand(1)._array[0]:
            return img
        for transform in self.transforms:
            img = transform(img)
        return img

    def __repr__(self) -> str:
        return listed(type(self).__name__, [f"p={self.p}", *self.transforms])


class RandomOrder(RandomTransforms):
    """All transforms in an order that Python's `random` gives."""

    def __call__(self, img: Any) -> Any:
        order = list(range(len(self.transforms)))
        random.shuffle(order)
        for i in order:
            img = self.transforms[i](img)
        return img


class RandomChoice(RandomTransforms):
    """One transform of the list, with probabilities p, by Python's `random`."""

    def __init__(self, transforms: Sequence[Callable], p: Sequence[float] | None = None) -> None:
        super().__init__(transforms)
        if p is not None and not isinstance(p, Sequence):
            raise TypeError("Argument p should be a sequence")
        self.p = p

    def __call__(self, *args: Any) -> Any:
        return random.choices(self.transforms, weights=self.p)[0](*args)

    def __repr__(self) -> str:
        return f"{super().__repr__()}(p={self.p})"
