"""What goes into a summary: from any tensor to an array, and from arrays to messages, the simple ones first."""

from __future__ import annotations

import io
import struct
from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.core.variable import Variable
from backlight.tensorboard.records import double, integer, integers, message, numbers, shape, single, text

_FLOAT, _DOUBLE, _STRING = 1, 2, 7


def array_of(x: Any) -> np.ndarray:
    """The numbers of a tensor, also of one that requires a gradient, of an array or of a number."""
    if isinstance(x, np.ndarray):
        return x
    if np.isscalar(x):
        return np.array([x])
    if isinstance(x, Variable):
        tensor: Any = x.detach()  # pyright: ignore[reportAttributeAccessIssue]
        return (tensor.to(dtypes.float16) if tensor.dtype is dtypes.bfloat16 else tensor).cpu().numpy()
    raise NotImplementedError(f"Got {type(x)}, but numpy array or torch tensor are expected.")


def value(tag: str, body: bytes, metadata: bytes = b"") -> bytes:
    """One value of a summary."""
    return message(1, text(1, tag) + body + metadata)


def plugin(name: str, content: bytes = b"", description: bytes = b"") -> bytes:
    """Which part of TensorBoard shows a value."""
    return message(9, message(1, text(1, name) + text(2, content)) + description)


def scalar(tag: str, given: Any, new_style: bool = False, double_precision: bool = False) -> bytes:
    """A number."""
    array = array_of(given).squeeze()
    if array.ndim != 0:
        raise AssertionError(
            f"Tensor should contain one element (0 dimensions). Was given size: {array.size} and {array.ndim} "
            "dimensions."
        )
    number = float(array)
    if not new_style:
        return value(tag, single(2, number, always=True))
    kind, held = (_DOUBLE, numbers(6, [number], "<f8")) if double_precision else (_FLOAT, numbers(5, [number], "<f4"))
    return value(tag, message(8, integer(1, kind) + held), plugin("scalars"))


def written(tag: str, words: str) -> bytes:
    """A text."""
    tensor = integer(1, _STRING) + shape(2, (1,)) + message(8, words)
    return value(f"{tag}/text_summary", message(8, tensor), plugin("text"))


def _floats(array: np.ndarray) -> bytes:
    return message(8, integer(1, _FLOAT) + shape(2, array.shape) + numbers(5, array.reshape(-1), "<f4"))


# dtype: TensorFlow's number for it, the field, and how its elements are written
_KINDS: dict[Any, tuple[int, int, str]] = {
    dtypes.float32: (_FLOAT, 5, "<f4"),
    dtypes.float64: (_DOUBLE, 6, "<f8"),
    dtypes.complex64: (8, 9, "<c8"),
    dtypes.complex128: (18, 12, "<c16"),
    dtypes.float16: (19, 13, "half"),
    dtypes.bfloat16: (14, 13, "half"),
    dtypes.int8: (6, 7, "integer"),
    dtypes.int16: (5, 7, "integer"),
    dtypes.int32: (3, 7, "integer"),
    dtypes.int64: (9, 10, "integer"),
    dtypes.bool: (10, 11, "integer"),
    dtypes.uint8: (4, 16, "integer"),
}


def whole(tag: str, tensor: Any) -> bytes:
    """A tensor with all its elements."""
    if tensor.dtype not in _KINDS:
        raise ValueError(f"{tag} has unsupported tensor dtype {tensor.dtype}")
    kind, field, how = _KINDS[tensor.dtype]
    if how == "half":  # torch writes them as the bits of a float32
        held = integers(field, [struct.unpack("i", struct.pack("f", x))[0] for x in tensor.flatten().tolist()])
    elif how == "integer":
        held = integers(field, tensor.flatten().tolist())
    else:
        held = numbers(field, array_of(tensor).reshape(-1), how)
    return value(tag, message(8, integer(1, kind) + shape(2, tensor.shape) + held), plugin("tensor"))


def histogram(tag: str, given: Any, bins: Any, most: int | None = None) -> bytes:
    """How many of the values lie in which bin; empty bins at both ends are left out."""
    values = array_of(given).astype(float).reshape(-1)
    if values.size == 0:
        raise ValueError("The input has no element.")
    counts, limits = np.histogram(values, bins=bins)
    if most is not None and len(counts) > most:
        step = len(counts) // most
        if len(counts) % step:
            counts = np.pad(counts, [[0, step - len(counts) % step]])
        counts = counts.reshape(-1, step).sum(axis=-1)  # (bins) -> (bins / step, step) -> (bins / step)
        limits = np.append(limits[:-1:step], limits[-1])
    filled = np.flatnonzero(counts)
    if not filled.size:
        raise ValueError("The histogram is empty: no value lies in any of the bins.")
    start, end = int(filled[0]), int(filled[-1]) + 1
    counts = (
        counts[start - 1 : end] if start else np.append(0, counts[:end])
    )  # an empty one says where the first begins
    moments = values.min(), values.max(), len(values), values.sum(), values.dot(values)
    return counted(tag, *moments, limits[start : end + 1], counts)


def counted(tag: str, low: Any, high: Any, number: Any, total: Any, squares: Any, limits: Any, counts: Any) -> bytes:
    """A histogram from its parts."""
    moments = [double(i, float(x)) for i, x in enumerate((low, high, number, total, squares), 1)]
    return value(tag, message(5, b"".join(moments) + numbers(6, limits, "<f8") + numbers(7, counts, "<f8")))


def sound(tag: str, given: Any, rate: int = 44100) -> bytes:
    """A row of samples between −1 and 1, as a WAV file."""
    import wave

    array = array_of(given).squeeze()
    if abs(array).max() > 1:
        print("warning: audio amplitude out of range, auto clipped.")
        array = array.clip(-1, 1)
    if array.ndim != 1:
        raise AssertionError("input tensor should be 1 dimensional.")
    samples = (array * 32767).astype("<i2")
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(samples.tobytes())
    about = single(1, rate) + integer(2, 1) + integer(3, len(samples))
    return value(tag, message(6, about + text(4, file.getvalue()) + text(5, "audio/wav")))


def pr_curve(tag: str, labels: Any, predictions: Any, thresholds: int = 127, weights: Any = None) -> bytes:
    """Precision and recall where "true" is what is predicted with at least each of the thresholds."""
    thresholds = min(thresholds, 127)
    places = np.int32(np.floor(predictions * (thresholds - 1)))
    truth, weights = labels.astype(np.float64), 1.0 if weights is None else weights

    def reached(weights: Any) -> np.ndarray:
        found, _ = np.histogram(places, bins=thresholds, range=(0, thresholds - 1), weights=weights)
        return np.cumsum(found[::-1])[::-1]

    tp, fp = reached(truth * weights), reached((1.0 - truth) * weights)
    fn = tp[0] - tp
    precision, recall = tp / np.maximum(1e-7, tp + fp), tp / np.maximum(1e-7, tp + fn)
    return curve(tag, (tp, fp, fp[0] - fp, fn, precision, recall), thresholds)


def curve(tag: str, rows: tuple, thresholds: int = 127) -> bytes:
    """A precision-recall curve from its six rows."""
    data = np.stack([np.asarray(array_of(row)) for row in rows])
    return value(tag, _floats(data), plugin("pr_curves", integer(2, min(thresholds, 127))))


def mesh(tag: str, vertices: Any, colors: Any, faces: Any, config: dict | None) -> bytes:
    """Points in space, with their colours and the triangles between them."""
    import json

    parts = [(vertices, 1, "VERTEX"), (faces, 2, "FACE"), (colors, 3, "COLOR")]
    parts = [part for part in parts if part[0] is not None]
    present = sum(1 << kind for _, kind, _ in parts)
    settings = "{}" if config is None else json.dumps(config, sort_keys=True)
    out = b""
    for given, kind, name in parts:
        array = np.asarray(given if isinstance(given, (list, tuple)) else array_of(given))
        if array.ndim != 3:
            raise ValueError(f"Tensor shape should be of shape BxNx3, but got {array.shape}.")
        content = text(2, tag) + integer(3, kind) + text(5, settings) + integers(6, array.shape) + integer(7, present)
        out += value(f"{tag}_{name}", _floats(array), plugin("mesh", content))
    return out


def custom_scalars(layout: dict) -> bytes:
    """Which scalars are drawn into one chart."""
    categories = b""
    for title, charts in layout.items():
        body = text(1, title)
        for name, (kind, tags) in charts.items():
            if kind == "Margin" and len(tags) != 3:
                raise AssertionError("len(tags) != 3")
            rows = b"".join([message(1, tag) for tag in tags])
            if kind == "Margin":
                rows = message(1, b"".join([message(i, tag) for i, tag in enumerate(tags, 1)]))
            body += message(2, text(1, name) + message(3 if kind == "Margin" else 2, rows))
        categories += message(2, body)
    tensor = integer(1, _STRING) + message(2, b"") + message(8, categories)
    return value("custom_scalars__config__", message(8, tensor), plugin("custom_scalars"))
