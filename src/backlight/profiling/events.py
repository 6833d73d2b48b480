"""What a profile found: one event per operation, sums by name, the table that users read, a trace for a browser."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_COLUMNS = ("Self CPU %", "Self CPU", "CPU total %", "CPU total", "CPU time avg", "# of Calls")


class Event:
    """One call of an operation: when it began and ended (in µs), and inside of which other."""

    __slots__ = ("children_time", "cpu_parent", "end", "input_shapes", "is_user_annotation", "key", "start")

    count = 1

    def __init__(self, name: str, start: float, parent: Event | None, shapes: list, is_user: bool = False) -> None:
        self.key, self.start, self.end, self.cpu_parent = name, start, start, parent
        self.input_shapes, self.is_user_annotation, self.children_time = shapes, is_user, 0.0

    @property
    def name(self) -> str:
        """What was called."""
        return self.key

    @property
    def cpu_time_total(self) -> float:
        """How long it took, in µs."""
        return self.end - self.start

    @property
    def self_cpu_time_total(self) -> float:
        """How long it took without the operations inside of it, in µs."""
        return self.cpu_time_total - self.children_time

    cpu_time = cpu_time_total


class Average:
    """All calls of one operation together; times in µs."""

    def __init__(self, key: str, input_shapes: Any = "") -> None:
        self.key, self.input_shapes, self.count = key, input_shapes, 0
        self.cpu_time_total = self.self_cpu_time_total = 0.0

    def add(self, event: Any) -> Average:
        """Add one more event, or the sums of others."""
        self.count += event.count
        self.cpu_time_total += event.cpu_time_total
        self.self_cpu_time_total += event.self_cpu_time_total
        return self

    @property
    def cpu_time(self) -> float:
        """The time of one call."""
        return self.cpu_time_total / self.count if self.count else 0.0

    device_time_total = cuda_time_total = self_device_time_total = self_cuda_time_total = 0.0

    def __repr__(self) -> str:
        own, total = shown_time(self.self_cpu_time_total), shown_time(self.cpu_time)
        return f"<FunctionEventAvg key={self.key} self_cpu_time={own} cpu_time={total} >"


class EventList(list):
    """Events, or their averages."""

    @property
    def self_cpu_time_total(self) -> float:
        """The time of all events, each counted once, in µs."""
        return sum(event.self_cpu_time_total for event in self)

    def key_averages(self, group_by_input_shape: bool = False, group_by_stack_n: int = 0) -> EventList:
        """The events summed by name (and by the shapes of what they were given)."""
        found: dict[Any, Average] = {}
        for event in self:
            shapes = event.input_shapes if group_by_input_shape else ""
            average = found.setdefault((event.key, str(shapes)), Average(event.key, shapes))
            average.add(event)
        return EventList(found.values())

    def total_average(self) -> Average:
        """All events as one."""
        total = Average("Total")
        for event in self:
            total.add(event)
        return total

    def table(
        self,
        sort_by: str | None = None,
        row_limit: int = 100,
        max_src_column_width: int = 75,
        max_name_column_width: int = 55,
        max_shapes_column_width: int = 80,
        header: str | None = None,
        top_level_events_only: bool = False,
    ) -> str:
        """The events as a table, at most `row_limit` of them, in the order of `sort_by`: "cpu_time_total", "count"…"""
        order = {"cuda_time_total": "cpu_time_total", "self_cuda_time_total": "self_cpu_time_total"}
        rows: Iterable = self
        if sort_by is not None and "memory" in sort_by:
            raise NotImplementedError(
                f"table(sort_by={sort_by!r}): memory is not measured; sort_by='cpu_time_total' is"
            )
        if sort_by is not None:
            rows = sorted(self, key=lambda event: getattr(event, order.get(sort_by, sort_by)), reverse=True)
        rows = list(rows)[: row_limit if row_limit >= 0 else None]
        total = self.self_cpu_time_total or 1.0
        wide = min(max([len(row.key) for row in rows] + [20]), max_name_column_width)
        shapes = any(row.input_shapes for row in rows)
        heads = [*_COLUMNS, "Input Shapes"] if shapes else [*_COLUMNS]
        line = "  ".join(["-" * wide, *["-" * 12] * len(heads)])
        lines = [header] if header else []
        lines += [line, "  ".join([f"{'Name':>{wide}}", *[f"{head:>12}" for head in heads]]), line]
        for row in rows:
            cells = [
                f"{100 * row.self_cpu_time_total / total:.2f}%",
                shown_time(row.self_cpu_time_total),
                f"{100 * row.cpu_time_total / total:.2f}%",
                shown_time(row.cpu_time_total),
                shown_time(row.cpu_time),
                str(row.count),
                *([str(row.input_shapes)[:max_shapes_column_width]] if shapes else []),
            ]
            lines.append("  ".join([f"{row.key[:wide]:>{wide}}", *[f"{cell:>12}" for cell in cells]]))
        return "\n".join([*lines, line, f"Self CPU time total: {shown_time(self.self_cpu_time_total)}", ""])

    def __str__(self) -> str:
        return self.table()

    def export_chrome_trace(self, path: str) -> None:
        """Write the events to a file that chrome://tracing and ui.perfetto.dev show."""
        from json import dump

        trace = [
            {"name": e.key, "ph": "X", "ts": e.start, "dur": e.cpu_time_total, "pid": 0, "tid": 0, "cat": "op"}
            for e in self
        ]
        with open(path, "w", encoding="utf-8") as file:
            dump({"traceEvents": trace}, file)


def shown_time(microseconds: float) -> str:
    """A time as it is printed.

    >>> shown_time(12.3456), shown_time(12345.6), shown_time(2.5e6)
    ('12.346us', '12.346ms', '2.500s')
    """
    if microseconds >= 1e6:
        return f"{microseconds / 1e6:.3f}s"
    return f"{microseconds / 1e3:.3f}ms" if microseconds >= 1e3 else f"{microseconds:.3f}us"
