"""Choosing between values: where first, then the larger and the smaller of two, then clipping and its kin."""

from __future__ import annotations

from typing import Any

import numpy as np

from backlight.core.op import elementwise, op
from backlight.ops.order import expect_order, ordered

# The gradient of everything that is constant between its steps.
zeros_like = elementwise(lambda x: np.zeros(x.shape, x.dtype), None, name="zeros_like", label="0")

_WORDS = {np.dtype(f): np.dtype(i) for f, i in (("f2", "i2"), ("f4", "i4"), ("f8", "i8"))}


def chosen(condition: Any, x: Any, y: Any) -> Any:
    """x where the condition holds, else y.

    Long arrays are chosen from by their bits: np.where guesses wrongly at every second of random numbers.
    """
    if _is_zero(y) and _is_long(condition, x):
        word = _WORDS[x.dtype]
        return (_mask(condition, word) & x.view(word)).view(x.dtype)
    if _is_zero(x) and _is_long(condition, y):
        return chosen(~condition, y, 0)
    if _is_long(condition, x) and _is_long(condition, y) and x.dtype == y.dtype:
        word = _WORDS[x.dtype]
        bits = x.view(word) ^ y.view(word)
        bits &= _mask(condition, word)
        bits ^= y.view(word)
        return bits.view(x.dtype)
    return np.where(condition, x, y)


def _mask(condition: np.ndarray, word: np.dtype) -> np.ndarray:
    """Words with all bits set where the condition holds, and none elsewhere."""
    bits = condition.view(np.int8).astype(word)
    return np.negative(bits, out=bits)


def _is_zero(x: Any) -> bool:
    return type(x) is int and x == 0


def _is_long(condition: Any, x: Any) -> bool:
    if not (isinstance(x, np.ndarray) and isinstance(condition, np.ndarray)):
        return False
    return x.size > 1000 and condition.dtype == bool and condition.shape == x.shape and x.dtype in _WORDS


where = op(
    chosen,
    None,
    lambda g, out, condition, x, y: where(condition, g, 0),
    lambda g, out, condition, x, y: where(condition, 0, g),
    name="where",
    kind="elementwise",
    local=("", "1 where true", "1 where false"),
)


def _relu(x):
    if x.dtype.kind == "c":
        expect_order(x, "relu")
    return np.maximum(x, 0)


relu = elementwise(
    _relu,
    lambda g, out, x: where(out <= 0, 0, g),  # at NaN all of it, as in torch
    name="relu",
    local=("1 where x > 0",),
)

# At a tie each of the two gets half; where one is NaN, both get all of it.
maximum = elementwise(
    ordered(np.maximum),
    lambda g, out, x, y: where(x < y, 0, where(x == y, g / 2, g)),
    lambda g, out, x, y: where(y < x, 0, where(x == y, g / 2, g)),
    name="maximum",
    label="max",
    local=("1 where x > y", "1 where y > x"),
)
minimum = elementwise(
    ordered(np.minimum),
    lambda g, out, x, y: where(x > y, 0, where(x == y, g / 2, g)),
    lambda g, out, x, y: where(y > x, 0, where(x == y, g / 2, g)),
    name="minimum",
    label="min",
    local=("1 where x < y", "1 where y < x"),
)

# These two pass over NaN, and give a tie to the first.
fmax = elementwise(
    ordered(np.fmax),
    lambda g, out, x, y: where((x >= y) | (y != y), g, 0),
    lambda g, out, x, y: where((x >= y) | (y != y), 0, g),
    name="fmax",
    local=("1 where x ≥ y", "1 where y > x"),
)
fmin = elementwise(
    ordered(np.fmin),
    lambda g, out, x, y: where((x <= y) | (y != y), g, 0),
    lambda g, out, x, y: where((x <= y) | (y != y), 0, g),
    name="fmin",
    local=("1 where x ≤ y", "1 where y < x"),
)


def _clip(x, min, max):
    if x.dtype.kind == "c":
        expect_order(x, "clamp")
    if min is not None:
        x = np.maximum(x, x.dtype.type(min))
    return x if max is None else np.minimum(x, x.dtype.type(max))


def _inside(x, min, max):
    """Where x is not outside of the bounds, of which one may be missing."""
    if min is None:
        return x <= max
    return x >= min if max is None else (x >= min) & (x <= max)


# A value on a bound counts as inside.
clip = op(
    _clip,
    lambda g, out, x, min, max: where(_inside(x, min, max), g, 0),
    name="clip",
    kind="elementwise",
    label="clamp",
    local=("1 where min ≤ x ≤ max",),
    grad_fn="ClampBackward1",
)
clip_min = op(
    lambda x, min: _clip(x, min, None),
    lambda g, out, x, min: where(x >= min, g, 0),
    name="clip_min",
    kind="elementwise",
    label="clamp ≥",
    local=("1 where x ≥ min",),
    grad_fn="ClampMinBackward0",
)
clip_max = op(
    lambda x, max: _clip(x, None, max),
    lambda g, out, x, max: where(x <= max, g, 0),
    name="clip_max",
    kind="elementwise",
    label="clamp ≤",
    local=("1 where x ≤ max",),
    grad_fn="ClampMaxBackward0",
)
# The same with bounds that are tensors and get a gradient where they are taken.
clip_lower = elementwise(
    maximum.op.forward,
    lambda g, out, x, y: where(x >= y, g, 0),
    lambda g, out, x, y: where(x < y, g, 0),
    name="clip_lower",
    label="clamp ≥",
    local=("1 where x ≥ y", "1 where x < y"),
    grad_fn="ClampMinBackward1",
)
clip_upper = elementwise(
    minimum.op.forward,
    lambda g, out, x, y: where(x <= y, g, 0),
    lambda g, out, x, y: where(x > y, g, 0),
    name="clip_upper",
    label="clamp ≤",
    local=("1 where x ≤ y", "1 where x > y"),
    grad_fn="ClampMaxBackward1",
)
clip_between = op(
    lambda x, y, z: np.minimum(np.maximum(x, y), z),
    lambda g, out, x, y, z: where((x >= y) & (x <= z), g, 0),
    lambda g, out, x, y, z: where((x < y) & (y < z), g, 0),
    lambda g, out, x, y, z: where((x > z) | (y > z), g, 0),
    name="clip_between",
    kind="elementwise",
    label="clamp",
    local=("1 where y ≤ x ≤ z", "1 where x < y < z", "1 where max(x, y) > z"),
    grad_fn="ClampBackward0",
)


def _nan_to_num(x, nan, posinf, neginf):
    if x.dtype.kind in "biu":
        return x.copy()
    y = np.where(x != x, x.dtype.type(nan), x)
    y = np.where(x == np.inf, x.dtype.type(posinf), y)
    return np.where(x == -np.inf, x.dtype.type(neginf), y)


nan_to_num = op(
    _nan_to_num,
    lambda g, out, x, nan, posinf, neginf: where(x - x == 0, g, 0),
    name="nan_to_num",
    kind="elementwise",
    local=("1 where x is finite",),
)
