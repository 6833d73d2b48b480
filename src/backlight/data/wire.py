"""Messages between a DataLoader and its workers: pickles, with the memory of large arrays beside them.

Pickle protocol 5 hands out the memory of arrays, so that it is written and read in one piece. It is copied when the
message is packed: a dataset may reuse its arrays while the message still waits to be sent.
"""

from __future__ import annotations

import pickle
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

LARGE = 1 << 16  # bytes; what fits into a pipe travels in the pickle

# The parts of one message, in the order in which they are sent.
Parts = list[bytes]


def packed(message: Any) -> Parts:
    """The parts of a message; any exception of pickle if it cannot be sent."""
    from multiprocessing.reduction import ForkingPickler

    memory: list[bytes] = []

    def keep_small(buffer: pickle.PickleBuffer) -> bool:
        raw = buffer.raw()
        if raw.nbytes >= LARGE:
            memory.append(raw.tobytes())
            return False
        return True

    file = BytesIO()
    ForkingPickler(file, 5, True, keep_small).dump(message)  # type: ignore[call-arg]
    return [pickle.dumps((file.getvalue(), [len(part) for part in memory])), *memory]


def send(connection: Connection, parts: Parts) -> None:
    """Write a message; OSError when nobody reads any more."""
    for part in parts:
        connection.send_bytes(part)


def receive(connection: Connection) -> Any:
    """Read a message; EOFError or OSError when its writer is gone."""
    body, sizes = pickle.loads(connection.recv_bytes())
    memory = []
    for size in sizes:
        memory.append(np.empty(size, np.uint8))
        connection.recv_bytes_into(memory[-1])
    return pickle.loads(body, buffers=memory)
