"""What is saved is loaded again: values of every kind, tensors that share memory; a file is replaced whole."""

from __future__ import annotations

import io
import os
import pickle
import signal
import subprocess
import sys
import time
from collections import Counter, OrderedDict, defaultdict

import pytest

import backlight
from backlight import nn

DTYPES = [
    "bfloat16", "bool", "complex128", "complex64", "float16", "float32", "float64", "int16", "int32", "int64", "int8",
    "uint16", "uint32", "uint64", "uint8",
]  # fmt: skip


def again(obj, **options):
    file = io.BytesIO()
    backlight.save(obj, file)
    file.seek(0)
    return backlight.load(file, **options)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        3,
        -(2**80),
        0.1,
        float("inf"),
        2 - 3j,
        "ü\n\udc00",
        b"",
        b"\x00\xff",
        (),
        (1, (2, (3, 4), 5, 6)),
        [1, [2]],
        {"a": {1: None}, (1, 2): 3},
        pytest.param({1, "b"}, id="set"),  # whose text begins with either
        OrderedDict(b=1, a=2),
        Counter("aab"),
        backlight.Size([2, 3]),
        backlight.device("cpu"),
        bytearray(b"ab"),
        [1] * 3000,
        {str(i): i for i in range(2000)},
    ],
    ids=lambda value: f"{type(value).__name__}-{str(value)[:12]!a}",
)
def test_plain_values(value):
    found = again(value)

    assert found == value
    assert type(found) is type(value)


def test_a_defaultdict_is_refused_as_in_torch():
    with pytest.raises(pickle.UnpicklingError, match=r"GLOBAL collections\.defaultdict"):
        again(defaultdict(list, {"a": [1]}))


def test_a_dtype_is_the_same_object():
    assert again({"dtype": backlight.float16})["dtype"] is backlight.float16


def test_an_object_that_stands_twice_is_one_object():
    part = [1]
    first, second = again([part, part])

    assert first is second


def test_a_list_may_contain_itself():
    value = [1]
    value.append(value)
    found = again(value)

    assert found[1] is found


@pytest.mark.parametrize("name", DTYPES)
def test_every_dtype(name):
    x = backlight.tensor([0, 1, 2]).to(getattr(backlight, name))
    found = again(x)

    assert found.dtype is x.dtype
    assert found.numpy(force=True).tobytes() == x.numpy(force=True).tobytes()


@pytest.mark.parametrize("shape", [(), (0,), (2, 0, 3), (1,), (2, 3, 4)])
def test_every_shape(shape):
    x = backlight.rand(shape)
    found = again(x)

    assert found.shape == x.shape
    assert found.tolist() == x.tolist()


def test_views_share_memory_and_keep_their_strides():
    base = backlight.arange(12.0).reshape(3, 4)
    found = again({"base": base, "turned": base.t(), "part": base[1:, ::2], "row": base[1].expand(5, 4)})
    found["base"][1, 2] = -1

    assert found["turned"].stride() == (1, 4)
    assert found["turned"][2, 1].item() == -1
    assert found["part"].tolist() == [[4, -1], [8, 10]]
    assert found["row"].stride() == (0, 1)
    assert found["row"][4].tolist() == [4, 5, -1, 7]


def test_a_small_view_takes_its_whole_storage_along_and_a_copy_does_not():
    big = backlight.zeros(10000)
    sizes = []
    for x in (big[:2], big[:2].clone()):
        file = io.BytesIO()
        backlight.save(x, file)
        sizes.append(len(file.getvalue()))

    assert sizes[0] > 40000
    assert sizes[1] < 3000


def test_leaves_and_parameters_still_want_gradients():
    leaf, frozen = backlight.ones(2, requires_grad=True), nn.Parameter(backlight.ones(1), requires_grad=False)
    found = again([leaf, frozen, nn.Parameter(backlight.ones(3))])

    assert [x.requires_grad for x in found] == [True, False, True]
    assert [isinstance(x, nn.Parameter) for x in found] == [False, True, True]


def test_a_state_dict_goes_into_a_new_network():
    net = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
    net(backlight.rand(5, 2))
    state = again(net.state_dict())
    other = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
    other.load_state_dict(state)

    assert isinstance(state, OrderedDict)
    assert state._metadata["1"] == {"version": 2}
    assert all(
        a.tolist() == b.tolist() for a, b in zip(net.state_dict().values(), other.state_dict().values(), strict=True)
    )


def test_a_whole_module_needs_weights_only_false():
    net = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
    with pytest.raises(
        Exception, match=r"Weights only load failed: Unsupported global: GLOBAL torch\.nn\.modules\.\w+\.\w+"
    ):
        again(net)
    found = again(net, weights_only=False)

    assert repr(found) == repr(net)
    assert found[0].weight.tolist() == net[0].weight.tolist()


class Setting:
    def __init__(self, rate):
        self.rate = rate


def test_a_class_of_ones_own_can_be_allowed(tmp_path):
    file = tmp_path / "setting.pt"
    backlight.save(Setting(0.5), file)
    with pytest.raises(Exception, match="Unsupported global"):
        backlight.load(file)
    with backlight.serialization.safe_globals([Setting]):
        found = backlight.load(file)

    assert (type(found), found.rate) == (Setting, 0.5)
    assert backlight.serialization.get_safe_globals() == []


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_every_protocol_of_pickle(protocol):
    value = {"w": backlight.ones(2), "b": b"x", "t": ("a", {1})}
    file = io.BytesIO()
    backlight.save(value, file, pickle_protocol=protocol)
    file.seek(0)
    found = backlight.load(file)

    assert found["w"].tolist() == [1, 1]
    assert (found["b"], found["t"]) == (b"x", ("a", {1}))


def test_text_and_paths_and_files_name_a_file(tmp_path):
    for place in (tmp_path / "a.pt", str(tmp_path / "b.pt")):
        backlight.save([1], place)

        assert backlight.load(place) == [1]
    with open(tmp_path / "c.pt", "wb") as file:
        backlight.save([2], file)
    with open(tmp_path / "c.pt", "rb") as file:
        assert backlight.load(file) == [2]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda path: backlight.save(1, path / "none" / "a.pt"), RuntimeError, "Parent directory .* does not exist"),
        (lambda path: backlight.save(1, 3), AttributeError, "expected 'f' to be string, path, or a file-like object"),
        (lambda path: backlight.load(3), AttributeError, "with 'read' and 'seek'"),
        (lambda path: backlight.load(path / "a.pt"), FileNotFoundError, "No such file"),
        (lambda path: backlight.load(io.BytesIO(b"")), EOFError, "the file is empty"),
        (lambda path: backlight.load(io.BytesIO(b"hello world")), Exception, "opcode b'h'|recalls object"),
        (lambda path: again(1, map_location="cuda"), RuntimeError, "CUDA"),
        (lambda path: backlight.save(lambda: 1, io.BytesIO()), Exception, "pickle"),
    ],
)
def test_mistakes(call, error, message, tmp_path):
    with pytest.raises(error, match=message):
        call(tmp_path)


class Unwilling:
    def __reduce__(self):
        raise KeyError("no")


def test_an_object_that_cannot_be_saved_leaves_the_old_file(tmp_path):
    place = tmp_path / "a.pt"
    backlight.save([1], place)
    with pytest.raises(KeyError):
        backlight.save([Unwilling()], place)

    assert backlight.load(place) == [1]
    assert os.listdir(tmp_path) == ["a.pt"]


def test_a_disk_that_fills_up_leaves_the_old_file(tmp_path, monkeypatch):
    place = tmp_path / "a.pt"
    backlight.save([1], place)
    monkeypatch.setattr(os, "fsync", lambda number: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space left"):
        backlight.save([2], place)

    assert backlight.load(place) == [1]
    assert os.listdir(tmp_path) == ["a.pt"]


def test_the_mode_of_a_file_that_is_replaced_stays(tmp_path):
    place = tmp_path / "a.pt"
    backlight.save([1], place)
    place.chmod(0o640)
    backlight.save([2], place)

    assert place.stat().st_mode & 0o777 == 0o640


WRITER = """
import sys, backlight
n = 0
while True:
    n += 1
    backlight.save({"n": n, "w": backlight.full((200_000,), float(n))}, sys.argv[1])
    print(n, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9 on this system")
def test_a_killed_writer_leaves_a_whole_file(tmp_path):
    place = tmp_path / "a.pt"
    for wait in (0.0, 0.003, 0.01):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(place)], stdout=subprocess.PIPE)
        writer.stdout.readline()
        time.sleep(wait)
        writer.kill()
        writer.wait()
        writer.stdout.close()
        found = backlight.load(place)

        assert found["w"].tolist() == [found["n"]] * 200_000


def test_what_was_loaded_shares_memory_when_it_is_saved_again():
    base = backlight.arange(12.0).reshape(3, 4)
    found = again(again([base, base[1], base.t()]))
    found[0][1, 2] = -1

    assert found[1].tolist() == [4, 5, -1, 7]
    assert found[2].stride() == (1, 4)
    assert found[2].storage_offset() == 0


def test_numbers_seen_as_another_type_are_written_for_each():
    x = backlight.tensor([1.0, 2.0])
    found = again([x, x.view(backlight.int32)])

    assert found[0].tolist() == [1, 2]
    assert found[1].tolist() == x.view(backlight.int32).tolist()


def test_what_was_loaded_can_be_written_to_and_learned():
    found = again({"w": backlight.ones(2, requires_grad=True), "b": backlight.zeros(2)})
    found["b"] += 1
    found["b"].resize_(3)
    (found["w"] * 2).sum().backward()

    assert found["b"][:2].tolist() == [1, 1]
    assert found["w"].grad.tolist() == [2, 2]
