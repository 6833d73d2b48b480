"""A recording as plain data, ready for JSON: what docs/record.md describes."""

from __future__ import annotations

import platform
import sys
from datetime import datetime
from typing import Any

import numpy as np

from backlight.see.record.detail import Detail
from backlight.see.record.parameters import History
from backlight.see.record.recording import Recording
from backlight.see.record.values import Statistics, Values, number, plain

VERSION = 1


def record_of(recording: Recording, program: str = "", ending: dict | None = None) -> dict:
    """All that a recording holds, by the names that docs/record.md explains.

    Arguments: program, the script's name; ending, how it ended: {"kind": "completed", "error": "", "place": None}.
    """
    recording.settle()
    graphs = [dict(graph) for graph in recording.graphs]
    steps = [_step(detail, graphs) for detail in recording.keeping.details]
    dropped = recording.count - len(recording.keeping.details)
    losses = [
        {
            "name": name,
            "place": list(place),
            "steps": [n for n, _ in rows],
            "values": [number(value) for _, value in rows],
        }
        for (name, place), rows in recording.losses.items()
    ]
    return {
        "format": "backlight-record",
        "version": VERSION,
        "program": {
            "name": program,
            "arguments": sys.argv[1:],
            "backlight": sys.modules["backlight"].__version__,
            "python": platform.python_version(),
            "numpy": np.__version__,
            "began": datetime.fromtimestamp(recording.began).isoformat(timespec="seconds"),
            "seconds": round(recording.seconds, 3),
            "ending": ending or {"kind": "running", "error": "", "place": None},
        },
        "losses": losses,
        "graphs": graphs,
        "steps": steps,
        "parameters": [_parameter(history) for history in recording.parameters.histories.values()],
        "notices": [],
        "dropped": {"steps": dropped, "reason": _reason(recording, dropped)},
        "files": recording.places.files(),
    }


def _reason(recording: Recording, dropped: int) -> str:
    stride = recording.keeping.stride
    return f"of {recording.count:,} steps, every {stride}th is kept in detail" if dropped else ""


def _step(detail: Detail, graphs: list[dict]) -> dict:
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
    return told


def _brief(value: float) -> float | str:
    """A statistic to seven digits."""
    return number(f"{value:.7g}")


def _parameter(history: History) -> dict:
    steps, norms, gradients, updates = zip(*history.rows, strict=True) if history.rows else ((), (), (), ())
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
            "gradient": [_brief(x) for x in gradients],
            "update": [_brief(x) for x in updates],
        },
    }
