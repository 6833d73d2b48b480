"""Where storages are (the CPU), what files name, and versions: torch's lesser functions around files."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from backlight.core.errors import warn

_packages: list[tuple[int, Callable, Callable]] = []


class SourceChangeWarning(Warning):
    """torch's for classes whose source has changed since a file was written; never given here."""


def register_package(priority: int, tagger: Callable, deserializer: Callable) -> None:
    """Let `tagger(storage)` name a location, and `deserializer(storage, location)` restore from it; lower ones first.

    `location_tag` and `default_restore_location` ask them; `load` brings everything to the CPU.
    """
    _packages.append((priority, tagger, deserializer))
    _packages.sort(key=lambda package: package[0])


def location_tag(storage: Any) -> str:
    """Where a storage is: 'cpu'."""
    return next((tag for _, tagger, _ in _packages if (tag := tagger(storage))), "cpu")


def default_restore_location(storage: Any, location: str) -> Any:
    """The storage at a location; RuntimeError for a device that is not here."""
    for _, _, deserializer in _packages:
        found = deserializer(storage, location)
        if found is not None:
            return found
    if location == "cpu":
        return storage
    name = location.partition(":")[0]
    if name in ("cuda", "hpu", "xpu", "mtia", "mps"):
        _no_device(name)
    raise RuntimeError(f"don't know how to restore data location of {type(storage).__name__} (tagged with {location})")


def validate_cuda_device(location: Any) -> int:
    """RuntimeError: there is no CUDA device."""
    return _no_device("cuda")


def validate_hpu_device(location: Any) -> int:
    """RuntimeError: there is no HPU device."""
    return _no_device("hpu")


def _no_device(name: str) -> Any:
    raise RuntimeError(
        f"Attempting to deserialize object on a {name.upper()} device, which is not here: backlight computes on the "
        "CPU. Use torch.load with map_location=torch.device('cpu')."
    )


def normalize_storage_type(storage_type: type) -> Any:
    """The class of torch's that has a storage class's name."""
    from backlight.tensor import storage

    return getattr(storage, storage_type.__name__)


def check_module_version_greater_or_equal(
    module: Any, req_version_tuple: tuple, error_if_malformed: bool = True
) -> bool:
    """Whether `module.__version__` is at least the one required; RuntimeError where it cannot be read."""
    try:
        parts = module.__version__.split(".")
        return tuple([type(n)(parts[i]) for i, n in enumerate(req_version_tuple)]) >= req_version_tuple
    except Exception as error:
        text = (
            f"'{module.__name__}' module version string is malformed '{module.__version__}' and cannot be compared "
            f"with tuple {req_version_tuple}"
        )
        if error_if_malformed:
            raise RuntimeError(text) from error
        warn(text + ", but continuing assuming that requirement is met")
        return True


@contextmanager
def mkdtemp() -> Iterator[str]:
    """A block with a directory of its own, which is deleted at its end."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as path:
        yield path


def get_unsafe_globals_in_checkpoint(f: Any) -> list[str]:
    """The classes and functions that a file names and `load` would refuse.

    They can be allowed with `add_safe_globals`. ValueError for what is no file of `save`.
    """
    from backlight.serialization.archive import Reader
    from backlight.serialization.loading import _safe
    from backlight.serialization.names import ALLOWED

    if isinstance(f, (str, os.PathLike)):
        with open(f, "rb") as file:
            data = file.read()
    else:
        data = f.read()
    if data[:4] != b"PK\x03\x04":
        raise ValueError("Expected input to be a checkpoint returned by torch.save")
    named = _named(Reader(io.BytesIO(data)).read("data.pkl"))
    return [name for name in named if name not in ALLOWED and name not in _safe]


def _named(data: bytes) -> list[str]:
    """What a pickle names, without running it."""
    from pickletools import genops

    found: dict[str, None] = {}
    texts: list[Any] = []
    kept: dict[int, Any] = {}
    for code, argument, _ in genops(data):
        if code.name == "GLOBAL":
            found[str(argument).replace(" ", ".", 1)] = None
        elif code.name == "STACK_GLOBAL":
            found[".".join(map(str, texts[-2:]))] = None
        elif code.name == "MEMOIZE":
            kept[len(kept)] = texts[-1] if texts else None
        elif code.name in ("BINGET", "LONG_BINGET"):
            texts.append(kept.get(argument))  # pyright: ignore[reportArgumentType]
        elif isinstance(argument, str):
            texts.append(argument)
    return list(found)
