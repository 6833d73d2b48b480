"""Files of data sets: whether they are whole, getting them from their address, unpacking them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any
from urllib.error import URLError

Path = str | os.PathLike[str]


class NotDownloaded(RuntimeError, URLError):
    """A file could not be fetched; the error says what to fetch by hand, and where to put it."""

    def __init__(self, message: str) -> None:
        RuntimeError.__init__(self, message)
        self.reason = message

    def __str__(self) -> str:
        return str(self.reason)


def calculate_md5(fpath: Path, chunk_size: int = 1024 * 1024) -> str:
    """The MD5 sum of a file."""
    from hashlib import md5

    found = md5(usedforsecurity=False)
    with open(fpath, "rb") as file:
        while chunk := file.read(chunk_size):
            found.update(chunk)
    return found.hexdigest()


def check_md5(fpath: Path, md5: str, **kwargs: Any) -> bool:
    """Whether a file has this MD5 sum."""
    return md5 == calculate_md5(fpath, **kwargs)


def check_integrity(fpath: Path, md5: str | None = None) -> bool:
    """Whether a file is there, and has this MD5 sum if one is given.

    >>> check_integrity("no/such/file")
    False
    """
    return os.path.isfile(fpath) and (md5 is None or check_md5(fpath, md5))


def told_damage(fpath: Path, md5: str | None = None) -> str | None:
    """What is wrong with a file, in words; None if nothing is."""
    if not os.path.isfile(fpath):
        return f"{os.fspath(fpath)} is not there"
    found = calculate_md5(fpath) if md5 else md5
    return None if found == md5 else f"{os.fspath(fpath)} is damaged: its MD5 sum is {found}, not {md5}"


def download_url(
    url: str, root: Path, filename: Path | None = None, md5: str | None = None, max_redirect_hops: int = 3
) -> None:
    """Fetch a file into the folder `root`, unless it is there already; it appears there whole or not at all.

    Args:
        filename: its name in `root`; by default the last part of the address.
        md5: its sum, which is checked.

    Raises RuntimeError (it is an URLError too) if it cannot be fetched, or has another sum.
    """
    root = os.path.expanduser(root)
    path = os.path.join(root, filename or os.path.basename(url))
    if check_integrity(path, md5):
        return
    os.makedirs(root, exist_ok=True)
    temporary = f"{path}.{os.getpid()}.part"
    try:
        try:
            _fetch(url, temporary)
        except (OSError, ValueError) as error:
            raise NotDownloaded(
                f"could not download {url}: {error}. Without a network, fetch it elsewhere and put it at {path}; "
                "it is found there the next time."
            ) from error
        damage = told_damage(temporary, md5)
        if damage:
            raise NotDownloaded(f"File not found or corrupted: what came from {url} is not the file: {damage}")
        os.replace(temporary, path)
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)


def _fetch(url: str, path: str) -> None:
    from urllib.request import Request, urlopen

    if not url.lower().startswith(("http://", "https://")):
        raise ValueError("only http and https addresses are fetched")
    with urlopen(Request(url, headers={"User-Agent": "backlight"}), timeout=60) as response, open(path, "wb") as file:
        while chunk := response.read(1 << 18):
            file.write(chunk)


def download_and_extract_archive(
    url: str,
    download_root: Path,
    extract_root: Path | None = None,
    filename: Path | None = None,
    md5: str | None = None,
    remove_finished: bool = False,
) -> None:
    """`download_url`, then `extract_archive`."""
    root = os.path.expanduser(download_root)
    name = filename or os.path.basename(url)
    download_url(url, root, name, md5)
    extract_archive(os.path.join(root, name), extract_root or root, remove_finished)


def download_file_from_google_drive(*args: Any, **kwargs: Any) -> None:
    """Not there: Google Drive hands out files to browsers."""
    raise NotImplementedError("backlight does not download from Google Drive: fetch the file by hand")


_COMPRESSED = {".gz": "gzip", ".bz2": "bz2", ".xz": "lzma"}


def extract_archive(from_path: Path, to_path: Path | None = None, remove_finished: bool = False) -> Path:
    """Unpack a .tar, .zip or compressed file into the folder `to_path`, by default its own; returns where.

    RuntimeError for other files, and for archives that would write outside that folder.
    """
    path = os.fspath(from_path)
    target = os.path.dirname(path) if to_path is None else os.fspath(to_path)
    stem, last = os.path.splitext(path)
    tar = {".tgz", ".tbz", ".tbz2", ".tar"} & {last, os.path.splitext(stem)[1]}
    try:
        if tar and (last in _COMPRESSED or last in tar):
            _from_tar(path, target)
        elif last == ".zip":
            _from_zip(path, target)
        elif last in _COMPRESSED:
            target = os.path.join(target, os.path.basename(stem))
            _decompressed(path, target)
        else:
            raise RuntimeError(f"Unknown compression or archive type: '{last}' of {path}")
    except unpacking_errors() as error:
        raise RuntimeError(f"{path} is damaged, or cannot be unpacked to {target}: {error}") from error
    if remove_finished:
        os.remove(path)
    return target if isinstance(from_path, str) else type(from_path)(target)  # pyright: ignore


def unpacking_errors() -> tuple[type[Exception], ...]:
    """What reading a compressed file raises where it is damaged."""
    import zlib

    try:
        from lzma import LZMAError
    except ImportError:  # a Python without it
        return (EOFError, OSError, zlib.error)
    return (EOFError, OSError, zlib.error, LZMAError)


def opened(path: Path) -> Any:
    """A file, or a compressed file, open for reading bytes."""
    from importlib import import_module

    kind = _COMPRESSED.get(os.path.splitext(path)[1])
    return import_module(kind).open(path, "rb") if kind else open(path, "rb")


def _decompressed(path: str, target: str) -> None:
    temporary = f"{target}.{os.getpid()}.part"
    try:
        with opened(path) as source, open(temporary, "wb") as out:
            while chunk := source.read(1 << 20):
                out.write(chunk)
        os.replace(temporary, target)
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)


def _from_tar(path: str, target: str) -> None:
    import tarfile

    try:
        with tarfile.open(path) as archive:
            members = archive.getmembers()
            for member in members:
                _stays_inside(member.name, target, path)
                if not (member.isfile() or member.isdir()):
                    raise RuntimeError(f"{path} holds a link or device, {member.name}, which is not unpacked")
            safe: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
            archive.extractall(target, members, **safe)
    except tarfile.TarError as error:
        raise OSError(error) from error


def _from_zip(path: str, target: str) -> None:
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                _stays_inside(name, target, path)
            archive.extractall(target)
    except zipfile.BadZipFile as error:
        raise OSError(error) from error


def _stays_inside(name: str, target: str, path: str) -> None:
    whole = os.path.realpath(target)
    if os.path.commonpath([whole, os.path.realpath(os.path.join(target, name))]) != whole:
        raise RuntimeError(f"{path} would write outside {target}: {name}")


def _listed(root: Path, test: Callable[[str], bool], prefix: bool) -> list[str]:
    root = os.path.expanduser(root)
    names = [name for name in os.listdir(root) if test(os.path.join(root, name))]
    return [os.path.join(root, name) for name in names] if prefix else names


def list_dir(root: Path, prefix: bool = False) -> list[str]:
    """The folders in a folder; with `prefix`, their whole paths."""
    return _listed(root, os.path.isdir, prefix)


def list_files(root: Path, suffix: Any, prefix: bool = False) -> list[str]:
    """The files in a folder whose names end in `suffix`; with `prefix`, their whole paths."""
    return _listed(root, lambda path: os.path.isfile(path) and path.endswith(suffix), prefix)


def iterable_to_str(iterable: Iterable[Any]) -> str:
    """The items in quotes, with commas.

    >>> iterable_to_str(["train", "test"])
    "'train', 'test'"
    """
    return "'" + "', '".join([str(item) for item in iterable]) + "'"


def verify_str_arg(
    value: Any, arg: str | None = None, valid_values: Iterable[Any] | None = None, custom_msg: str | None = None
) -> Any:
    """`value`, if it is one of the words that are valid; ValueError otherwise."""
    if not isinstance(value, str):
        place = f" for argument {arg}" if arg else ""
        raise ValueError(f"Expected type str{place}, but got type {type(value)}.")
    if valid_values is not None and value not in valid_values:
        known = iterable_to_str(valid_values)
        raise ValueError(custom_msg or f"Unknown value '{value}' for argument {arg}. Valid values are {{{known}}}.")
    return value
