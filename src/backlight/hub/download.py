"""Files from the web: where they are kept, how they get there whole, and what is loaded from them."""

from __future__ import annotations

import os
import re
import sys
from typing import Any

_chosen: str | None = None
_AT_ONCE = 128 * 1024  # bytes


def get_dir() -> str:
    """The folder in which files are kept: as `set_dir` said, or `hub` in $TORCH_HOME or ~/.cache/torch."""
    if _chosen is not None:
        return _chosen
    cache = os.path.join(os.getenv("XDG_CACHE_HOME", "~/.cache"), "torch")
    return os.path.join(os.path.expanduser(os.getenv("TORCH_HOME", cache)), "hub")


def set_dir(d: Any) -> None:
    """Keep files in this folder from now on."""
    global _chosen
    _chosen = os.path.expanduser(d)


def download_url_to_file(url: str, dst: str, hash_prefix: str | None = None, progress: bool = True) -> None:
    """Fetch a file. At any moment, also of a crash, `dst` is the old file or the new one, whole.

    Args:
        hash_prefix: how the SHA-256 of the file has to begin.
        progress: show on stderr how far it is.

    Raises URLError if the address cannot be read, RuntimeError if the hash is another.
    """
    import hashlib
    import uuid
    from urllib.error import HTTPError, URLError
    from urllib.request import Request, urlopen

    dst = os.path.expanduser(dst)
    part = f"{dst}.{uuid.uuid4().hex}.partial"
    digest = hashlib.sha256()
    try:
        with open(part, "wb") as file, urlopen(Request(url, headers={"User-Agent": "torch.hub"})) as answer:
            size, count = answer.headers.get("Content-Length"), 0
            while data := answer.read(_AT_ONCE):
                file.write(data)
                digest.update(data)
                count += len(data)
                if progress:
                    _show(count, int(size) if size else None)
        if progress:
            sys.stderr.write("\n")
        if size and count != int(size):
            raise URLError(f"{url} broke off after {count} of {size} bytes")
        found = digest.hexdigest()
        if hash_prefix is not None and not found.startswith(hash_prefix):
            raise RuntimeError(f'invalid hash value (expected "{hash_prefix}", got "{found}")')
        os.replace(part, dst)
    except HTTPError as error:
        error.msg = f"{error.msg}: {url}; a file put at {dst} by hand is used instead"
        raise
    except URLError as error:
        raise URLError(f"{error.reason}: {url} cannot be read; a file put at {dst} by hand is used instead") from error
    finally:
        if os.path.exists(part):
            os.remove(part)


def _show(count: int, size: int | None) -> None:
    done = f"{100 * count // size:3}% of {size / 2**20:.1f} MB" if size else f"{count / 2**20:.1f} MB"
    sys.stderr.write(f"\r{done}")
    sys.stderr.flush()


def load_state_dict_from_url(
    url: str,
    model_dir: str | None = None,
    map_location: Any = None,
    progress: bool = True,
    check_hash: bool = False,
    file_name: str | None = None,
    weights_only: bool = True,
) -> Any:
    """What a file of `save` at an address holds; it is fetched only if it is not there yet.

    Args:
        model_dir: where it is kept, by default `checkpoints` in `get_dir()`; `file_name` there, or the address's name.
        check_hash: the name ends in a dash and the first digits of the file's SHA-256: resnet18-5c106cde.pth.
        weights_only: True, unlike in torch; with False, loading runs what the file says.
    """
    from urllib.parse import urlparse

    from backlight.serialization import load

    folder = os.path.join(get_dir(), "checkpoints") if model_dir is None else model_dir
    os.makedirs(folder, exist_ok=True)
    name = os.path.basename(urlparse(url).path) if file_name is None else file_name
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        print(f'Downloading: "{url}" to {path}')
        told = re.search(r"-([a-f0-9]*)\.", name) if check_hash else None
        download_url_to_file(url, path, told.group(1) if told else None, progress)
    return load(path, map_location=map_location, weights_only=weights_only)
