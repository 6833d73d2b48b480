"""A recording as plain data, ready for JSON: what docs/record.md describes."""

from __future__ import annotations

import platform
import sys
from bisect import bisect_left
from datetime import datetime
from typing import Any

import numpy as np

from backlight.see.record.detail import Detail
from backlight.see.record.parameters import History
from backlight.see.record.recording import Recording
from backlight.see.record.values import Statistics, Values, number, plain

VERSION = 1


def record_of(
    recording: Recording, program: str = "", ending: dict | None = None, after: int = 0, graphs: int = 0
) -> dict:
    """All that a recording holds, by the names that docs/record.md explains.

    Arguments: program, the script's name; ending, how it ended: {"kind": "completed", "error": "", "place": None};
    after and graphs, for who has a record up to this step and with so many graphs: only what is new (and the rows of
    that step, which may have changed), and which steps are still
    `kept`, and the `orders` of backward in the graphs of the new ones.
    """
    recording.settle()
    details = recording.keeping.details
    steps = [_step(detail, recording.graphs) for detail in details if detail.step > after]
    dropped = recording.count - len(details)
    kept: dict[str, Any] = {}
    if after or graphs:
        orders = {str(step["graph"]): recording.graphs[step["graph"]]["backward"] for step in steps}
        kept = {"kept": [detail.step for detail in details], "orders": orders}
    losses = [
        {
            "name": name,
            "place": list(place),
            "steps": [n for n, _ in rows[since:]],
            "values": [number(value) for _, value in rows[since:]],
        }
        for (name, place), rows in recording.losses.items()
        for since in (bisect_left(rows, after, key=_step_of),)
    ]
    return {
        "format": "backlight-record",
        "version": VERSION,
        "program": {
            "name": program,
            "arguments": [str(word) for word in sys.argv[1:]],
            "backlight": sys.modules["backlight"].__version__,
            "python": platform.python_version(),
            "numpy": np.__version__,
            "began": datetime.fromtimestamp(recording.began).isoformat(timespec="seconds"),
            "seconds": round(recording.seconds, 3),
            "ending": ending or {"kind": "running", "error": "", "place": None},
        },
        "losses": losses,
        "graphs": [_graph(recording.graphs.get(number)) for number in range(graphs, recording.described)],
        "steps": steps,
        "parameters": [_parameter(history, after) for history in recording.parameters.histories.values()],
        "notices": [notice.plain() for notice in recording.doctor.notices()] if recording.doctor else [],
        "dropped": {"steps": dropped, "reason": _reason(recording, dropped)},
        "files": recording.places.files(),
        **kept,
    }


def _reason(recording: Recording, dropped: int) -> str:
    stride, large = recording.keeping.stride, recording.too_large
    reasons = []
    if dropped > large:
        reasons.append(f"of {recording.count:,} steps, every {stride}th is kept in detail")
    if large:
        nodes = f"{recording.largest:,} nodes"
        reasons.append(f"the graphs of {large:,} steps have more than {nodes}: only their losses are kept")
    if recording.elsewhere:
        reasons.append(f"{recording.elsewhere:,} backward passes of other threads are not recorded")
    return "; ".join(reasons)


def _graph(graph: dict | None) -> dict | None:
    return None if graph is None else dict(graph)


def _step(detail: Detail, graphs: dict[int, dict]) -> dict:
    graph = graphs[detail.graph]
    fired: Any = [[slot, edges] for slot, edges in detail.fired]
    told = {
        "step": detail.step,
        "graph": detail.graph,
        "losses": [[name, number(value)] for name, value in detail.losses],
        "values": [_values(x) for x in detail.values],
        "gradients": [_values(x) for x in detail.gradients],
        "contributions": [_values(x) for x in detail.contributions],
        "jacobians": {str(edge): plain(table) for edge, table in detail.jacobians.items()},
    }
    if graph.setdefault("backward", fired) != fired:
        told["backward"] = fired  # it went another way than the first time
    if detail.notes:
        told["notes"] = {str(slot): text for slot, text in detail.notes.items()}
    return told


def _values(values: Values | None) -> Any:
    if values is None:
        return None
    if not isinstance(values, Statistics):
        return {"v": plain(values)}
    told = {"s": [None if x is None else _brief(x) for x in values[:5]] + list(values[5:7]), "size": values.size}
    if values.histogram is not None:
        told["h"] = list(values.histogram)
    if values.full is not None:
        told["f"] = plain(values.full)
    return told


def _brief(value: float) -> float | str:
    """A statistic to seven digits."""
    return number(f"{value:.7g}")


def _step_of(row: tuple) -> int:
    return row[0]


def _parameter(history: History, after: int) -> dict:
    rows = history.rows[bisect_left(history.rows, after, key=_step_of) :]
    steps, norms, gradients, updates = zip(*rows, strict=True) if rows else ((), (), (), ())
    return {
        "name": history.name,
        "shape": list(history.shape),
        "dtype": history.dtype,
        "in_graph": history.in_graph,
        "has_gradient": history.has_gradient,
        "in_optimizer": history.in_optimizer,
        "changed": history.changed,
        "history": {
            "steps": list(steps),
            "norm": [_brief(x) for x in norms],
            "gradient": [None if x is None else _brief(x) for x in gradients],
            "update": [None if x is None else _brief(x) for x in updates],
        },
    }
