"""Why a gradient is zero, not a number, or huge: followed back along its contributions to where it became so."""

from __future__ import annotations

from typing import Any

import numpy as np

from backlight.core.node import Node
from backlight.core.reads import is_stand_in
from backlight.core.variable import edge
from backlight.see.asking import Passed, array_of, holds, is_freed, recorded, results_in_scope, walked
from backlight.see.drawing import local_derivative
from backlight.see.formula import expression, formula
from backlight.see.reason import Reason
from backlight.see.summary import Summary, number
from backlight.see.trace import Trace
from backlight.see.why_none import route

HUGE = 1e3  # a gradient whose norm grew by so much


def why_number(x: Any, title: str, gradient: np.ndarray) -> Reason:
    """The reason why `x.grad`, which is called `title`, is this gradient."""
    is_zero, finite = not gradient.any(), bool(np.isfinite(gradient).all())
    kind = "zero" if is_zero else "sum" if finite else "nonfinite"
    told = {"zero": "zero", "nonfinite": "not finite"}.get(kind, Summary(gradient).text())
    trace = recorded(x)
    for _, root in results_in_scope(x) if trace is None else ():
        if root._array.size == 1 and holds(found := Trace([root]), x) and not is_freed(found):
            trace = walked(root)
            break
    if trace is None or trace.gradients.get(edge(x)) is None:
        return Reason(
            kind,
            f"{title} is {told}; its graph was freed by backward(), so the numbers that made it are gone: run it "
            "inside `with backlight.record():`, or with backward(retain_graph=True).",
        )
    passed = Passed(trace)
    before = _held(trace, x)
    reason = _otherwise(passed, x, title, told, gradient, before)
    if reason is not None:
        return reason
    if kind == "nonfinite":
        return _why_nonfinite(passed, x, title)
    if kind == "zero":
        return _why_zero(passed, x, title)
    if before is not None:
        own = Summary(array_of(passed.gradient(edge(x)))).text()
        told += f": {Summary(before).text()} from before this backward(), which zero_grad() takes away, and {own}"
    return _why_so_large(passed, x, title, told)


def _held(trace: Trace, x: Any) -> np.ndarray | None:
    """What `.grad` held before the pass, to which that added."""
    held = trace.leaves[x][1] if trace.accumulates and x in trace.leaves else None
    return None if held is None or not held.any() else held


def _otherwise(
    passed: Passed, x: Any, title: str, told: str, gradient: np.ndarray, before: np.ndarray | None
) -> Reason | None:
    """What the pass does not explain: a gradient that was there before, or was written to since."""
    own = array_of(passed.gradient(edge(x)))
    made = own if before is None else before + own
    brought, root = Summary(own).text(), passed.name(edge(passed.trace.roots[0]))
    if not np.array_equal(made, gradient, equal_nan=True):
        if passed.trace.accumulates:
            text = f"it was changed after the recorded backward(), which made it {Summary(made).text()}"
            others = "another backward(), zero_grad(set_to_none=False) or clip_grad_norm_()"
            return Reason("unknown", f"{title} is {told} because {text}: by {others}, perhaps.")
        text = f"a backward() from {root} brings {brought}: the rest was there before, or was written to it since"
        return Reason("unknown", f"{title} is {told}, but {text}.")
    if before is not None and np.isfinite(own).all() and not np.isfinite(before).all():
        return Reason(
            "nonfinite",
            f"{title} is not finite because it was not before this backward(), which only adds {brought}: zero_grad() "
            "would have taken it away; ask again after the first step where it is so.",
        )
    return None


def _why_zero(passed: Passed, x: Any, title: str) -> Reason:
    place, lines = edge(x), [f"{passed.name(edge(x))}: grad 0"]
    because = f"{title} is zero because"
    while arrivals := passed.arrivals(place):
        if any(array_of(sent).any() for _, _, sent in arrivals):
            parts = " + ".join([Summary(array_of(sent)).text() for _, _, sent in arrivals])
            if _total(arrivals).any():
                return Reason("zero", f"{because} a hook made it so, of {parts}.", lines[::-1])
            return Reason("zero", f"{because} its contributions cancel: {parts}.", lines[::-1])
        node, position, _ = arrivals[0]
        g = passed.gradient(node)
        lines.append(_line(passed, node, position))
        if g is not None and array_of(g).any():
            return Reason("zero", f"{because} {_zero_at(passed, node, position)}.", lines[::-1])
        place = node
    return Reason("zero", f"{because} backward started with a gradient of zero.", lines[::-1])


def _zero_at(passed: Passed, node: Node, position: int) -> str:
    """Why a node passes nothing on, though something came."""
    where, line = f"{formula(node, position)[0]}{passed.line(node)}", passed.line(node)
    name = node.op.name if node.op is not None else ""
    out, g = passed.value(node), array_of(passed.gradient(node))
    if name == "relu" and out is not None and not out.any():
        return f"the relu{line} is off: in all {out.size} places its input is ≤ 0, where its slope is 0"
    if name == "softmax" and (g == g.flat[0]).all():
        same = Summary(g.flat[0]).text()
        return f"the outputs of the softmax{line} always sum to 1, so the same gradient, {same}, for all moves none"
    if name == "vector_norm" and out is not None and not out.any():
        return f"the norm{line} is of nothing but zeros, where its derivative is taken to be 0"
    local = local_derivative(passed.trace, node, position)
    if local is None:
        return f"a gradient came, and {where} makes 0 of it"
    if not local.any():
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
                because = f"{title} is not finite because the forward pass is not: {text}{of}."
                return Reason("nonfinite", because, route(passed, x))
    place, lines = edge(x), [f"{passed.name(edge(x))}: grad {Summary(array_of(passed.gradient(edge(x)))).text()}"]
    because = f"{title} is not finite because"
    while arrivals := passed.arrivals(place):
        bad = [one for one in arrivals if not np.isfinite(array_of(one[2])).all()]
        if not bad:
            how = "a hook made it so" if np.isfinite(_total(arrivals)).all() else "its contributions overflow together"
            return Reason("nonfinite", f"{because} {how}.", lines[::-1])
        node, position, _ = bad[0]
        lines.append(_line(passed, node, position))
        g = passed.gradient(node)
        if g is None or np.isfinite(array_of(g)).all():
            return Reason("nonfinite", f"{because} {_born(passed, node, position)}.", lines[::-1])
        place = node
    return Reason("nonfinite", f"{because} backward started with such a gradient.", lines[::-1])


def _born(passed: Passed, node: Node, position: int) -> str:
    """How a finite gradient became one that is not."""
    text, g = f"{formula(node, position)[0]}{passed.line(node)}", passed.gradient(node)
    local = local_derivative(passed.trace, node, position)
    if local is None or g is None:
        return f"a finite gradient came to {expression(node)}{passed.line(node)} and left it so: {text}"
    bad = np.broadcast_to(~np.isfinite(local), np.shape(array_of(g)))
    if not bad.any():
        return f"the product overflows: {text} = {Summary(local).text()}"
    count = int(bad.sum())
    slope = f"{text} is not finite in {count} place{'s' * (count != 1)}{_there(passed, node, bad)}"
    if not array_of(g)[bad].any():
        return (
            f"{slope}, and there the gradient is 0, and 0 × ∞ is not a number. A mask after {expression(node)} comes "
            "too late: give it an input that it can bear, as log(where(x > 0, x, 1))"
        )
    return slope


def _there(passed: Passed, node: Node, bad: np.ndarray) -> str:
    """What the only operand is in these places, if it is the same in all of them."""
    given = _known_inputs(passed, node)
    if len(given) != 1 or given[0].shape != bad.shape or (given[0][bad] != given[0][bad].flat[0]).any():
        return ""
    return f", where x is {Summary(given[0][bad].flat[0]).text()}"


def _known_inputs(passed: Passed, node: Node) -> list[np.ndarray]:
    step = passed.trace.steps[node]
    values = [passed.trace.value(value) for value in step.inputs or ()]
    return [value for value in values if isinstance(value, np.ndarray) and not is_stand_in(value)]


def _why_so_large(passed: Passed, x: Any, title: str, told: str) -> Reason:
    """Follow the largest contribution back to the result; the edge on which it grew most is the reason, or all are."""
    place, most, where, count, start = edge(x), 1.0, "", 0, 0.0
    own, first = array_of(passed.gradient(place)), passed.arrivals(place)
    lines, large = (
        [f"{passed.name(place)}: grad {Summary(own).text()}"],
        f"{title} is as large as {told} because it grew",
    )
    while arrivals := passed.arrivals(place):
        node, position, sent = max(arrivals, key=lambda one: float(np.abs(array_of(one[2])).max(initial=0)))
        lines.append(_line(passed, node, position))
        count += 1
        g = passed.gradient(node)
        if g is not None and _norm(g):
            start = _norm(g)
            factor = _norm(sent) / start
            if factor > most:
                most, where = factor, f"{formula(node, position)[0]}{passed.line(node)}"
        place = node
    if most >= HUGE:
        return Reason("huge", f"{large} {_brief(most)}-fold at {where}.", lines[::-1])
    if start and (grew := _norm(own) / start) >= HUGE and len(first) == 1:
        steps = f"{_brief(grew)}-fold along {count} operations, most, {_brief(most)}-fold, at {where}"
        return Reason("huge", f"{large} {steps}.", lines[::-1])
    parts = " + ".join([Summary(array_of(sent)).text() for _, _, sent in first[:6]]) + " + …" * (len(first) > 6)
    told_sum = f"the sum of {len(first):,} contributions: {parts}" if len(first) != 1 else "what came along its one use"
    return Reason("sum", f"{title} is {told}, {told_sum}.", lines[::-1])


def _brief(factor: float) -> str:
    return number(float(f"{factor:.3g}"))


def _total(arrivals: list[tuple[Node, int, Any]]) -> np.ndarray:
    """The sum of what came."""
    with np.errstate(all="ignore"):
        return np.sum([array_of(sent) for _, _, sent in arrivals], axis=0)


def _line(passed: Passed, node: Node, position: int) -> str:
    """One edge of a path, as text."""
    g = passed.gradient(node)
    came = "" if g is None else f", grad {Summary(array_of(g)).text()}"
    return f"{passed.name(node)}: {formula(node, position)[0]}{came}{passed.line(node)}"


def _norm(x: Any) -> float:
    return float(np.linalg.norm(np.asarray(array_of(x), np.float64)))
