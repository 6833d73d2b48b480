"""Whether two results are the same: structure, dtype, shape, numbers; and what differs, in one line."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

import backlight
from tests.oracle.opinfo.translate import array_of

# relative and absolute (against the largest number there is), by the dtype of the arithmetic
TOLERANCE = {
    "float64": (1e-7, 1e-9),
    "complex128": (1e-7, 1e-9),
    "float32": (1e-4, 1e-5),
    "complex64": (1e-4, 1e-5),
    "float16": (1e-2, 2e-3),
    "bfloat16": (3e-2, 2e-2),
}


def difference(ours: Any, theirs: Any, slack: float = 1.0, numbers: bool = True) -> str:
    """What differs, or an empty text. `slack` widens the tolerance; without `numbers`, dtype and shape count alone."""
    if isinstance(theirs, torch.Tensor):
        if not isinstance(ours, backlight.Tensor):
            return f"a {type(ours).__name__} instead of a tensor"
        return _tensors(ours, theirs, slack, numbers)
    if isinstance(theirs, dict):
        if not isinstance(ours, dict) or list(ours) != list(theirs):
            return f"{ours!r} instead of {theirs!r}"
        return difference(list(ours.values()), list(theirs.values()), slack, numbers)
    if isinstance(theirs, tuple | list):
        if not isinstance(ours, tuple | list) or len(ours) != len(theirs):
            return f"{_brief(ours)} instead of {_brief(theirs)}"
        pairs = zip(ours, theirs, strict=True)
        found = [(i, difference(a, b, slack, numbers)) for i, (a, b) in enumerate(pairs)]
        return next((f"[{i}]: {text}" for i, text in found if text), "")
    if isinstance(theirs, float | complex) and isinstance(ours, float | complex | int):
        same = not numbers or np.isclose(ours, theirs, rtol=1e-5 * slack, atol=1e-6 * slack, equal_nan=True)
        return "" if same else f"{ours!r} instead of {theirs!r}"
    return "" if str(ours) == str(theirs) else f"{ours!r} instead of {theirs!r}"


def _tensors(ours: Any, theirs: Any, slack: float, numbers: bool) -> str:
    if str(ours.dtype) != str(theirs.dtype):
        return f"dtype {ours.dtype} instead of {theirs.dtype}"
    if tuple(ours.shape) != tuple(theirs.shape):
        return f"shape {tuple(ours.shape)} instead of {tuple(theirs.shape)}"
    if not numbers or not theirs.numel():
        return ""
    a, b = array_of(ours), array_of(theirs)
    name = str(theirs.dtype).removeprefix("torch.")
    if name not in TOLERANCE:
        wrong = a != b
    else:
        relative, absolute = TOLERANCE[name]
        finite = np.abs(b[np.isfinite(b)])
        scale = max(1.0, float(finite.max())) if finite.size else 1.0
        near = np.isclose(a, b, rtol=relative * slack, atol=absolute * slack * scale, equal_nan=True)
        # of complex numbers that are not finite only that is compared
        wrong = ~near & (np.isfinite(a) | np.isfinite(b)) if a.dtype.kind == "c" else ~near
    if not wrong.any():
        return ""
    where = tuple([int(i) for i in np.argwhere(wrong)[0]])
    return f"{int(wrong.sum())} of {wrong.size} numbers differ, at {where} {a[where]!r} instead of {b[where]!r}"


def _brief(value: Any) -> str:
    return f"{type(value).__name__} of {len(value)}" if hasattr(value, "__len__") else repr(value)[:60]
