"""MNIST and the data sets in its format: digits, clothes, Japanese characters, letters."""

from __future__ import annotations

import os
import shutil
import string
from collections.abc import Callable
from typing import Any, ClassVar
from warnings import warn

from backlight.core import dtypes
from backlight.vision.datasets.dataset import VisionDataset
from backlight.vision.datasets.files import (
    NotDownloaded,
    check_integrity,
    download_and_extract_archive,
    extract_archive,
    verify_str_arg,
)
from backlight.vision.datasets.idx import read_image_file, read_label_file, read_sn3_pascalvincent_tensor
from backlight.vision.transforms.pictures import from_pixels


def _former(name: str) -> Any:
    """A name of long ago for `data` or `targets`."""
    now = "targets" if name.endswith("labels") else "data"

    def read(self: Any) -> Any:
        warn(f"{name} has been renamed {now}", stacklevel=2)
        return getattr(self, now)

    return property(read)


class MNIST(VisionDataset):
    """Handwritten digits, 60,000 to train on and 10,000 to test, as PIL pictures 28 × 28 with their digit.

    Args:
        root: the files are in `<root>/MNIST/raw`, as published (.gz) or unpacked.
        train: the training set, or else the test set.
        transform, target_transform: change the picture, and the target.
        download: fetch the files that are missing.

    RuntimeError if files are missing or damaged.
    """

    mirrors: ClassVar[list[str]] = [
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "http://yann.lecun.com/exdb/mnist/",
    ]
    resources: ClassVar[Any] = [
        ("train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
        ("train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432"),
        ("t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3"),
        ("t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c"),
    ]
    training_file = "training.pt"
    test_file = "test.pt"
    classes: Any = [  # noqa: RUF012
        f"{n} - {word}"
        for n, word in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])
    ]

    train_labels = _former("train_labels")
    test_labels = _former("test_labels")
    train_data = _former("train_data")
    test_data = _former("test_data")

    def __init__(
        self,
        root: Any,
        train: bool = True,
        transform: Callable[..., Any] | None = None,
        target_transform: Callable[..., Any] | None = None,
        download: bool = False,
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.train = train
        if self._check_legacy_exist():
            self.data, self.targets = self._load_legacy_data()
            return
        if download:
            self.download()
        if not self._check_exists():
            raise RuntimeError(
                "Dataset not found. You can use download=True to download it; without a network, put these files "
                f"there, compressed or not:\n{self._wanted()}"
            )
        self.data, self.targets = self._load_data()

    def _check_legacy_exist(self) -> bool:
        """Whether the files are there that torchvision wrote until 2021."""
        return all(
            check_integrity(os.path.join(self.processed_folder, n)) for n in (self.training_file, self.test_file)
        )

    def _load_legacy_data(self) -> Any:
        from backlight.serialization import load

        return load(os.path.join(self.processed_folder, self.training_file if self.train else self.test_file))

    def _files(self) -> list[tuple[str, str]]:
        """Unpacked files that have to be there, each with its address."""
        addresses = [name if "://" in name else self.mirrors[0] + name for name, _ in self.resources]
        return [(os.path.join(self.raw_folder, os.path.basename(url).rsplit(".", 1)[0]), url) for url in addresses]

    def _wanted(self) -> str:
        return "\n".join([f"  {path}  ({url})" for path, url in self._files() if _found(path) is None])

    def _check_exists(self) -> bool:
        return all(_found(path) is not None for path, _ in self._files())

    def _load_data(self) -> tuple[Any, Any]:
        name = "train" if self.train else "t10k"
        parts = [os.path.join(self.raw_folder, name + part) for part in ("-images-idx3-ubyte", "-labels-idx1-ubyte")]
        return _paired(read_image_file(_found(parts[0])), read_label_file(_found(parts[1])), *parts)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        return self._changed(from_pixels(self.data[index].numpy(), "L"), int(self.targets[index]))

    def __len__(self) -> int:
        return len(self.data)

    @property
    def raw_folder(self) -> str:
        """Where the published files are."""
        return os.path.join(self.root, type(self).__name__, "raw")

    @property
    def processed_folder(self) -> str:
        """Where files of older versions would be."""
        return os.path.join(self.root, type(self).__name__, "processed")

    @property
    def class_to_idx(self) -> dict[str, int]:
        """The number of each class by its name."""
        return {name: n for n, name in enumerate(self.classes)}

    def download(self) -> None:
        """Fetch the files that are not there, and unpack them."""
        if self._check_exists():
            return
        os.makedirs(self.raw_folder, exist_ok=True)
        for name, md5 in self.resources:
            errors = []
            for mirror in self.mirrors:
                try:
                    download_and_extract_archive(mirror + name, self.raw_folder, filename=name, md5=md5)
                    break
                except RuntimeError as error:
                    errors.append(f"Tried {mirror}, got:\n{error}")
            else:
                raise NotDownloaded(
                    f"Error downloading {name}:\n" + "\n".join(errors) + f"\nStill missing:\n{self._wanted()}"
                )

    def extra_repr(self) -> str:
        """The split."""
        return f"Split: {'Train' if self.train is True else 'Test'}"


def _found(path: str) -> str | None:
    """The file, or the compressed one beside it; None if neither is there."""
    return next((name for name in (path, path + ".gz", path + ".xz") if os.path.isfile(name)), None)


def _paired(data: Any, targets: Any, images: str, labels: str) -> tuple[Any, Any]:
    if len(data) != len(targets):
        raise RuntimeError(f"{images} has {len(data)} pictures and {labels} has {len(targets)} labels")
    return data, targets


class FashionMNIST(MNIST):
    """Pictures of clothes in MNIST's format, in `<root>/FashionMNIST/raw`."""

    mirrors: ClassVar[list[str]] = ["http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"]
    resources: ClassVar[Any] = [
        ("train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
        ("train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"),
        ("t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79"),
        ("t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310"),
    ]
    classes: Any = "T-shirt/top,Trouser,Pullover,Dress,Coat,Sandal,Shirt,Sneaker,Bag,Ankle boot".split(",")  # noqa: SIM905


class KMNIST(MNIST):
    """Cursive Japanese characters in MNIST's format, in `<root>/KMNIST/raw`."""

    mirrors: ClassVar[list[str]] = ["http://codh.rois.ac.jp/kmnist/dataset/kmnist/"]
    resources: ClassVar[Any] = [
        ("train-images-idx3-ubyte.gz", "bdb82020997e1d708af4cf47b453dcf7"),
        ("train-labels-idx1-ubyte.gz", "e144d726b3acfaa3e44228e80efcd344"),
        ("t10k-images-idx3-ubyte.gz", "5c965bf0a639b31b8f53240b1b52f4d7"),
        ("t10k-labels-idx1-ubyte.gz", "7320c461ea6c1c855c0b718fb2a4b134"),
    ]
    classes: Any = "o ki su tsu na ha ma ya re wo".split()  # noqa: SIM905


class _OfSplits(MNIST):
    """A data set of which only the files of one split need to be there."""

    images_file: Any
    labels_file: Any

    def _check_exists(self) -> bool:
        return _found(self.images_file) is not None and _found(self.labels_file) is not None


class EMNIST(_OfSplits):
    """Letters and digits in MNIST's format (pictures lie on their side), in `<root>/EMNIST/raw`.

    `split` is "byclass", "bymerge", "balanced", "letters", "digits" or "mnist"; the rest as for MNIST.
    """

    url = "https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip"
    md5 = "58c8d27c78d21e728a6bc7b3cc06412e"
    splits = ("byclass", "bymerge", "balanced", "letters", "digits", "mnist")
    _merged_classes = set("cijklmopsuvwxyz")  # noqa: RUF012
    _all_classes = set(string.digits + string.ascii_letters)  # noqa: RUF012
    classes_split_dict: ClassVar[dict[str, list[str]]] = {
        "byclass": sorted(_all_classes),
        "bymerge": sorted(_all_classes - _merged_classes),
        "balanced": sorted(_all_classes - _merged_classes),
        "letters": ["N/A", *string.ascii_lowercase],
        "digits": list(string.digits),
        "mnist": list(string.digits),
    }

    def __init__(self, root: Any, split: str, **kwargs: Any) -> None:
        self.split = verify_str_arg(split, "split", self.splits)
        self.training_file = f"training_{split}.pt"
        self.test_file = f"test_{split}.pt"
        super().__init__(root, **kwargs)
        self.classes = self.classes_split_dict[self.split]

    def _file(self, part: str) -> str:
        return os.path.join(self.raw_folder, f"emnist-{self.split}-{'train' if self.train else 'test'}-{part}-ubyte")

    @property
    def images_file(self) -> str:
        """The pictures."""
        return self._file("images-idx3")

    @property
    def labels_file(self) -> str:
        """The labels."""
        return self._file("labels-idx1")

    def _files(self) -> list[tuple[str, str]]:
        return [(path, f"in {self.url}") for path in (self.images_file, self.labels_file)]

    def _load_data(self) -> tuple[Any, Any]:
        images, labels = self.images_file, self.labels_file
        return _paired(read_image_file(_found(images)), read_label_file(_found(labels)), images, labels)

    def download(self) -> None:
        """Fetch the archive with all splits, and unpack it."""
        if self._check_exists():
            return
        os.makedirs(self.raw_folder, exist_ok=True)
        download_and_extract_archive(self.url, self.raw_folder, md5=self.md5)
        packed = os.path.join(self.raw_folder, "gzip")
        for name in os.listdir(packed):
            if name.endswith(".gz"):
                extract_archive(os.path.join(packed, name), self.raw_folder)
        shutil.rmtree(packed)


_QMNIST = "https://raw.githubusercontent.com/facebookresearch/qmnist/master/"


class QMNIST(_OfSplits):
    """MNIST with the writer of each digit, and 50,000 more to test on, in `<root>/QMNIST/raw`.

    Args:
        what: "train", "test", "test10k", "test50k" or "nist"; by default what `train` says.
        compat: targets are digits; with False, tensors with all that is known of the picture.
    """

    subsets: ClassVar[dict[str, str]] = {
        "train": "train",
        "test": "test",
        "test10k": "test",
        "test50k": "test",
        "nist": "nist",
    }
    resources: ClassVar[Any] = {
        "train": [
            (_QMNIST + "qmnist-train-images-idx3-ubyte.gz", "ed72d4157d28c017586c42bc6afe6370"),
            (_QMNIST + "qmnist-train-labels-idx2-int.gz", "0058f8dd561b90ffdd0f734c6a30e5e4"),
        ],
        "test": [
            (_QMNIST + "qmnist-test-images-idx3-ubyte.gz", "1394631089c404de565df7b7aeaf9412"),
            (_QMNIST + "qmnist-test-labels-idx2-int.gz", "5b5b05890a5e13444e108efe57b788aa"),
        ],
        "nist": [
            (_QMNIST + "xnist-images-idx3-ubyte.xz", "7f124b3b8ab81486c9d8c2749c17f834"),
            (_QMNIST + "xnist-labels-idx2-int.xz", "5ed0e788978e45d4a8bd4b7caec3d79d"),
        ],
    }

    def __init__(
        self, root: Any, what: str | None = None, compat: bool = True, train: bool = True, **kwargs: Any
    ) -> None:
        what = ("train" if train else "test") if what is None else what
        self.what = verify_str_arg(what, "what", tuple(self.subsets))
        self.compat = compat
        self.data_file = self.training_file = self.test_file = what + ".pt"
        super().__init__(root, train, **kwargs)

    def _files(self) -> list[tuple[str, str]]:
        urls = [url for url, _ in self.resources[self.subsets[self.what]]]
        return [(os.path.join(self.raw_folder, os.path.basename(url).rsplit(".", 1)[0]), url) for url in urls]

    @property
    def images_file(self) -> str:
        """The pictures."""
        return self._files()[0][0]

    @property
    def labels_file(self) -> str:
        """The labels."""
        return self._files()[1][0]

    def _load_data(self) -> tuple[Any, Any]:
        images, labels = self.images_file, self.labels_file
        data = read_image_file(_found(images))
        targets = read_sn3_pascalvincent_tensor(_found(labels)).to(dtypes.int64)
        if targets.ndim != 2:
            raise ValueError(f"{labels} should have 2 dimensions, and has {targets.ndim}")
        data, targets = _paired(data, targets, images, labels)
        part = {"test10k": slice(0, 10000), "test50k": slice(10000, None)}.get(self.what)
        return (data, targets) if part is None else (data[part].clone(), targets[part].clone())

    def download(self) -> None:
        """Fetch the files of the subset, and unpack them."""
        if self._check_exists():
            return
        for url, md5 in self.resources[self.subsets[self.what]]:
            download_and_extract_archive(url, self.raw_folder, md5=md5)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        target = self.targets[index]
        return self._changed(from_pixels(self.data[index].numpy(), "L"), int(target[0]) if self.compat else target)

    def extra_repr(self) -> str:
        """The subset."""
        return f"Split: {self.what}"
