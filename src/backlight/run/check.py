"""`backlight check SCRIPT`: the script runs as ever; what the doctor has found follows on stderr."""

from __future__ import annotations

import linecache
import os
import sys
import textwrap
from typing import Any

from backlight.see.doctor import Notice
from backlight.see.record import Recording

WIDTH = 100
KEEP = 2  # steps in detail: what the doctor needs he notes himself


class Check:
    """Watches for mistakes; errors and warnings make the exit status 1, hints do not."""

    def __init__(self) -> None:
        self.recording = Recording(keep=KEEP, doctor=True)
        self.process = os.getpid()

    def start(self) -> None:
        """Watch from here on."""
        self.recording.start()

    def finish(self) -> bool:
        """Print what was found; whether there was nothing to mend."""
        self.recording.stop()
        if os.getpid() != self.process:
            return True  # a forked child came to its end; the program is its parent
        doctor = self.recording.doctor
        assert doctor is not None
        notices = doctor.notices()
        sys.stdout.flush()
        print("\n".join(self._lines(notices)), file=sys.__stderr__, flush=True)
        return all(notice.severity == "hint" for notice in notices)

    def _lines(self, notices: list[Notice]) -> list[str]:
        steps = self.recording.count
        seen = f"{steps:,} step{'s' * (steps != 1)}" if steps else "no backward pass"
        if not notices:
            return [f"backlight: nothing to mend ({seen})"]
        lines = [f"backlight: {_counted(notices)} ({seen})"]
        for notice in notices:
            lines += ["", f"{notice.severity}: {notice.kind}"]
            if notice.place is not None:
                lines += self._source(notice.place)
            lines += _wrapped(notice.text, "  ") + _wrapped(notice.fix, "  Fix: ")
        return lines

    def _source(self, place: Any) -> list[str]:
        """`  train.py:12`, the line, and a mark under the call."""
        number, line, column, end = place
        path = self.recording.places.path(number)
        text = linecache.getline(path, line).rstrip()
        shown = [f"  {_short(path)}:{line}"]
        if text:
            code = text.lstrip()
            shown.append(f"    {code}")
            if column < end:
                shown.append("    " + " " * (column - 1 - len(text) + len(code)) + "^" * (end - column))
        return shown


def _counted(notices: list[Notice]) -> str:
    counts = {kind: sum(notice.severity == kind for notice in notices) for kind in ("error", "warning", "hint")}
    return ", ".join([f"{n} {kind}{'s' * (n != 1)}" for kind, n in counts.items() if n])


def _wrapped(text: str, before: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=before, subsequent_indent=" " * len(before))


def _short(path: str) -> str:
    """A path as seen from here, if that is shorter."""
    try:
        near = os.path.relpath(path)
    except ValueError:  # another drive
        return path
    return min(near, path, key=len)
