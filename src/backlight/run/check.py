"""`backlight check SCRIPT`: the script runs as ever; what the doctor has found follows on stderr."""

from __future__ import annotations

import linecache
import os
import sys
import unicodedata
from typing import Any, NamedTuple

from backlight.see.doctor import Notice
from backlight.see.record import Recording

WIDTH = 100
KEEP = 2  # steps in detail: what the doctor needs he notes himself


class _Phrases(NamedTuple):
    """What is said around the notices, in one language."""

    clean: str
    raised: str
    found: str
    steps: tuple[str, str, str]  # none, one, several
    severities: dict[str, tuple[str, str, str]]  # at the head of a notice; to count one, and several
    fix: str
    join: str


_ENGLISH = _Phrases(
    "nothing to mend ({steps})",
    "the program ended with an error, and none of the usual mistakes was seen ({steps})",
    "{counted} ({steps})",
    ("no backward pass", "{n:,} step", "{n:,} steps"),
    {
        "error": ("error", "{n} error", "{n} errors"),
        "warning": ("warning", "{n} warning", "{n} warnings"),
        "hint": ("hint", "{n} hint", "{n} hints"),
    },
    "Fix: ",
    ", ",
)
_CHINESE = _Phrases(
    "没有发现问题（{steps}）",
    "程序因错误结束，没有发现常见的问题（{steps}）",
    "{counted}（{steps}）",
    ("没有 backward", "{n:,} 步", "{n:,} 步"),
    {
        "error": ("错误", "{n} 个错误", "{n} 个错误"),
        "warning": ("警告", "{n} 个警告", "{n} 个警告"),
        "hint": ("提示", "{n} 个提示", "{n} 个提示"),
    },
    "修改：",
    "，",
)
LANGUAGES = {"en": _ENGLISH, "zh": _CHINESE}


class Check:
    """Watches for mistakes; errors and warnings make the exit status 1, hints do not."""

    def __init__(self, language: str = "en") -> None:
        self.recording = Recording(keep=KEEP, doctor=True)
        self.process = os.getpid()
        self.language, self._phrases = language, LANGUAGES[language]

    def start(self) -> None:
        """Watch from here on."""
        self._error = getattr(sys, "last_value", None)
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
        phrases, steps = self._phrases, self.recording.count
        seen = phrases.steps[min(steps, 2)].format(n=steps)
        if not notices:
            raised = getattr(sys, "last_value", None) is not self._error
            return ["backlight: " + (phrases.raised if raised else phrases.clean).format(steps=seen)]
        counted = phrases.join.join(self._counted(notices))
        lines = ["backlight: " + phrases.found.format(counted=counted, steps=seen)]
        for notice in notices:
            lines += ["", f"{phrases.severities[notice.severity][0]}: {notice.kind}"]
            if notice.place is not None:
                lines += self._source(notice.place)
            text, fix = notice.zh.values() if self.language == "zh" else (notice.text, notice.fix)
            lines += _wrapped(text, "  ") + _wrapped(fix, "  " + phrases.fix)
            lines += ["    " + line for line in notice.code.splitlines()]
        return lines

    def _counted(self, notices: list[Notice]) -> list[str]:
        counts = {kind: sum(one.severity == kind for one in notices) for kind in self._phrases.severities}
        return [self._phrases.severities[kind][min(n, 2)].format(n=n) for kind, n in counts.items() if n]

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
                shown.append("    " + " " * _width(code[: column - 1 - len(text) + len(code)]) + "^" * (end - column))
        return shown


def _wrapped(text: str, before: str) -> list[str]:
    """The text in lines that are no wider than the rest, each but the first indented as far as its beginning."""
    lines, indent = [before], " " * _width(before)
    for word in _words(text):
        if _width(lines[-1] + word.rstrip()) > WIDTH and lines[-1].strip() and lines[-1] != before:
            lines[-1] = lines[-1].rstrip()
            lines.append(indent)
        lines[-1] += word
    return [line.rstrip() for line in lines]


def _words(text: str) -> list[str]:
    """What stays in one line: words with the space after them; wide letters one by one, with the stop after them."""
    words = [""]
    for i, letter in enumerate(text):
        wide = _width(letter) == 2
        before = text[i - 1] if i else ""
        begins = unicodedata.category(letter)[0] != "P" if wide else _width(before) == 2
        if begins or before == " ":
            words.append("")
        words[-1] += letter
    return [word for word in words if word]


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text)


def _short(path: str) -> str:
    """A path as seen from here, if that is shorter."""
    try:
        near = os.path.relpath(path)
    except ValueError:  # another drive
        return path
    return min(near, path, key=len)
