"""STL10: pictures 96 × 96, few with labels and many without."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from backlight.vision.datasets.archived import Archived
from backlight.vision.datasets.files import verify_str_arg
from backlight.vision.transforms.pictures import from_pixels


class STL10(Archived):
    """Pictures of 10 kinds, in `<root>/stl10_binary`.

    Args:
        split: "train", "test", "unlabeled" or "train+unlabeled"; the target of a picture without label is -1.
        folds: which of the ten sets of 1,000 training pictures; all 5,000 by default.
        transform, target_transform, download: as for CIFAR10.
    """

    base_folder = "stl10_binary"
    url = "http://ai.stanford.edu/~acoates/stl10/stl10_binary.tar.gz"
    filename = "stl10_binary.tar.gz"
    tgz_md5 = "91f7769df0f17e558f3565bffb0c7dfb"
    class_names_file = "class_names.txt"
    folds_list_file = "fold_indices.txt"
    train_list: ClassVar[list[list[str]]] = [
        ["train_X.bin", "918c2871b30a85fa023e0c44e0bee87f"],
        ["train_y.bin", "5a34089d4802c674881badbb80307741"],
        ["unlabeled_X.bin", "5242ba1fed5e4be9e1e742405eb56ca4"],
    ]
    test_list: ClassVar[list[list[str]]] = [
        ["test_X.bin", "7f263ba9f9e0b06b93213547f721ac82"],
        ["test_y.bin", "36f9794fa4beb8a2c72628de14fa638e"],
    ]
    splits = ("train", "train+unlabeled", "unlabeled", "test")

    def __init__(
        self,
        root: Any,
        split: str = "train",
        folds: int | None = None,
        transform: Callable[..., Any] | None = None,
        target_transform: Callable[..., Any] | None = None,
        download: bool = False,
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.split = verify_str_arg(split, "split", self.splits)
        self.folds = self._verify_folds(folds)
        if download:
            self.download()
        self._demand_files()
        (train, train_labels, unlabeled), (test, test_labels) = [
            [name for name, _ in files] for files in (self.train_list, self.test_list)
        ]
        data, labels = [], []
        if split.startswith("train"):
            some = self._fold()
            data, labels = [self._pictures(train)[some]], [self._labels(train_labels)[some]]
        elif split == "test":
            data, labels = [self._pictures(test)], [self._labels(test_labels)]
        if split.endswith("unlabeled"):
            data.append(self._pictures(unlabeled))
            labels.append(np.full(len(data[-1]), -1))
        self.data = data[0] if len(data) == 1 else np.concatenate(data)
        self.labels = labels[0] if len(labels) == 1 else np.concatenate(labels)
        if len(self.data) != len(self.labels):
            raise RuntimeError(f"{self._path('')} has {len(self.data)} pictures and {len(self.labels)} labels")
        names = self._path(self.class_names_file)
        if os.path.isfile(names):
            with open(names, encoding="utf-8") as file:
                self.classes = file.read().splitlines()

    def _verify_folds(self, folds: Any) -> int | None:
        if folds is None or (isinstance(folds, int) and folds in range(10)):
            return folds
        if isinstance(folds, int):
            raise ValueError(f"Value for argument folds should be in the range [0, 10), but got {folds}.")
        raise ValueError(f"Expected type None or int for argument folds, but got type {type(folds)}.")

    def _fold(self) -> Any:
        """The rows of the chosen fold."""
        if self.folds is None:
            return slice(None)
        with open(self._path(self.folds_list_file), encoding="utf-8") as file:
            return np.array(file.read().splitlines()[self.folds].split(), np.int64)

    def _labels(self, name: str) -> np.ndarray:
        return np.fromfile(self._path(name), np.uint8) - np.uint8(1)  # the file counts from 1

    def _pictures(self, name: str) -> np.ndarray:
        pixels = np.fromfile(self._path(name), np.uint8)
        if pixels.size % (3 * 96 * 96):
            raise RuntimeError(f"{self._path(name)} is damaged: {pixels.size} bytes are no pictures of 3 × 96 × 96")
        return pixels.reshape(-1, 3, 96, 96).transpose(0, 1, 3, 2)  # the file has column after column

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        picture = from_pixels(self.data[index].transpose(1, 2, 0), "RGB")  # (c, h, w) -> (h, w, c)
        return self._changed(picture, int(self.labels[index]))

    def __len__(self) -> int:
        return len(self.data)

    def extra_repr(self) -> str:
        """The split."""
        return f"Split: {self.split}"
