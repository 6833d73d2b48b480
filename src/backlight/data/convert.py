"""One sample as it leaves a DataLoader without batches: arrays become tensors; and how containers are rebuilt."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping, MutableMapping, MutableSequence, Sequence
from typing import Any

import numpy as np

from backlight.core.variable import Variable
from backlight.tensor.data import as_tensor


def default_convert(data: Any) -> Any:
    """NumPy's arrays and numbers in `data` as tensors; everything else as it is.

    >>> default_convert({"x": np.array([1, 2]), "name": "a"})
    {'x': tensor([1, 2]), 'name': 'a'}
    """
    if isinstance(data, Variable):
        return data
    if isinstance(data, (np.ndarray, np.generic)):
        return data if data.dtype.kind in "SUOa" else as_tensor(data)
    if isinstance(data, Mapping):
        return rebuilt_mapping(data, lambda key: default_convert(data[key]))
    if isinstance(data, tuple) and hasattr(data, "_fields"):
        return type(data)(*[default_convert(part) for part in data])
    if isinstance(data, Sequence) and not isinstance(data, (str, bytes)):
        return rebuilt_sequence(data, data, default_convert)
    return data


def rebuilt_mapping(like: Mapping, value: Callable[[Any], Any]) -> Any:
    """A mapping of the kind of `like` with `value(key)` at each key; a dict where its class does not allow that."""
    try:
        if isinstance(like, MutableMapping):  # a copy keeps what else the object carries
            made = copy.copy(like)
            made.update({key: value(key) for key in like})
            return made
        return type(like)({key: value(key) for key in like})  # type: ignore[call-arg]
    except TypeError:
        return {key: value(key) for key in like}


def rebuilt_sequence(like: Sequence, parts: Iterable, value: Callable[[Any], Any]) -> Any:
    """A sequence of the kind of `like` with `value(part)` of each part; a list for tuples, and where it must be."""
    if isinstance(like, tuple):
        return [value(part) for part in parts]
    try:
        if isinstance(like, MutableSequence):
            made = copy.copy(like)
            for i, part in enumerate(parts):
                made[i] = value(part)
            return made
        return type(like)([value(part) for part in parts])  # type: ignore[call-arg]
    except TypeError:
        return [value(part) for part in parts]
