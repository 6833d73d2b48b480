"""The bytes of an event file: fields of a message, records with check sums, and the file that grows."""

from __future__ import annotations

import os
import struct
import time
import weakref
from collections.abc import Iterable, Sequence
from itertools import count
from threading import Lock
from typing import Any

import numpy as np

_next_file = count().__next__


def _varint(n: int) -> bytes:
    n = int(n) & 0xFFFFFFFFFFFFFFFF
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    out.append(n)
    return bytes(out)


def message(field: int, body: bytes | str) -> bytes:
    """A field that holds another message, bytes or text."""
    body = body.encode() if isinstance(body, str) else body
    return _varint(field << 3 | 2) + _varint(len(body)) + body


def text(field: int, value: str | bytes) -> bytes:
    """A field of text, left out if empty."""
    return message(field, value) if value else b""


def integer(field: int, value: int) -> bytes:
    """A field with an integer, left out if 0."""
    return _varint(field << 3) + _varint(value) if value else b""


def double(field: int, value: float, *, always: bool = False) -> bytes:
    """A field with a number in 8 bytes, left out if 0 unless `always`."""
    body = struct.pack("<d", value)
    return _varint(field << 3 | 1) + body if always or any(body) else b""


def single(field: int, value: float, *, always: bool = False) -> bytes:
    """A field with a number in 4 bytes, left out if 0 unless `always`."""
    body = np.float64(value).astype("<f4").tobytes()
    return _varint(field << 3 | 5) + body if always or any(body) else b""


def numbers(field: int, values: Any, kind: str) -> bytes:
    """A field with many numbers of NumPy's `kind` ("<f4", "<f8"), left out if there are none."""
    return text(field, np.asarray(values).astype(kind).tobytes())


def integers(field: int, values: Iterable[int]) -> bytes:
    """A field with many integers, left out if there are none."""
    return text(field, b"".join([_varint(n) for n in values]))


def shape(field: int, sizes: Sequence[int]) -> bytes:
    """A field with the shape of a tensor."""
    return message(field, b"".join([message(2, integer(1, n)) for n in sizes]))


def _table() -> list[int]:
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    return table


_TABLE = _table()


def check_sum(data: bytes) -> int:
    """CRC-32C, turned and shifted as the format of the records wants it.

    >>> hex(check_sum(b"123456789"))
    '0xc78ab0e5'
    """
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _TABLE[(crc ^ byte) & 255] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


class EventFile:
    """A file of records. What waits is written after `most` events or `seconds`, and at the end of the program."""

    def __init__(self, folder: str, most: int, seconds: float, suffix: str) -> None:
        import socket

        os.makedirs(folder, exist_ok=True)
        now = time.time()
        name = f"events.out.tfevents.{int(now):010d}.{socket.gethostname()}.{os.getpid()}.{_next_file()}{suffix}"
        self._file = open(os.path.join(folder, name), "wb")  # noqa: SIM115
        self._most, self._seconds, self._waiting, self._flushed, self._lock = most, seconds, 0, now, Lock()
        self._close = weakref.finalize(self, self._file.close)
        self.write(double(1, now) + text(3, "brain.Event:2") + message(10, text(1, "backlight.tensorboard")))
        self.flush()

    def write(self, event: bytes) -> None:
        """Append one event."""
        length = struct.pack("<Q", len(event))
        sums = struct.pack("<I", check_sum(length)), struct.pack("<I", check_sum(event))
        with self._lock:
            self._file.write(b"".join((length, sums[0], event, sums[1])))
            self._waiting += 1
        if self._waiting >= self._most or time.time() - self._flushed >= self._seconds:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        with self._lock:
            if not self._file.closed:
                self._file.flush()
        self._waiting, self._flushed = 0, time.time()

    def close(self) -> None:
        """Write what waits, and close the file."""
        self._close()
