"""One row per budget, as text for the terminal and as Markdown for bench/README.md."""

from __future__ import annotations

import datetime
import os
import platform
from dataclasses import dataclass
from pathlib import Path

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
COLUMNS = ("what", "budget", "backlight", "torch", "torch / backlight", "met?")


@dataclass(frozen=True)
class Row:
    """A budget and what was measured for it; `ratio` is torch's figure over backlight's, from the same run."""

    what: str
    budget: str
    measured: str
    torch: str = "–"
    ratio: float | None = None
    met: bool | None = None

    def cells(self) -> tuple[str, ...]:
        ratio = "–" if self.ratio is None else f"{self.ratio:.1f} ×"
        met = {True: "yes", False: "NO", None: "–"}[self.met]
        return (self.what, self.budget, self.measured, self.torch, ratio, met)


def lines(rows: list[Row]) -> list[str]:
    """A Markdown table whose columns also line up in a terminal."""
    cells = [COLUMNS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(COLUMNS))]
    padded = [[cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in cells]
    text = [f"| {' | '.join(line)} |" for line in padded]
    text.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return text


def machine(versions: dict[str, str]) -> str:
    """The machine and the versions in one line: a figure without them says nothing."""
    named = ", ".join(f"{name} {version}" for name, version in versions.items())
    day = datetime.date.today().isoformat()
    return f"{day}: {processor()}, {os.cpu_count()} cores, {platform.system()}, 1 thread; {named}."


def processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def write(readme: Path, text: list[str]) -> None:
    """Replace what stands between the markers."""
    before, begin, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"{readme}: the markers {BEGIN} and {END} are missing")
    readme.write_text(before + "\n".join([BEGIN, *text, END]) + after, encoding="utf-8")
