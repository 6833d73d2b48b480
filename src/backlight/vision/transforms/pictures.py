"""PIL images: what they are, their sizes, and their way to tensors and back."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.result import constant
from backlight.tensor.data import from_numpy
from backlight.tensor.tensor import Tensor

if TYPE_CHECKING:
    from PIL.Image import Image


def pillow() -> ModuleType:
    """The module PIL.Image; ImportError with the way out where Pillow is not installed."""
    try:
        import PIL.Image
    except ImportError as error:
        raise ImportError("images need Pillow: pip install pillow (tensors need nothing more)") from error
    return PIL.Image


def is_pil(x: Any) -> bool:
    """Whether `x` is a PIL image; Pillow is not loaded to know that it is not."""
    module = sys.modules.get("PIL.Image")
    return module is not None and isinstance(x, module.Image)


def checked(x: Any) -> Image:
    """`x`, which has to be a PIL image."""
    if not is_pil(x):
        hint = "; ToTensor() or ToPILImage() makes one of an array" if isinstance(x, np.ndarray) else ""
        raise TypeError(f"img should be a PIL image or a tensor (..., C, H, W). Got {type(x)}{hint}")
    return x


def get_dimensions(img: Any) -> list[int]:
    """[channels, height, width] of an image or a tensor; a tensor of two dimensions has one channel.

    >>> from backlight import zeros
    >>> get_dimensions(zeros(3, 4, 5))
    [3, 4, 5]
    """
    if isinstance(img, Tensor):
        shape = img._array.shape
        if len(shape) < 2:
            raise TypeError(f"Tensor is not a torch image: it has shape {list(shape)}, an image has (..., C, H, W).")
        return [1 if len(shape) == 2 else shape[-3], *shape[-2:]]
    image = checked(img)
    return [len(image.getbands()), image.height, image.width]


def get_image_size(img: Any) -> list[int]:
    """[width, height] of an image or a tensor."""
    return get_dimensions(img)[:0:-1]


def get_image_num_channels(img: Any) -> int:
    """How many channels an image or a tensor has."""
    return get_dimensions(img)[0]


def to_tensor(pic: Any) -> Tensor:
    """A PIL image or an ndarray (H, W) or (H, W, C) as a tensor (C, H, W); bytes become floats from 0 to 1.

    TypeError for what is neither, ValueError for other shapes.

    >>> to_tensor(np.full((1, 2), 51, dtype=np.uint8))
    tensor([[[0.2000, 0.2000]]])
    """
    if isinstance(pic, np.ndarray):
        if pic.ndim not in (2, 3):
            raise ValueError(f"pic should be 2/3 dimensional. Got {pic.ndim} dimensions.")
        pixels = np.atleast_3d(pic)
    elif is_pil(pic):
        pixels = pixels_of(pic)
    else:
        raise TypeError(f"pic should be PIL Image or ndarray. Got {type(pic)}")
    planes = pixels.transpose(2, 0, 1)
    if planes.dtype != np.uint8:
        return from_numpy(np.ascontiguousarray(planes))
    kind = dtypes.get_default_dtype()
    if kind is not dtypes.float32:
        return constant(np.ascontiguousarray(planes)).to(kind).div(255)
    out = np.empty(planes.shape, np.float32)
    out[...] = planes  # copied and turned in one pass, which is 1.5 × as fast as dividing from the turned view
    out /= 255
    return constant(out)


def pixels_of(pic: Image) -> np.ndarray:
    """The pixels (H, W, C) in the types that `to_tensor` has always read: integers as int32, bits as 0 and 255."""
    mode, (width, height) = pic.mode, pic.size
    if mode in ("L", "RGB", "RGBA", "P"):  # `np.asarray` takes 15 µs more
        return np.frombuffer(pic.tobytes(), np.uint8).reshape(height, width, -1)
    kinds = {"I": np.int32, "F": np.float32, "I;16": np.int16, "I;16B": np.int16}
    pixels = np.array(pic, kinds.get(mode, np.uint8)).reshape(height, width, -1)
    return pixels * np.uint8(255) if mode == "1" else pixels


def pil_to_tensor(pic: Any) -> Tensor:
    """A PIL image as a tensor (C, H, W) of the image's own number type; TypeError for anything else."""
    if not is_pil(pic):
        raise TypeError(f"pic should be PIL Image. Got {type(pic)}")
    pixels = from_numpy(np.array(pic)).reshape(pic.height, pic.width, -1)
    return pixels.permute(2, 0, 1)


# channels -> what Pillow calls them: the mode that bytes have unless another is asked for, then the others
MODES = {2: ("LA",), 3: ("RGB", "YCbCr", "HSV"), 4: ("RGBA", "CMYK", "RGBX")}
PLANE = {"uint8": "L", "int16": "I;16" if sys.byteorder == "little" else "I;16B", "int32": "I", "float32": "F"}


def to_pil_image(pic: Any, mode: str | None = None) -> Image:
    """A tensor (C, H, W) or an ndarray (H, W, C), or either of two dimensions, as a PIL image; floats are from 0 to 1.

    `mode` is one of Pillow's, for instance "CMYK". TypeError and ValueError for what is no image or has another mode.
    """
    if isinstance(pic, Tensor):
        pixels = (pic.permute(1, 2, 0) if pic.ndim == 3 else pic).numpy(force=True)
    elif isinstance(pic, np.ndarray):
        pixels = pic
    else:
        raise TypeError(f"pic should be Tensor or ndarray. Got {type(pic)}.")
    if pixels.ndim not in (2, 3):
        raise ValueError(f"pic should be 2/3 dimensional. Got {pixels.ndim} dimensions.")
    pixels = np.atleast_3d(pixels)
    channels = pixels.shape[2]
    if channels > 4:
        raise ValueError(f"pic should not have > 4 channels. Got {channels} channels.")
    if pixels.dtype.kind == "f" and mode != "F":
        pixels = (pixels * 255).astype(np.uint8)
    if channels == 1:
        pixels, possible = pixels[:, :, 0], (PLANE.get(pixels.dtype.name),)
    else:
        possible = MODES.get(channels, MODES[3])
    if mode is not None and mode not in possible:
        raise ValueError(f"mode {mode!r} does not fit {channels} channels of {pixels.dtype}; possible: {possible}")
    if channels == 1 or (mode is None and pixels.dtype == np.uint8):
        mode = possible[0]
    if mode is None:
        raise TypeError(f"Input type {pixels.dtype} is not supported")
    return from_pixels(pixels, mode)


def from_pixels(pixels: np.ndarray, mode: str) -> Image:
    """A PIL image of that mode with these pixels."""
    pixels = np.ascontiguousarray(pixels)
    return pillow().frombytes(mode, pixels.shape[1::-1], pixels.tobytes())
