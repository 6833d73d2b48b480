"""Places in the program: files by number, and the text of the lines that a record names."""

from __future__ import annotations

import linecache
from types import CodeType

from backlight.see.files import file_name

# A file's number, a line, the column where the call begins and where it ends, all from 1; columns count characters.
Place = tuple[int, int, int, int]
AROUND = 2  # lines before and after that are kept to read along


class Places:
    """The files that were met, in the order in which they were."""

    def __init__(self) -> None:
        self._files: dict[str, int] = {}
        self._lines: list[set[int]] = []
        self._known: dict[tuple[CodeType, int], Place] = {}

    def of(self, code: CodeType, offset: int) -> Place:
        """The place of an instruction, given by its offset in a function's code."""
        key = code, offset
        found = self._known.get(key)
        if found is None:
            line, _, column, end = _positions(code, offset)
            found = self._known[key] = self.at(code.co_filename, line, column, end)
        return found

    def at(self, filename: str, line: int, column: int = 0, end: int = 0) -> Place:
        """A line of a file; columns from 0 as Python counts them."""
        number = self._files.setdefault(filename, len(self._files))
        if number == len(self._lines):
            self._lines.append(set())
        self._lines[number].add(line)
        text = linecache.getline(filename, line).encode()
        first, last = len(text[:column].decode(errors="ignore")), len(text[:end].decode(errors="ignore"))
        return number, line, first + 1, max(last, first) + 1

    def text(self, place: Place) -> str:
        """A place for people: "train.py:12"."""
        return f"{file_name(self.path(place[0]))}:{place[1]}"

    def path(self, number: int) -> str:
        """The file of this number."""
        return list(self._files)[number]

    def files(self) -> list[dict]:
        """Each file with the text of the lines that were named, and of those around them, by number."""
        found = []
        for filename, number in self._files.items():
            near = {n for line in self._lines[number] for n in range(line - AROUND, line + AROUND + 1) if n > 0}
            texts = {str(n): linecache.getline(filename, n).rstrip("\n") for n in sorted(near)}
            last = len(linecache.getlines(filename))
            lines = {n: text for n, text in texts.items() if int(n) <= last}
            found.append({"name": file_name(filename), "path": filename, "lines": lines})
        return found


def _positions(code: CodeType, offset: int) -> tuple[int, int, int, int]:
    """First line, last line, first column and last column of an instruction; 0 where Python does not know."""
    for number, where in enumerate(code.co_positions()):
        if number == offset // 2:
            line, last, column, end = (x or 0 for x in where)
            return line, last, column, end if last == line else 0
    return code.co_firstlineno, 0, 0, 0
