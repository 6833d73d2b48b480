"""`python -m tests.oracle.opinfo [names...]`: per op what passes, what fails, what is missing, and the totals."""

from __future__ import annotations

import argparse
from collections import Counter
from fnmatch import fnmatch

from torch.testing._internal.common_methods_invocations import op_db

from tests.oracle.opinfo.judge import full_name, judge
from tests.oracle.opinfo.reasons import slack_of

MORE = ("float16", "bfloat16", "complex64", "complex128", "int64", "int32", "int16", "int8", "uint8", "bool")
ASPECTS = ("forward", "gradient", "second", "method", "inplace", "out", "errors")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle.opinfo", description=__doc__)
    parser.add_argument("names", nargs="*", help="names as in op_db, or patterns (linalg.*); all without")
    parser.add_argument("--dtypes", default="", help="'all' for the other number types too, or a list with commas")
    parser.add_argument("--failures", type=int, default=3, help="how many failures of an aspect to show")
    parser.add_argument("--brief", action="store_true", help="only the ops that fail")
    chosen = parser.parse_args()
    dtypes: tuple[str, ...] = ("float32", "float64")
    if chosen.dtypes:
        dtypes = (*dtypes, *MORE) if chosen.dtypes == "all" else tuple(chosen.dtypes.split(","))
    total: Counter[tuple[str, bool]] = Counter()
    missing, imperfect, number = [], [], 0
    for op in op_db:
        name = full_name(op)
        if chosen.names and not any(fnmatch(n, p) for p in chosen.names for n in (name, op.name)):
            continue
        number += 1
        verdicts = judge(op, dtypes, slack_of(op.name))
        if any(v.aspect == "missing" for v in verdicts):
            missing.append(name)
            print(f"{name}: MISSING ({verdicts[0].failure})", flush=True)
            continue
        total.update((v.aspect, not v.failure) for v in verdicts)
        _show(name, verdicts, chosen.failures, chosen.brief)
        if any(v.failure for v in verdicts):
            imperfect.append(name)
    print(f"\n{number} ops: {len(missing)} missing, {len(imperfect)} with a failure")
    for aspect in ASPECTS:
        passed, failed = total[aspect, True], total[aspect, False]
        if passed + failed:
            print(f"{aspect:9} {passed} of {passed + failed} samples, {100 * passed / (passed + failed):.2f} %")


def _show(name: str, verdicts: list, limit: int, brief: bool) -> None:
    parts, failures = [], []
    for aspect in ASPECTS:
        found = [v for v in verdicts if v.aspect == aspect]
        bad = [v for v in found if v.failure]
        if found:
            parts.append(f"{aspect} {len(found) - len(bad)}/{len(found)}")
        failures += bad[:limit]
    if failures or not brief:
        print(f"{name}: {', '.join(parts)}", flush=True)
    for v in failures:
        print(f"    {v.aspect} {v.dtype} {v.sample}\n        {v.failure}", flush=True)


if __name__ == "__main__":
    main()
