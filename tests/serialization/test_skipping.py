"""Files without numbers, what files name, and the order of bytes of files that do not say it."""

from __future__ import annotations

import io
import zipfile

import pytest

import backlight
from backlight.serialization import locations, options
from backlight.serialization.skipping import skip_data


def saved(value):
    file = io.BytesIO()
    backlight.save(value, file)
    file.seek(0)
    return file


def test_numbers_are_left_out_when_writing_and_when_reading():
    with skip_data():
        empty = saved(backlight.ones(3))
    whole = saved(backlight.ones(3))

    assert backlight.load(empty).tolist() == [0, 0, 0]
    assert backlight.load(whole).tolist() == [1, 1, 1]
    whole.seek(0)
    with skip_data():
        assert backlight.load(whole).tolist() == [0, 0, 0]


def test_what_a_file_names_beyond_tensors_is_listed():
    assert locations.get_unsafe_globals_in_checkpoint(saved([backlight.nn.Linear(1, 1), backlight.ones(1)])) == [
        "torch.nn.modules.linear.Linear"
    ]
    assert locations.get_unsafe_globals_in_checkpoint(saved(backlight.ones(1))) == []


def test_the_order_of_bytes_can_be_said():
    plain = io.BytesIO()
    with (
        zipfile.ZipFile(saved(backlight.tensor([1], dtype=backlight.int32))) as old,
        zipfile.ZipFile(plain, "w") as new,
    ):
        for name in old.namelist():
            if not name.endswith("byteorder"):
                new.writestr(name, old.read(name))
    plain.seek(0)
    options.set_default_load_endianness(options.LoadEndianness.BIG)
    try:
        assert backlight.load(plain).tolist() == [1 << 24]
    finally:
        options.set_default_load_endianness(None)
    with pytest.raises(TypeError, match="LoadEndianness"):
        options.set_default_load_endianness("big")


def test_a_storage_is_restored_to_the_cpu_alone():
    storage = backlight.ones(1).untyped_storage()

    assert locations.location_tag(storage) == "cpu"
    assert locations.default_restore_location(storage, "cpu") is storage
    with pytest.raises(RuntimeError, match="CUDA"):
        locations.default_restore_location(storage, "cuda:0")
