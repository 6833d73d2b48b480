"""Rows of numbers: by a step (arange, range), by a count (linspace), and by a count of powers (logspace).

Floats are rounded as torch's kernels round them, which compute a few numbers at a time; `rounding.py` says how.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.errors import warn
from backlight.core.variable import Variable
from backlight.tensor.numbers import fitting, number, whole
from backlight.tensor.options import OUT, checked, chosen, made
from backlight.tensor.rounding import equal_steps, powers, steps_from

if TYPE_CHECKING:
    from typing import Unpack

    from backlight.tensor.options import OutOptions, RangeOptions
    from backlight.tensor.tensor import Tensor

_INT64, _FLOAT64 = np.dtype(np.int64), np.dtype(np.float64)


def arange(*args: Any, **options: Unpack[RangeOptions]) -> Tensor:
    """arange(end), arange(start, end), arange(start, end, step): start, start + step, … as long as that is below end.

    Ints make int64, floats the default dtype.

    >>> arange(4), arange(1, 2, 0.5)
    (tensor([0, 1, 2, 3]), tensor([1.0000, 1.5000]))
    """
    if len(args) == 1 and not options and args[0].__class__ is int and 0 <= args[0] < 2**63:
        return made("arange", lambda kind: np.arange(args[0]), None, _INT64)  # the common case
    start, end, step = _bounds("arange", args, options)
    whole_numbers = isinstance(start, int) and isinstance(end, int) and isinstance(step, int)
    natural = _INT64 if whole_numbers else dtypes.default_numpy()
    kind = chosen("arange", options, natural, checked("arange", options, OUT))
    _expect_numeric("arange", kind)
    low, high, by = (fitting(value, _INT64 if kind.kind in "iu" else _FLOAT64) for value in (start, end, step))
    if kind == np.int64:
        if step and not by:
            raise ValueError(f"step must be nonzero: {step} is 0 as torch.int64")
        count = _count(low, high, by)
    else:
        count = _count(*(float(fitting(value, _FLOAT64)) for value in (start, end, step)))
    return made("arange", lambda kind: steps_from(low, by, count, kind), options, kind, OUT)


def _bounds(function: str, args: tuple, options: Any) -> tuple:
    """start, end and step of a call, as Python numbers."""
    named = {name: options.pop(name) for name in ("start", "end", "step") if name in options}
    places = ("end", "step") if len(args) == 1 and "end" not in named else ("start", "end", "step")
    placed = dict(zip(places, args, strict=False))
    given = {"start": 0, "step": 1, **placed, **named}
    if len(args) > 3 or "end" not in given or placed.keys() & named.keys():
        raise TypeError(
            f"{function}() received an invalid combination of arguments - got {args} and {named}, "
            "but expected (end), (start, end) or (start, end, step)"
        )
    return tuple([number(function, n, 1 + (places.index(n) if n in places else 0), given[n]) for n in _BOUNDS])


_BOUNDS = ("start", "end", "step")


def _expect_numeric(function: str, kind: np.dtype) -> None:
    if kind.kind in "bc" or (kind.kind == "u" and kind.itemsize > 1):
        name = dtypes.scalar_type(dtypes.of_numpy(kind))
        raise NotImplementedError(f"\"{function}_cpu\" not implemented for '{name}'")


def _count(low: float, high: float, by: float) -> int:
    """How many steps lead from `low` to below `high`."""
    if by == 0:
        raise RuntimeError("step must be nonzero")
    if not (math.isfinite(low) and math.isfinite(high)):
        raise RuntimeError(f"unsupported range: {low:g} -> {high:g}")
    if (high - low) * by < 0:
        raise RuntimeError(f"upper bound and lower bound inconsistent with step sign: from {low} to {high} by {by}")
    count = math.ceil(float(high - low) / by)
    if count >= 2**63:
        raise RuntimeError(f"invalid size, possible overflow? {count} elements from {low} to {high} by {by}")
    return count


def range_(start: Any, end: Any, step: Any = 1, **options: Unpack[OutOptions]) -> Tensor:
    """As `arange`, but with the end included, and always of the default dtype; torch has deprecated it."""
    warn(
        "torch.range is deprecated and will be removed in a future release because its behavior is inconsistent with "
        "Python's range builtin. Instead, use torch.arange, which produces values in [start, end)."
    )
    low, high, by = _bounds("range", (start, end, step), {})
    count = _count(low, high, by)  # for its errors
    if count or low == high:
        count = math.floor(float(high - low) / by) + 1

    def build(kind: np.dtype) -> np.ndarray:
        _expect_numeric("range", kind)
        if kind.kind in "iu":
            return steps_from(int(low), int(by), count, kind)
        return (np.arange(count) * float(by) + float(low)).astype(kind)

    return made("range", build, options, takes=OUT)


def linspace(start: Any, end: Any, steps: Any, **options: Unpack[OutOptions]) -> Tensor:
    """`steps` values from start to end, both included, at equal distances.

    >>> linspace(0, 1, 5)
    tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])
    """
    start, end, steps = _ends("linspace", start, end, steps)

    def build(kind: np.dtype) -> np.ndarray:
        if kind.kind != "c":
            _expect_numeric("linspace", kind)
        return equal_steps(fitting(start, kind), fitting(end, kind), steps, kind)

    return made("linspace", build, options, _float_kind("linspace", (start, end), options), OUT)


def logspace(start: Any, end: Any, steps: Any, base: Any = 10.0, **options: Unpack[OutOptions]) -> Tensor:
    """`steps` values from base^start to base^end, at equal ratios.

    >>> logspace(0, 2, 3)
    tensor([  1.,  10., 100.])
    """
    start, end, steps = _ends("logspace", start, end, steps)
    base = number("logspace", "base", 4, base)

    def build(kind: np.dtype) -> np.ndarray:
        if kind.kind != "c":
            _expect_numeric("logspace", kind)
        return powers(base, fitting(start, kind), fitting(end, kind), steps, kind)

    return made("logspace", build, options, _float_kind("logspace", (start, end), options), OUT)


def _ends(function: str, start: Any, end: Any, steps: Any) -> tuple:
    """The arguments as Python numbers; tensors without dimensions are numbers, too."""
    ends = []
    for position, (name, value) in enumerate((("start", start), ("end", end)), 1):
        if isinstance(value, Variable):
            if value._array.ndim:
                raise RuntimeError(
                    f"{function} only supports 0-dimensional start and end tensors, "
                    f"but got {name} with {value._array.ndim} dimension(s)."
                )
            value = value._array.item()
        ends.append(number(function, name, position, value))
    steps = whole(function, "steps", 3, steps)
    if steps < 0:
        raise RuntimeError(f"number of steps must be non-negative, got {steps}")
    return *ends, steps


def _float_kind(function: str, values: tuple, options: Any) -> np.dtype:
    """The default dtype, or the complex one if a number is complex; RuntimeError where a real one is asked for then."""
    default = dtypes.get_default_dtype()
    if not any(isinstance(value, complex) for value in values):
        return dtypes.to_numpy(default)
    kind = dtypes.to_numpy(default.to_complex())
    if chosen(function, options, kind, options.get("out")).kind != "c":
        raise RuntimeError(
            f"torch.{function}(): inferred dtype {default.to_complex()} can't be safely cast to passed dtype "
            f"{options['dtype']}"
        )
    return kind
