"""Rows of numbers: by a step (arange, range), by a count (linspace), and by a count of powers (logspace).

Floats are rounded as torch rounds them: step · position + start with one rounding, in float64 for `arange` and in
the result's own type for `linspace`, which counts its second half from the end.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.errors import warn
from backlight.core.random.fused import multiply_add
from backlight.core.variable import Variable
from backlight.tensor.creation import fitting, number, whole
from backlight.tensor.options import OUT, checked, chosen, made

if TYPE_CHECKING:
    from typing import Unpack

    from backlight.tensor.options import OutOptions
    from backlight.tensor.tensor import Tensor


def arange(*args: Any, **options: Any) -> Tensor:
    """arange(end), arange(start, end), arange(start, end, step): start, start + step, … as long as that is below end.

    Ints make int64, floats the default dtype.

    >>> arange(4), arange(1, 2, 0.5)
    (tensor([0, 1, 2, 3]), tensor([1.0000, 1.5000]))
    """
    start, end, step = _bounds("arange", args, options)
    kind = _kind("arange", (start, end, step), options)
    _expect_numeric("arange", kind)
    wide = np.dtype(np.int64 if kind.kind in "iu" else np.float64)
    low, high, by = (fitting(value, wide) for value in (start, end, step))
    if kind == np.int64:
        if step and not by:
            raise ValueError(f"step must be nonzero: {step} is 0 as torch.int64")
        count = _count(low, high, by)
    else:
        count = _count(*(float(fitting(value, np.dtype(np.float64))) for value in (start, end, step)))

    def build(kind: np.dtype) -> np.ndarray:
        if kind.kind in "iu":
            return _whole_steps(low, by, count, kind)
        work = np.dtype(np.float32) if kind.itemsize == 2 else np.dtype(np.float64)
        return multiply_add(np.arange(count).astype(work), work.type(by), work.type(low)).astype(kind)

    return made("arange", build, options, kind, OUT)


def _bounds(function: str, args: tuple, options: dict) -> tuple:
    """start, end and step of a call, as Python numbers."""
    named = {name: options.pop(name) for name in ("start", "end", "step") if name in options}
    only_end = len(args) == 1 and "end" not in named
    named_by_place = dict(zip(("end", "step") if only_end else ("start", "end", "step"), args, strict=False))
    given = {"start": 0, "step": 1, **named_by_place, **named}
    if len(args) > 3 or "end" not in given or named_by_place.keys() & named.keys():
        raise TypeError(
            f"{function}() received an invalid combination of arguments - got {args} and {named}, "
            "but expected (end), (start, end) or (start, end, step)"
        )
    places = {"end": 1} if only_end else {"start": 1, "end": 2, "step": 3}
    start, end, step = [number(function, n, places.get(n, 1), given[n]) for n in ("start", "end", "step")]
    return start, end, step


def _kind(function: str, values: tuple, options: Any) -> np.dtype:
    """The dtype that the result will have: the one asked for, else int64 if the numbers are all whole."""
    natural = dtypes.int64.numpy if all(isinstance(v, int) for v in values) else dtypes.default_numpy()
    return chosen(function, options, natural, checked(function, options, OUT) if options else None)


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


def _whole_steps(low: int, by: int, count: int, kind: np.dtype) -> np.ndarray:
    if by == 1 and kind == np.int64:
        return np.arange(low, low + count)
    row = np.arange(count)
    row *= by
    row += low
    return row.astype(kind)


def range_(start: Any, end: Any, step: Any = 1, **options: Unpack[OutOptions]) -> Tensor:
    """As `arange`, but with the end included, and always of the default dtype; torch has deprecated it."""
    warn(
        "torch.range is deprecated and will be removed in a future release because its behavior is inconsistent with "
        "Python's range builtin. Instead, use torch.arange, which produces values in [start, end)."
    )
    low, high, by = _bounds("range", (start, end, step), {})
    if by and math.isfinite(low) and math.isfinite(high) and (high - low) * by >= 0:
        count = math.floor(float(high - low) / by) + 1
    else:
        count = _count(low, high, by)

    def build(kind: np.dtype) -> np.ndarray:
        _expect_numeric("range", kind)
        if kind.kind in "iu":
            return _whole_steps(int(low), int(by), count, kind)
        return multiply_add(np.arange(count).astype(np.float64), float(by), float(low)).astype(kind)

    return made("range", build, options, takes=OUT)


def linspace(start: Any, end: Any, steps: Any, **options: Unpack[OutOptions]) -> Tensor:
    """`steps` values from start to end, both included, at equal distances.

    >>> linspace(0, 1, 5)
    tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])
    """
    start, end, steps = _ends("linspace", start, end, steps)
    build = lambda kind: _spaced(start, end, steps, _real("linspace", kind, start, end))  # noqa: E731
    return made("linspace", build, options, _float_kind("linspace", (start, end), options), OUT)


def _ends(function: str, start: Any, end: Any, steps: Any) -> tuple:
    for name, value in (("start", start), ("end", end)):
        if isinstance(value, Variable) and value._array.ndim:
            raise RuntimeError(
                f"{function} only supports 0-dimensional start and end tensors, "
                f"but got {name} with {value._array.ndim} dimension(s)."
            )
    bare = [v._array.item() if isinstance(v, Variable) else v for v in (start, end)]
    steps = whole(function, "steps", 3, steps)
    if steps < 0:
        raise RuntimeError(f"number of steps must be non-negative, got {steps}")
    return number(function, "start", 1, bare[0]), number(function, "end", 2, bare[1]), steps


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


def _real(function: str, kind: np.dtype, *values: Any) -> np.dtype:
    if kind.kind != "c":
        _expect_numeric(function, kind)
    return kind


def _spaced(start: Any, end: Any, steps: int, kind: np.dtype) -> np.ndarray:
    """Equal distances in the arithmetic of `kind` itself; float64 for integers."""
    low, high = fitting(start, kind), fitting(end, kind)
    if steps < 2:
        return np.full(steps, low, kind)
    work = kind if kind.kind in "fcV" else np.dtype(np.float64)
    half, back = np.arange(steps // 2), np.arange(steps // 2, steps) - (steps - 1)  # back: …, -2, -1, 0
    with np.errstate(all="ignore"):
        first, last = work.type(low), work.type(high)
        step = (last - first) / work.type(steps - 1)
        return np.concatenate([_along(half, step, first, work), _along(back, step, last, work)]).astype(kind)


def _along(position: np.ndarray, step: Any, start: Any, work: np.dtype) -> np.ndarray:
    position = position.astype(work)
    if work.kind == "f" and work.itemsize > 2:
        return multiply_add(position, step, start)
    return position * step + start


def logspace(start: Any, end: Any, steps: Any, base: Any = 10.0, **options: Unpack[OutOptions]) -> Tensor:
    """`steps` values from base^start to base^end, at equal ratios.

    >>> logspace(0, 2, 3)
    tensor([  1.,  10., 100.])
    """
    start, end, steps = _ends("logspace", start, end, steps)
    base = number("logspace", "base", 4, base)

    def build(kind: np.dtype) -> np.ndarray:
        _real("logspace", kind)
        work = kind if kind.kind in "fcV" else np.dtype(np.float64)
        whole_ends = [fitting(value, kind) for value in (start, end)]
        with np.errstate(all="ignore"):
            powers = np.power(work.type(base), _spaced(*whole_ends, steps, work))
            return powers.astype(kind)

    return made("logspace", build, options, _float_kind("logspace", (start, end), options), OUT)
