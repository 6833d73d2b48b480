"""`save`: an object with tensors in it to a file that torch reads too."""

from __future__ import annotations

import os
from typing import Any

from backlight.serialization import archive
from backlight.serialization.pickling import pickled


def save(
    obj: Any,
    f: Any,
    pickle_module: Any = None,
    pickle_protocol: int = 2,
    _use_new_zipfile_serialization: bool = True,
    _disable_byteorder_record: bool = False,
) -> None:
    """Write an object, often a `state_dict()`, to a file.

    The file is torch's: either library reads it. Tensors that share memory do so when loaded. At any moment, also of a
    crash, the path holds the old file or the new one, whole.

    Args:
        obj: tensors, numbers, texts, and lists, tuples, dictionaries of them; modules too.
        f: a path, or a file open for writing bytes.

    >>> import io
    >>> file = io.BytesIO()
    >>> save({"w": backlight.ones(2)}, file)
    >>> _ = file.seek(0)
    >>> backlight.load(file)
    {'w': tensor([1., 1.])}
    """
    pickle, storages = pickled(obj, pickle_protocol)
    if isinstance(f, (str, os.PathLike)):
        path = os.fspath(f)
        if not os.path.isdir(os.path.dirname(os.path.abspath(path))):
            raise RuntimeError(f"Parent directory {os.path.dirname(path)} does not exist.")
        root = os.path.splitext(os.path.basename(path))[0] or "archive"
        archive.write_whole(path, lambda file: archive.write(file, root, pickle, storages))
    elif hasattr(f, "write"):
        archive.write(f, "archive", pickle, storages)
    else:
        raise AttributeError(
            f"expected 'f' to be string, path, or a file-like object with a 'write' attribute, not {type(f).__name__}"
        )
