"""A loss curve as a picture: linear, or logarithmic where that shows more, with what is not finite marked."""

from __future__ import annotations

from math import ceil, floor, log10

import numpy as np
from numpy.typing import ArrayLike

from backlight.see.summary import number
from backlight.see.theme import SANS, clip, escape, picture, text_width

WIDTH, HEIGHT = 640.0, 320.0
TOP, RIGHT, BOTTOM = 44.0, 24.0, 44.0  # margins, before what the labels need
HUGE = 1.7e308  # beyond, an axis has no margin
BUCKETS = 600  # of a long curve, the extremes in each of so many stretches are drawn

RULES = f"""
.backlight text{{font-family:{SANS};font-size:11px;fill:@dim;font-variant-numeric:tabular-nums}}
.backlight .bl-page{{fill:@page;}}
.backlight .bl-head{{font-size:14px;font-weight:600;fill:@ink;}}
.backlight .bl-ink{{fill:@ink;font-weight:600}}
.backlight .bl-warn{{fill:@warn;}}
.backlight .bl-gap{{stroke:@warn;stroke-width:1.5;stroke-dasharray:3 3}}
.backlight .bl-grid{{stroke:@grid;stroke-width:1}}
.backlight .bl-axis{{stroke:@line;stroke-width:1}}
.backlight .bl-curve{{fill:none;stroke:@leaf-edge;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}}
.backlight .bl-dot{{fill:@leaf-edge;}}
"""


def loss_svg(losses: ArrayLike, *, title: str = "loss", xlabel: str = "step") -> str:
    """Return the curve of a sequence of losses as SVG text.

    Arguments: losses, in the order in which they came; title; xlabel, what one loss stands for. The axis is
    logarithmic if all losses are positive and span more than two decades. NaN and infinity leave a marked gap.

    >>> "2 not finite" in loss_svg([3.0, 2.0, float("nan"), float("inf"), 1.0])
    True
    """
    values = np.asarray(losses, dtype=np.float64).ravel()
    axis = _Axis(values[np.isfinite(values)])
    left = 20.0 + max((text_width(label, 11) for _, label in axis.ticks), default=0.0)
    finite = np.flatnonzero(np.isfinite(values))
    last = number(values[finite[-1]]) if finite.size > 1 else ""
    right = WIDTH - RIGHT - text_width(last, 11, bold=True)
    plot_width, plot_height = right - left, HEIGHT - TOP - BOTTOM

    def x_at(index: float) -> float:
        return round(left + plot_width * (index / (len(values) - 1) if len(values) > 1 else 0.5), 2)

    def y_at(value: float) -> float:
        return round(TOP + plot_height * (1 - axis.place(value)), 2)

    body = [f'<text class="bl-head" x="{left:g}" y="24">{escape(clip(title, 70))}</text>']
    for share, label in axis.ticks:
        y = round(TOP + plot_height * (1 - share), 2)
        body.append(f'<path class="bl-grid" d="M{left:g} {y:g}H{right:g}"/>')
        body.append(f'<text x="{left - 8:g}" y="{y + 4:g}" text-anchor="end">{label}</text>')
    bottom = HEIGHT - BOTTOM
    for index in _nice(0, max(len(values) - 1, 1), 8):
        if index == int(index) and index < len(values):
            body.append(f'<path class="bl-axis" d="M{x_at(index):g} {bottom:g}v4"/>')
            body.append(f'<text x="{x_at(index):g}" y="{bottom + 17:g}" text-anchor="middle">{int(index):,}</text>')
    body.append(f'<path class="bl-axis" d="M{left:g} {bottom:g}H{right:g}"/>')
    what = f"{xlabel} (logarithmic scale)" if axis.logarithmic else xlabel
    body.append(f'<text x="{left + plot_width / 2:g}" y="{HEIGHT - 10:g}" text-anchor="middle">{escape(what)}</text>')
    if not values.size:
        body.append(f'<text x="{left + plot_width / 2:g}" y="{HEIGHT / 2:g}" text-anchor="middle">no losses yet</text>')
        return picture(WIDTH, HEIGHT, title, body, RULES)
    body += _gaps(values, x_at, bottom)
    for run in _runs(np.isfinite(values)):
        points = _extremes(values, *run)
        line = "L".join(f"{x_at(i):g} {y_at(values[i]):g}" for i in points)
        if len(points) > 1:
            fine = ' style="stroke-width:1.2px"' if len(points) > BUCKETS else ""
            body.append(f'<path class="bl-curve" d="M{line}"{fine}/>')
        if len(points) == 1 or len(values) <= 40:
            body += [f'<circle class="bl-dot" cx="{x_at(i):g}" cy="{y_at(values[i]):g}" r="2.6"/>' for i in points]
    body += _ends(values, finite, x_at, y_at)
    return picture(WIDTH, HEIGHT, title, body, RULES)


class _Axis:
    """The vertical axis: its range, its ticks, and where on it a value lies, from 0 to 1."""

    def __init__(self, finite: np.ndarray) -> None:
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
        self.logarithmic = low > 0 and high / low > 100
        if self.logarithmic:
            low, high = log10(low), log10(high)
        room = high * 0.08 - low * 0.08
        if room < 1e-300:  # constant, or as good as
            room = abs(high) * 0.1 if abs(high) > 1e-300 else 1.0
        self.low, self.high = min(low, max(low - room, -HUGE)), max(high, min(high + room, HUGE))
        if self.logarithmic:
            exponents = range(ceil(self.low), floor(self.high) + 1)
            every = ceil(len(exponents) / 7)
            self.ticks = [(self._share(e), _power(e)) for e in exponents[::every]]
        else:
            self.low = 0.0 if 0 <= low <= high / 2 else self.low
            ticks = _nice(self.low, self.high, 6)
            self.ticks = [(self._share(tick), _tick(tick, ticks)) for tick in ticks]

    def place(self, value: float) -> float:
        return self._share(log10(value) if self.logarithmic else value)

    def _share(self, value: float) -> float:
        return (value / 2 - self.low / 2) / (self.high / 2 - self.low / 2)  # halves: the range may exceed a float


def _nice(low: float, high: float, count: int) -> list[float]:
    """At most about `count` round numbers, 1, 2 or 5 times a power of ten apart, from low to high."""
    raw = high / count - low / count
    power = 10.0 ** floor(log10(raw))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= raw * 0.999)
    return [k * step for k in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]


def _tick(tick: float, ticks: list[float]) -> str:
    """A tick's label, with as many decimals as tell it from the next."""
    step = ticks[1] - ticks[0] if len(ticks) > 1 else abs(tick) or 1.0
    if 1e-4 <= step < 1e6 and abs(tick) < 1e7:
        return f"{tick:.{max(0, -floor(log10(step) + 1e-9))}f}".replace("-", "−")
    return number(float(f"{tick:.6g}"))


def _power(exponent: int) -> str:
    if -4 < exponent < 5:
        return f"{10.0**exponent:g}"
    return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _runs(flags: np.ndarray) -> list[tuple[int, int]]:
    """Where `flags` is true without a break: (start, end) pairs."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]


def _extremes(values: np.ndarray, start: int, end: int) -> list[int]:
    """The points to draw of values[start:end]: all if few, otherwise the lowest and highest of every stretch."""
    stretch = ceil(len(values) / BUCKETS)
    if stretch <= 2:
        return list(range(start, end))
    found = {start, end - 1}
    for first in range(start, end, stretch):
        part = values[first : min(first + stretch, end)]
        found |= {first + int(part.argmin()), first + int(part.argmax())}
    return sorted(found)


def _gaps(values: np.ndarray, x_at, bottom: float) -> list[str]:
    """A dashed line at the start of each gap (of the first few), and one sentence about all of them."""
    bad = ~np.isfinite(values)
    if not bad.any():
        return []
    first, count = int(bad.argmax()), int(np.count_nonzero(bad))
    lines = [f'<path class="bl-gap" d="M{x_at(start):g} {TOP:g}V{bottom:g}"/>' for start, _ in _runs(bad)[:50]]
    words = f"⚠ {count:,} not finite, first {number(values[first])} at {first:,}"
    return [*lines, f'<text class="bl-warn" x="{WIDTH - RIGHT:g}" y="24" text-anchor="end">{words}</text>']


def _ends(values: np.ndarray, finite: np.ndarray, x_at, y_at) -> list[str]:
    """The first finite value, on the side that the curve leaves free, and the last one, to its right."""
    ends = sorted({int(i) for i in (*finite[:1], *finite[-1:])})
    parts = [f'<circle class="bl-dot" cx="{x_at(i):g}" cy="{y_at(values[i]):g}" r="3.5"/>' for i in ends]
    if finite.size:
        first = int(finite[0])
        rises = finite.size > 1 and values[finite[1]] > values[first]
        y = y_at(values[first]) + (17 if rises else -8)
        parts.append(f'<text class="bl-ink" x="{x_at(first) + 6:g}" y="{y:g}">{number(values[first])}</text>')
    if finite.size > 1:
        last = int(finite[-1])
        y = y_at(values[last]) + 4
        parts.append(f'<text class="bl-ink" x="{x_at(last) + 8:g}" y="{y:g}">{number(values[last])}</text>')
    return parts
