"""What a reader needs to know of an array: one number, then a few numbers, then statistics of many."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

SMALL = 16  # up to this many values are kept and shown; of more, the statistics
TALLEST = 6  # rows of a matrix that are shown
WIDEST = 8  # columns
LARGE = 1e15  # below it the squares of 10⁸ float32 numbers can be added

_names: dict[np.dtype, str] = {}  # NumPy takes 5 µs to spell a dtype, as long as all the rest of a summary


def number(value: object) -> str:
    """Return a number as a student reads it: exact when short, otherwise four significant digits.

    >>> [number(x) for x in (0.5, 4, -7.84, 1.2e-05, 2 / 3, 1234.567, float("nan"))]
    ['0.5', '4', '−7.84', '1.2e−05', '0.6667', '1234.6', 'NaN']
    """
    if isinstance(value, (complex, np.complexfloating)):
        imaginary = number(value.imag)
        return f"{number(value.real)}{'' if imaginary[0] == '−' else '+'}{imaginary}j"
    exact = str(value)  # the shortest text that reads back as the same value of its own dtype
    if isinstance(value, (bool, int, np.bool_, np.integer)) or not exact[-1].isalnum():
        return exact.replace("-", "−")
    size = abs(float(value))  # type: ignore[arg-type]
    if not size < np.inf:
        return {"nan": "NaN"}.get(exact, exact.replace("-", "−"))
    if len(exact.lstrip("-")) > 6:
        exact = f"{float(value):.1f}" if 1000 <= size < 1e6 else f"{float(value):.4g}"  # type: ignore[arg-type]
    if exact.lstrip("-").isdigit():
        exact += ".0"
    return exact.replace("-", "−")


class Summary:
    """An array in brief: its shape, its dtype, and its values (up to 16 of them, copied) or their statistics.

    Arguments: array, of any shape and dtype; known, False where the values are lost and only the shape and the dtype
    are left. The statistics leave out what is not finite, and count it.

    >>> Summary([[1.0, 2.0], [3.0, 4.0]]).text()
    '[[1.0, 2.0], [3.0, 4.0]]'
    >>> Summary(np.arange(100, dtype=np.float32).reshape(4, 25)).text()
    '4×25 float32, 0.0 … 99.0, mean 49.5'
    """

    __slots__ = ("deviation", "dtype", "maximum", "mean", "minimum", "nonfinite", "shape", "values")

    shape: tuple[int, ...]
    dtype: str
    values: np.ndarray | None
    minimum: float | None
    maximum: float | None
    mean: float | None
    deviation: float | None
    nonfinite: int

    def __init__(self, array: ArrayLike, *, known: bool = True) -> None:
        array = np.asarray(array)
        self.shape = array.shape
        self.dtype = _names.get(array.dtype) or _names.setdefault(array.dtype, array.dtype.name)
        self.values = None
        self.minimum = self.maximum = self.mean = self.deviation = None
        self.nonfinite = 0
        if not known:
            return
        if array.size <= SMALL:
            self.values = array.copy()
            if array.dtype.kind in "fcV":
                self.nonfinite = array.size - int(np.count_nonzero(np.isfinite(array)))
        else:
            self._measure(array.ravel())

    def _measure(self, flat: np.ndarray) -> None:
        if flat.dtype.kind == "c":
            flat = np.abs(flat)
        elif flat.dtype.kind != "f" or flat.dtype.itemsize < 4:
            flat = flat.astype(np.float64 if flat.dtype.kind in "iu" else np.float32)
        low, high = np.minimum.reduce(flat), np.maximum.reduce(flat)
        if not (low > -np.inf and high < np.inf):  # a NaN anywhere is a NaN in both
            finite = flat[np.isfinite(flat)]
            self.nonfinite = flat.size - finite.size
            if not finite.size:
                return
            flat, low, high = finite, finite.min(), finite.max()
        self.minimum, self.maximum = float(low), float(high)
        # One sum and one dot product; where they lose digits or would overflow, the definition itself.
        mean = square = variance = 0.0
        if max(self.maximum, -self.minimum) < LARGE:
            mean = float(np.add.reduce(flat)) / flat.size
            square = float(flat.dot(flat)) / flat.size
            variance = square - mean * mean
        if not 1e-3 * square < variance:
            scale = max(abs(self.minimum), abs(self.maximum)) or 1.0
            scaled = flat / scale if flat.dtype == np.float64 else flat.astype(np.float64) / scale
            mean, variance = float(scaled.mean()) * scale, float(scaled.var())
            self.mean, self.deviation = mean, variance**0.5 * scale
        else:
            self.mean, self.deviation = mean, variance**0.5

    @property
    def size(self) -> int:
        """How many values the array has."""
        size = 1
        for length in self.shape:
            size *= length
        return size

    @property
    def form(self) -> str:
        """The shape and dtype as text: "64×784 float32", of a scalar "float32"."""
        return f"{'×'.join(map(str, self.shape))} {self.dtype}".lstrip()

    def text(self) -> str:
        """Return the array in one line: its values, or its shape, dtype, range and mean."""
        warning = "⚠ " if self.nonfinite else ""
        if self.values is None:
            return ", ".join([self.form, *self.rows()])
        if not self.values.size:
            return f"{self.form}, empty"
        return warning + _nested(self.values)

    def rows(self) -> list[str]:
        """Return the array in a few short lines: a matrix row by row in columns, or the range and the mean."""
        if self.values is None:
            return self._statistics()
        if not self.values.size:
            return ["empty"]
        if self.values.ndim == 0:
            return [number(self.values[()])]
        if self.values.ndim == 1:
            cells = [number(v) for v in self.values]
            if len(cells) <= 4:
                return [f"[{', '.join(cells)}]"]
            table = [cells[i : i + 4] for i in range(0, len(cells), 4)]
            return _columns(table, "[", "]")
        table = [[number(v) for v in row] for row in self.values.reshape(-1, self.values.shape[-1])]
        if len(table) > TALLEST:
            table = [*table[:3], ["⋮"] * len(table[0]), *table[-2:]]
        if len(table[0]) > WIDEST:
            table = [[*row[:4], "…", *row[-3:]] for row in table]
        return _columns(table)

    def _statistics(self) -> list[str]:
        rows = []
        if self.minimum is not None:
            assert self.maximum is not None
            integers = self.dtype.startswith(("int", "uint", "bool"))
            low, high = (int(v) if integers else v for v in (self.minimum, self.maximum))
            if low == high:
                rows.append(f"all {number(low)}")
            elif _brief(low) == _brief(high):
                rows.append(f"{_brief(self.mean)} ± {_brief(self.deviation)}")
            else:
                rows += [f"{_brief(low)} … {_brief(high)}", f"mean {_brief(self.mean)}"]
        if self.nonfinite:
            rows.append(f"⚠ {'all' if self.minimum is None else self.nonfinite} not finite")
        return rows or ["not kept"]

    def detail(self) -> str:
        """Return everything known, in several lines, with all digits."""
        if self.values is not None:
            return f"{self.form}\n{self.values}"
        if self.minimum is None:
            return self.text()
        known = {"min": self.minimum, "max": self.maximum, "mean": self.mean, "std": self.deviation}
        lines = [f"{name} {value!r}" for name, value in known.items()]
        return "\n".join([self.form, *lines, f"{self.nonfinite} of {self.size} not finite"])

    def __repr__(self) -> str:
        return f"<Summary {self.text()}>"


def _brief(value: object) -> str:
    """A statistic, for which three digits are enough."""
    if isinstance(value, float) and 0 < abs(value) < np.inf:
        value = float(f"{value:.3g}")
    return number(value)


def _nested(values: np.ndarray) -> str:
    if values.ndim == 0:
        return number(values[()])
    return f"[{', '.join([_nested(v) for v in values])}]"


def _columns(table: Sequence[Sequence[str]], left: str = "", right: str = "") -> list[str]:
    """Lines of right-aligned cells, with what opens the first line and closes the last."""
    width = [max(len(row[i]) for row in table if i < len(row)) for i in range(len(table[0]))]
    lines = []
    for row in table:
        lines.append((left if not lines else " " * len(left)) + "  ".join(c.rjust(w) for c, w in zip(row, width)))
    lines[-1] += right
    return lines
