"""`torch.utils.benchmark`: one statement timed many times, what came of it, and several of them side by side."""

from __future__ import annotations

import timeit
from collections.abc import Callable, Sequence
from enum import Enum
from importlib import import_module
from statistics import median, quantiles
from textwrap import indent
from typing import Any

timer = timeit.default_timer
_UNITS = ((1e-9, "ns"), (1e-6, "us"), (1e-3, "ms"), (1.0, "s"))


class Language(Enum):
    """In what the statement is written; here in Python."""

    PYTHON = 0
    CPP = 1


class Timer:
    """Times a statement.

    Args:
        stmt, setup: Python source; `setup` runs once before a measurement.
        globals: the names that both may use.
        label, sub_label, description, env: shown with the results; Compare makes rows and columns of them.
        num_threads: remembered; NumPy has its own threads.

    >>> Timer("x + 1", globals={"x": 2}).timeit(10).number_per_run
    10
    """

    def __init__(
        self,
        stmt: str = "pass",
        setup: str = "pass",
        global_setup: str = "",
        timer: Callable[[], float] = timer,
        globals: dict[str, Any] | None = None,
        label: str | None = None,
        sub_label: str | None = None,
        description: str | None = None,
        env: str | None = None,
        num_threads: int = 1,
        language: Language | str = Language.PYTHON,
    ) -> None:
        if language not in (Language.PYTHON, "py", "python", "Python"):
            raise NotImplementedError("Timer: backlight compiles no C++; language has to be Language.PYTHON")
        names = {"torch": import_module("backlight.torch"), **(globals or {})}
        self._timer = timeit.Timer(stmt, setup, timer, names)
        self.about = _About(stmt, setup, label, sub_label, description, env, num_threads)

    def timeit(self, number: int = 1000000) -> Measurement:
        """Run the statement `number` times, after a few unmeasured ones."""
        self._timer.timeit(max(number // 100, 2))
        return Measurement(number, [self._timer.timeit(number)], self.about)

    def repeat(self, repeat: int = -1, number: int = -1) -> None:
        """NotImplementedError, as in torch: see `blocked_autorange`."""
        raise NotImplementedError("See `Timer.blocked_autorange.`")

    def autorange(self, callback: Any = None) -> None:
        """NotImplementedError, as in torch: see `blocked_autorange`."""
        raise NotImplementedError("See `Timer.blocked_autorange.`")

    def blocked_autorange(
        self, callback: Callable[[int, float], Any] | None = None, min_run_time: float = 0.2
    ) -> Measurement:
        """Measure blocks of runs for `min_run_time` seconds; a block is long enough for the clock not to matter."""
        number = self._block(min_run_time)
        return Measurement(number, self._blocks(number, min_run_time, callback), self.about)

    def adaptive_autorange(
        self,
        threshold: float = 0.1,
        *,
        min_run_time: float = 0.01,
        max_run_time: float = 10.0,
        callback: Callable[[int, float], Any] | None = None,
    ) -> Measurement:
        """As `blocked_autorange`, until the spread is below `threshold` of the median, or `max_run_time` is over."""
        number = self._block(min_run_time)
        times = self._blocks(number, min_run_time, callback)
        while sum(times) < max_run_time:
            found = Measurement(number, times, self.about)
            if len(times) > 3 and found.iqr < threshold * found.median:
                break
            times += self._blocks(number, min_run_time, callback)
        return Measurement(number, times, self.about)

    def _block(self, min_run_time: float) -> int:
        number = 1
        while True:
            taken = self._timer.timeit(number)
            if taken > min(min_run_time / 1000, 1e-4) or number > 1 << 24:
                return number
            number *= 10

    def _blocks(self, number: int, min_run_time: float, callback: Any) -> list[float]:
        times: list[float] = []
        while sum(times) < min_run_time:
            times.append(self._timer.timeit(number))
            if callback is not None:
                callback(number, times[-1])
        return times


class _About:
    """What was timed, in words."""

    def __init__(
        self,
        stmt: str,
        setup: str,
        label: str | None,
        sub_label: str | None,
        description: str | None,
        env: str | None,
        num_threads: int,
    ) -> None:
        self.stmt, self.setup, self.label, self.sub_label = stmt, setup, label, sub_label
        self.description, self.env, self.num_threads = description, env, num_threads


class Measurement:
    """The times of a statement, in seconds."""

    def __init__(self, number_per_run: int, raw_times: list[float], about: _About) -> None:
        self.number_per_run, self.raw_times, self.task_spec = number_per_run, raw_times, about

    def __getattr__(self, name: str) -> Any:
        if name in ("stmt", "setup", "label", "sub_label", "description", "env", "num_threads"):
            return getattr(self.task_spec, name)
        raise AttributeError(name)

    @property
    def times(self) -> list[float]:
        """The time of one run, for each measurement."""
        return [taken / self.number_per_run for taken in self.raw_times]

    @property
    def mean(self) -> float:
        """The mean of the times."""
        return sum(self.times) / len(self.raw_times)

    @property
    def median(self) -> float:
        """The median of the times."""
        return median(self.times)

    @property
    def iqr(self) -> float:
        """The range that the middle half of the times lies in."""
        if len(self.raw_times) < 2:
            return 0.0
        low, _, high = quantiles(self.times, n=4, method="inclusive")
        return high - low

    @property
    def title(self) -> str:
        """The label, or the statement."""
        about = self.task_spec
        if about.label:
            return about.label + (f": {about.sub_label}" if about.sub_label else "")
        if "\n" not in about.stmt:
            return about.stmt + (f": {about.sub_label}" if about.sub_label else "")
        return (f"stmt: ({about.sub_label})" if about.sub_label else "stmt:") + f"\n{indent(about.stmt, '  ')}"

    @property
    def as_row_name(self) -> str:
        """The name of its row in a comparison."""
        return self.task_spec.sub_label or self.task_spec.stmt or "[Unknown]"

    def __repr__(self) -> str:
        about, runs, several = self.task_spec, self.number_per_run, len(self.raw_times)
        lines = [f"<torch.utils.benchmark.utils.common.Measurement object at {id(self):#x}>", self.title]
        lines += [about.description] if about.description else []
        if about.setup != "pass":
            more = "\n" in about.setup
            lines.append("setup:\n" + indent(about.setup, "  ") if more else f"setup: {about.setup}")
        scale, unit = unit_of(self.median)
        if several == 1:
            lines.append(f"  {self.median / scale:.2f} {unit}")
        else:
            lines.append(f"  {'Median: ' if several > 1 else ''}{self.median / scale:.2f} {unit}")
            ordered = quantiles(self.times, n=4, method="inclusive")
            span = f"({ordered[0] / scale:.2f} to {ordered[2] / scale:.2f})"
            lines.append(f"  IQR:    {self.iqr / scale:.2f} {unit} {span}")
        plural, per = ("s" if several > 1 else ""), (" per measurement," if several > 1 else "")
        threads = f"{about.num_threads} thread{'s' if about.num_threads > 1 else ''}"
        lines.append(f"  {several} measurement{plural}, {runs} runs{per or ' ,'} {threads}")
        return "\n".join(lines)


def unit_of(seconds: float) -> tuple[float, str]:
    """The unit in which a time is easy to read, and how many seconds it is.

    >>> unit_of(2e-5)
    (1e-06, 'us')
    """
    return next(((scale, unit) for scale, unit in reversed(_UNITS) if seconds >= scale), _UNITS[0])


class Compare:
    """Measurements side by side: a table per label, a row per sub_label, a column per description.

    >>> print(Compare([Timer("1 + 1", label="sum", description="ints").timeit(100)]))
    [--... sum --...
    """

    def __init__(self, results: Sequence[Measurement]) -> None:
        self._results = list(results)

    def extend_results(self, results: Sequence[Measurement]) -> None:
        """Add more measurements."""
        self._results.extend(results)

    def trim_significant_figures(self) -> None:
        """Nothing: times are shown with one digit after the point."""

    def colorize(self, rowwise: bool = False) -> None:
        """Nothing: the table is plain text."""

    def highlight_warnings(self) -> None:
        """Nothing: there are no warnings in the table."""

    def print(self) -> None:
        """Print the tables."""
        print(self)

    def __str__(self) -> str:
        labels = dict.fromkeys(result.task_spec.label or result.task_spec.stmt for result in self._results)
        return "\n\n".join(self._table(label) for label in labels)

    def _table(self, label: str) -> str:
        rows = [r for r in self._results if (r.task_spec.label or r.task_spec.stmt) == label]
        scale, unit = unit_of(min(r.median for r in rows))
        columns = list(dict.fromkeys(r.task_spec.description or "" for r in rows))
        lines: list[str] = []
        names = [f"{r.as_row_name}" for r in rows]
        wide, cell = max(map(len, names)) + 8, max([len(c) for c in columns] + [8]) + 2
        head = " " * wide + "|" + "|".join(f"{c:^{cell}}" for c in columns)
        lines += [f"[{f' {label} ':-^{max(len(head) - 2, len(label) + 4)}}]", head]
        for threads in sorted({r.task_spec.num_threads for r in rows}):
            lines.append(f"{threads} threads: ".ljust(len(head), "-"))
            for name in dict.fromkeys(r.as_row_name for r in rows if r.task_spec.num_threads == threads):
                cells = []
                for column in columns:
                    found = [
                        r.median / scale
                        for r in rows
                        if (r.as_row_name, r.task_spec.description or "") == (name, column)
                        and r.task_spec.num_threads == threads
                    ]
                    cells.append(f"{median(found):>{cell - 1}.1f} " if found else " " * cell)
                lines.append(f"      {name}".ljust(wide) + "|" + "|".join(cells))
        names_of = {"ns": "nanoseconds", "us": "microseconds", "ms": "milliseconds", "s": "seconds"}
        return "\n".join([*lines, "", f"Times are in {names_of[unit]} ({unit})."])
