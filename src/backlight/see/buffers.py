"""Copies of large arrays in memory that is used again: fresh memory costs more than the copying."""

from __future__ import annotations

from sys import getrefcount

import numpy as np

LARGE = 1 << 15  # bytes; smaller arrays come from memory that Python has at hand
UNUSED = 2  # after so many passes without use a buffer goes


class Buffers:
    """Lends an array to each copy, and takes it back when nobody holds the copy any more."""

    def __init__(self) -> None:
        self._buffers: dict[tuple, list[list]] = {}  # by shape and dtype; each with the number of the pass it served
        self._pass = 0

    def begin(self) -> None:
        """Another pass begins: what the last ones did not use is let go."""
        self._pass += 1
        for key, buffers in list(self._buffers.items()):
            buffers[:] = [one for one in buffers if one[1] >= self._pass - UNUSED]
            if not buffers:
                del self._buffers[key]

    def copy(self, array: np.ndarray) -> np.ndarray:
        """A copy that is its holder's until he drops it; views of it count as holding."""
        if array.nbytes < LARGE:
            return array.copy()
        buffers = self._buffers.setdefault((array.shape, array.dtype), [])
        for one in buffers:
            if getrefcount(one[0]) == _FREE:
                one[1] = self._pass
                one[0][...] = array
                return one[0]
        buffers.append([array.copy(), self._pass])
        return buffers[-1][0]


def _free() -> int:
    """The references to a buffer that nobody holds, counted as this Python counts them."""
    one = [np.empty(0)]
    return getrefcount(one[0])


_FREE = _free()
