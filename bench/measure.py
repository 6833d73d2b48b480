"""How a duration is taken: candidates take turns, so that a slow moment of the machine falls on all of them."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from statistics import median

# CPU time of this thread, where all the work is done: what other programs of a shared machine take is not counted.
clock = time.thread_time


def seconds(run: Callable[[], object]) -> float:
    """CPU time of one call, with the garbage collector held off as timeit does."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        start = clock()
        run()
        return clock() - start
    finally:
        if was_enabled:
            gc.enable()


def in_turns(candidates: dict[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """Each candidate reports its own figure once a round, A B A B ...; a first round warms caches and is not kept."""
    figures: dict[str, list[float]] = {name: [] for name in candidates}
    for turn in range(rounds + 1):
        for name, measure in candidates.items():
            figure = measure()
            if turn:
                figures[name].append(figure)
    return figures


def fastest(candidates: dict[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The minimum a candidate reached: for short loops, where noise only ever adds."""
    return {name: min(figures) for name, figures in in_turns(candidates, rounds).items()}


def typical(candidates: dict[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The median: for whole processes, where a lucky run says little."""
    return {name: median(figures) for name, figures in in_turns(candidates, rounds).items()}
