"""Runs the gallery under torch 2.13 and keeps what it prints: `python -m tests.golden.make_gallery [PROGRAM ...]`."""

from __future__ import annotations

import sys

from tests.gallery import GOLDEN, PROGRAMS, output

if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for program in sys.argv[1:] or PROGRAMS:
        (GOLDEN / f"{program}.txt").write_text(output(program), "utf-8", newline="\n")
