"""Why a gradient is None, zero, not a number or huge: one sentence, and the path in the graph that shows it."""

from __future__ import annotations

import ast
import gc
import linecache
import sys
from types import FrameType
from typing import Any

import numpy as np

from backlight.core.node import Node
from backlight.core.reads import is_stand_in
from backlight.core.variable import Variable, edge
from backlight.see.asking import Passed, holds, is_freed, recorded, results_in_scope, walked
from backlight.see.drawing import local_derivative
from backlight.see.formula import expression, formula
from backlight.see.names import variables_in_scope
from backlight.see.summary import Summary, number
from backlight.see.trace import Trace

HUGE = 1e3  # a gradient whose norm grew by so much on one edge
LONGEST = 40  # lines of a path


class Reason:
    """An answer: its `kind` ("none", "zero", "nonfinite", "huge", "sum", "unknown"), a sentence, the path as lines."""

    def __init__(self, kind: str, sentence: str, path: list[str] | None = None) -> None:
        self.kind, self.sentence, self.path = kind, sentence, path or []

    def __repr__(self) -> str:
        path = self.path
        if len(path) > LONGEST:
            path = [*path[: LONGEST // 2], f"… {len(path) - LONGEST:,} more", *path[-LONGEST // 2 :]]
        return "\n".join([self.sentence, *[f"  {line}" for line in path]])


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
        return _why_none(owner, name)
    return _why_value(owner, f"{name}.grad", owner._grad._array, name)


# Whose gradient -------------------------------------------------------------------------------------------------------


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


# None -----------------------------------------------------------------------------------------------------------------


def _why_none(x: Any, name: str) -> Reason:
    because = f"{name}.grad is None because "
    if not x._needs_grad:
        if x._array.dtype.kind in "biu":
            return Reason("none", f"{because}{name} holds {x._array.dtype.name}: only floating point has gradients.")
        return Reason(
            "none",
            f"{because}{name}.requires_grad is False: it was made without requires_grad=True, or cut from the graph by "
            "detach(), .data, .item() or no_grad().",
        )
    if isinstance(x._node, Node):
        passed = Passed(Trace([x]))
        made = f"{expression(x._node)}{passed.line(x._node)}"
        return Reason(
            "none",
            f"{because}{name} is not a leaf but the result of {made}, and backward() keeps gradients of leaves only: "
            f"call {name}.retain_grad() before backward().",
            _down(passed, x._node),
        )
    trace = recorded(x)
    if trace is not None and trace.gradients.get(x) is not None:
        had = Summary(_array(trace.gradients[x])).text()
        return Reason("none", f"{because}it was set to None since, as zero_grad() does: in the last step it was {had}.")
    results = [(result, Trace([root])) for result, root in results_in_scope(x)]
    for result, trace in results:
        if holds(trace, x):
            if is_freed(trace):
                text = f"it was set to None after the backward() from {result}, as zero_grad() does."
            else:
                text = f"there was no backward() yet from {result}, which rests on it."
            return Reason("none", because + text, _route(Passed(trace), x))
    for result, trace in results:
        cut = _cut(trace, x)
        if cut is not None:
            passed = Passed(trace)
            where = f"{expression(cut)}{passed.line(cut)}"
            text = f"{result} uses its numbers in {where} as a constant: detach(), .data or no_grad() cut the graph"
            return Reason(
                "none", f"{because}{text} there.", [f"{name}  (no edge leads here)", f"{passed.name(cut)}: {where}"]
            )
    seen = f" ({', '.join([result for result, _ in results[:5]])})" if results else ""
    return Reason("none", f"{because}no result in sight{seen} rests on it: it took no part in what was computed.")


def _cut(trace: Trace, x: Any) -> Node | None:
    """The first node that uses the memory of `x` without being connected to it."""
    for node in sorted(trace.steps, key=lambda node: node.sequence):
        for parent, value in zip(node.parents, node.inputs or (), strict=False):
            constant = parent is None and isinstance(value, np.ndarray) and value.size > 0 and not is_stand_in(value)
            if constant and np.may_share_memory(value, x._array):
                return node
    return None


def _down(passed: Passed, place: Any) -> list[str]:
    """From a result to the first leaf behind it, along the first operand that leads to one."""
    lines = []
    while isinstance(place, Node):
        lines.append(f"{passed.name(place)}: {expression(place)}{passed.line(place)}")
        place = next((parent for parent in place.parents if parent is not None), None)
    return [*lines, passed.name(place)] if place is not None else lines


def _route(passed: Passed, x: Any) -> list[str]:
    """How a result rests on `x`, from the result."""
    lines, place = [passed.name(x)], edge(x)
    while uses := passed._uses.get(place):
        place = uses[0][0]
        lines.append(f"{passed.name(place)}: {expression(place)}{passed.line(place)}")
    return lines[::-1]


# A number -------------------------------------------------------------------------------------------------------------


def _why_value(x: Any, title: str, gradient: np.ndarray, name: str) -> Reason:
    is_zero, finite = not gradient.any(), bool(np.isfinite(gradient).all())
    kind = "zero" if is_zero else "sum" if finite else "nonfinite"
    told = {"zero": "zero", "nonfinite": "not finite"}.get(kind, Summary(gradient).text())
    trace = recorded(x)
    for _, root in results_in_scope(x) if trace is None else ():
        if root._array.size == 1 and holds(found := Trace([root]), x):
            if is_freed(found):
                continue
            trace = walked(root)
            break
    if trace is None or trace.gradients.get(edge(x)) is None:
        return Reason(
            kind,
            f"{title} is {told}; its graph was freed by backward(), so the numbers that made it are gone: run it "
            "inside `with backlight.record():`, or with backward(retain_graph=True).",
        )
    passed = Passed(trace)
    if kind == "nonfinite":
        return _why_nonfinite(passed, x, title)
    if kind == "zero":
        return _why_zero(passed, x, title)
    return _why_so_large(passed, x, title, told)


def _why_zero(passed: Passed, x: Any, title: str) -> Reason:
    place, lines = edge(x), [f"{passed.name(edge(x))}: grad 0"]
    while arrivals := passed.arrivals(place):
        if any(_array(sent).any() for _, _, sent in arrivals):
            parts = " + ".join([Summary(_array(sent)).text() for _, _, sent in arrivals])
            return Reason("zero", f"{title} is zero because its contributions cancel: {parts}.", lines[::-1])
        node, position, _ = arrivals[0]
        g = passed.gradient(node)
        lines.append(_line(passed, node, position))
        if g is not None and _array(g).any():
            return Reason("zero", f"{title} is zero because {_zero_at(passed, node, position)}.", lines[::-1])
        place = node
    return Reason("zero", f"{title} is zero because backward started with a gradient of zero.", lines[::-1])


def _zero_at(passed: Passed, node: Node, position: int) -> str:
    """Why a node passes nothing on, though something came."""
    where = f"{formula(node, position)[0]}{passed.line(node)}"
    name = node.op.name if node.op is not None else ""
    out = passed.value(node)
    if name == "relu" and out is not None and not out.any():
        return f"the relu{passed.line(node)} is off: in all {out.size} places its input is ≤ 0, where its slope is 0"
    local = local_derivative(passed.trace, node, position)
    if local is not None and not local.any():
        return f"the local derivative is 0 everywhere: {where}"
    return f"what came is not zero, and {where} passes none of it on: it is 0 wherever the gradient is not"


def _why_nonfinite(passed: Passed, x: Any, title: str) -> Reason:
    trace = passed.trace
    root = edge(trace.roots[0])
    out = passed.value(root)
    if out is not None and not np.isfinite(out).all():
        for node in sorted(trace.steps, key=lambda node: node.sequence):
            value = passed.value(node)
            if value is not None and not np.isfinite(value).all():
                given = [Summary(a).text() for a in _known_inputs(passed, node)]
                text = f"{expression(node)}{passed.line(node)} is {Summary(value).text()}"
                of = f" of {' and '.join(given)}" if given else ""
                lines = [f"{passed.name(node)} = {Summary(value).text()}", *_route(passed, x)[::-1]]
                return Reason("nonfinite", f"{title} is not finite because the forward pass is not: {text}{of}.", lines)
    place, lines = edge(x), [f"{passed.name(edge(x))}: grad {Summary(_array(passed.gradient(edge(x)))).text()}"]
    because = f"{title} is not finite because"
    while arrivals := passed.arrivals(place):
        bad = [one for one in arrivals if not np.isfinite(_array(one[2])).all()]
        if not bad:
            return Reason("nonfinite", f"{because} its contributions overflow together.", lines[::-1])
        node, position, _ = bad[0]
        lines.append(_line(passed, node, position))
        g = passed.gradient(node)
        if g is None or np.isfinite(_array(g)).all():
            return Reason("nonfinite", f"{because} {_born(passed, node, position)}.", lines[::-1])
        place = node
    return Reason("nonfinite", f"{because} backward started with such a gradient.", lines[::-1])


def _born(passed: Passed, node: Node, position: int) -> str:
    """How a finite gradient became one that is not."""
    text, g = f"{formula(node, position)[0]}{passed.line(node)}", passed.gradient(node)
    local = local_derivative(passed.trace, node, position)
    if local is None or g is None:
        return f"a finite gradient came to {expression(node)}{passed.line(node)} and left it so: {text}"
    bad = np.broadcast_to(~np.isfinite(local), np.shape(_array(g)))
    if not bad.any():
        return f"the product overflows: {text} = {Summary(local).text()}"
    count = int(bad.sum())
    slope = f"{text} is not finite in {count} place{'s' * (count != 1)}"
    if not _array(g)[bad].any():
        return (
            f"{slope}, where the gradient is 0, and 0 × ∞ is not a number. A mask after {expression(node)} comes too "
            "late: give it an input that it can bear, as log(where(x > 0, x, 1))"
        )
    return slope


def _known_inputs(passed: Passed, node: Node) -> list[np.ndarray]:
    step = passed.trace.steps[node]
    values = [passed.trace.value(value) for value in step.inputs or ()]
    return [value for value in values if isinstance(value, np.ndarray) and not is_stand_in(value)]


def _why_so_large(passed: Passed, x: Any, title: str, told: str) -> Reason:
    """Follow the largest contribution back to the result; the edge on which it grew most is the reason."""
    place, lines, most, where = edge(x), [f"{passed.name(edge(x))}: grad {told}"], 1.0, ""
    first = passed.arrivals(place)
    while arrivals := passed.arrivals(place):
        node, position, sent = max(arrivals, key=lambda one: float(np.abs(_array(one[2])).max(initial=0)))
        lines.append(_line(passed, node, position))
        g = passed.gradient(node)
        if g is not None and _norm(g):
            factor = _norm(sent) / _norm(g)
            if factor > most:
                most, where = factor, f"{formula(node, position)[0]}{passed.line(node)}"
        place = node
    if most >= HUGE:
        grew = number(float(f"{most:.3g}"))
        return Reason("huge", f"{title} is as large as {told} because it grew {grew}-fold at {where}.", lines[::-1])
    parts = " + ".join([Summary(_array(sent)).text() for _, _, sent in first[:6]]) + " + …" * (len(first) > 6)
    count = f"the sum of {len(first)} contributions: {parts}" if len(first) != 1 else "what came along its one use"
    return Reason("sum", f"{title} is {told}, {count}.", lines[::-1])


def _line(passed: Passed, node: Node, position: int) -> str:
    """One edge of a path, as text."""
    g = passed.gradient(node)
    came = "" if g is None else f", grad {Summary(_array(g)).text()}"
    return f"{passed.name(node)}: {formula(node, position)[0]}{came}{passed.line(node)}"


def _norm(x: Any) -> float:
    return float(np.linalg.norm(np.asarray(_array(x), np.float64)))


def _array(x: Any) -> np.ndarray:
    return np.asarray(getattr(x, "_array", x))
