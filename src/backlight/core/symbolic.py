"""torch's functions for numbers that may be symbols while a program is traced; here they are numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any


def sym_float(a: Any) -> float:
    """`a` as a float."""
    return float(a)


def sym_int(a: Any) -> int:
    """`a` as an int, cut towards zero."""
    return math.floor(a) if a >= 0 else math.ceil(a)


def sym_not(a: Any) -> bool:
    """Whether `a` is false."""
    return not a


def sym_max(a: Any, b: Any) -> Any:
    """The larger of two numbers, a float if one of them is."""
    both = max(a, b)
    return float(both) if isinstance(a, float) or isinstance(b, float) else both


def sym_min(a: Any, b: Any) -> Any:
    """The smaller of two numbers, a float if one of them is."""
    both = min(a, b)
    return float(both) if isinstance(a, float) or isinstance(b, float) else both


def sym_sum(args: Sequence[Any]) -> Any:
    """The sum of numbers."""
    return sum(args)


def sym_sqrt(a: Any) -> float:
    """The square root of a number."""
    return math.sqrt(a)


def sym_ite(b: bool, t: Any, f: Any) -> Any:
    """`t` if `b` is true, else `f`."""
    return t if b else f
