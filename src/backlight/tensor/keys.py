"""What stands between the brackets of x[key]: any key as ints and slices that make a view, and arrays that index it."""

from __future__ import annotations

from operator import index as as_int
from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.core.errors import warn
from backlight.core.variable import Variable


def basic_key(key: Any) -> tuple | None:
    """A key of ints, slices, None and `...`, with a `...` in it so that NumPy gives a view; None for any other key."""
    dots = False
    for part in key:
        kind = part.__class__
        if kind is int or part is None:
            continue
        if kind is slice:
            start, stop, step = part.start, part.stop, part.step
            if (
                (start is None or start.__class__ is int)
                and (stop is None or stop.__class__ is int)
                and (step is None or (step.__class__ is int and step > 0))
            ):
                continue
            return None
        if part is ... and not dots:
            dots = True
            continue
        return None
    return key if dots else (*key, ...)


def resolved(array: np.ndarray, key: Any) -> tuple[tuple | None, tuple, tuple]:
    """Any key as a basic one that makes a view, then the axes of that view to index, and the arrays to index them with.

    The basic key is None where it would change nothing.
    """
    parts = [_part(p) for p in _as_tuple(key)]
    rest = array.ndim - sum([_dims(p) for p in parts])  # the dimensions that the (first) `...` stands for
    if rest < 0:
        if not array.ndim:
            raise IndexError("invalid index of a 0-dim tensor. Use `tensor.item()` to convert it to a number")
        raise IndexError(f"too many indices for tensor of dimension {array.ndim}: {array.ndim - rest} were given")
    basic: list = []
    axes: list[int] = []
    indices: list[np.ndarray] = []
    at = 0  # the next axis of the view
    for part in parts:
        if part is ...:
            basic.extend([slice(None)] * rest)
            at, rest = at + rest, 0
        elif part.__class__ is int:
            basic.append(part)
        elif part.__class__ is slice:
            basic.append(part)
            at += 1
        elif part is None or part.__class__ is bool:
            basic.append(None)
            if part is not None:  # a bool is an index for a dimension of its own
                axes.append(at)
                indices.append(np.zeros(int(part), np.int64))
            at += 1
        else:
            axes.append(at)
            indices.append(part)
            basic.extend([slice(None)] * _dims(part))
            at += _dims(part)
    plain = all([part == slice(None) for part in basic])
    return None if plain else (*basic, ...), tuple(axes), tuple(indices)


def _as_tuple(key: Any) -> tuple:
    if key.__class__ is tuple:
        return key
    if isinstance(key, list) and any(
        isinstance(k, (list, tuple, slice, Variable, np.ndarray)) or k is None or k is ... for k in key
    ):
        warn(
            "Using a non-tuple sequence for multidimensional indexing is deprecated; use x[tuple(seq)] instead of "
            "x[seq], or x[torch.tensor(seq)] for an index tensor."
        )
        return tuple(key)
    return (key,)


def _part(part: Any) -> Any:
    """One part of a key as an int, a slice with ints, None, Ellipsis, a bool, or an array of ints or bools."""
    if part is None or part is ... or part.__class__ is int or part.__class__ is bool:
        return part
    if isinstance(part, slice):
        return _slice(part)
    if isinstance(part, Variable):
        return index_array(part._array, narrow=False)
    if isinstance(part, np.ndarray):
        return index_array(part, narrow=True)
    if isinstance(part, np.bool_):
        return bool(part)
    if isinstance(part, (list, tuple, range)):
        from backlight.tensor.data import array_of

        return index_array(array_of(part) if len(part) else np.zeros(0, np.int64), narrow=True)
    if isinstance(part, str):
        raise TypeError(f"a tensor cannot be indexed with a string, got {part!r}")
    try:
        return as_int(part)
    except TypeError:
        raise IndexError(
            "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got "
            f"{type(part).__name__})"
        ) from None


def _slice(part: slice) -> slice:
    start, stop, step = [None if n is None else as_int(n) for n in (part.start, part.stop, part.step)]
    if step is not None and step <= 0:
        raise ValueError(
            "slice step cannot be zero" if not step else f"step must be greater than zero, got {step}; use .flip(dim)"
        )
    return slice(start, stop, step)


def index_array(array: np.ndarray, narrow: bool = False) -> Any:
    """An array as an index: of bools or ints, or the int or bool that it holds without dimensions."""
    kind = array.dtype.kind
    if kind == "b":
        return array if array.ndim else bool(array)
    if array.dtype == np.uint8:
        warn("indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead.")
        return array.astype(bool) if array.ndim else bool(array)
    if kind not in "iu" or (array.dtype.itemsize < 4 and not narrow):
        raise IndexError(
            f"tensors used as indices must be long, int, byte or bool tensors, got {dtypes.of(array)}; use .long()"
        )
    return array if array.ndim else int(array)


def _dims(part: Any) -> int:
    """How many dimensions of the tensor a part of a key stands for."""
    if part is None or part is ... or part.__class__ is bool:
        return 0
    return part.ndim if isinstance(part, np.ndarray) and part.dtype.kind == "b" else 1
