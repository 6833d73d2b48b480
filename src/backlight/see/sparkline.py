"""A curve as a few letters: ▁ to █."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import isfinite

BARS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float], width: int = 24) -> str:
    """Return at most `width` letters for all the values: each the mean of its part, from the lowest to the highest.

    What is not finite is shown as "×".

    >>> sparkline([3.0, 2.0, 1.0, 0.0]), sparkline([1.0, float("nan"), 1.0])
    ('█▆▃▁', '▁×▁')
    """
    count = len(values)
    if count > width:
        cuts = [k * count // width for k in range(width + 1)]
        values = [_mean(values[a:b]) for a, b in pairwise(cuts)]
    finite = [value for value in values if isfinite(value)]
    low, high = min(finite, default=0.0), max(finite, default=0.0)
    scale = (len(BARS) - 1) / (high - low) if low < high < float("inf") else 0.0
    return "".join([BARS[round((v - low) * scale)] if isfinite(v) else "×" for v in values])


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
