"""Makes src/backlight/coverage/*.tsv from counts of names and keywords; needs torch to tell which names it has.

    python tests/golden/make_coverage_tables.py NAMES.tsv KEYWORDS.tsv

NAMES has the columns name, kind, files; KEYWORDS has name, keyword, files (further columns are ignored).
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.oracle.torch_names import in_torch, takes  # noqa: E402

TARGET = ROOT / "src" / "backlight" / "coverage"
DROPPED_KINDS = {"torchvision", "torchtext", "torchaudio", "index", "operator"}


def read(path: str) -> list[dict[str, str]]:
    with open(path, encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


names = [row for row in read(sys.argv[1]) if row["kind"] not in DROPPED_KINDS]
known = {row["name"]: in_torch(row["name"]) for row in names}
lines = ["# name, files, absent: torch 2.13 does not have it"]
for row in sorted(names, key=lambda row: (-int(row["files"]), row["name"])):
    lines.append("\t".join([row["name"], row["files"]] + ["absent"] * (not known[row["name"]])))
(TARGET / "names.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")

keywords = [row for row in read(sys.argv[2]) if known.get(row["name"]) and takes(row["name"], row["keyword"])]
lines = ["# name, keyword, files"]
for row in sorted(keywords, key=lambda row: (-int(row["files"]), row["name"], row["keyword"])):
    lines.append("\t".join([row["name"], row["keyword"], row["files"]]))
(TARGET / "keywords.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
