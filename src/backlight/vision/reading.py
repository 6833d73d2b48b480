"""Picture files as tensors and back, with Pillow."""

from __future__ import annotations

import io
import os
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.vision.transforms.pictures import pil_to_tensor, pillow, to_pil_image

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


class ImageReadMode(Enum):
    """The channels that a picture is read with."""

    UNCHANGED = 0
    GRAY = 1
    GRAY_ALPHA = 2
    RGB = 3
    RGB_ALPHA = 4
    RGBA = 4


_MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}


def read_file(path: Any) -> Tensor:
    """The bytes of a file, uint8 (n,)."""
    if not os.path.exists(path):
        raise RuntimeError(f"[Errno 2] No such file or directory: '{os.fspath(path)}'")
    return constant(np.fromfile(path, np.uint8))


def write_file(filename: Any, data: Tensor) -> None:
    """Write bytes, uint8 (n,), to a file."""
    data.numpy(force=True).tofile(filename)


def decode_image(
    input: Any, mode: ImageReadMode | str = ImageReadMode.UNCHANGED, apply_exif_orientation: bool = False
) -> Tensor:
    """A picture (c, h, w) of the bytes of a file (n,), or of the file at a path; RuntimeError if it cannot be read.

    Args:
        mode: the channels, a mode or its name.
        apply_exif_orientation: turn it as the camera was held.
    """
    data = input if isinstance(input, Variable) else read_file(input)
    kind = ImageReadMode[mode.upper()] if isinstance(mode, str) else mode
    place = "the data" if isinstance(input, Variable) else os.fspath(input)
    image = pillow()
    try:
        picture: Any = image.open(io.BytesIO(data.numpy(force=True).tobytes()))  # pyright: ignore
        picture.load()
    except (OSError, SyntaxError) as error:
        raise RuntimeError(f"{place} is no picture that Pillow can read, or is damaged: {error}") from error
    if apply_exif_orientation:
        from PIL import ImageOps

        picture = ImageOps.exif_transpose(picture)
    if kind is not ImageReadMode.UNCHANGED:
        picture = picture.convert(_MODES[kind.value])
    elif picture.mode == "P":
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    elif picture.mode == "1":
        picture = picture.convert("L")
    found = pil_to_tensor(picture).contiguous()
    return found.to(dtypes.uint16) if found.dtype is dtypes.int32 else found


decode_png = decode_jpeg = decode_webp = decode_gif = decode_image


def read_image(
    path: Any, mode: ImageReadMode | str = ImageReadMode.UNCHANGED, apply_exif_orientation: bool = False
) -> Tensor:
    """The picture (c, h, w) in a file."""
    return decode_image(os.fspath(path), mode, apply_exif_orientation)


def _encoded(input: Tensor, **how: Any) -> Tensor:
    if input.dtype is not dtypes.uint8 or input.ndim != 3 or input.shape[0] not in (1, 3):
        raise RuntimeError(
            f"a picture to encode is uint8 (1 or 3, h, w), not {input.dtype} {tuple(input.shape)}; scale values from "
            "0…1 by (x * 255).to(torch.uint8)"
        )
    file = io.BytesIO()
    to_pil_image(input).save(file, **how)
    return constant(np.frombuffer(bytearray(file.getvalue()), np.uint8))


def encode_png(input: Tensor, compression_level: int = 6) -> Tensor:
    """The bytes (n,) of a PNG file of a picture uint8 (1 or 3, h, w)."""
    return _encoded(input, format="png", compress_level=compression_level)


def encode_jpeg(input: Tensor, quality: int = 75) -> Tensor:
    """The bytes (n,) of a JPEG file of a picture uint8 (1 or 3, h, w)."""
    if not 1 <= quality <= 100:
        raise ValueError("Image quality should be a positive number between 1 and 100")
    return _encoded(input, format="jpeg", quality=quality)


def write_png(input: Tensor, filename: Any, compression_level: int = 6) -> None:
    """Write a picture to a PNG file."""
    write_file(filename, encode_png(input, compression_level))


def write_jpeg(input: Tensor, filename: Any, quality: int = 75) -> None:
    """Write a picture to a JPEG file."""
    write_file(filename, encode_jpeg(input, quality))
