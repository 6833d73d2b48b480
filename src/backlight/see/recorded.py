"""A recording in Python and in notebooks: `with backlight.record() as r:`, and what there is to see of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backlight.see.record.recording import KEEP, ROOM, Recording

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from pandas import DataFrame

    from backlight.see.graph import Graph

FEW = 12  # curves that are all named


def record(
    *,
    keep: int = KEEP,
    room: int = ROOM,
    steps: Iterable[int] = (),
    full: Iterable[str] = (),
    check: bool = False,
) -> Recorded:
    """Record what is trained in a `with` block: every loss, and steps in detail as far as there is room.

    No number of the program is changed. Arguments: keep, how many steps in detail; room, how many bytes for them;
    steps, numbers of steps (from 1, one for each `backward()`) that are kept in any case; full, names of parameters and
    variables of which all values are kept, up to 65,536 each: of others with more than 64 there are statistics; check,
    whether to look for the mistakes that `backlight check` names, which takes a whole training.

    >>> import backlight
    >>> w = backlight.tensor(3.0, requires_grad=True)
    >>> with backlight.record() as r:
    ...     for _ in range(2):
    ...         loss = w * w
    ...         loss.backward()
    >>> r
    <Recorded: 2 steps, loss 9.0 → 9.0>
    """
    return Recorded(Recording(keep, room, steps, full, doctor=check))


class Recorded:
    """What was recorded; in a notebook it shows its losses and its last graph."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording

    def __enter__(self) -> Recorded:
        self.recording.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self.recording.stop()

    def data(self) -> dict:
        """All of it as plain data, as docs/record.md describes."""
        from backlight.see.record.export import record_of

        main = getattr(sys.modules.get("__main__"), "__file__", None)
        ended = {"kind": "completed", "error": "", "place": None}
        told = record_of(self.recording, os.path.basename(main or "notebook"), ended)
        if main is None:
            told["program"]["arguments"] = []  # they are not the user's
        return told

    def json(self, path: str | PathLike[str] | None = None, *, step: int | None = None) -> str:
        """The data as JSON text, written to a file if `path` is given; of one step only with its number.

        Raises: ValueError, if that step was not kept in detail.
        """
        from backlight.see.page import data

        told = self.data()
        if step is not None:
            kept = [one["step"] for one in told["steps"]]
            if step not in kept:
                raise ValueError(f"json: step {step} was not kept in detail; kept are {_listed(kept)}")
            told = _one_step(told, kept.index(step))
        text = data(told)
        if path is not None:
            Path(path).write_text(text, encoding="utf-8")
        return text

    def report(self, path: str | PathLike[str]) -> None:
        """Write the page that shows everything: one HTML file that needs no network."""
        from backlight.see.page import page_of

        Path(path).write_text(page_of(self.data()), encoding="utf-8", errors="backslashreplace", newline="\n")

    def graph(self) -> Graph:
        """The graph of the last step, with its values and gradients."""
        from backlight.see.asking import last_trace

        trace = last_trace(self.recording)
        if trace is None:
            raise RuntimeError("record: no backward() has run, so there is no graph to show")
        return trace.graph()

    def notices(self) -> list[dict]:
        """The mistakes that were found, as docs/record.md describes them. Raises: RuntimeError, if none were sought."""
        if self.recording.doctor is None:
            raise RuntimeError("record: mistakes were not looked for; use record(check=True)")
        return [notice.plain() for notice in self.recording.doctor.notices()]

    def losses(self) -> dict[str, tuple[list[int], list[float]]]:
        """Of each loss its steps and its values; losses of one name on several lines are told apart by the line."""
        curves = self.recording.losses
        names = [name for name, _ in curves]
        return {
            name if names.count(name) == 1 else f"{name}, line {place[1]}": ([n for n, _ in rows], [v for _, v in rows])
            for (name, place), rows in curves.items()
        }

    def plot_loss(self, ax: Axes | None = None, *, log: bool = False) -> Axes:
        """Draw the losses over the steps with matplotlib, into `ax` or a new figure, and return the axes."""
        axes = _axes(ax)
        for name, (steps, values) in self.losses().items():
            axes.plot(steps, values, label=name)
        return _finished(axes, "loss", log)

    def plot_gradients(self, ax: Axes | None = None, *, log: bool = True) -> Axes:
        """Draw the norm of every parameter's gradient over the steps, and return the axes.

        Of more than 12 parameters the colours go from the first to the last, and some of them are named.
        """
        axes = _axes(ax)
        named = [node["name"] for graph in self.recording.graphs.values() for node in graph["nodes"]]
        order = {name: -k for k, name in enumerate(reversed(named))}  # by the first use
        histories = [history for history in self.recording.parameters.histories.values() if history.rows]
        histories.sort(key=lambda history: order.get(history.name, 1))
        count = len(histories)
        colours = _imported("matplotlib", "see").colormaps["viridis"] if count > FEW else None
        told = {k * (count - 1) // (FEW - 1) for k in range(FEW)}
        for k, history in enumerate(histories):
            steps, norms = zip(*[(row[0], row[2]) for row in history.rows], strict=True)
            how = {} if colours is None else {"color": colours(k / count)}
            name = history.name or "leaf"
            axes.plot(steps, norms, label=name if colours is None or k in told else f"_{name}", **how)
        return _finished(axes, "norm of the gradient", log)

    def to_pandas(self, what: str = "losses") -> DataFrame:
        """A table: "losses" (step, loss, value) or "parameters" (step, parameter, norm, gradient, update).

        Raises: ModuleNotFoundError without pandas (pip install "backlight[pandas]"); ValueError for other words.
        """
        if what not in ("losses", "parameters"):
            raise ValueError(f"to_pandas: expected 'losses' or 'parameters', got {what!r}")
        pandas = _imported("pandas", "pandas")
        if what == "losses":
            table = [(n, name, v) for name, (steps, values) in self.losses().items() for n, v in zip(steps, values)]
            return pandas.DataFrame(table, columns=["step", "loss", "value"])
        histories = self.recording.parameters.histories.values()
        rows = [(row[0], history.name, *row[1:]) for history in histories for row in history.rows]
        return pandas.DataFrame(rows, columns=["step", "parameter", "norm", "gradient", "update"])

    def __repr__(self) -> str:
        from backlight.see.summary import number

        count = self.recording.count
        told = [f"{name} {number(v[0])} → {number(v[-1])}" for name, (_, v) in self.losses().items()]
        return f"<Recorded: {', '.join([f'{count:,} step{chr(115) * (count != 1)}', *told[:3]])}>"

    def _repr_html_(self) -> str:
        from backlight.see.curve import losses_svg
        from backlight.see.theme import escape

        if not self.recording.count:
            return f"<p>{escape(repr(self))}</p>"
        curves = {name: values for name, (_, values) in self.losses().items()}
        return f"<div>{losses_svg(curves, xlabel='backward', first=1)}</div><div>{self.graph().svg()}</div>"


def _one_step(told: dict, index: int) -> dict:
    """A record of one of its steps alone."""
    step = told["steps"][index]
    number = step["step"]
    losses = [
        {**loss, "steps": [number], "values": [loss["values"][loss["steps"].index(number)]]}
        for loss in told["losses"]
        if number in loss["steps"]
    ]
    graph = told["graphs"][step["graph"]]
    return {**told, "losses": losses, "graphs": [graph], "steps": [{**step, "graph": 0}]}


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers if len(numbers) <= 12 else [*numbers[:10], "…", numbers[-1]]))


def _imported(package: str, extra: str) -> Any:
    from importlib import import_module

    try:
        return import_module(package)
    except ModuleNotFoundError as error:
        error.add_note(f'To install it: pip install "backlight[{extra}]"')
        raise


def _axes(ax: Any) -> Any:
    return _imported("matplotlib.pyplot", "see").subplots()[1] if ax is None else ax


def _finished(ax: Any, label: str, log: bool) -> Any:
    ax.set_xlabel("step")
    ax.set_ylabel(label)
    if log:
        ax.set_yscale("log")
    if ax.get_legend_handles_labels()[1]:
        ax.legend(fontsize="small")
    ax.grid(alpha=0.25)
    return ax
