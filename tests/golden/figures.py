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
    """One call: what went in and what came out."""

    arguments: list
    params: str
    results: list[np.ndarray]

    def made_from(self, arguments, params: dict) -> bool:
        """Whether these are the arguments, up to the last digits, which may differ between machines."""
        if self.params != described(params) or len(arguments) != len(self.arguments):
            return False
        return all(_alike(a, b) for a, b in zip(arguments, self.arguments, strict=True))


def _alike(a, b) -> bool:
    if not isinstance(a, np.ndarray):
        return repr(a) == b
    return isinstance(b, np.ndarray) and a.shape == b.shape and np.allclose(a, b, rtol=1e-6, atol=0, equal_nan=True)


def described(params: dict) -> str:
    """The metadata of a call as text."""
    return ", ".join(f"{name}={value}" for name, value in sorted(params.items()))


def write(table: dict[str, Figures]) -> None:
    data, index, here = [], {}, 0

    def keep(array) -> list | str:
        nonlocal here
        if not isinstance(array, np.ndarray):  # a number, or None
            return repr(array)
        data.append(array.tobytes())
        here += array.nbytes
        return [array.dtype.str, list(array.shape), here - array.nbytes]

    for key, figures in sorted(table.items()):
        index[key] = [[keep(a) for a in figures.arguments], figures.params, [keep(r) for r in figures.results]]
    text = json.dumps(index, separators=(",", ":")).encode()
    np.savez_compressed(PATH, index=np.frombuffer(text, np.uint8), data=np.frombuffer(b"".join(data), np.uint8))


def read() -> dict[str, Figures]:
    with np.load(PATH) as file:
        index, data = json.loads(file["index"].tobytes()), file["data"].tobytes()

    def array(entry):
        if isinstance(entry, str):
            return entry
        dtype, shape, start = entry
        return np.ndarray(shape, dtype, data, start) if 0 not in shape else np.empty(shape, dtype)

    return {
        key: Figures([array(a) for a in arguments], params, [array(r) for r in results])
        for key, (arguments, params, results) in index.items()
    }
