"""Arguments that many transforms take, checked and brought into one form."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Number
from typing import Any

PADDING_MODES = ("constant", "edge", "reflect", "symmetric")
TWO = "Please provide only two dimensions (h, w) for size."


def pair(size: Any, message: str = TWO) -> Any:
    """(height, width) of a number, of a sequence of one, or of the pair itself; ValueError with `message` else."""
    if isinstance(size, Number):
        return int(size), int(size)  # type: ignore[call-overload]
    if isinstance(size, Sequence) and len(size) == 1:
        return size[0], size[0]
    if len(size) != 2:
        raise ValueError(message)
    return size


def sequence(x: Any, name: str, lengths: tuple[int, ...] = (2,)) -> None:
    """Check that `x` is a sequence of one of the lengths."""
    message = f"{name} should be a sequence of length {' or '.join(map(str, lengths))}."
    if not isinstance(x, Sequence):
        raise TypeError(message)
    if len(x) not in lengths:
        raise ValueError(message)


def angles(x: Any, name: str, lengths: tuple[int, ...] = (2,)) -> list[float]:
    """The range of an angle: ±x for a number."""
    if isinstance(x, Number):
        if x < 0:  # type: ignore[operator]
            raise ValueError(f"If {name} is a single number, it must be positive.")
        x = [-x, x]  # type: ignore[operator]
    else:
        sequence(x, name, lengths)
    return [float(one) for one in x]


def filling(fill: Any) -> Any:
    """What a transform keeps of `fill`: None is 0; TypeError for what is no number and no sequence."""
    if fill is None:
        return 0
    if not isinstance(fill, (Sequence, Number)):
        raise TypeError("Fill should be either a sequence or a number.")
    return fill


def ordered(scale: Any, ratio: Any) -> bool:
    """Whether both ranges are (min, max); TypeError if one is no sequence."""
    for name, x in (("Scale", scale), ("Ratio", ratio)):
        if not isinstance(x, Sequence):
            raise TypeError(f"{name} should be a sequence")
    return scale[0] <= scale[1] and ratio[0] <= ratio[1]


def sides(padding: Any, padding_mode: str) -> list[int]:
    """[left, right, top, bottom] of a number for all, of (left and right, top and bottom), or of (l, t, r, b)."""
    if not isinstance(padding, (Number, tuple, list)):
        raise TypeError(f"padding is an int or a sequence of 1, 2 or 4, not {type(padding)}")
    if not isinstance(padding_mode, str):
        raise TypeError(f"padding_mode is a string, not {type(padding_mode)}")
    padding = [padding] if isinstance(padding, Number) else padding
    if len(padding) not in (1, 2, 4):
        raise ValueError(f"Padding must be an int or a 1, 2, or 4 element tuple, not a {len(padding)} element tuple")
    if padding_mode not in PADDING_MODES:
        raise ValueError("Padding mode should be either constant, edge, reflect or symmetric")
    left, top, right, bottom = list(padding) * (4 // len(padding))
    return [left, right, top, bottom]


def resized(height: int, width: int, size: Any, max_size: int | None = None) -> list[int]:
    """[height, width] after a resize to `size`: both sides, or the shorter one where it is a number or one number.

    The longer side then keeps the proportion and is `max_size` at the most; with `size` None it is `max_size`.
    """
    short, long = sorted((height, width))
    if size is None:
        if not isinstance(max_size, int):
            raise ValueError(f"max_size must be an integer when size is None, but got {max_size} instead.")
        new_short, new_long = int(max_size * short / long), max_size
    elif isinstance(size, int) or len(size) == 1:
        new_short = size if isinstance(size, int) else size[0]
        new_long = int(new_short * long / short)
        if max_size is not None:
            if max_size <= new_short:
                raise ValueError(
                    f"max_size = {max_size} must be strictly greater than the requested size for the smaller edge "
                    f"size = {size}"
                )
            if new_long > max_size:
                new_short, new_long = int(max_size * new_short / new_long), max_size
    else:
        return [size[0], size[1]]
    return [new_long, new_short] if width <= height else [new_short, new_long]


def size_of(canvas_size: Sequence[int], size: Any, max_size: int | None) -> list[int]:
    """The same for v2, with both sides of the canvas as one argument."""
    if max_size is not None and size is not None and not isinstance(size, int) and len(size) != 1:
        raise ValueError("max_size goes with a size for the shorter side alone: an int, a sequence of one, or None")
    return resized(canvas_size[0], canvas_size[1], size, max_size)


def centred(height: int, width: int, size: Any) -> tuple[list[int], tuple[int, int]]:
    """How much to pad (l, t, r, b) before the centre of that size is cut out, and where (top, left) to cut if not."""
    missing_h, missing_w = max(size[0] - height, 0), max(size[1] - width, 0)
    padding = [missing_w // 2, missing_h // 2, (missing_w + 1) // 2, (missing_h + 1) // 2]
    top, left = round((height + missing_h - size[0]) / 2.0), round((width + missing_w - size[1]) / 2.0)
    return padding, (top, left)
