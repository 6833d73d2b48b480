"""Tensors in memory that other processes see: a file in memory, mapped by all of them.

A forked process has the mapping; to another one the tensor travels as the file's name. The process that shared a tensor
removes the file when it lets go of the tensor, or ends.
"""

from __future__ import annotations

import mmap
import os
import pickle
import tempfile
import weakref
from contextlib import suppress
from typing import Any

import numpy as np

from backlight.core.result import new
from backlight.tensor.copies import attributes


class _Block(mmap.mmap):
    """Shared memory with the name of its file."""

    path: str


_blocks: weakref.WeakValueDictionary[str, _Block] = weakref.WeakValueDictionary()


def share_memory_(x: Any) -> Any:
    """Move the tensor's memory to where other processes see it, and what each of them writes. Returns the tensor.

    Tensors that showed the same memory before keep the old one. NotImplementedError for a view: share its base.
    """
    if x._base is not None:
        raise NotImplementedError("share_memory_() of a view: call it on the tensor that the view was taken of")
    if block_of(x._array) is None and x._array.nbytes:
        before = x._array.copy(order="K")
        folder = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        number, path = tempfile.mkstemp(prefix="backlight-", dir=folder)
        try:
            os.truncate(number, before.nbytes)
            block = _Block(number, before.nbytes)
        finally:
            os.close(number)
        block.path = path
        _blocks[path] = block
        weakref.finalize(block, _remove, path, os.getpid())
        x._array = np.ndarray(before.shape, before.dtype, np.frombuffer(block, np.uint8), 0, before.strides)
        x._array[...] = before
    _announce(type(x))
    return x


def block_of(array: np.ndarray) -> _Block | None:
    """The shared memory that an array lies in, if it does."""
    base: Any = array
    while isinstance(base, np.ndarray):
        base = base.base
    base = base.obj if isinstance(base, memoryview) else base
    return base if isinstance(base, _Block) else None


def _remove(path: str, owner: int) -> None:
    if os.getpid() == owner:
        with suppress(OSError):  # gone already, or still open elsewhere where that cannot be done
            os.unlink(path)


def _announce(cls: type) -> None:
    """Tell multiprocessing how such tensors travel."""
    from multiprocessing.reduction import ForkingPickler

    ForkingPickler.register(cls, _reduced)


def _reduced(x: Any) -> tuple:
    array, block = x._array, block_of(x._array)
    if block is None or x._node is not None:
        return x.__reduce_ex__(pickle.DEFAULT_PROTOCOL)
    start = array.__array_interface__["data"][0] - np.frombuffer(block, np.uint8).__array_interface__["data"][0]
    place = type(x), block.path, array.dtype, array.shape, start, array.strides, x._needs_grad
    return _opened, place, attributes(x) or None


def _opened(cls: type, path: str, dtype: Any, shape: tuple, start: int, strides: tuple, needs_grad: bool) -> Any:
    block = _blocks.get(path)
    if block is None:
        with open(path, "r+b") as file:
            block = _Block(file.fileno(), 0)
        block.path = path
        _blocks[path] = block
    x = new(cls)
    x._array = np.ndarray(shape, dtype, np.frombuffer(block, np.uint8), start, strides)
    x._needs_grad = needs_grad
    _announce(cls)
    return x
