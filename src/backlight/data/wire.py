"""Messages between a DataLoader and its workers: pickles, with the memory of large arrays beside them.

Pickle protocol 5 hands out the memory of arrays. On Linux it goes into a file that is in memory and has no name, whose
descriptor travels over the connection: nothing waits for a pipe to be emptied, and no process that dies leaves anything
behind. Elsewhere it follows the pickle. It is copied when the message is packed: a dataset may reuse its arrays while
the message still waits to be sent.
"""

from __future__ import annotations

import os
import pickle
from io import BytesIO
from socket import socket
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

LARGE = 1 << 16  # bytes; what is smaller travels in the pickle


class Parts(NamedTuple):
    """A packed message: its pickle, and where the large arrays are, a file's descriptor or copies of them."""

    head: bytes
    file: int | None
    copies: list[bytes]


def packed(message: Any) -> Parts:
    """The parts of a message; any exception of pickle if it cannot be sent."""
    from multiprocessing.reduction import ForkingPickler

    large: list[memoryview] = []

    def keep_small(buffer: pickle.PickleBuffer) -> bool:
        raw = buffer.raw()
        if raw.nbytes < LARGE:
            return True
        large.append(raw)
        return False

    body = BytesIO()
    ForkingPickler(body, 5, True, keep_small).dump(message)  # type: ignore[call-arg]
    file = _written(large) if large else None
    head = pickle.dumps((body.getvalue(), [raw.nbytes for raw in large], file is not None))
    return Parts(head, file, [] if file is not None else [raw.tobytes() for raw in large])


def _written(large: list[memoryview]) -> int | None:
    """A file in memory with these bytes; None where there are none such, or no room for one."""
    if not hasattr(os, "memfd_create"):
        return None
    try:
        file = os.memfd_create("backlight")
    except OSError:
        return None
    try:
        for raw in large:
            done = 0
            while done < raw.nbytes:  # a write ends at 2 GB
                done += os.write(file, raw[done:])
    except OSError:
        os.close(file)
        return None
    return file


def send(connection: Connection, parts: Parts) -> None:
    """Write a message; OSError when nobody reads any more."""
    connection.send_bytes(parts.head)
    for copy in parts.copies:
        connection.send_bytes(copy)
    if parts.file is not None:
        from socket import send_fds

        try:
            with socket(fileno=os.dup(connection.fileno())) as end:
                send_fds(end, [b"f"], [parts.file])
        finally:
            os.close(parts.file)


def receive(connection: Connection) -> Any:
    """Read a message; EOFError or OSError when its writer is gone, RuntimeError when no file can be opened."""
    body, sizes, filed = pickle.loads(connection.recv_bytes())
    arrays = [np.empty(size, np.uint8) for size in sizes]
    if filed:
        _read(connection, arrays)
    else:
        for array in arrays:
            connection.recv_bytes_into(array)
    return pickle.loads(body, buffers=arrays)


def _read(connection: Connection, arrays: list[np.ndarray]) -> None:
    from socket import recv_fds

    with socket(fileno=os.dup(connection.fileno())) as end:
        mark, files, _, _ = recv_fds(end, 1, 1)
    if not mark:
        raise EOFError
    if not files:
        raise RuntimeError("a batch of a DataLoader worker was lost: this process has too many open files (ulimit -n)")
    try:
        place = 0
        for array in arrays:
            done = 0
            while done < array.nbytes:
                count = os.preadv(files[0], [array[done:].data], place + done)
                if not count:
                    raise EOFError
                done += count
            place += array.nbytes
    finally:
        os.close(files[0])
