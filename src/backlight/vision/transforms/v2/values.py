"""v2 functions of numbers: types and conversions first, then blur, noise, holes and frames."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.core.dtypes import dtype as DType
from backlight.core.errors import warn
from backlight.tensor.data import from_numpy
from backlight.tensor.picking import index_select
from backlight.tensor.random import randn_like
from backlight.tensor.ranges import linspace
from backlight.tensor.tensor import Tensor
from backlight.vision.transforms import colour, pictures, shaping
from backlight.vision.transforms import functional as F
from backlight.vision.transforms.pictures import is_pil, pil_to_tensor
from backlight.vision.transforms.v2.colours import to_dtype_image
from backlight.vision.transforms.v2.registry import KERNELS, dispatched, kernels, through_tensor
from backlight.vision.tv_tensors import BoundingBoxes, Image, KeyPoints, Mask


@dispatched
def to_dtype(inpt: Any, dtype: DType = dtypes.float32, scale: bool = False) -> Any:
    """In another number type; `scale` keeps white white, for images and videos."""


@dispatched
def normalize(inpt: Any, mean: Any, std: Any, inplace: bool = False) -> Any:
    """(x - mean) / std, by channel."""


@dispatched
def gaussian_blur(inpt: Any, kernel_size: Any, sigma: Any = None) -> Any:
    """Blurred by a bell of `kernel_size` pixels (x, y), which are odd, and of width `sigma`."""


@dispatched
def gaussian_noise(inpt: Any, mean: float = 0.0, sigma: float = 0.1, clip: bool = True) -> Any:
    """With normal noise added to floats or bytes, of values from 0 to 1."""


@dispatched
def erase(inpt: Any, i: int, j: int, h: int, w: int, v: Any, inplace: bool = False) -> Any:
    """With the values `v` in a rectangle of h × w from row i and column j."""


@dispatched
def uniform_temporal_subsample(inpt: Any, num_samples: int) -> Any:
    """`num_samples` images of a video, at equal distances."""


def convert_image_dtype(image: Tensor, dtype: DType = dtypes.float32) -> Tensor:
    """An image in another number type, with its values scaled."""
    return to_dtype_image(image, dtype, scale=True)


def to_image(inpt: Any) -> Image:
    """A tensor, an ndarray (H, W, C) or a PIL image as an Image (C, H, W)."""
    if isinstance(inpt, np.ndarray):
        inpt = from_numpy(np.ascontiguousarray(np.atleast_3d(inpt).transpose(2, 0, 1)))
    elif is_pil(inpt):
        inpt = pil_to_tensor(inpt)
    elif not isinstance(inpt, Tensor):
        raise TypeError(f"to_image takes a tensor, a numpy array or a PIL image, not {type(inpt)}")
    return Image(inpt)


def to_tensor(inpt: Any) -> Tensor:
    """What transforms.functional.to_tensor does; deprecated."""
    warn(
        "The function `to_tensor(...)` is deprecated and will be removed in a future release. "
        "Instead, please use `to_image(...)` followed by `to_dtype(..., dtype=torch.float32, scale=True)`."
    )
    return pictures.to_tensor(inpt)


def get_image_size(inpt: Any) -> list[int]:
    """[width, height]; deprecated, `get_size` gives [height, width]."""
    warn(
        "The function `get_image_size(...)` is deprecated and will be removed in a future release. "
        "Instead, please use `get_size(...)` which returns `[h, w]` instead of `[w, h]`."
    )
    return pictures.get_image_size(inpt)


def normalize_image(image: Tensor, mean: Any, std: Any, inplace: bool = False) -> Tensor:
    return colour.normalize(image, mean, std, inplace)


def _bell(n: int, sigma: float, dtype: DType) -> Tensor:
    """The weights of `colour.bell`, which v2 finds by a softmax."""
    far = (n - 1) / (2.0 * math.sqrt(2.0))
    return (linspace(-far, far, n, dtype=dtype) / sigma).pow(2).neg().softmax(0)


def gaussian_blur_image(image: Tensor, kernel_size: Any, sigma: Any = None) -> Tensor:
    both, widths = F.blur_arguments(kernel_size, sigma)
    return image if image.numel() == 0 else colour.gaussian_blur(image, both, widths, _bell)


def gaussian_noise_image(image: Tensor, mean: float = 0.0, sigma: float = 0.1, clip: bool = True) -> Tensor:
    if sigma < 0:
        raise ValueError(f"sigma shouldn't be negative. Got {sigma}")
    if image.is_floating_point():
        out = image + (mean + randn_like(image) * sigma)
        return out.clamp(0, 1) if clip else out
    if image.dtype != dtypes.uint8:
        raise ValueError(f"Input tensor is expected to be in uint8 or float dtype, got dtype={image.dtype}")
    noise = (mean * 255 + randn_like(image, dtype=dtypes.float32) * (sigma * 255)).to(dtypes.int16)
    out = image + noise
    return (out.clamp(0, 255) if clip else out).to(dtypes.uint8)


def _no_noise(inpt: Any, **how: Any) -> Any:
    raise ValueError("Gaussian Noise is not implemented for PIL images.")


def erase_image(image: Tensor, i: int, j: int, h: int, w: int, v: Any, inplace: bool = False) -> Tensor:
    return shaping.erase(image, i, j, h, w, v, inplace)


def uniform_temporal_subsample_video(video: Tensor, num_samples: int) -> Tensor:
    return index_select(video, -4, linspace(0, video.shape[-4] - 1, num_samples).long())


kernels(to_dtype, to_dtype_image)
for kind in (Mask, BoundingBoxes, KeyPoints):
    KERNELS[to_dtype][kind] = lambda inpt, dtype=dtypes.float32, scale=False: inpt.to(dtype)
kernels(normalize, normalize_image)
kernels(gaussian_blur, gaussian_blur_image, through_tensor(gaussian_blur_image))
kernels(gaussian_noise, gaussian_noise_image, _no_noise)
kernels(erase, erase_image, through_tensor(erase_image))
kernels(uniform_temporal_subsample, uniform_temporal_subsample_video)
del KERNELS[uniform_temporal_subsample][Image]
