"""Reads and writes `ops.npz`: what torch 2.13 computed for each case of the battery, bit for bit.

One file holds all bytes, another the list of what they are: thousands of small arrays take little room this way.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PATH = Path(__file__).with_name("ops.npz")


@dataclass(frozen=True)
class Figures:
    """One call: prints of what went in (shape and a sum), and what came out."""

    arguments: list
    params: str
    results: list[np.ndarray]

    def made_from(self, arguments, params: dict) -> bool:
        """Whether these are the arguments, up to the last digits, which may differ between machines."""
        if self.params != described(params) or len(arguments) != len(self.arguments):
            return False
        return all(_alike(printed(a), b) for a, b in zip(arguments, self.arguments, strict=True))


def printed(a) -> str | list:
    """A number as text; an array as its shape and a sum in which every element has a weight of its own."""
    if not isinstance(a, np.ndarray):
        return repr(a)
    numbers = a.ravel().view(a.real.dtype).astype(np.float64)
    numbers = np.where(np.isfinite(numbers), numbers, 7.0)
    return [list(a.shape), float(numbers @ np.linspace(1.0, 2.0, numbers.size))]


def _alike(a, b) -> bool:
    if isinstance(a, str) or isinstance(b, str):
        return a == b
    return a[0] == b[0] and np.isclose(a[1], b[1], rtol=1e-5, atol=1e-5)


def described(params: dict) -> str:
    """The metadata of a call as text."""
    return ", ".join(f"{name}={value}" for name, value in sorted(params.items()))


def write(table: dict[str, Figures]) -> None:
    data, index, here = [], {}, 0

    def keep(array: np.ndarray) -> list:
        nonlocal here
        data.append(array.tobytes())
        here += array.nbytes
        return [array.dtype.str, list(array.shape), here - array.nbytes]

    for key, figures in sorted(table.items()):
        index[key] = [figures.arguments, figures.params, [keep(r) for r in figures.results]]
    text = json.dumps(index, separators=(",", ":")).encode()
    np.savez_compressed(PATH, index=np.frombuffer(text, np.uint8), data=np.frombuffer(b"".join(data), np.uint8))


def read() -> dict[str, Figures]:
    with np.load(PATH) as file:
        index, data = json.loads(file["index"].tobytes()), file["data"].tobytes()

    def array(entry):
        dtype, shape, start = entry
        return np.ndarray(shape, dtype, data, start) if 0 not in shape else np.empty(shape, dtype)

    return {
        key: Figures(arguments, params, [array(r) for r in results])
        for key, (arguments, params, results) in index.items()
    }
