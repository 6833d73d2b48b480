"""The program's matplotlib figures as files: what `plt.show()` would show, or is still open at the end, is saved."""

# Only with --out. Without it matplotlib is left alone, so that a script does what it does under python: a window where
# there is a screen; and where there is none matplotlib itself falls back to Agg, whose show() neither waits nor warns.

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

from backlight.run.imports import after_import


class Figures:
    """Saves figures as `figure-1.png`, `figure-2.png`, … into `directory`; matplotlib stays unimported until used."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.files: list[Path] = []
        self.pyplot: Any = None

    def start(self) -> None:
        """From the program's import of pyplot on, nothing opens a window or waits for one."""
        after_import("matplotlib.pyplot", self._take_over)

    def write(self) -> list[Path]:
        """Save the figures that are still open; every file since the start."""
        if self.pyplot is not None:
            self._save()
        return self.files

    def _take_over(self, pyplot: ModuleType) -> None:
        self.pyplot = pyplot
        self.pyplot.switch_backend("agg")
        self.pyplot.show = self._show

    def _show(self, *_: object, block: bool | None = None, **__: object) -> None:
        """Stands for `plt.show()`: the figures are saved and closed, as windows are closed before it returns."""
        if block is None:
            block = not self.pyplot.isinteractive()
        if block:
            self._save()

    def _save(self) -> None:
        for number in self.pyplot.get_fignums():
            file = self.directory / f"figure-{len(self.files) + 1}.png"
            self.pyplot.figure(number).savefig(file)
            self.files.append(file)
        self.pyplot.close("all")
