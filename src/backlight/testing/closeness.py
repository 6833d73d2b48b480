"""`assert_close`: whether tensors, numbers, or lists and dicts of them are equal up to rounding, and if not, where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.core.dtypes import dtype as DType
from backlight.core.errors import warn
from backlight.core.result import constant
from backlight.core.variable import Variable

# How much rounding is allowed where nothing is asked for: relative to the expected value, and absolute.
TOLERANCES = {
    dtypes.float16: (1e-3, 1e-5),
    dtypes.bfloat16: (1.6e-2, 1e-5),
    dtypes.float32: (1.3e-6, 1e-5),
    dtypes.float64: (1e-7, 1e-7),
    dtypes.complex64: (1.3e-6, 1e-5),
    dtypes.complex128: (1e-7, 1e-7),
}
_OF_NUMBERS = {bool: dtypes.bool, int: dtypes.int64, float: dtypes.float64, complex: dtypes.complex128}


@dataclass
class _Rules:
    """What counts as close."""

    allow_subclasses: bool
    rtol: float | None
    atol: float | None
    equal_nan: bool
    check_dtype: bool
    check_stride: bool
    tolerances: Mapping[DType, tuple[float, float]]

    def for_types(self, *kinds: DType) -> tuple[float, float]:
        """The tolerances: those given, or the widest of those of the types."""
        if self.rtol is not None and self.atol is not None:
            return self.rtol, self.atol
        known = [self.tolerances.get(kind, (0.0, 0.0)) for kind in kinds]
        return max(rtol for rtol, _ in known), max(atol for _, atol in known)


class _Differs(Exception):
    """Two values differ: how, and where in the lists and dicts that were given."""

    def __init__(self, how: str) -> None:
        super().__init__(how)
        self.path: list = []

    def text(self) -> str:
        place = "".join(f"[{key!r}]" for key in reversed(self.path))
        return f"{self}\n\nThe failure occurred for item {place}" if place else str(self)


def assert_close(
    actual: Any,
    expected: Any,
    *,
    allow_subclasses: bool = True,
    rtol: float | None = None,
    atol: float | None = None,
    equal_nan: bool = False,
    check_device: bool = True,
    check_dtype: bool = True,
    check_layout: bool = True,
    check_stride: bool = False,
    msg: str | Callable[[str], str] | None = None,
) -> None:
    """AssertionError unless |actual − expected| ≤ atol + rtol · |expected| for all elements, which the message counts.

    Tensors, arrays, numbers, and lists and dicts of them are compared, in shape and dtype too. The tolerances are
    given both or not at all; then they follow the dtype (for float32: rtol 1.3e-6, atol 1e-5). `msg` is the message,
    or makes it from the one there would be. ValueError for one tolerance, TypeError for what cannot be compared.

    >>> assert_close(backlight.tensor([1.0, 2.0]), backlight.tensor([1.0, 2.0 + 1e-6]))
    """
    if (rtol is None) != (atol is None):
        missing = "rtol" if rtol is None else "atol"
        raise ValueError(f"Both 'rtol' and 'atol' must be either specified or omitted, but got no {missing}.")
    if rtol is not None and atol is not None and min(rtol, atol) < 0:
        raise RuntimeError(f"rtol and atol must be greater than or equal to zero, but got {rtol} and {atol}")
    rules = _Rules(allow_subclasses, rtol, atol, equal_nan, check_dtype, check_stride, TOLERANCES)
    _assert(actual, expected, rules, msg)


def _assert(actual: Any, expected: Any, rules: _Rules, msg: Any) -> None:
    try:
        _compare(actual, expected, rules)
    except _Differs as difference:
        text = difference.text()
        raise AssertionError(text if msg is None else msg(text) if callable(msg) else msg) from None


def assert_allclose(
    actual: Any,
    expected: Any,
    rtol: float | None = None,
    atol: float | None = None,
    equal_nan: bool = True,
    msg: str = "",
) -> None:
    """`assert_close` of anything that makes a tensor, whatever the dtype, with wider tolerances; deprecated."""
    warn(
        "`torch.testing.assert_allclose()` is deprecated since 1.12 and will be removed in a future release. "
        "Please use `torch.testing.assert_close()` instead.",
        FutureWarning,
    )
    x, y = (v if isinstance(v, Variable) else constant(np.asarray(v)) for v in (actual, expected))
    wider = {**TOLERANCES, dtypes.float16: (1e-3, 1e-3), dtypes.float32: (1e-4, 1e-5), dtypes.float64: (1e-5, 1e-8)}
    _assert(x, y, _Rules(True, rtol, atol, equal_nan, False, False, wider), msg or None)


def _compare(actual: Any, expected: Any, rules: _Rules) -> None:
    """Raise _Differs for the first difference between two values of any of the kinds."""
    if _is_sequence(actual) and _is_sequence(expected):
        if len(actual) != len(expected):
            raise _Differs(f"The length of the sequences mismatch: {len(actual)} != {len(expected)}")
        _compare_each(range(len(actual)), actual, expected, rules)
    elif isinstance(actual, Mapping) and isinstance(expected, Mapping):
        if actual.keys() != expected.keys():
            missing, more = list(expected.keys() - actual.keys()), list(actual.keys() - expected.keys())
            raise _Differs(
                f"The keys of the mappings do not match:\nMissing keys in the actual mapping: {sorted(missing)}\n"
                f"Additional keys in the actual mapping: {sorted(more)}"
            )
        _compare_each(sorted(actual) if all(isinstance(k, str) for k in actual) else actual, actual, expected, rules)
    elif actual is None or expected is None:
        if actual is not expected:
            raise _Differs(f"None mismatch: {actual} is not {expected}")
    elif isinstance(actual, (bool, np.bool_)) and isinstance(expected, (bool, np.bool_)):
        if bool(actual) is not bool(expected):
            raise _Differs(f"Booleans mismatch: {bool(actual)} is not {bool(expected)}")
    elif _is_number(actual) and _is_number(expected):
        _compare_numbers(actual, expected, rules)
    elif _is_tensor_like(actual, expected, rules):
        _compare_tensors(actual, expected, rules)
    else:
        raise TypeError(f"No comparison pair was able to handle inputs of type {type(actual)} and {type(expected)}.")


def _compare_each(keys: Any, actual: Any, expected: Any, rules: _Rules) -> None:
    for key in keys:
        try:
            _compare(actual[key], expected[key], rules)
        except _Differs as difference:
            difference.path.append(key)
            raise


def _is_sequence(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, complex, np.number))


def _is_tensor_like(actual: Any, expected: Any, rules: _Rules) -> bool:
    related = isinstance(actual, type(expected)) or isinstance(expected, type(actual))
    return (
        isinstance(actual, (Variable, np.ndarray))
        and isinstance(expected, (Variable, np.ndarray))
        and related
        and (rules.allow_subclasses or type(actual) is type(expected))
    )


def _compare_numbers(actual: Any, expected: Any, rules: _Rules) -> None:
    x, y = (value.item() if isinstance(value, np.generic) else value for value in (actual, expected))
    if rules.check_dtype and type(x) is not type(y):
        raise _Differs(f"The (d)types do not match: {type(x)} != {type(y)}.")
    rtol, atol = rules.for_types(_OF_NUMBERS[type(x)], _OF_NUMBERS[type(y)])
    if not _close(np.asarray(x), np.asarray(y), rtol, atol, rules.equal_nan):
        raise _Differs(_about_scalars(x, y, rtol, atol))


def _compare_tensors(actual: Any, expected: Any, rules: _Rules) -> None:
    x, y = (constant(value) if isinstance(value, np.ndarray) else value for value in (actual, expected))
    if x._array.shape != y._array.shape:
        _attributes_differ("shape", x.shape, y.shape)
    if rules.check_stride and x.stride() != y.stride():
        _attributes_differ("stride()", x.stride(), y.stride())
    if rules.check_dtype and x.dtype is not y.dtype:
        _attributes_differ("dtype", x.dtype, y.dtype)
    rtol, atol = rules.for_types(x.dtype, y.dtype)
    a, b = x._array, y._array
    if a.dtype != b.dtype:
        kind = dtypes.to_numpy(dtypes.promote_types(x.dtype, y.dtype))
        a, b = a.astype(kind), b.astype(kind)
    if a.dtype.kind in "biu":
        a, b = a.astype(np.int64), b.astype(np.int64)
    matches = _close(a, b, rtol, atol, rules.equal_nan)
    if matches.all():
        return
    if not a.ndim:
        raise _Differs(_about_scalars(a.item(), b.item(), rtol, atol))
    raise _Differs(_about_elements(a, b, matches, rtol, atol))


def _attributes_differ(name: str, actual: Any, expected: Any) -> None:
    raise _Differs(f"The values for attribute '{name}' do not match: {actual} != {expected}.")


def _close(x: np.ndarray, y: np.ndarray, rtol: float, atol: float, equal_nan: bool) -> np.ndarray:
    with np.errstate(all="ignore"):
        difference = np.abs(x - y) if x.dtype.kind != "O" else abs(x - y)
        close = (x == y) | ((difference <= atol + rtol * np.abs(y)) & np.isfinite(difference))
        return close | ((x != x) & (y != y)) if equal_nan else close


def _about_scalars(x: Any, y: Any, rtol: float, atol: float) -> str:
    absolute = abs(x - y)
    relative = absolute / abs(y) if y else float("inf")
    about = [f"Scalars are not {_word(rtol, atol)}!\n", f"Expected {y} but got {x}."]
    about.append(f"Absolute difference: {absolute}{_allowed(atol, rtol, atol)}")
    return "\n".join([*about, f"Relative difference: {relative}{_allowed(rtol, rtol, atol)}"])


def _about_elements(x: np.ndarray, y: np.ndarray, matches: np.ndarray, rtol: float, atol: float) -> str:
    wrong, total = int((~matches).sum()), matches.size
    with np.errstate(all="ignore"):
        absolute = np.where(matches, 0, np.abs(x - y)).astype(np.abs(x).dtype)
        base = np.float32 if x.dtype.kind == "i" else absolute.dtype
        relative = np.where(matches, 0, absolute.astype(base) / np.abs(y).astype(base)).astype(base)
    lines = [
        f"Tensor-likes are not {_word(rtol, atol)}!\n",
        f"Mismatched elements: {wrong} / {total} ({wrong / total:.1%})",
    ]
    for word, values, tolerance in (("absolute", absolute, atol), ("relative", relative, rtol)):
        index = tuple(map(int, np.unravel_index(np.argmax(values), values.shape)))
        allowed = _allowed(tolerance, rtol, atol)
        lines.append(f"Greatest {word} difference: {values[index].item()} at index {index}{allowed}")
    return "\n".join(lines)


def _word(rtol: float, atol: float) -> str:
    return "close" if rtol or atol else "equal"


def _allowed(tolerance: float, rtol: float, atol: float) -> str:
    return f" (up to {tolerance} allowed)" if rtol or atol else ""
