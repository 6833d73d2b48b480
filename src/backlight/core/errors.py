"""Errors as part of the product: what happened, what was expected, and the likely fix, with torch's class.

RuntimeError
 ├─ GraphFreedError      backward a second time through a graph that the first one has freed
 ├─ ModifiedError        a value that backward needs was overwritten in place
 └─ AcceleratorError     torch's for a failing device, with OutOfMemoryError; never raised here
Exception
 └─ ValuesAsked          what stands for many arrays was asked for its values; never seen by users
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np


class GraphFreedError(RuntimeError):
    """Backward went a second time through a graph whose values the first one has freed."""


class ModifiedError(RuntimeError):
    """A value that backward needs was overwritten by an in-place operation."""


class AcceleratorError(RuntimeError):
    """An accelerator failed; never raised here, so that `except torch.AcceleratorError` has its name."""


class OutOfMemoryError(RuntimeError):
    """An accelerator's memory is full; never raised here: NumPy raises MemoryError."""


class ValuesAsked(Exception):
    """Something that stands for an array, and has its shape and dtype alone, was asked for values.

    Inside `vmap` a tensor's array stands for those of all examples. That an op's forward raises this costs the
    ordinary call nothing, and `answer` then computes the op for all of them.
    """

    def answer(self, op: Any, operands: tuple, arrays: Any, params: dict) -> Any:
        """What the op gives; `operands` are the tensors (or what else was given) around `arrays`."""
        raise self


# Floating-point warnings of our own arithmetic are switched off as torch has none; the user's NumPy keeps its own.
warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"backlight\.")


def explain(error: Exception, op: Any, forward: Callable, arrays, params: dict, operands: tuple) -> Any:
    """Turn NumPy's exception from `forward(*arrays, **params)` into torch's class with the reason and the fix.

    Where the exception is only a floating-point warning that someone made an error, the value is computed anyway, and
    so it is where an array stands for many.
    """
    if isinstance(error, (ValuesAsked, TypeError)):
        for a in arrays:  # of what is no array, NumPy's inner parts say so in their own words
            if hasattr(a, "asked"):
                return a.asked().answer(op, operands, arrays, params)
        if isinstance(error, ValuesAsked):
            return error.answer(op, operands, arrays, params)
    if isinstance(error, RuntimeWarning):
        with np.errstate(all="ignore"):
            return forward(*arrays, **params)
    if isinstance(error, (RuntimeError, NotImplementedError, IndexError)) or getattr(error, "explained", False):
        raise error
    shapes = [getattr(a, "shape", None) for a in arrays]
    name = op.name
    if isinstance(error, ValueError) and "broadcast" in str(error):
        raise RuntimeError(f"{name}: {broadcast_reason(shapes)}") from error
    given = ", ".join(describe(a) for a in arrays)
    if isinstance(error, TypeError) and "ufunc" in str(error):
        raise NotImplementedError(f'"{name}" not implemented for these types: {given}') from error
    if isinstance(error, TypeError) and "numpy boolean" in str(error):
        raise RuntimeError(f"{name}: {error}".replace("numpy boolean", "boolean")) from error
    if isinstance(error, ValueError):
        raise RuntimeError(f"{name}: {error}; given {given}") from error
    if isinstance(error, np.exceptions.AxisError):
        raise IndexError(f"{name}: {error}; given {given}") from error
    raise error


def describe(value: object) -> str:
    """A short name for an argument in a message: a tensor by shape and dtype, anything else by its repr."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype} tensor of shape {tuple(value.shape)}"
    return repr(value)


def broadcast_reason(shapes) -> str:
    """Why shapes do not broadcast together, in torch's words, and how to mend it where that is plain."""
    shapes = [tuple(s) for s in shapes if s is not None]
    for i, a in enumerate(shapes):
        for b in shapes[i + 1 :]:
            for back in range(1, min(len(a), len(b)) + 1):
                if a[-back] != b[-back] and 1 not in (a[-back], b[-back]):
                    dim = max(len(a), len(b)) - back
                    text = (
                        f"The size of tensor a ({a[-back]}) must match the size of tensor b ({b[-back]}) "
                        f"at non-singleton dimension {dim}; the shapes are {a} and {b}"
                    )
                    return text + _broadcast_fix(a, b)
    return f"shapes {', '.join(map(str, shapes))} do not broadcast together"


def _broadcast_fix(a: tuple, b: tuple) -> str:
    if len(a) == 2 and a == b[::-1]:
        return ". Did you mean the transpose, y.T?"
    if len(b) == 1 and len(a) > 1 and b[0] == a[0]:
        return f". Did you mean y.unsqueeze(1), of shape {(b[0], 1)}?"
    if len(a) == 1 and len(b) > 1 and a[0] == b[0]:
        return f". Did you mean x.unsqueeze(1), of shape {(a[0], 1)}?"
    return ""


def warn(message: str, category: type[Warning] = UserWarning) -> None:
    """Warn at the user's own line, however deep in backlight the warning arises."""
    depth, frame = 2, sys._getframe(1)  # for `warnings.warn`, 1 is the line below
    while frame is not None and _is_ours(frame):
        depth, frame = depth + 1, frame.f_back
    warnings.warn(message, category, stacklevel=depth)


def _is_ours(frame) -> bool:
    return frame.f_globals.get("__name__", "").partition(".")[0] == __name__.partition(".")[0]


def user_place() -> str | None:
    """'file, line N' of the innermost frame that is not backlight's own, for messages."""
    frame = sys._getframe(1)
    while frame is not None:
        if not _is_ours(frame) and not frame.f_globals.get("__name__", "").startswith("importlib"):
            return f"{frame.f_code.co_filename}, line {frame.f_lineno}"
        frame = frame.f_back
    return None
