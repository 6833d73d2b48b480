"""Nested lists as arrays: first those of Python numbers, which are the common case, then those of anything else.

The dtype follows torch's rules: of Python numbers alone the default dtype, int64 or bool; NumPy values and tensors
among them count with their own dtype.
"""

from __future__ import annotations

from itertools import chain
from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.core.layout import copied
from backlight.core.variable import Variable
from backlight.tensor.numbers import fitting

_NUMBERS = frozenset((bool, int, float, complex))
_LISTS = frozenset((list, tuple))
_DEEPEST = 64  # more dimensions than NumPy has


def array_of_list(data: Any, kind: np.dtype | None) -> np.ndarray:
    """A new array of a number or of nested sequences, of dtype `kind` if given."""
    own = data.__class__
    if own is range:
        data, own = list(data), list
    if own is list or own is tuple:
        kinds = _kinds_of(data)
    else:
        kinds = {own} if own in _NUMBERS else None
    if kinds is None:
        return _array_of_anything(data, kind)
    found = _common(kinds)
    return _stored(data, found, found if kind is None else kind)


def _kinds_of(data: Any) -> set | None:
    """The types of the numbers in nested lists; None where they are not all plain, or not rectangular."""
    kinds = set(map(type, data))
    if kinds <= _NUMBERS:
        return kinds
    for _ in range(_DEEPEST):
        if not kinds <= _LISTS or len(set(map(len, data))) != 1:
            return None
        data = list(chain.from_iterable(data))
        kinds = set(map(type, data))
        if kinds <= _NUMBERS:
            return kinds
    return None


def _common(kinds: set) -> np.dtype:
    if complex in kinds:
        return dtypes.to_numpy(dtypes.get_default_dtype().to_complex())
    if float in kinds or not kinds:
        return dtypes.default_numpy()
    return dtypes.int64.numpy if int in kinds else dtypes.bool.numpy  # type: ignore[return-value]


def _stored(data: Any, found: np.dtype, kind: np.dtype) -> np.ndarray:
    """Nested lists of Python numbers, whose common dtype is `found`, as an array of dtype `kind`."""
    try:
        if kind.kind in "iu":
            return _whole(data, found, kind)
        if kind.kind == "b":
            return np.array(data, object if found.kind == "i" else None).astype(kind)
        # torch, too, makes a float32 on the way from a number to 16 bits
        return np.array(data, kind) if kind.itemsize > 2 else np.array(data, np.float32).astype(kind)
    except RuntimeWarning:
        with np.errstate(all="ignore"):
            return _stored(data, found, kind)


def _whole(data: Any, found: np.dtype, kind: np.dtype) -> np.ndarray:
    """Numbers as integers, truncated; RuntimeError for one that does not fit."""
    if found.kind == "c":
        raise TypeError("'complex' object cannot be interpreted as an integer")
    if kind == np.uint64:
        if found.kind == "f" and np.size(data):
            raise TypeError("an integer is required: uint64 takes no floats from lists")
        return np.array(data, kind)
    try:
        array = np.array(data, np.float64 if found.kind == "f" else np.int64)
    except OverflowError as error:
        raise ValueError("Overflow when unpacking long long: an integer is beyond 64 bits") from error
    if array.dtype == kind:
        return array
    limits = np.iinfo(kind)
    if array.size and not ((array >= limits.min) & (array <= limits.max)).all():
        leaves = np.array(data, object)  # ints and floats go beyond in ways of their own
        array = np.array([fitting(value, kind) for value in leaves.flat]).reshape(array.shape)
    return array.astype(kind)


def _array_of_anything(data: Any, kind: np.dtype | None) -> np.ndarray:
    """The same where tensors, NumPy values or unusual sequences are among the data, or where there is a mistake."""
    if isinstance(data, (list, tuple)) and data and all(isinstance(item, np.ndarray) for item in data):
        return _stacked(list(data), kind)
    first = data
    for _ in range(_DEEPEST):
        if isinstance(first, (list, tuple)) and first:
            first = first[0]
    if isinstance(first, str) and first is not data:
        raise ValueError(f"too many dimensions 'str': {first!r} is text, and tensors hold numbers")
    kinds: list[dtypes.dtype] = []
    listed = _listed(data, kinds, kind, 0)
    _expect_rectangle(listed, 1)
    found = dtypes.get_default_dtype() if not kinds else kinds[0]
    for other in kinds[1:]:
        found = dtypes.promote_types(found, other)
    natural = dtypes.to_numpy(found)
    return _stored(listed, natural, natural if kind is None else kind)


def _stacked(arrays: list[np.ndarray], kind: np.dtype | None) -> np.ndarray:
    found = dtypes.of(arrays[0])
    for array in arrays:
        if not array.ndim:
            raise TypeError("len() of unsized object: an array without dimensions stands in the list; use its .item()")
        if array.shape != arrays[0].shape:
            wanted, other = len(arrays[0]), len(array)
            raise ValueError(
                f"expected sequence of length {wanted} at dim 1 (got {other}): {arrays[0].shape}, {array.shape}"
            )
        found = dtypes.promote_types(found, dtypes.of(array))
    together = np.array(arrays, dtypes.to_numpy(found))
    with np.errstate(all="ignore"):
        return together if kind is None else copied(together, kind)


def _listed(data: Any, kinds: list, kind: np.dtype | None, depth: int) -> Any:
    """The data as nested lists of Python numbers; the dtypes of what was found go to `kinds`."""
    if isinstance(data, Variable):
        if data._array.size != 1:
            raise ValueError(
                f"only one element tensors can be converted to Python scalars; this one has shape {data._array.shape}. "
                "To join tensors use torch.stack(list) or torch.cat(list)."
            )
        kinds.append(dtypes.of(data._array))
        return data._array.item()
    if isinstance(data, (np.ndarray, np.generic)) and not isinstance(data, (str, bytes)):
        if isinstance(data, np.ndarray) and not data.ndim:
            raise TypeError("len() of unsized object: an array without dimensions stands in the list; use its .item()")
        kinds.append(dtypes.of(data))
        return data.tolist()
    if isinstance(data, (bool, int, float, complex)):
        kinds.append(dtypes.of_number(data))
        return data
    if isinstance(data, (str, bytes)):
        raise TypeError(f"new(): invalid data type '{type(data).__name__}': {data!r} is no number")
    if hasattr(data, "__len__") and hasattr(data, "__getitem__") and not isinstance(data, (dict, type)):
        if depth > _DEEPEST:
            raise ValueError(f"too many dimensions '{type(data).__name__}'")
        return [_listed(item, kinds, kind, depth + 1) for item in data]
    if kind is None or not hasattr(data, "__float__"):
        raise _unknown(data, kind)
    return float(data)  # type: ignore[arg-type]


def _unknown(data: object, kind: np.dtype | None) -> Exception:
    name = type(data).__name__
    if kind is None:
        return RuntimeError(f"Could not infer dtype of {name}")
    return TypeError(f"must be real number, not {name}")


def _expect_rectangle(data: Any, depth: int) -> None:
    """ValueError or TypeError where nested lists have rows of different lengths, or numbers beside rows."""
    if not isinstance(data, list):
        return
    lengths = [len(item) if isinstance(item, list) else None for item in data]
    for item, length in zip(data, lengths, strict=True):
        if length == lengths[0]:
            _expect_rectangle(item, depth + 1)
        elif length is None:
            raise TypeError(f"not a sequence: {item!r} stands beside sequences of length {lengths[0]} at dim {depth}")
        elif lengths[0] is None:
            raise TypeError(f"'list' object cannot be interpreted as a number: {item!r} stands beside {data[0]!r}")
        else:
            raise ValueError(f"expected sequence of length {lengths[0]} at dim {depth} (got {length})")
