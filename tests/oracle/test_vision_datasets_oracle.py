"""torchvision's data sets next to the real ones, reading the same files; grids, marks and picture files."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import pickle
import re
import struct
import tarfile
import zipfile

import numpy as np
import pytest

import backlight
from backlight.torchvision import datasets, utils
from backlight.torchvision.datasets import folder as folders
from backlight.torchvision.datasets import utils as files

torch = pytest.importorskip("torch")
torchvision = pytest.importorskip("tests.oracle.vision").torchvision

pytestmark = pytest.mark.filterwarnings("ignore")

SIDES = {"ours": datasets, "theirs": torchvision.datasets}
RNG = np.random.default_rng(0)


def idx(array, kind=8):
    """The bytes of an IDX file."""
    return bytes([0, 0, kind, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def shown(data):
    """All that a script can see of a data set."""
    samples = [data[n] for n in range(len(data))]
    pictures = [(np.asarray(x), x.mode) if hasattr(x, "mode") else (np.asarray(x), None) for x, _ in samples]
    targets = [y.tolist() if hasattr(y, "tolist") else y for _, y in samples]
    return {
        "repr": re.sub("0x[0-9a-f]+", "", repr(data)),
        "pictures": [(x.tolist(), x.dtype.name, mode) for x, mode in pictures],
        "targets": (targets, [type(y).__name__ for _, y in samples]),
        "classes": getattr(data, "classes", None),
        "class_to_idx": getattr(data, "class_to_idx", None),
        "data": np.asarray(getattr(data, "data", 0)).tolist(),
        "all targets": np.asarray(getattr(data, "targets", 0)).tolist(),
    }


def same(make):
    ours, theirs = shown(make(datasets)), shown(make(torchvision.datasets))
    for key in theirs:
        assert ours[key] == theirs[key], key


def raises_alike(make):
    with pytest.raises(Exception) as wanted:
        make(torchvision.datasets)
    with pytest.raises(wanted.type):
        make(datasets)


def digits(root, name, prefix, count=5, labels="labels-idx1-ubyte"):
    """Pictures and labels in MNIST's format."""
    pictures = RNG.integers(0, 256, (count, 28, 28), dtype=np.uint8)
    write(root / name / "raw" / f"{prefix}-images-idx3-ubyte", idx(pictures))
    write(root / name / "raw" / f"{prefix}-{labels}", idx(RNG.integers(0, 10, count, dtype=np.uint8)))


@pytest.mark.parametrize("name", ["MNIST", "FashionMNIST", "KMNIST"])
@pytest.mark.parametrize("train", [True, False])
def test_idx_files_are_read_alike(name, train, tmp_path):
    digits(tmp_path, name, "train")
    digits(tmp_path, name, "t10k", 3)

    same(lambda d: getattr(d, name)(str(tmp_path), train=train, download=True))
    same(lambda d: getattr(d, name)(tmp_path, train, lambda x: x.rotate(90), lambda y: y + 1))


@pytest.mark.parametrize("split", ["byclass", "bymerge", "balanced", "letters", "digits", "mnist"])
def test_emnist_is_read_alike(split, tmp_path):
    digits(tmp_path, "EMNIST", f"emnist-{split}-train")
    digits(tmp_path, "EMNIST", f"emnist-{split}-test", 2)

    same(lambda d: d.EMNIST(tmp_path, split))
    same(lambda d: d.EMNIST(tmp_path, split, train=False))


def test_qmnist_is_read_alike(tmp_path):
    for part, count in (("qmnist-train", 3), ("qmnist-test", 4), ("xnist", 2)):
        write(tmp_path / "QMNIST" / "raw" / f"{part}-images-idx3-ubyte", idx(np.full((count, 28, 28), 7, np.uint8)))
        labels = RNG.integers(0, 10000, (count, 8)).astype(">i4")
        write(tmp_path / "QMNIST" / "raw" / f"{part}-labels-idx2-int", idx(labels, 12))

    for what in ("train", "test", "test10k", "test50k", "nist", None):
        same(lambda d, what=what: d.QMNIST(tmp_path, what))
    same(lambda d: d.QMNIST(tmp_path, compat=False, train=False))


def cifar_class(library, name, root, protocol):
    """A class of theirs or ours that knows the sums of small files of our own."""
    base = getattr(library, name)
    files, coarse = {}, name == "CIFAR100"
    for file, _ in base.train_list + base.test_list:
        labels = [int(n) for n in np.random.default_rng(len(file)).integers(0, 3, 4)]
        data = np.random.default_rng(len(file)).integers(0, 256, (4, 3072), dtype=np.uint8)
        batch = {"data": data, "fine_labels" if coarse else "labels": labels, "batch_label": "x", "filenames": ["a"]}
        files[file] = pickle.dumps(batch, protocol)
    files[base.meta["filename"]] = pickle.dumps({base.meta["key"]: ["ant", "bee", "cat"]}, protocol)
    for file, data in files.items():
        write(root / base.base_folder / file, data)
    sums = {file: hashlib.md5(data).hexdigest() for file, data in files.items()}
    return type(
        name,
        (base,),
        {
            "train_list": [[file, sums[file]] for file, _ in base.train_list],
            "test_list": [[file, sums[file]] for file, _ in base.test_list],
            "meta": {**base.meta, "md5": sums[base.meta["filename"]]},
        },
    )


@pytest.mark.parametrize("name", ["CIFAR10", "CIFAR100"])
@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_pickled_batches_are_read_alike(name, protocol, tmp_path):
    for train in (True, False):
        same(lambda d, train=train: cifar_class(d, name, tmp_path, protocol)(tmp_path, train, download=True))


def test_stl10_is_read_alike(tmp_path):
    parts = {"train_X.bin": 4, "unlabeled_X.bin": 2, "test_X.bin": 3}
    contents = {name: RNG.integers(0, 256, count * 27648, dtype=np.uint8).tobytes() for name, count in parts.items()}
    contents |= {"train_y.bin": bytes([1, 10, 3, 4]), "test_y.bin": bytes([5, 6, 7])}
    for name, data in contents.items():
        write(tmp_path / "stl10_binary" / name, data)
    write(tmp_path / "stl10_binary" / "class_names.txt", b"airplane\nbird\n")
    write(tmp_path / "stl10_binary" / "fold_indices.txt", b"0 2\n3 1\n" + b"0\n" * 8)

    def make(d, **settings):
        sums = {
            kind: [[name, hashlib.md5(contents[name]).hexdigest()] for name, _ in getattr(d.STL10, kind)]
            for kind in ("train_list", "test_list")
        }
        return type("STL10", (d.STL10,), sums)(tmp_path, **settings)

    for split in ("train", "test", "unlabeled", "train+unlabeled"):
        same(lambda d, split=split: make(d, split=split))
        same(lambda d, split=split: make(d, split=split, folds=1))
    for folds in (10, "1"):
        raises_alike(lambda d, folds=folds: make(d, folds=folds))
    raises_alike(lambda d: make(d, split="valid"))


def test_fake_data_is_the_same_noise(tmp_path):
    same(lambda d: d.FakeData(3, (3, 4, 5), random_offset=7))
    same(lambda d: d.FakeData(2, (1, 4, 5), 3, np.asarray, lambda y: y + 1))
    raises_alike(lambda d: d.FakeData(2)[2])


@pytest.fixture
def zoo(tmp_path):
    from PIL import Image

    for name in ("cat/a.png", "cat/deep/b.JPG", "dog/z.bmp", "dog/c.gif", "ant/q.ppm"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = "L" if name == "ant/q.ppm" else "RGB"
        size = (5, 4) if mode == "L" else (5, 4, 3)
        form = {"JPG": "jpeg", "ppm": "ppm"}.get(path.suffix[1:])
        Image.fromarray(RNG.integers(0, 256, size, dtype=np.uint8)).save(path, format=form)
    (tmp_path / "cat" / "notes.txt").write_text("no picture")
    return tmp_path


def test_folders_of_pictures_are_read_alike(zoo):
    same(lambda d: d.ImageFolder(zoo))
    same(lambda d: d.ImageFolder(str(zoo), transform=lambda x: x.convert("L"), target_transform=lambda y: -y))
    same(lambda d: d.ImageFolder(zoo, is_valid_file=lambda path: path.endswith("png"), allow_empty=True))
    same(lambda d: d.DatasetFolder(zoo, lambda path: len(path), (".png", ".gif", ".ppm")))
    for d in (datasets, torchvision.datasets):
        data = d.ImageFolder(zoo)
        assert data.imgs == data.samples and data.extensions == d.folder.IMG_EXTENSIONS
    assert datasets.ImageFolder(zoo).samples == torchvision.datasets.ImageFolder(zoo).samples


def test_folders_that_are_wrong_raise_what_theirs_raise(zoo):
    raises_alike(lambda d: d.ImageFolder(zoo / "cat" / "deep"))
    raises_alike(lambda d: d.ImageFolder(zoo / "no"))
    raises_alike(lambda d: d.ImageFolder(zoo, is_valid_file=lambda path: "png" in path))
    raises_alike(lambda d: d.DatasetFolder(zoo, open))
    raises_alike(lambda d: d.DatasetFolder(zoo, open, (".png",), is_valid_file=bool))
    raises_alike(lambda d: d.DatasetFolder.make_dataset(zoo, None))
    raises_alike(lambda d: d.folder.make_dataset(zoo, {}))
    (zoo / "dog" / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\nrubbish")
    raises_alike(lambda d: d.ImageFolder(zoo)[3])


def test_names_and_classes_of_files_are_theirs(zoo):
    theirs = torchvision.datasets.folder

    assert folders.IMG_EXTENSIONS == theirs.IMG_EXTENSIONS
    assert folders.find_classes(zoo) == theirs.find_classes(zoo)
    for name in ("a.PNG", "b.gif", "png", "x.tiff"):
        assert folders.is_image_file(name) == theirs.is_image_file(name)
    assert sorted(files.list_dir(zoo, prefix=True)) == sorted(torchvision.datasets.utils.list_dir(zoo, prefix=True))
    assert files.list_files(zoo / "dog", ".bmp") == ["z.bmp"]


def test_sets_that_are_not_there_raise_what_theirs_raise(tmp_path):
    for name in ("MNIST", "CIFAR10", "CIFAR100", "STL10", "QMNIST"):
        raises_alike(lambda d, name=name: getattr(d, name)(tmp_path))
    raises_alike(lambda d: d.EMNIST(tmp_path, "no"))
    raises_alike(lambda d: d.EMNIST(tmp_path, 3))
    raises_alike(lambda d: d.VisionDataset(tmp_path)[0])
    raises_alike(lambda d: len(d.VisionDataset(tmp_path)))
    raises_alike(lambda d: d.VisionDataset(tmp_path, transforms=min, transform=max))


def test_both_transforms_read_alike():
    class Shown:
        def __repr__(self):
            return "Compose(\n    Resize(3)\n)"

    for settings in ({"transforms": Shown()}, {"transform": Shown()}, {"target_transform": Shown()}):
        texts = []
        for d in SIDES.values():
            kind = type("Own", (d.VisionDataset,), {"__len__": lambda self: 2, "extra_repr": lambda self: "a: 1\nb: 2"})
            texts.append(repr(kind("some/where", **settings)))
        assert texts[0] == texts[1]


def test_archives_are_unpacked_alike(tmp_path):
    def tar(mode):
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode=mode) as archive:
            info = tarfile.TarInfo("inner/file")
            info.size = 3
            archive.addfile(info, io.BytesIO(b"abc"))
        return buffer.getvalue()

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("inner/file", b"abc")
    contents = {
        "a.tar": tar("w"),
        "a.tar.gz": tar("w:gz"),
        "a.tgz": tar("w:gz"),
        "a.tar.bz2": tar("w:bz2"),
        "a.tar.xz": tar("w:xz"),
        "a.zip": buffer.getvalue(),
        "f.gz": gzip.compress(b"abc"),
        "f.bz2": bz2.compress(b"abc"),
        "f.xz": lzma.compress(b"abc"),
    }
    told: dict[str, list] = {name: [] for name in contents}
    for side, module in (("ours", files), ("theirs", torchvision.datasets.utils)):
        for name, data in contents.items():
            folder = tmp_path / side / name
            write(folder / name, data)
            returned = module.extract_archive(str(folder / name), remove_finished=name == "a.zip")
            found = sorted([str(p.relative_to(folder)) for p in folder.rglob("*")])
            told[name].append((returned.removeprefix(str(folder)), found))
    assert [name for name, (ours, theirs) in told.items() if ours != theirs] == []
    for name in ("x", "x.rar"):
        write(tmp_path / name, b"")
        for module in (files, torchvision.datasets.utils):
            with pytest.raises(RuntimeError):
                module.extract_archive(str(tmp_path / name))


PICTURES = RNG.normal(size=(5, 3, 6, 7)).astype(np.float32)
GRIDS = [
    (PICTURES, {}),
    (PICTURES, {"nrow": 2, "padding": 1, "pad_value": 0.5}),
    (PICTURES, {"normalize": True}),
    (PICTURES, {"normalize": True, "scale_each": True, "nrow": 10}),
    (PICTURES, {"normalize": True, "value_range": (-1, 1)}),
    (PICTURES[:, :1], {"padding": 0}),
    (PICTURES[:1], {}),
    (PICTURES[0], {"normalize": True}),
    (PICTURES[0, :1], {}),
    (PICTURES[0, 0], {}),
    ((PICTURES * 50).astype(np.uint8), {"pad_value": 9}),
    (np.zeros((4, 2, 3, 3), np.float32), {"nrow": 3}),
]


@pytest.mark.parametrize(("x", "settings"), GRIDS)
def test_grids_are_theirs(x, settings):
    ours = utils.make_grid(backlight.from_numpy(x.copy()), **settings)
    theirs = torchvision.utils.make_grid(torch.from_numpy(x.copy()), **settings)

    np.testing.assert_array_equal(ours.numpy(), theirs.numpy())
    if x.ndim == 4:
        listed = utils.make_grid([backlight.from_numpy(part.copy()) for part in x], **settings)
        np.testing.assert_array_equal(listed.numpy(), theirs.numpy())


@pytest.mark.parametrize("settings", [{}, {"normalize": True, "nrow": 2}])
def test_saved_pictures_have_the_same_bytes(settings, tmp_path):
    utils.save_image(backlight.from_numpy(PICTURES.copy()), tmp_path / "ours.png", **settings)
    torchvision.utils.save_image(torch.from_numpy(PICTURES.copy()), tmp_path / "theirs.png", **settings)

    assert (tmp_path / "ours.png").read_bytes() == (tmp_path / "theirs.png").read_bytes()


IMAGE = RNG.integers(0, 256, (3, 30, 40), dtype=np.uint8)
BOXES = np.array([[1, 2, 20, 15], [5, 5, 35, 28.7]], np.float32)
MASKS = np.stack([np.tri(30, 40, dtype=bool), np.tri(30, 40, -20, dtype=bool), ~np.tri(30, 40, 15, dtype=bool)])
POINTS = np.array([[[3, 4], [10, 20], [30, 5]]], np.float32)
DRAWN = {
    "boxes": lambda u, t: u.draw_bounding_boxes(t(IMAGE), t(BOXES)),
    "boxes with labels": lambda u, t: u.draw_bounding_boxes(t(IMAGE), t(BOXES), ["a", None], colors="red", width=2),
    "filled boxes": lambda u, t: u.draw_bounding_boxes(t(IMAGE), t(BOXES), colors=[(1, 2, 3), "#ff00ff"], fill=True),
    "labels on a ground": lambda u, t: u.draw_bounding_boxes(
        t(IMAGE), t(BOXES), ["a", "b"], fill_labels=True, label_colors="white", label_background_colors=["blue", "red"]
    ),
    "grey boxes": lambda u, t: u.draw_bounding_boxes(t(IMAGE[:1]), t(BOXES)),
    "boxes on floats": lambda u, t: u.draw_bounding_boxes(t(IMAGE.astype(np.float32) / 255), t(BOXES)),
    "no boxes": lambda u, t: u.draw_bounding_boxes(t(IMAGE), t(BOXES[:0])),
    "masks": lambda u, t: u.draw_segmentation_masks(t(IMAGE), t(MASKS)),
    "one mask": lambda u, t: u.draw_segmentation_masks(t(IMAGE), t(MASKS[0]), 0.3, "green"),
    "masks on floats": lambda u, t: u.draw_segmentation_masks(t(IMAGE.astype(np.float32) / 255), t(MASKS)),
    "points": lambda u, t: u.draw_keypoints(t(IMAGE), t(POINTS), [(0, 1), (1, 2)], "blue"),
    "hidden points": lambda u, t: u.draw_keypoints(
        t(IMAGE), t(POINTS), [(0, 1), (1, 2)], (9, 9, 9), 3, visibility=t(np.array([[True, False, True]]))
    ),
}


@pytest.mark.parametrize("name", DRAWN)
def test_what_is_drawn_is_theirs(name):
    ours = DRAWN[name](utils, lambda x: backlight.from_numpy(x.copy())).numpy()
    theirs = DRAWN[name](torchvision.utils, lambda x: torch.from_numpy(x.copy())).numpy()

    assert ours.dtype == theirs.dtype
    np.testing.assert_allclose(ours, theirs, atol=1e-6 if ours.dtype == np.float32 else 0)


WRONG = [
    lambda u, t: u.make_grid(3),
    lambda u, t: u.make_grid([3]),
    lambda u, t: u.make_grid(t(PICTURES), normalize=True, value_range=[0, 1]),
    lambda u, t: u.draw_bounding_boxes(IMAGE, t(BOXES)),
    lambda u, t: u.draw_bounding_boxes(t(IMAGE.astype(np.int64)), t(BOXES)),
    lambda u, t: u.draw_bounding_boxes(t(IMAGE[None]), t(BOXES)),
    lambda u, t: u.draw_bounding_boxes(t(IMAGE[:2]), t(BOXES)),
    lambda u, t: u.draw_bounding_boxes(t(IMAGE), t(BOXES[:, ::-1].copy())),
    lambda u, t: u.draw_bounding_boxes(t(IMAGE), t(BOXES), ["a"]),
    lambda u, t: u.draw_bounding_boxes(t(IMAGE), t(BOXES), colors=["red"]),
    lambda u, t: u.draw_bounding_boxes(t(IMAGE), t(BOXES), colors=3),
    lambda u, t: u.draw_segmentation_masks(t(IMAGE), t(MASKS.astype(np.uint8))),
    lambda u, t: u.draw_segmentation_masks(t(IMAGE), t(MASKS[:, :5])),
    lambda u, t: u.draw_keypoints(t(IMAGE), t(POINTS[0])),
]


@pytest.mark.parametrize("call", WRONG)
def test_wrong_pictures_raise_what_theirs_raise(call):
    with pytest.raises(Exception) as wanted:
        call(torchvision.utils, torch.from_numpy)
    with pytest.raises(wanted.type):
        call(utils, backlight.from_numpy)
