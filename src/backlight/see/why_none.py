"""Why a gradient is None: nothing is to come to this tensor, or nothing has come yet, or it was taken away."""

from __future__ import annotations

from typing import Any

import numpy as np

from backlight.core.node import Node
from backlight.core.reads import is_stand_in
from backlight.core.variable import edge
from backlight.see.asking import Passed, holds, is_freed, last_trace, recorded, results_in_scope
from backlight.see.formula import expression
from backlight.see.reason import Reason
from backlight.see.record.recording import latest
from backlight.see.summary import Summary
from backlight.see.trace import Trace

CUT = "detach(), .data, .item(), no_grad() or an operation without a derivative, as argmax"


def why_none(x: Any, name: str) -> Reason:
    """The reason why `x.grad` is None; `name` is what the program calls it."""
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
        had = Summary(np.asarray(trace.gradients[x])).text()
        return Reason("none", f"{because}it was set to None since, as zero_grad() does: in the last step it was {had}.")
    in_scope = results_in_scope(x)
    results = [(result, Trace([root])) for result, root in in_scope]
    for result, trace in results:
        if holds(trace, x):
            if is_freed(trace):
                text = f"it was set to None after the backward() from {result}, as zero_grad() does."
            else:
                text = f"there was no backward() yet from {result}, which rests on it."
            return Reason("none", because + text, route(Passed(trace), x))
    last = last_trace(latest[0]) if latest else None
    watched = [(Passed(last).name(edge(last.roots[0])), last)] if last is not None else []
    for result, trace in [*results, *watched]:
        cut = _cut(trace, x)
        if cut is not None:
            passed = Passed(trace)
            where = f"{expression(cut)}{passed.line(cut)}"
            text = f"{result} uses its numbers in {where} as a constant: detach(), .data or no_grad() cut the graph"
            return Reason(
                "none", f"{because}{text} there.", [f"{name}  (no edge leads here)", f"{passed.name(cut)}: {where}"]
            )
    for result, trace in watched:
        there = any(root is trace.roots[0] for _, root in in_scope)
        if there and any(leaf is not x and trace.names.get(id(leaf)) == name for leaf in trace.leaves):
            return Reason(
                "none",
                f"{because}{result} rests on another tensor that was called {name}: this one was made later, so an "
                "optimizer that has the other one does not move it either.",
            )
    seen = f" ({', '.join([result for result, _ in results[:5]])})" if results else ""
    text = f"no result in sight{seen} rests on it: it took no part in what was computed, or was cut off by {CUT}."
    return Reason("none", because + text)


def route(passed: Passed, x: Any) -> list[str]:
    """How a result rests on `x`, from the result."""
    lines, place = [passed.name(x)], edge(x)
    while uses := passed.uses.get(place):
        place = uses[0][0]
        lines.append(f"{passed.name(place)}: {expression(place)}{passed.line(place)}")
    return lines[::-1]


def _cut(trace: Trace, x: Any) -> Node | None:
    """The first node that uses the memory of `x` without being connected to it."""
    for node in sorted(trace.steps, key=lambda node: node.sequence):
        for parent, value in zip(node.parents, trace.steps[node].inputs or (), strict=False):
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
