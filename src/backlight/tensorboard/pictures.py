"""Images for TensorBoard: arrays of any layout to PNG, grids of images, boxes, figures, and moving pictures."""

from __future__ import annotations

import io
import struct
import zlib
from math import ceil
from types import ModuleType
from typing import Any

import numpy as np

from backlight.tensorboard.records import integer, message, text
from backlight.tensorboard.values import array_of, value

_COLOUR_TYPES = {3: 2, 4: 6, 2: 4}  # PNG's number for RGB, RGBA, and grey with alpha


def png(image: np.ndarray) -> bytes:
    """A PNG file of an image (height, width, channels) in uint8."""
    height, width, channels = image.shape
    if channels not in _COLOUR_TYPES:
        raise TypeError(f"Cannot handle an image of {channels} channels: it is grey (1), RGB (3) or RGBA (4)")
    rows = np.zeros((height, 1 + width * channels), np.uint8)  # each row begins with its filter, 0 for none
    rows[:, 1:] = image.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, _COLOUR_TYPES[channels], 0, 0, 0)
    out = b"\x89PNG\r\n\x1a\n"
    for kind, data in ((b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes())), (b"IEND", b"")):
        out += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return out


def picture(tag: str, given: Any, dataformats: str) -> bytes:
    """An image, or several in a grid."""
    image = in_bytes(upright(array_of(given), dataformats))
    return value(tag, _image(image.shape, png(image)))


def in_bytes(image: np.ndarray) -> np.ndarray:
    """Colours as 0 to 255; those of other dtypes than uint8 are between 0 and 1."""
    scale = 1 if image.dtype == np.uint8 else 255
    return (image.astype(np.float32) * scale).clip(0, 255).astype(np.uint8)


def upright(image: np.ndarray, dataformats: str) -> np.ndarray:
    """An image as (height, width, channels), from the order that `dataformats` names."""
    order = dataformats.upper()
    if len(set(order)) != len(order):
        raise AssertionError(f"You can not use the same dimension shorthand twice. input_format: {dataformats}")
    if image.ndim != len(order):
        raise AssertionError(
            f"size of input tensor and input format are different. tensor shape: {image.shape}, "
            f"input_format: {dataformats}"
        )
    if len(order) == 4:
        return grid(image.transpose([order.find(c) for c in "NCHW"])).transpose(1, 2, 0)  # (C, H, W) -> (H, W, C)
    if len(order) == 3:
        image = image.transpose([order.find(c) for c in "HWC"])
        return image.repeat(3, axis=2) if image.shape[2] == 1 else image
    return np.stack([image.transpose([order.find(c) for c in "HW"])] * 3, axis=2)  # (H, W) -> (H, W, 3)


def grid(images: np.ndarray, columns: int = 8) -> np.ndarray:
    """Images (number, channels, height, width) as one (3, height, width), row by row."""
    if images.shape[1] == 1:
        images = images.repeat(3, axis=1)
    if images.ndim != 4 or images.shape[1] != 3:
        raise AssertionError("Input should be a 4D numpy array with 3 channels")
    number, _, height, width = images.shape
    columns = min(number, columns)
    out = np.zeros((3, height * ceil(number / columns), width * columns), images.dtype)
    for i, image in enumerate(images):
        y, x = i // columns * height, i % columns * width
        out[:, y : y + height, x : x + width] = image
    return out


def rendered(figures: Any, close: bool) -> np.ndarray:
    """matplotlib's figure as an image (channels, height, width), or several as (number, …)."""
    if isinstance(figures, list):
        return np.stack([rendered(figure, close) for figure in figures])
    import matplotlib.backends.backend_agg as agg
    import matplotlib.pyplot as plt

    canvas = agg.FigureCanvasAgg(figures)
    canvas.draw()
    data = np.frombuffer(canvas.buffer_rgba(), np.uint8)
    width, height = figures.canvas.get_width_height()
    if close:
        plt.close(figures)
    return np.moveaxis(data.reshape(height, width, 4)[:, :, :3], 2, 0)  # (H, W, 4) -> (3, H, W)


def boxed(tag: str, given: Any, boxes: Any, rescale: float, dataformats: str, labels: Any) -> bytes:
    """An image with boxes (left, top, right, bottom) drawn on it, and a label for each."""
    pillow = _pillow("add_image_with_boxes")
    image = in_bytes(upright(array_of(given), dataformats))
    drawing = pillow.Image.fromarray(image)
    pen = pillow.ImageDraw.Draw(drawing)
    for i, (left, top, right, bottom) in enumerate(array_of(boxes)[:, :4].tolist()):
        pen.line([(left, top), (left, bottom), (right, bottom), (right, top), (left, top)], width=2, fill="Red")
        if labels is not None:
            font = pillow.ImageFont.load_default()
            x0, y0, x1, y1 = font.getbbox(labels[i])
            wide, high = x1 - x0, y1 - y0
            margin = ceil(0.05 * high)
            pen.rectangle([(left, bottom - high - 2 * margin), (left + wide, bottom)], fill="Red")
            pen.text((left + margin, bottom - high - margin), labels[i], fill="black", font=font)
    size = int(image.shape[1] * rescale), int(image.shape[0] * rescale)
    file = io.BytesIO()
    drawing.resize(size, pillow.Image.Resampling.LANCZOS).save(file, format="PNG")
    return value(tag, _image(image.shape, file.getvalue()))


def moving(tag: str, given: Any, fps: float) -> bytes:
    """A video (number, time, channels, height, width) as a GIF; several are laid out in a grid."""
    pillow = _pillow("add_video")
    frames = in_bytes(_side_by_side(array_of(given)))
    images = [pillow.Image.fromarray(f[..., 0] if f.shape[-1] == 1 else f) for f in frames]
    file = io.BytesIO()
    images[0].save(file, "GIF", save_all=True, append_images=images[1:], duration=round(1000 / fps), loop=0)
    return value(tag, _image(frames.shape[1:], file.getvalue()))


def _side_by_side(video: np.ndarray) -> np.ndarray:
    number, time, channels, height, width = video.shape
    if number & (number - 1):  # a grid has a power of 2 of places
        empty = np.zeros((2 ** number.bit_length() - number, *video.shape[1:]), video.dtype)
        video = np.concatenate((video, empty))
    rows = 2 ** ((number.bit_length() - 1) // 2)
    video = video.reshape(rows, -1, time, channels, height, width).transpose(2, 0, 4, 1, 5, 3)
    return video.reshape(time, rows * height, -1, channels)  # (T, rows, H, columns, W, C) -> (T, rows·H, columns·W, C)


def _image(shape: tuple, encoded: bytes) -> bytes:
    return message(4, b"".join([integer(i, n) for i, n in enumerate(shape, 1)]) + text(4, encoded))


def _pillow(method: str) -> ModuleType:
    try:
        import PIL
        import PIL.Image
        import PIL.ImageDraw
        import PIL.ImageFont
    except ImportError:
        raise ImportError(f'{method} draws with Pillow: pip install "backlight[tensorboard]"') from None
    return PIL
