"""Storages of files: read when used, and written only if shared."""

from __future__ import annotations

import sys

import pytest

import backlight
from backlight.tensor.storage import UntypedStorage


@pytest.mark.parametrize("shared", [False, True])
def test_a_storage_shows_the_bytes_of_a_file(tmp_path, shared):
    path = tmp_path / "bytes"
    path.write_bytes(bytes([1, 2, 3, 4]))
    storage = UntypedStorage.from_file(str(path), shared, nbytes=4)
    storage[0] = 9

    assert storage.tolist() == [9, 2, 3, 4]
    assert list(path.read_bytes()) == ([9, 2, 3, 4] if shared else [1, 2, 3, 4])


def test_a_shared_file_is_made_as_long_as_it_has_to_be(tmp_path):
    UntypedStorage.from_file(tmp_path / "new", True, 3)[2] = 7

    assert list((tmp_path / "new").read_bytes()) == [0, 0, 7]


def test_a_tensor_of_a_storage_has_its_memory():
    storage = UntypedStorage([1, 0, 2, 0])
    x = backlight.asarray(storage[:], dtype=backlight.uint8).view(backlight.int16)
    x[1] = 5

    assert (x.tolist(), storage.tolist()) == ([1, 5], [1, 0, 5, 0])
    assert storage.untyped() == storage


def test_the_size_of_a_storage_has_its_bytes_in_it():
    assert sys.getsizeof(UntypedStorage(100)) - sys.getsizeof(UntypedStorage(0)) == 100
