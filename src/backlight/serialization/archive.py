"""torch's file: a zip without compression that holds one pickle, and each storage as a file of its own."""

from __future__ import annotations

import io
import os
import struct
import sys
import zipfile
from typing import Any
from zlib import crc32

from backlight.serialization import options


class Writer:
    """Writes entries one after the other, each aligned."""

    def __init__(self, file: Any, root: str) -> None:
        self.file = file
        self.root = root
        self.zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True)
        self.check = 0

    def add(self, name: str, data: Any) -> None:
        """One entry."""
        info = zipfile.ZipInfo(f"{self.root}/{name}", (1980, 1, 1, 0, 0, 0))
        view = memoryview(data).cast("B")
        header = 30 + len(info.filename.encode()) + (20 if view.nbytes >= zipfile.ZIP64_LIMIT else 0)
        alignment = options.save.storage_alignment  # bytes: so that storages can be mapped into memory
        gap = -(self.zip.fp.tell() + header + 4) % alignment  # pyright: ignore[reportOptionalMemberAccess]
        info.extra = struct.pack("<HH", 0x4246, gap) + b"Z" * gap  # the field that torch pads with, "FB"
        self.zip.writestr(info, view)
        self.check = crc32(view, self.check)

    def close(self) -> None:
        """The end of the archive."""
        self.zip.close()


def write(file: Any, root: str, pickle: bytes, storages: list[Any]) -> None:
    """A whole file of torch's: the pickle, then the storages that it speaks of by their numbers."""
    out = Writer(file, root)
    out.add("data.pkl", pickle)
    out.add(".format_version", b"1")
    out.add(".storage_alignment", str(options.save.storage_alignment).encode())
    out.add("byteorder", sys.byteorder.encode())
    for number, storage in enumerate(storages):
        out.add(f"data/{number}", bytes(storage.nbytes) if options.skipping else storage)
    out.add("version", b"3\n")
    out.add(".data/serialization_id", f"{out.check:040d}".encode())
    out.close()


def write_whole(path: str, make: Any) -> None:
    """Let `make(file)` write a new file, which takes the place of `path` when it is complete and on the disk.

    Whatever happens in between, `path` is the old file or the new one, whole.
    """
    folder, name = os.path.split(os.path.abspath(path))
    beside = os.path.join(folder, f".{name}.{os.getpid()}.part")
    try:
        with open(beside, "wb") as file:
            make(file)
            file.flush()
            os.fsync(file.fileno())
        if os.path.exists(path):
            os.chmod(beside, os.stat(path).st_mode & 0o7777)
        os.replace(beside, path)
    except BaseException:
        if os.path.exists(beside):
            os.unlink(beside)
        raise


# What zipfile raises, one time or another, about bytes that are no archive or that point outside of one.
_DAMAGE = (
    zipfile.BadZipFile,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    UnicodeDecodeError,
    ValueError,
    struct.error,
)


class Reader:
    """Reads the entries of an archive; what is damaged raises RuntimeError."""

    def __init__(self, file: io.IOBase) -> None:
        try:
            self.zip = zipfile.ZipFile(file)  # pyright: ignore[reportArgumentType]
            self.names = set(self.zip.namelist())
        except _DAMAGE as error:
            raise RuntimeError(f"PytorchStreamReader failed reading zip archive: {error}") from error
        if sum([info.file_size for info in self.zip.infolist()]) > file.seek(0, io.SEEK_END):
            raise RuntimeError("PytorchStreamReader failed reading zip archive: its entries lie in each other's bytes")
        pickles = [name for name in self.names if name.endswith("/data.pkl") and name.count("/") == 1]
        if len(pickles) != 1:
            raise RuntimeError("PytorchStreamReader failed locating file data.pkl: it is no file of torch.save")
        self.root = pickles[0].removesuffix("data.pkl")

    def has(self, name: str) -> bool:
        """Whether there is such an entry."""
        return self.root + name in self.names

    def read(self, name: str) -> bytes:
        """The bytes of an entry, their checksum verified; zeros where numbers are skipped."""
        try:
            info = self.zip.getinfo(self.root + name)
            if info.compress_type != zipfile.ZIP_STORED:
                raise RuntimeError(f"the entry {name} is compressed, which torch's files never are")
            if options.skipping and name.startswith("data/"):
                return bytes(info.file_size)
            return self.zip.read(info)
        except KeyError:
            raise RuntimeError(f"PytorchStreamReader failed locating file {name}: file not found") from None
        except _DAMAGE as error:
            raise RuntimeError(f"PytorchStreamReader failed reading file {name}: {error}") from error
