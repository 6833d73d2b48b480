"""A notice: what the doctor found, where, and what to do about it."""

from __future__ import annotations

from typing import Any, NamedTuple

from backlight.see.doctor.words import WORDS
from backlight.see.record.places import Place


class Notice(NamedTuple):
    """One finding. `kind` is stable, a key of WORDS; `facts` are the numbers and names that its texts speak of."""

    kind: str
    place: Place | None
    step: int
    facts: dict[str, Any]

    @property
    def severity(self) -> str:
        """How bad it is: "error", "warning" or "hint"."""
        return WORDS[self.kind].severity

    @property
    def text(self) -> str:
        """What happened, with the numbers."""
        return self._filled(WORDS[self.kind].text)

    @property
    def fix(self) -> str:
        """What to do instead."""
        return self._filled(WORDS[self.kind].fix)

    @property
    def code(self) -> str:
        """The same as lines of a program; "" where there is no more to say."""
        return self._filled(WORDS[self.kind].code)

    @property
    def zh(self) -> dict[str, str]:
        """The text and the fix in Chinese."""
        words = WORDS[self.kind]
        return {"text": self._filled(words.text_zh), "fix": self._filled(words.fix_zh)}

    def _filled(self, words: str) -> str:
        return words.format(step=self.step, **self.facts)

    def plain(self) -> dict[str, Any]:
        """The notice as docs/record.md describes it."""
        return {
            "kind": self.kind,
            "severity": self.severity,
            "text": self.text,
            "fix": self.fix,
            "code": self.code,
            "zh": self.zh,
            "place": None if self.place is None else list(self.place),
            "step": self.step,
        }
