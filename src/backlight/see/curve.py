"""Loss curves as a picture: linear, or logarithmic where that shows more, with what is not finite marked."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor, log10

import numpy as np
from numpy.typing import ArrayLike

from backlight.see.summary import number
from backlight.see.theme import SANS, clip, escape, picture, text_width

WIDTH, HEIGHT = 640.0, 320.0
TOP, RIGHT, BOTTOM = 44.0, 24.0, 44.0  # margins, before what the labels need
HUGE = 1.7e308  # beyond, an axis has no margin
BUCKETS = 600  # of a long curve, the extremes in each of so many stretches are drawn
STYLES = 4  # curves that can be told apart, by colour and by dashes

RULES = f"""
.backlight text{{font-family:{SANS};font-size:11px;fill:@dim;font-variant-numeric:tabular-nums}}
.backlight .bl-page{{fill:@page;}}
.backlight .bl-head{{font-size:14px;font-weight:600;fill:@ink;}}
.backlight .bl-ink{{fill:@ink;font-weight:600;stroke:@page;stroke-width:3;stroke-linejoin:round;paint-order:stroke}}
.backlight .bl-warn{{fill:@warn;}}
.backlight .bl-gap{{stroke:@warn;stroke-width:1.5;stroke-dasharray:3 3}}
.backlight .bl-grid{{stroke:@grid;stroke-width:1}}
.backlight .bl-axis{{stroke:@line;stroke-width:1}}
.backlight .bl-curve{{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}}
.backlight .bl-0 .bl-curve{{stroke:@leaf-edge;}}
.backlight .bl-0 .bl-dot{{fill:@leaf-edge;}}
.backlight .bl-1 .bl-curve{{stroke:@grad;stroke-dasharray:7 4}}
.backlight .bl-1 .bl-dot{{fill:@grad;}}
.backlight .bl-2 .bl-curve{{stroke:@result-edge;stroke-dasharray:2 4}}
.backlight .bl-2 .bl-dot{{fill:@result-edge;}}
.backlight .bl-3 .bl-curve{{stroke:@dim;stroke-dasharray:9 3 2 3}}
.backlight .bl-3 .bl-dot{{fill:@dim;}}
"""


def loss_svg(losses: ArrayLike, *, title: str = "loss", xlabel: str = "step") -> str:
    """Return the curve of a sequence of losses as SVG text.

    Arguments: losses, in the order in which they came; title; xlabel, what one loss stands for. The axis is
    logarithmic if all losses are positive and span more than two decades. NaN and infinity leave a marked gap.

    >>> "2 not finite" in loss_svg([3.0, 2.0, float("nan"), float("inf"), 1.0])
    True
    """
    return losses_svg({title: losses}, title=title, xlabel=xlabel)


def losses_svg(series: Mapping[str, ArrayLike], *, title: str = "", xlabel: str = "step", first: int = 0) -> str:
    """Return several sequences of losses as curves in one picture, as SVG text.

    Arguments: series, the losses by name; title, of one curve its name if left empty; xlabel, what one loss stands for;
    first, the number of the first one.

    >>> "discriminator" in losses_svg({"generator": [3.0, 2.0], "discriminator": [0.5, 0.7]})
    True
    """
    curves = {name: np.asarray(losses, dtype=np.float64).ravel() for name, losses in series.items()}
    title = title or (next(iter(curves)) if len(curves) == 1 else "losses")
    return _Chart(curves, first).draw(title, xlabel)


class _Chart:
    """A chart being drawn: where a step and a loss lie in it, and the parts that are drawn so far."""

    def __init__(self, curves: dict[str, np.ndarray], first: int) -> None:
        self.curves = curves
        self.first = first
        self.length = max((len(values) for values in curves.values()), default=0)
        self.finite = {name: np.flatnonzero(np.isfinite(values)) for name, values in curves.items()}
        shown = [values[self.finite[name]] for name, values in curves.items()]
        self.axis = _Axis(np.concatenate(shown) if shown else np.empty(0))
        self.left = 20.0 + max((text_width(label, 11) for _, label in self.axis.ticks), default=0.0)
        last = [text_width(number(values[-1]), 11, bold=True) for values in shown if values.size > 1]
        self.right = WIDTH - RIGHT - max(last, default=0.0)
        self.top = TOP + 18.0 * (len(curves) > 1)
        self.bottom = HEIGHT - BOTTOM
        self.body: list[str] = []

    def x(self, index: float) -> float:
        share = index / (self.length - 1) if self.length > 1 else 0.5
        return round(self.left + (self.right - self.left) * share, 2)

    def y(self, loss: float) -> float:
        return self._height(self.axis.place(loss))

    def _height(self, share: float) -> float:
        return round(self.bottom - (self.bottom - self.top) * share, 2)

    def draw(self, title: str, xlabel: str) -> str:
        self.body.append(f'<text class="bl-head" x="{self.left:g}" y="24">{escape(clip(title, 60))}</text>')
        self._frame(f"{xlabel} (vertical scale: logarithmic)" if self.axis.logarithmic else xlabel)
        self._gaps()
        for k, name in enumerate(self.curves):
            self.body.append(f'<g class="bl-{k % STYLES}">')
            self._curve(self.curves[name], self.finite[name])
            self.body.append("</g>")
        if len(self.curves) > 1:
            self._legend()
        self._last()
        return picture(WIDTH, HEIGHT, title, self.body, RULES)

    def _frame(self, what: str) -> None:
        """The grid, the axes and their labels."""
        left, right, bottom, body = self.left, self.right, self.bottom, self.body
        for share, label in self.axis.ticks:
            y = self._height(share)
            body.append(f'<path class="bl-grid" d="M{left:g} {y:g}H{right:g}"/>')
            body.append(f'<text x="{left - 8:g}" y="{y + 4:g}" text-anchor="end">{label}</text>')
        for step in self._steps():
            x = self.x(step - self.first)
            body.append(f'<path class="bl-axis" d="M{x:g} {bottom:g}v4"/>')
            body.append(f'<text x="{x:g}" y="{bottom + 17:g}" text-anchor="middle">{step:,}</text>')
        body.append(f'<path class="bl-axis" d="M{left:g} {bottom:g}H{right:g}"/>')
        middle = (left + right) / 2
        body.append(f'<text x="{middle:g}" y="{HEIGHT - 10:g}" text-anchor="middle">{escape(what)}</text>')
        if not self.length:
            body.append(f'<text x="{middle:g}" y="{HEIGHT / 2:g}" text-anchor="middle">no losses yet</text>')

    def _steps(self) -> list[int]:
        """The numbers under the axis: round ones, and the first."""
        last = self.first + self.length - 1
        nice = [int(step) for step in _nice(0, max(last, 1), 8) if step == int(step) and self.first <= step <= last]
        near = nice and nice[0] - self.first < (last - self.first) / 24
        return nice if near or not self.length else [self.first, *nice]

    def _curve(self, values: np.ndarray, finite: np.ndarray) -> None:
        for run in _runs(np.isfinite(values)):
            points = _extremes(values, *run)
            if len(points) > 1:
                line = "L".join(f"{self.x(i):g} {self.y(values[i]):g}" for i in points)
                fine = ' style="stroke-width:1.2px"' if len(points) > BUCKETS else ""
                self.body.append(f'<path class="bl-curve" d="M{line}"{fine}/>')
            if len(points) == 1 or len(values) <= 40:
                self._dots(values, points, 2.6)
        self._dots(values, sorted({int(i) for i in (*finite[:1], *finite[-1:])}), 3.5)
        if finite.size:
            first = int(finite[0])
            rises = finite.size > 1 and values[finite[1]] > values[first]  # then the place below is free
            y = self.y(values[first]) + (17 if rises else -8)
            self.body.append(f'<text class="bl-ink" x="{self.x(first) + 6:g}" y="{y:g}">{number(values[first])}</text>')

    def _dots(self, values: np.ndarray, points: list[int], radius: float) -> None:
        for i in points:
            x, y = self.x(i), self.y(values[i])
            self.body.append(f'<circle class="bl-dot" cx="{x:g}" cy="{y:g}" r="{radius:g}"/>')

    def _last(self) -> None:
        """The last loss of every curve, to the right of its end; where two are near, one above the other."""
        ends = []
        for name, values in self.curves.items():
            if self.finite[name].size > 1:
                last = int(self.finite[name][-1])
                ends.append((self.y(values[last]) + 4, self.x(last) + 8, number(values[last])))
        lowest = -float("inf")
        for y, x, text in sorted(ends):
            lowest = max(y, lowest + 13)
            self.body.append(f'<text class="bl-ink" x="{x:g}" y="{lowest:g}">{text}</text>')

    def _gaps(self) -> None:
        """A dashed line at the start of each gap (of the first few), and one sentence about all of them."""
        count, words = 0, ""
        for values in self.curves.values():
            bad = ~np.isfinite(values)
            if bad.any():
                first = int(bad.argmax())
                words = words or f"first {number(values[first])} at {first + self.first:,}"
                count += int(np.count_nonzero(bad))
                for start, _ in _runs(bad)[:50]:
                    line = f"M{self.x(start):g} {self.top:g}V{self.bottom:g}"
                    self.body.append(f'<path class="bl-gap" d="{line}"/>')
        if count:
            words = f"⚠ {count:,} not finite, {words}"
            self.body.append(f'<text class="bl-warn" x="{WIDTH - RIGHT:g}" y="24" text-anchor="end">{words}</text>')

    def _legend(self) -> None:
        x = self.left
        for k, name in enumerate(self.curves):
            name = clip(name, 40)
            width = 34 + text_width(name, 11)
            if x + width > WIDTH - RIGHT:
                self.body.append(f'<text x="{x:g}" y="46">+{len(self.curves) - k} more</text>')
                return
            self.body.append(f'<g class="bl-{k % STYLES}"><path class="bl-curve" d="M{x:g} 42h22"/></g>')
            self.body.append(f'<text x="{x + 28:g}" y="46">{escape(name)}</text>')
            x += width + 12


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
