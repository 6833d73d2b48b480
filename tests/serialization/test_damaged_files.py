"""A damaged or malicious file loads, or raises a clear error; it runs no code and takes little time and memory."""

from __future__ import annotations

import io
import pickle
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path

import pytest

import backlight
from tests.serialization.damage import invented, mutated, parts_of, sealed

FILES = [file.read_bytes() for file in sorted((Path(__file__).parents[1] / "golden" / "saved").glob("*.pt"))]
ZIPS = [parts_of(data) for data in FILES if data.startswith(b"PK")]


def load(data):
    """The object, or the message of a clear error; any other exception goes through."""
    try:
        return backlight.load(io.BytesIO(data))
    except (pickle.UnpicklingError, RuntimeError, EOFError) as error:
        assert str(error)
        return error


def damaged(way, rng):
    if way == "bytes":
        return mutated(rng.choice(FILES), rng)
    if way == "pickle":
        text, storages = rng.choice(ZIPS)
        return sealed(mutated(text, rng), storages)
    return sealed(invented(rng), [bytes(64)])


def test_ten_thousand_damaged_files_load_or_raise_a_clear_error_and_run_no_code():
    pytest.importorskip("resource", reason="the memory of a process can be limited on Unix alone")
    command = [sys.executable, "-m", "tests.serialization.fuzz", "10000"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2], timeout=600)

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("10,000 damaged files in ")
    assert "loaded" in done.stdout and "UnpicklingError" in done.stdout


def opcodes(*parts):
    return b"\x80\x02" + b"".join(parts) + b"."


def name(module, attribute):
    return b"c" + module.encode() + b"\n" + attribute.encode() + b"\n"


def text(value):
    return b"X" + struct.pack("<I", len(value)) + value.encode()


STORAGE = b"(" + text("storage") + name("torch", "FloatStorage") + text("0") + text("cpu") + b"K\x04tQ"
REBUILD = name("torch._utils", "_rebuild_tensor_v2")


def tensor(size, stride, offset=b"K\x00", storage=STORAGE, metadata=b""):
    return REBUILD + b"(" + storage + offset + size + stride + b"\x89" + b"N" + metadata + b"tR"


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ([name("os", "system"), text("true"), b"\x85R"], r"Unsupported global: GLOBAL os\.system"),
        ([name("builtins", "eval"), text("1"), b"\x85R"], r"GLOBAL builtins\.eval"),
        ([name("builtins", "getattr")], r"GLOBAL builtins\.getattr"),
        ([name("torch", "load")], r"GLOBAL torch\.load"),
        ([name("backlight.serialization.names", "np")], "GLOBAL backlight"),
        ([text("os"), text("system"), b"\x93"], r"GLOBAL os\.system"),
        ([b"K\x01", b"K\x02", b"\x93"], "a name in the pickle is 2 of 1"),
        ([b"(iposix\nsystem\n"], "opcode b'i'"),
        ([b"K\x01K\x02R"], "calls int"),
        ([b"]", b"}b"], "sets the state of a list"),
        ([b"K\x01", b"K\x02a"], "appends to a int"),
        ([b"h\x05"], "recalls object 5"),
        ([b"."], "empty stack"),
        ([b"t"], "lacks a mark"),
        ([b"}(K\x01u"], "a key without a value"),
        ([b"}]K\x01s"], "uses a list as a key"),
        ([name("builtins", "bytes"), b"J\xff\xff\xff\x7f\x85R"], "bytes of a number"),
        ([name("builtins", "bytearray"), b"J\xff\xff\xff\x7f\x85R"], "a bytearray of what is no bytes"),
        ([b"X\xff\xff\xff\x7fabc"], "ends in the middle"),
        ([b"\x8b\xff\xff\xff\xff"], "ends in the middle"),
        ([tensor(b"(K\x05t", b"(K\x01t")], r"size \[5\], strides \[1\] .* beyond its storage of 4 numbers"),
        ([tensor(b"(K\x02t", b"(K\x04t")], "reaches beyond"),
        ([tensor(b"(K\x01t", b"(K\x01t", offset=b"K\x04")], "reaches beyond"),
        ([tensor(b"(K\x02t", b"(J\xff\xff\xff\xfft")], "stride is no tuple of natural numbers"),
        ([tensor(b"(K\x02t", b")")], "size .* with strides"),
        ([tensor(b"(J\xff\xff\xff\x7ft", b"(K\x00t", metadata=b"}" + text("conj") + b"\x88s")], "far more conjugated"),
        ([tensor(b"(K\x01t", b"(K\x01t", storage=b"K\x01")], "whose storage is a int"),
        ([STORAGE.replace(b"X\x01\x00\x00\x000", b"X\x01\x00\x00\x009")], "failed locating file data/9"),
        ([b"(K\x01tQ"], r"unknown kind of object: \(1\)"),
        ([name("collections", "OrderedDict"), b"]K\x01a\x85R"], "an OrderedDict of what is no pairs"),
        ([name("torch", "Size")], "stands where a value should"),
    ],
)  # fmt: skip
def test_what_a_pickle_must_not_do(parts, message):
    with pytest.raises((pickle.UnpicklingError, RuntimeError), match=message):
        backlight.load(io.BytesIO(sealed(opcodes(*parts), [bytes(16)])))


NEST = b"N" + b"2\x86" * 60  # a tuple of twice the same tuple of twice the same …: its text would have 2⁶⁰ parts


@pytest.mark.parametrize(
    "parts",
    [
        [NEST, b"Q"],
        [NEST, b"\x85", b"Q"],
        [NEST, text("x"), b"\x93"],
        [b"}", NEST, b"N", b"s"],
        [name("collections", "OrderedDict"), b"]", NEST, b"N\x86a\x85R"],
        [tensor(NEST, b")")],
        [name("torch.serialization", "_get_layout"), NEST, b"\x85R"],
    ],
)
def test_a_value_whose_text_has_no_end_is_not_put_into_a_message(parts):
    with pytest.raises(pickle.UnpicklingError) as error:
        backlight.load(io.BytesIO(sealed(opcodes(*parts), [bytes(16)])))

    assert len(str(error.value)) < 500


def test_a_short_pickle_cannot_make_much_out_of_little():
    big = text("x" * 100_000) + b"q\x00"
    again = name("_codecs", "encode") + b"q\x010" + b"h\x01h\x00\x85R" * 5000
    data = sealed(opcodes(b"](", big, again, b"e"), [])
    tracemalloc.start()
    with pytest.raises(pickle.UnpicklingError, match="makes more out of its parts"):
        backlight.load(io.BytesIO(data))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 20_000_000


def test_a_deep_nest_ends_in_an_error_or_a_value():
    found = load(sealed(opcodes(b"]" * 50_000, b"a" * 49_999), []))

    assert isinstance(found, (list, pickle.UnpicklingError))


def test_a_compressed_entry_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/data.pkl", bytes(10_000_000))
    with pytest.raises(RuntimeError, match="failed"):
        backlight.load(io.BytesIO(file.getvalue()))


@pytest.mark.parametrize("value", [1 << 40, (1 << 63) - 1, 1 << 63, (1 << 64) - 1])
@pytest.mark.parametrize("field", [40, 48], ids=["size", "place"])
def test_a_directory_that_lies_beyond_every_file(field, value):
    data = bytearray(next(data for data in FILES if b"PK\x06\x06" in data))
    struct.pack_into("<Q", data, data.rindex(b"PK\x06\x06") + field, value)
    with pytest.raises(RuntimeError, match="PytorchStreamReader failed reading"):
        backlight.load(io.BytesIO(bytes(data)))


def test_every_cut_of_a_file_is_noticed():
    for data in FILES:
        for end in range(0, len(data), 97):
            assert isinstance(load(data[:end]), Exception)


def test_a_changed_number_in_a_storage_is_noticed():
    data = bytearray(FILES[[len(f) for f in FILES].index(max(len(f) for f in FILES))])
    _, storages = parts_of(bytes(data))
    place = bytes(data).index(storages[0])
    data[place] ^= 1

    with pytest.raises(RuntimeError, match="CRC"):
        backlight.load(io.BytesIO(bytes(data)))
