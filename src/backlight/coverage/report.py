"""The shares as text for a terminal and as a page of the documentation."""

from __future__ import annotations

from backlight.coverage.counting import Share, keywords_had, names_had
from backlight.coverage.evidence import absent, names, reason

SHOWN = 12  # missing names in a row of the table for the terminal


def table(shares: list[Share], shown: int = SHOWN) -> str:
    """One line per module: its share, its uses, and what of it is missing most.

    >>> print(table([Share("torch", 3, 4, [("torch.svd", 1)])]))
    module    there   uses  missing, with the number of files that use it
    torch     75.0%      4  torch.svd 1
    all       75.0%      4
    """
    total = Share("all", sum(s.had for s in shares), sum(s.all for s in shares), [])
    wide = max(len(s.module) for s in shares) + 2 if shares else 8
    wide = max(wide, 10)
    lines = [f"{'module':{wide}}there   uses  missing, with the number of files that use it"]
    for share in [*shares, total]:
        missing = ", ".join(f"{name} {files}" for name, files in share.missing[:shown])
        more = f", and {len(share.missing) - shown} more" if len(share.missing) > shown else ""
        lines.append(f"{share.module:{wide}}{share.percent:4.1f}% {share.all:6}  {missing}{more}".rstrip())
    return "\n".join(lines)


def page() -> str:
    """The page docs/coverage.md."""
    return "\n".join([_HEAD, _rows(names_had()), _KEYWORDS, _rows(keywords_had()), _NOT_COUNTED, _left_out(), _gone()])


_HEAD = """\
# What is there

This page is written by `backlight coverage --write docs/coverage.md`; the command alone prints the same as a table.

How much of torch do programs find here? The names are those that 133 public repositories use (tutorials, courses,
examples, small models), read from their source. A name counts once for every file that uses it, so that `torch.zeros`
weighs more than `torch.logcumsumexp`. "There" says that the name exists; what it does is compared with torch's own
figures by the tests.
"""
_KEYWORDS = """
## Keyword arguments

The same for `torch.sum(x, dim=0, keepdim=True)`: a keyword is there if the function takes it. Those of names that are
missing above are not counted. `backlight coverage --keywords` prints this table.
"""
_NOT_COUNTED = """
## What is not counted

Names of torchvision, torchaudio and torchtext, which are packages of their own, and these of torch:
"""


def _rows(shares: list[Share]) -> str:
    total = Share("**all**", sum(s.had for s in shares), sum(s.all for s in shares), [])
    lines = ["| module | there | uses | missing, with the number of files that use it |", "|---|---:|---:|---|"]
    for share in [*shares, total]:
        missing = ", ".join(f"`{name.removeprefix('torch.')}` {files}" for name, files in share.missing)
        lines.append(f"| {share.module} | {share.percent:.1f} % | {share.all} | {missing} |")
    return "\n".join(lines)


def _left_out() -> str:
    grouped: dict[str, list[tuple[str, int]]] = {}
    for name, files in names().items():
        why = reason(name)
        if why is not None:
            grouped.setdefault(why, []).append((name, files))
    lines = ["| what it does | uses | names |", "|---|---:|---|"]
    for why, rows in sorted(grouped.items(), key=lambda item: -sum(files for _, files in item[1])):
        listed = ", ".join(f"`{name.removeprefix('torch.')}` {files}" for name, files in rows)
        lines.append(f"| {why} | {sum(files for _, files in rows)} | {listed} |")
    return "\n".join(lines)


def _gone() -> str:
    gone = absent()
    listed = ", ".join(f"`{name}` {files}" for name, files in names().items() if name in gone and reason(name) is None)
    return f"\nPrograms also name what torch 2.13 itself does not have, removed names and slips: {listed}.\n"
