"""Points with labels for TensorBoard's projector: tables and one image in a folder, and a file that names them."""

from __future__ import annotations

import os
from math import ceil
from typing import Any

import numpy as np

from backlight.tensorboard.pictures import grid, png
from backlight.tensorboard.values import array_of


def encoded(tag: str) -> str:
    """A tag as a file's name."""
    for sign in "%/\\":
        tag = tag.replace(sign, f"%{ord(sign):02x}")
    return tag


def write_points(
    folder: str, inside: str, points: Any, labels: Any, images: Any, header: Any, tag: str, step: int
) -> str:
    """Write the tables into `folder/inside`, and say in the projector's words which they are."""
    path = os.path.join(folder, inside)
    array = array_of(points)
    for given, what in ((labels, "labels"), (images, "images")):
        if given is not None and len(given) != len(array):
            raise AssertionError(f"#{what} should equal with #data points")
    if array.ndim != 2:
        raise AssertionError("mat should be 2D, where mat.size(0) is the number of data points")
    if os.path.isdir(path):
        print("warning: Embedding dir exists, did you set global_step for add_embedding()?")
    elif os.path.exists(path):
        raise NotADirectoryError(f"Path: `{path}` exists, but is a file. Cannot proceed.")
    os.makedirs(path, exist_ok=True)
    about = [f'tensor_name: "{_quoted(tag)}:{step:05d}"']
    _write(path, "tensors.tsv", _rows([[x.item() for x in row] for row in array]))
    if labels is not None:
        if header and len(header) != len(labels[0]):
            raise AssertionError("len of header must be equal to the number of columns in metadata")
        _write(path, "metadata.tsv", _rows([header, *labels] if header else [[label] for label in labels]))
        about.append(f'metadata_path: "{_quoted(inside)}/metadata.tsv"')
    if images is not None:
        pictures = array_of(images)
        _write(path, "sprite.png", png(_square(pictures)))
        size = "".join([f"    single_image_dim: {n}\n" for n in (pictures.shape[3], pictures.shape[2])])
        about.append(f'sprite {{\n    image_path: "{_quoted(inside)}/sprite.png"\n{size}  }}')
    about.append(f'tensor_path: "{_quoted(inside)}/tensors.tsv"')
    return "embeddings {\n" + "".join([f"  {line}\n" for line in about]) + "}\n"


def _square(images: np.ndarray) -> np.ndarray:
    """All images in as many rows as columns; the image is as high as wide."""
    rows = grid(images, ceil(len(images) ** 0.5)).transpose(1, 2, 0)  # (3, H, W) -> (H, W, 3)
    out = np.zeros((rows.shape[1], rows.shape[1], 3))
    out[: len(rows)] = rows
    return (out * 255).clip(0, 255).astype(np.uint8)


def _rows(rows: list) -> bytes:
    return "".join(["\t".join(map(str, row)) + "\n" for row in rows]).encode()


def _write(folder: str, name: str, data: bytes) -> None:
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)


def _quoted(words: str) -> str:
    return words.replace("\\", "\\\\").replace('"', '\\"')
