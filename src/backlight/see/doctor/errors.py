"""What a recording can add to an error of backward: which tensor leads into the old graph, which lines are meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.core import writes
from backlight.core.errors import GraphFreedError, ModifiedError
from backlight.core.node import Node
from backlight.see.doctor.chart import calling

if TYPE_CHECKING:
    from backlight.see.doctor.chart import Chart
    from backlight.see.record.recording import Pass


def explain(chart: Chart, one: Pass, node: Any, error: BaseException) -> None:
    """Add a note with names and lines to the error, and keep it as a notice."""
    if isinstance(error, GraphFreedError):
        _explain_freed(chart, one, error)
    elif isinstance(error, ModifiedError):
        what = _write(node)
        made = one.trace.steps[node].place
        where = getattr(what, "place", None)
        told, told_zh = what, what
        if isinstance(what, writes.Write):
            line = chart.line(where)
            told, told_zh = f"{what.name} at {line}", f"{line} 的 {what.name}"
        facts = {"op": node.name(), "made": chart.line(made), "what": told, "what_zh": told_zh}
        chart.say("modified_in_place", where, about=calling(), **facts)
        error.add_note(chart.notices[-1].text)


def _explain_freed(chart: Chart, one: Pass, error: BaseException) -> None:
    """The bridge is the youngest node of the old graph that the new one leads to, or the root itself."""
    steps = one.trace.steps
    old = {node for node in steps if node.sequence <= chart.earlier_boundary}
    into = [parent for node in steps if node not in old for parent in node.parents if parent in old]
    roots = [root._node for root in one.trace.roots if root._node in old]
    bridges = sorted({node for node in (*into, *roots) if isinstance(node, Node)}, key=lambda node: -node.sequence)
    bridges = [bridge for bridge in bridges if _leads_to_freed(bridge, steps)]
    if not bridges:
        return
    bridge = bridges[0]
    one.trace.name()
    last = chart.recording.last
    variable = one.trace.names.get(id(bridge)) or (chart.name(last, bridge) if last is not None else "")
    name = variable or f"the result of {bridge.name()}"
    made, first = chart.line(steps[bridge].place), chart.line(chart.earlier)
    kind = "backward_twice" if bridge in roots else "backward_into_old_graph"
    chart.say(kind, steps[bridge].place, about=calling(), name=name, variable=variable or "x", first=first, made=made)
    error.add_note(chart.notices[-1].text)


def _write(node: Node) -> Any:
    """What wrote into something that a node has kept."""
    outs = node.out if type(node.out) is tuple else (node.out,)
    found = [writes.since(array, node.sequence) for array in (*(node.inputs or ()), *outs)]
    return next((what for what in found if what is not None), "a write")


def _leads_to_freed(bridge: Node, steps: dict) -> bool:
    stack, seen = [bridge], {bridge}
    while stack:
        node = stack.pop()
        if node in steps and steps[node].freed:
            return True
        for parent in node.parents:
            if isinstance(parent, Node) and parent not in seen:
                seen.add(parent)
                stack.append(parent)
    return False
