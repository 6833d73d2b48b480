"""A step length that satisfies the strong Wolfe conditions: bracket one, narrow the bracket (Nocedal and Wright)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

SUFFICIENT, FLAT = 1e-4, 0.9  # the constants of the two conditions
SMALLEST_CHANGE = 1e-9

Point = tuple[Any, float, Any, Any]  # distance, loss, gradient, slope along the direction


def strong_wolfe(
    at: Callable[[Any], tuple[float, Any]], t: Any, d: Any, loss: float, gradient: Any, slope: Any, limit: int
) -> tuple[float, Any, Any, int]:
    """Loss, gradient and distance of a good point along d, and how many evaluations it took.

    Args:
        at: loss and gradient at a distance.
        t: the first distance to try.
        loss, gradient, slope: those at distance 0.
        limit: after how many evaluations to be content.
    """
    longest = d.abs().max()

    def point(t: Any) -> Point:
        value, g = at(t)
        return t, value, g.clone(), g.dot(d)

    def is_low(p: Point) -> bool:
        return not p[1] > loss + SUFFICIENT * p[0] * slope

    def is_flat(p: Point) -> bool:
        return bool(abs(p[3]) <= -FLAT * slope)

    before: Point = (0, loss, gradient.clone(), slope)
    here = point(t)
    used = 1
    bracket: list[Point] = []
    count = 0
    done = False
    while count < limit:
        if not is_low(here) or (count > 1 and here[1] >= before[1]):
            bracket = [before, here]
            break
        if is_flat(here):
            bracket, done = [here], True
            break
        if here[3] >= 0:
            bracket = [before, here]
            break
        low, high = here[0] + 0.01 * (here[0] - before[0]), here[0] * 10
        t = _cubic(before, here, (low, high))
        before, here = here, point(t)
        used += 1
        count += 1
    if not bracket:
        bracket = [(0, loss, gradient, slope), here]

    crowded = False
    low, high = (0, 1) if len(bracket) == 1 or bracket[0][1] <= bracket[-1][1] else (1, 0)
    while not done and count < limit:
        ends = sorted([bracket[0][0], bracket[1][0]])
        if (ends[1] - ends[0]) * longest < SMALLEST_CHANGE:
            break
        t = _cubic(bracket[0], bracket[1])
        # points too near an end twice in a row: step inside by a tenth
        margin = 0.1 * (ends[1] - ends[0])
        if min(ends[1] - t, t - ends[0]) < margin:
            if crowded or t >= ends[1] or t <= ends[0]:
                t = ends[1] - margin if abs(t - ends[1]) < abs(t - ends[0]) else ends[0] + margin
                crowded = False
            else:
                crowded = True
        else:
            crowded = False
        here = point(t)
        used += 1
        count += 1
        if not is_low(here) or here[1] >= bracket[low][1]:
            bracket[high] = here
            low, high = (0, 1) if bracket[0][1] <= bracket[1][1] else (1, 0)
        else:
            if is_flat(here):
                done = True
            elif here[3] * (bracket[high][0] - bracket[low][0]) >= 0:
                bracket[high] = bracket[low]
            bracket[low] = here
    t, value, g, _ = bracket[low]
    return value, g, t, used


def _cubic(a: Point, b: Point, bounds: tuple[float, float] | None = None) -> float:
    """The minimum of the cubic through two points with their slopes, within bounds; their middle if it has none."""
    x1, f1, _, g1 = a
    x2, f2, _, g2 = b
    low, high = bounds if bounds is not None else (min(x1, x2), max(x1, x2))
    d1 = g1 + g2 - 3 * (f1 - f2) / (x1 - x2)
    square = d1 * d1 - g1 * g2
    if not square >= 0:
        return (low + high) / 2.0
    d2 = square.sqrt()
    if x1 <= x2:
        best = x2 - (x2 - x1) * ((g2 + d2 - d1) / (g2 - g1 + 2 * d2))
    else:
        best = x1 - (x1 - x2) * ((g1 + d2 - d1) / (g1 - g2 + 2 * d2))
    return min(max(best, low), high)
