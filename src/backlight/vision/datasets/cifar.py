"""CIFAR-10 and CIFAR-100: small colour pictures in pickled batches, which are read without running what they name."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from importlib import import_module
from typing import Any, ClassVar

import numpy as np

from backlight.vision.datasets.archived import Archived
from backlight.vision.datasets.files import told_damage
from backlight.vision.transforms.pictures import from_pixels

_OF_ARRAYS = {  # what a pickled array names, before NumPy 2 and since
    "numpy.core.multiarray._reconstruct": "numpy._core.multiarray",
    "numpy._core.multiarray._reconstruct": "numpy._core.multiarray",
    "numpy.core.numeric._frombuffer": "numpy._core.numeric",
    "numpy._core.numeric._frombuffer": "numpy._core.numeric",
    "numpy.ndarray": "numpy",
    "numpy.dtype": "numpy",
    "_codecs.encode": "_codecs",
}


class _Batch(pickle.Unpickler):
    """Reads numbers, texts, containers and arrays."""

    def find_class(self, module: str, name: str) -> Any:
        """A name of NumPy's that arrays need."""
        home = _OF_ARRAYS.get(f"{module}.{name}")
        if home is None:
            raise pickle.UnpicklingError(f"it names {module}.{name}, which no batch of pictures needs")
        return getattr(import_module(home), name)


def read_batch(path: str) -> dict[str, Any]:
    """The dictionary in a file; RuntimeError names a file that is damaged."""
    try:
        with open(path, "rb") as file:
            found = _Batch(file, encoding="latin1").load()
    except FileNotFoundError:
        raise
    except Exception as error:  # what a pickle machine meets in damaged files is of any class
        raise RuntimeError(f"{path} is no batch of pictures, or is damaged: {error}") from error
    if not isinstance(found, dict):
        raise RuntimeError(f"{path} holds a {type(found).__name__}, not a dictionary of pictures")
    return found


class CIFAR10(Archived):
    """60,000 pictures 32 × 32 of 10 kinds, as PIL pictures with the number of their kind.

    Args:
        root: the unpacked folder `cifar-10-batches-py` is in it.
        train: the training set, or else the test set.
        transform, target_transform: change the picture, and the target.
        download: fetch the archive if files are missing.

    RuntimeError if files are missing or damaged. `data` is an array (n, 32, 32, 3) of bytes, `targets` a list.
    """

    base_folder = "cifar-10-batches-py"
    url = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
    filename = "cifar-10-python.tar.gz"
    tgz_md5 = "c58f30108f718f92721af3b95e74349a"
    train_list: ClassVar[list[list[str]]] = [
        ["data_batch_1", "c99cafc152244af753f735de768cd75f"],
        ["data_batch_2", "d4bba439e000b95fd0a9bffe97cbabec"],
        ["data_batch_3", "54ebc095f3ab1f0389bbae665268c751"],
        ["data_batch_4", "634d18415352ddfa80567beed471001a"],
        ["data_batch_5", "482c414d41f54cd18b22e5b47cb7c3cb"],
    ]
    test_list: ClassVar[list[list[str]]] = [["test_batch", "40351d587109b95175f43aff81a1287e"]]
    meta: ClassVar[dict[str, str]] = {
        "filename": "batches.meta",
        "key": "label_names",
        "md5": "5ff9c542aee3614f3951f8cda6e48888",
    }

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
        if download:
            self.download()
        self._demand_files()
        batches = [self._read(name) for name, _ in (self.train_list if train else self.test_list)]
        self.data: Any = np.concatenate([pixels for pixels, _ in batches])
        self.targets: list[int] = [label for _, labels in batches for label in labels]
        self._load_meta()

    def _read(self, name: str) -> tuple[np.ndarray, list[int]]:
        """Pictures (n, 32, 32, 3) and labels of one file."""
        found = read_batch(self._path(name))
        data, labels = found.get("data"), found.get("labels", found.get("fine_labels"))
        if not isinstance(data, np.ndarray) or data.dtype != np.uint8 or data.shape[1:] != (3072,):
            raise RuntimeError(f"{self._path(name)} is damaged: 'data' is no array (n, 3072) of bytes")
        if not isinstance(labels, list) or len(labels) != len(data):
            raise RuntimeError(f"{self._path(name)} is damaged: it has not one label for each of {len(data)} pictures")
        return data.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1), labels  # (n, 3072) -> (n, c, h, w) -> (n, h, w, c)

    def _load_meta(self) -> None:
        path = self._path(self.meta["filename"])
        damage = told_damage(path, self.meta["md5"])
        if damage:
            raise RuntimeError(
                f"Dataset metadata file not found or corrupted. You can use download=True to download it: {damage}"
            )
        self.classes: list[str] = read_batch(path)[self.meta["key"]]
        self.class_to_idx = {name: n for n, name in enumerate(self.classes)}

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        return self._changed(from_pixels(self.data[index], "RGB"), self.targets[index])

    def __len__(self) -> int:
        return len(self.data)

    def extra_repr(self) -> str:
        """The split."""
        return f"Split: {'Train' if self.train is True else 'Test'}"


class CIFAR100(CIFAR10):
    """As CIFAR10, of 100 kinds, in the folder `cifar-100-python`."""

    base_folder = "cifar-100-python"
    url = "https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz"
    filename = "cifar-100-python.tar.gz"
    tgz_md5 = "eb9058c3a382ffc7106e4002c42a8d85"
    train_list: ClassVar[list[list[str]]] = [["train", "16019d7e3df5f24257cddd939b257f8d"]]
    test_list: ClassVar[list[list[str]]] = [["test", "f0ef6b0ae62326f3e7ffdfab6717acfc"]]
    meta: ClassVar[dict[str, str]] = {
        "filename": "meta",
        "key": "fine_label_names",
        "md5": "7973b15100ade9c7d40fb424638fde48",
    }
