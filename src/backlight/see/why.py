"""Why a gradient is None, zero, not a number or huge: one sentence, and the path in the graph that shows it.

Here is found whose gradient is meant; `why_none.py` and `why_number.py` know the reasons.
"""

from __future__ import annotations

import ast
import gc
import linecache
import sys
from types import FrameType
from typing import Any

from backlight.core.variable import Variable
from backlight.see.names import variables_in_scope
from backlight.see.reason import Reason
from backlight.see.why_none import why_none
from backlight.see.why_number import why_number


def why(value: Any = None) -> Reason:
    """Say why a gradient is what it is: `why(w.grad)`, or `why(w)`, which asks for `w.grad` too.

    For None it reads in the program's line whose gradient was meant. Where the graph was freed by `backward()`, the
    numbers are known if it ran under `backlight.record()`; else only what is left of the graph.

    >>> import backlight
    >>> w = backlight.tensor([2.0], requires_grad=True)
    >>> why(w).kind
    'none'
    """
    frame = sys._getframe(1)
    owner, name = None, ""
    if value is None:
        owner, name = _asked(frame)
        if owner is None:
            return Reason("unknown", "Whose gradient is None? Ask with the tensor: backlight.why(w) or why(w.grad).")
    elif not isinstance(value, Variable):
        raise TypeError(f"why: expected a tensor, its gradient or None, got {type(value).__name__}")
    else:
        owner = _owner(value)
        owner = value if owner is None else owner
    name = name or _name(owner) or "the tensor"
    if owner._grad is None:
        return why_none(owner, name)
    return why_number(owner, f"{name}.grad", owner._grad._array)


def _asked(frame: FrameType) -> tuple[Any, str]:
    """Whose gradient a call `why(w.grad)` names, read from its source: only names, attributes and fixed indices."""
    try:
        calls = [node for node in ast.walk(ast.parse(_source(frame))) if isinstance(node, ast.Call)]
    except SyntaxError:
        return None, ""
    for call in calls:
        called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if called == "why" and call.args:
            asked = call.args[0]
            if isinstance(asked, ast.Attribute) and asked.attr == "grad":
                owner = _evaluated(asked.value, frame)
                if isinstance(owner, Variable):
                    return owner, ast.unparse(asked.value)
    return None, ""


def _source(frame: FrameType) -> str:
    """The source of the call that a frame is at."""
    line, last, column, end = list(frame.f_code.co_positions())[frame.f_lasti // 2]
    if line is None or last is None or column is None or end is None:
        return linecache.getline(frame.f_code.co_filename, frame.f_lineno).strip()
    rows = [linecache.getline(frame.f_code.co_filename, n).encode() for n in range(line, last + 1)]
    rows[-1] = rows[-1][:end]  # columns count bytes
    rows[0] = rows[0][column:]
    return b"".join(rows).decode(errors="replace")


def _evaluated(node: ast.expr, frame: FrameType) -> Any:
    if isinstance(node, ast.Name):
        return frame.f_locals.get(node.id, frame.f_globals.get(node.id))
    if isinstance(node, ast.Attribute):
        return getattr(_evaluated(node.value, frame), node.attr, None)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        holder = _evaluated(node.value, frame)
        try:
            return holder[node.slice.value]  # type: ignore[index]
        except (TypeError, LookupError):
            return None
    return None


def _owner(gradient: Any) -> Any:
    """The tensor whose `.grad` this is."""
    for _, x in variables_in_scope():
        if x._grad is gradient:
            return x
    return next((x for x in gc.get_objects() if isinstance(x, Variable) and x._grad is gradient), None)


def _name(x: Any) -> str:
    return next((name for name, known in variables_in_scope() if known is x), "")
