"""Data sets: compressed files, damaged files, and the loader over them."""

from __future__ import annotations

import gzip
import hashlib
import pickle
import struct

import numpy as np
import pytest

import backlight
from backlight.data import DataLoader
from backlight.vision.datasets.cifar import CIFAR10, read_batch
from backlight.vision.datasets.folder import ImageFolder
from backlight.vision.datasets.idx import read_image_file, read_label_file, read_sn3_pascalvincent_tensor
from backlight.vision.datasets.mnist import MNIST

pytest.importorskip("PIL")


def idx(array, kind=8):
    return bytes([0, 0, kind, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def digits(root, ending=""):
    raw = root / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for part, count in (("train", 6), ("t10k", 2)):
        pictures = np.arange(count * 784, dtype=np.uint8).reshape(count, 28, 28)
        for name, data in (("images-idx3", pictures), ("labels-idx1", np.arange(count, dtype=np.uint8))):
            packed = idx(data)
            (raw / f"{part}-{name}-ubyte{ending}").write_bytes(gzip.compress(packed) if ending else packed)
    return raw


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_mnist_is_read_packed_or_not(ending, tmp_path):
    digits(tmp_path, ending)
    data = MNIST(tmp_path, transform=np.asarray, download=True)

    assert len(data) == 6 and data.data.shape == (6, 28, 28) and data.data.dtype is backlight.uint8
    assert data.targets.tolist() == list(range(6)) and data.targets.dtype is backlight.int64
    picture, target = data[2]
    assert target == 2
    np.testing.assert_array_equal(picture, data.data[2].numpy())
    assert len(MNIST(tmp_path, train=False)) == 2
    with pytest.warns(UserWarning, match="renamed"):
        assert data.train_labels is data.targets


def test_a_loader_makes_batches_of_it(tmp_path):
    digits(tmp_path)
    data = MNIST(tmp_path, transform=lambda picture: backlight.tensor(np.asarray(picture)))
    batches = [(x.shape, y.tolist()) for x, y in DataLoader(data, batch_size=4)]

    assert batches == [((4, 28, 28), [0, 1, 2, 3]), ((2, 28, 28), [4, 5])]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda data: data[:-10], "4694 are there"),
        (lambda data: data + b"x", "4705 are there"),
        (lambda data: data[:9], "ends within its header"),
        (lambda data: b"\x1f\x8b" + data, "is no IDX file"),
        (lambda data: b"", "is no IDX file"),
        (lambda data: b"\0\0\7\3" + data[4:], "is no IDX file"),
    ],
)
def test_a_damaged_idx_file_is_named(change, told, tmp_path):
    path = digits(tmp_path) / "train-images-idx3-ubyte"
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(RuntimeError, match=told) as error:
        MNIST(tmp_path)

    assert str(path) in str(error.value)


def test_a_cut_off_gzip_file_is_named(tmp_path):
    path = digits(tmp_path, ".gz") / "train-labels-idx1-ubyte.gz"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(RuntimeError, match=r"labels-idx1-ubyte\.gz is damaged"):
        MNIST(tmp_path)


def test_files_that_do_not_fit_each_other_are_named(tmp_path):
    raw = digits(tmp_path)
    (raw / "train-labels-idx1-ubyte").write_bytes((raw / "t10k-labels-idx1-ubyte").read_bytes())
    with pytest.raises(RuntimeError, match=r"6 pictures and .* 2 labels"):
        MNIST(tmp_path)
    with pytest.raises(ValueError, match="should have 3 dimensions"):
        read_image_file(raw / "train-labels-idx1-ubyte")
    (raw / "floats").write_bytes(idx(np.ones(2, ">f4"), 13))
    assert read_sn3_pascalvincent_tensor(raw / "floats").tolist() == [1, 1]
    with pytest.raises(TypeError, match=r"holds torch.float32"):
        read_label_file(raw / "floats")


class Small(CIFAR10):
    """CIFAR-10 of a few pictures, whose sums are set by the test."""


def batches(root, change=lambda name, batch: batch):
    folder = root / CIFAR10.base_folder
    folder.mkdir(parents=True)
    sums = {}
    for name, _ in [*CIFAR10.train_list, *CIFAR10.test_list]:
        batch = {"data": np.full((2, 3072), len(name), np.uint8), "labels": [1, 0]}
        (folder / name).write_bytes(data := pickle.dumps(change(name, batch), 2))
        sums[name] = hashlib.md5(data).hexdigest()
    (folder / "batches.meta").write_bytes(data := pickle.dumps({"label_names": ["cat", "dog"]}, 2))
    Small.train_list = [[name, sums[name]] for name, _ in CIFAR10.train_list]
    Small.test_list = [[name, sums[name]] for name, _ in CIFAR10.test_list]
    Small.meta = {**CIFAR10.meta, "md5": hashlib.md5(data).hexdigest()}
    return folder


def test_cifar_is_read(tmp_path):
    batches(tmp_path)
    data = Small(tmp_path)

    assert data.data.shape == (10, 32, 32, 3) and data.targets == [1, 0] * 5
    assert data.class_to_idx == {"cat": 0, "dog": 1}
    assert data[0][0].mode == "RGB" and data[0][1] == 1


def test_a_damaged_or_missing_batch_is_named(tmp_path):
    folder = batches(tmp_path)
    (folder / "data_batch_3").write_bytes(b"other")
    with pytest.raises(RuntimeError, match=r"data_batch_3 is damaged: its MD5 sum"):
        Small(tmp_path)
    (folder / "data_batch_2").unlink()
    with pytest.raises(RuntimeError, match=r"data_batch_2 is not there"):
        Small(tmp_path)
    with pytest.raises(RuntimeError, match=r"cifar-10-python.tar.gz"):
        Small(tmp_path / "elsewhere")


class Evil:
    """What runs code where a pickle is trusted."""

    def __reduce__(self):
        return print, ("run",)


def test_a_batch_runs_no_code(tmp_path, capsys):
    batches(tmp_path, lambda name, batch: {**batch, "batch_label": Evil()})
    with pytest.raises(RuntimeError, match=r"it names (builtins|__builtin__)\.print"):
        Small(tmp_path)

    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("batch", "told"),
    [
        ({"data": np.zeros((2, 3)), "labels": [1, 0]}, "no array"),
        ({"data": np.zeros((3, 3072), np.uint8), "labels": [1, 0]}, "one label"),
        ({"data": np.zeros((3, 3072), np.uint8)}, "one label"),
        ([1, 2], "holds a list"),
    ],
)
def test_a_batch_of_something_else_is_refused(batch, told, tmp_path):
    batches(tmp_path, lambda name, _: batch)
    with pytest.raises(RuntimeError, match=told):
        Small(tmp_path)


@pytest.mark.parametrize("cut", [0, 1, 30, 200])
def test_a_cut_off_pickle_is_named(cut, tmp_path):
    path = batches(tmp_path) / "test_batch"
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(RuntimeError, match="test_batch is no batch"):
        read_batch(str(path))


def test_a_picture_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "cat").mkdir()
    (tmp_path / "cat" / "bad.png").write_bytes(b"no picture")
    with pytest.raises(OSError, match=r"bad\.png"):
        ImageFolder(tmp_path)[0]
