"""A picture in pixels: SVG drawn by resvg, which needs no other program and no library of the system."""

from __future__ import annotations

import re
from os import PathLike
from pathlib import Path
from typing import Any

# resvg knows no variables; the light colour stands before each of them, alone
_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')
LARGEST = 100e6  # pixels; larger pictures take minutes to draw, and few programs open them
_VARIABLE = re.compile(r"(?:fill|stroke):var\([^)]*\);?")


def write_png(svg: str, path: str | PathLike[str], scale: float) -> None:
    """Draw SVG text into a PNG file, `scale` pixels for each of its units, or fewer where there would be too many.

    Raises: ModuleNotFoundError without resvg-py; ValueError for a scale that is not positive.
    """
    if not scale > 0:
        raise ValueError(f"png: expected a positive scale, got {scale!r}")
    try:
        import resvg_py
    except ModuleNotFoundError as error:
        error.add_note('To install it: pip install "backlight[png]"')
        raise
    size = _SIZE.match(svg)
    if size is not None:
        scale = min(scale, (LARGEST / (float(size[1]) * float(size[2]))) ** 0.5)
    fonts: Any = {
        "sans_serif_family": "DejaVu Sans",
        "monospace_family": "DejaVu Sans Mono",
    }  # where they are installed
    Path(path).write_bytes(bytes(resvg_py.svg_to_bytes(svg_string=_VARIABLE.sub("", svg), zoom=scale, **fonts)))
