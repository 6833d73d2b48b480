"""An answer to the question why a gradient is what it is."""

from __future__ import annotations

LONGEST = 40  # lines of a path


class Reason:
    """An answer: its `kind` ("none", "zero", "nonfinite", "huge", "sum", "unknown"), a sentence, the path as lines."""

    def __init__(self, kind: str, sentence: str, path: list[str] | None = None) -> None:
        self.kind, self.sentence, self.path = kind, sentence, path or []

    def __repr__(self) -> str:
        path = self.path
        if len(path) > LONGEST:
            path = [*path[: LONGEST // 2], f"… {len(path) - LONGEST:,} more", *path[-LONGEST // 2 :]]
        return "\n".join([self.sentence, *[f"  {line}" for line in path]])
