"""`python -m tests.oracle.moduleinfo [names...]`: what passes, fails, is missing: modules, optimizers, schedulers."""

from __future__ import annotations

import argparse
from collections import Counter
from fnmatch import fnmatch

from tests.oracle.moduleinfo.judging import ASPECTS, SUBJECTS, verdicts_on
from tests.oracle.moduleinfo.reasons import reason_of


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle.moduleinfo", description=__doc__)
    parser.add_argument("names", nargs="*", help="names (nn.Linear, Adam, StepLR) or patterns (nn.Conv*); all without")
    parser.add_argument("--failures", type=int, default=3, help="how many failures of an aspect to show")
    parser.add_argument("--brief", action="store_true", help="only what fails")
    chosen = parser.parse_args()
    total: Counter[tuple[str, bool]] = Counter()
    missing, imperfect = [], []
    names = [n for n in SUBJECTS if not chosen.names or any(fnmatch(n, pattern) for pattern in chosen.names)]
    for name in names:
        verdicts = verdicts_on(name)
        if any(v.aspect == "missing" for v in verdicts):
            missing.append(name)
            print(f"{name}: MISSING ({verdicts[0].failure})", flush=True)
            continue
        total.update((v.aspect, not v.failure) for v in verdicts)
        _show(name, verdicts, chosen.failures, chosen.brief)
        if any(v.failure for v in verdicts):
            imperfect.append(name)
    print(f"\n{len(names)} names: {len(missing)} missing, {len(imperfect)} with a failure")
    for aspect in ASPECTS:
        passed, failed = total[aspect, True], total[aspect, False]
        if passed + failed:
            print(f"{aspect:10} {passed} of {passed + failed}")


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
        print(f"    {v.aspect} {v.dtype} {v.sample}\n        {v.failure[:800]}", flush=True)
        if why := reason_of(name, v.aspect):
            print(f"        known: {why}")


if __name__ == "__main__":
    main()
