"""`load`: what `save` has written, here or in torch."""

from __future__ import annotations

import io
import os
import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.core.device import device as Device
from backlight.core.device import on
from backlight.serialization import options as options_of_files
from backlight.serialization.archive import Reader
from backlight.serialization.machine import Callable_, Machine, Plain, told
from backlight.serialization.names import ALLOWED, bytes_of
from backlight.serialization.stored import Stored

_safe: dict[str, Any] = {}  # the user's own classes and functions that files may name


def add_safe_globals(safe_globals: list[Any]) -> None:
    """Let files name these classes and functions: they will be called with what the file says."""
    for item in safe_globals:
        found, name = item if isinstance(item, tuple) else (item, f"{item.__module__}.{item.__qualname__}")
        _safe[name] = found


def get_safe_globals() -> list[Any]:
    """The classes and functions that files may name."""
    return list(_safe.values())


def clear_safe_globals() -> None:
    """Forget what files may name."""
    _safe.clear()


@contextmanager
def safe_globals(safe_globals: list[Any]) -> Iterator[None]:
    """A block in which files may name these classes and functions."""
    before = dict(_safe)
    add_safe_globals(safe_globals)
    try:
        yield
    finally:
        _safe.clear()
        _safe.update(before)


def load(
    f: Any,
    map_location: Any = None,
    pickle_module: Any = None,
    *,
    weights_only: bool | None = None,
    mmap: bool | None = None,
    **pickle_load_args: Any,
) -> Any:
    """Read an object from a file of `save`, or of torch's.

    Args:
        f: a path, or a file open for reading bytes.
        map_location: a device, or a function or dictionary that says one; all tensors come to the CPU.
        weights_only: by default a file can only hold tensors, numbers, texts and containers, and runs no code. With
            False it can hold anything, and loading it runs what it says: only for files that you trust.

    Raises pickle.UnpicklingError for anything else in the file, RuntimeError if it is damaged.

    >>> load("no_such_file.pt")
    Traceback (most recent call last):
    FileNotFoundError: [Errno 2] No such file or directory: 'no_such_file.pt'
    """
    _check_location(map_location)
    if weights_only is None:
        weights_only = os.environ.get("TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD", "0").lower() not in ("1", "y", "yes", "true")
    if isinstance(f, (str, os.PathLike)):
        with open(f, "rb") as file:
            return _load(file, weights_only, pickle_load_args)
    if not hasattr(f, "read") or not hasattr(f, "seek"):
        raise AttributeError(
            f"expected 'f' to be string, path, or a file-like object with 'read' and 'seek', not {type(f).__name__}"
        )
    return _load(f, weights_only, pickle_load_args)


def _check_location(where: Any) -> None:
    """Nothing can be moved elsewhere, so a location must be the CPU or a function whose word does not matter."""
    if isinstance(where, (str, Device)):
        try:
            on(where)
        except AssertionError:
            raise RuntimeError(
                f"Attempting to deserialize object on {str(where).partition(':')[0].upper()}, and there is no such "
                "device: backlight computes on the CPU. Use torch.load with map_location=torch.device('cpu')."
            ) from None


def _load(file: Any, weights_only: bool, options: dict[str, Any]) -> Any:
    start = file.tell()
    head = file.read(4)
    file.seek(start)
    if head == b"PK\x03\x04":
        data = file.read()
        return _from_zip(Reader(io.BytesIO(data)), weights_only, options)
    if not head:
        raise EOFError("Ran out of input: the file is empty")
    from backlight.serialization.legacy import from_pickles

    return from_pickles(file.read(), weights_only, options)


def _order_unsaid() -> str:
    known = options_of_files.load.endianness
    return sys.byteorder if known is None or known.name == "NATIVE" else known.name.lower()


def _from_zip(archive: Reader, weights_only: bool, options: dict[str, Any]) -> Any:
    order = archive.read("byteorder").decode("ascii", "replace") if archive.has("byteorder") else _order_unsaid()
    if order not in ("little", "big"):
        raise ValueError(f"Unknown endianness type: {order}")
    loaded: dict[str, Stored] = {}

    def storage(key: Any) -> Stored:
        kind, name = storage_key(key)
        if name not in loaded:
            data = bytes_of(archive.read(f"data/{name}"))
            if order != sys.byteorder and kind is not None:
                data = swapped(data, kind)
            loaded[name] = Stored(data, kind)
        found = loaded[name]
        if kind is not found.kind:
            found = Stored(found.data, kind)
        return found

    return unpickled(archive.read("data.pkl"), storage, weights_only, options)


def storage_key(key: Any) -> tuple[dtypes.dtype | None, str]:
    """dtype and name from a persistent id; UnpicklingError for any other."""
    if type(key) is tuple and len(key) >= 5 and key[0] == "storage":
        kind, name, count = key[1], key[2], key[4]
        if isinstance(kind, Plain):
            kind = kind.value
        if (kind is None or isinstance(kind, dtypes.dtype)) and isinstance(name, str) and isinstance(count, int):
            return kind, name
    raise pickle.UnpicklingError(f"the file speaks of an unknown kind of object: {told(key)}")


def swapped(data: np.ndarray, kind: dtypes.dtype) -> np.ndarray:
    """The bytes of numbers in the other order."""
    numpy = dtypes.to_numpy(kind)
    part = numpy.itemsize // (2 if numpy.kind == "c" else 1)
    return data.reshape(-1, part)[:, ::-1].reshape(-1).copy()  # (n) -> (n / part, part) -> (n)


def unpickled(data: bytes, storage: Callable, weights_only: bool, options: dict[str, Any], at: int = 0) -> Any:
    """The object of a pickle whose storages `storage` finds."""
    return reader(data, storage, weights_only, options, at)[0]


def reader(data: bytes, storage: Callable, weights_only: bool, options: dict[str, Any], at: int = 0) -> tuple[Any, int]:
    """The object of the pickle that begins at a place, and where it ends."""
    if weights_only:
        names = {**ALLOWED, **{name: _own(name, value) for name, value in _safe.items()}}
        machine = Machine(data, names, storage, at, [v for v in _safe.values() if isinstance(v, type)])
        try:
            return machine.read(), machine.at
        except pickle.UnpicklingError as error:
            raise pickle.UnpicklingError(
                f"Weights only load failed: {error} If you trust the file, allow what it names with "
                "torch.serialization.add_safe_globals([...]), or load it with weights_only=False, which runs any code "
                "in it."
            ) from None
        except RecursionError:
            raise pickle.UnpicklingError("Weights only load failed: the file nests too deeply.") from None
    from backlight.serialization.trusted import Unpickler

    file = io.BytesIO(data)
    file.seek(at)
    return Unpickler(file, storage, **options).load(), file.tell()


def _own(name: str, value: Any) -> Any:
    if isinstance(value, type):
        return Callable_(name, lambda *arguments: value.__new__(value, *arguments))
    return Callable_(name, value) if callable(value) else Plain(value)
