"""Runs the gallery under torch 2.13 and keeps what it prints: `python -m tests.golden.make_gallery [PROGRAM ...]`."""

from __future__ import annotations

import json
import sys

from tests.gallery import GOLDEN, PROGRAMS, SUMS, output, sum_of

if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    sums = json.loads(SUMS.read_text("utf-8")) if SUMS.exists() else {}
    for program in sys.argv[1:] or PROGRAMS:
        (GOLDEN / f"{program}.txt").write_text(output(program), "utf-8", newline="\n")
        sums[program] = sum_of(program)
    SUMS.write_text(json.dumps(sums, indent=2, sort_keys=True) + "\n", "utf-8", newline="\n")
