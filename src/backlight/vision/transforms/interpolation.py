"""How values between pixels are found: torchvision's names for it, and Pillow's numbers."""

from __future__ import annotations

from enum import Enum
from typing import Any


class InterpolationMode(Enum):
    """How an image is resampled; BOX, HAMMING and LANCZOS are for PIL images (v2 resizes tensors by LANCZOS too).

    >>> InterpolationMode("bilinear")
    <InterpolationMode.BILINEAR: 'bilinear'>
    """

    NEAREST = "nearest"
    NEAREST_EXACT = "nearest-exact"
    BILINEAR = "bilinear"
    BICUBIC = "bicubic"
    BOX = "box"
    HAMMING = "hamming"
    LANCZOS = "lanczos"


PILLOW = {
    InterpolationMode.NEAREST: 0,
    InterpolationMode.LANCZOS: 1,
    InterpolationMode.BILINEAR: 2,
    InterpolationMode.BICUBIC: 3,
    InterpolationMode.BOX: 4,
    InterpolationMode.HAMMING: 5,
    InterpolationMode.NEAREST_EXACT: 0,
}
BY_NUMBER = {number: mode for mode, number in reversed(PILLOW.items())}


def interpolation_mode(given: Any) -> InterpolationMode:
    """The mode that an `InterpolationMode` or one of Pillow's numbers means; TypeError for anything else."""
    if isinstance(given, InterpolationMode):
        return given
    if isinstance(given, int) and given in BY_NUMBER:
        return BY_NUMBER[given]
    raise TypeError(f"interpolation is an InterpolationMode or one of Pillow's numbers 0 to 5, not {given!r}")


def named_mode(given: Any) -> InterpolationMode:
    """The same for v2, which also takes names; ValueError for what is neither."""
    if isinstance(given, str):
        return InterpolationMode(given)
    try:
        return interpolation_mode(given)
    except TypeError as error:
        raise ValueError(str(error)) from None


def unless_number(given: Any) -> Any:
    """What a transform keeps of its argument: Pillow's numbers become modes, the rest is looked at when it is used."""
    return interpolation_mode(given) if isinstance(given, int) else given
