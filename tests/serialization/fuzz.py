"""Loads thousands of damaged files within 2 GB, 10 seconds each, and without running code.

`python -m tests.serialization.fuzz [COUNT] [SEED]`, after the modules that loading needs have been imported, watches
every audit event of Python: a file that makes it open, import, compile or start anything ends the run.
"""

from __future__ import annotations

import random
import signal
import sys
import time
from collections import Counter

from tests.serialization.test_damaged_files import FILES, damaged, load

MEMORY, SECONDS = 2 << 30, 10
FORBIDDEN = ("exec", "compile", "import", "open", "os.", "subprocess.", "socket.", "ctypes.", "shutil.", "marshal.")


class Watch:
    """Python's audit events while a file is loaded."""

    on = False

    def __call__(self, event: str, details: tuple) -> None:
        if self.on and event.startswith(FORBIDDEN):
            self.on = False
            raise AssertionError(f"a file made Python {event} {details!r:.200}")


def limit_memory() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def hang(*_: object) -> None:
    raise AssertionError(f"a file took more than {SECONDS} seconds")


def main(count: int, seed: int) -> None:
    rng = random.Random(seed)
    for data in FILES:
        load(data)
    for _ in range(30):  # what clear errors are worded with is imported too
        for way in ("bytes", "pickle", "invented"):
            load(damaged(way, rng))
    limit_memory()
    signal.signal(signal.SIGALRM, hang)
    watch, ends, begin = Watch(), Counter(), time.perf_counter()
    sys.addaudithook(watch)
    for number in range(count):
        data = damaged(("bytes", "pickle", "invented")[number % 3], rng)
        signal.alarm(SECONDS)
        watch.on = True
        try:
            found = load(data)
        except BaseException:
            watch.on = False
            print(f"file {number} of seed {seed}:", data[:2000])
            raise
        watch.on = False
        ends[type(found).__name__ if isinstance(found, Exception) else "loaded"] += 1
    signal.alarm(0)
    told = ", ".join(f"{kind} {times:,}" for kind, times in ends.most_common())
    print(f"{count:,} damaged files in {time.perf_counter() - begin:.0f} s: {told}")


if __name__ == "__main__":
    import warnings

    warnings.simplefilter("ignore")
    main(*[int(value) for value in (*sys.argv[1:], *("10000", "0")[len(sys.argv) - 1 :])])
