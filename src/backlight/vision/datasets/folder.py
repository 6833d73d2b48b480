"""Data sets that are folders: each class has a folder of its own with its files."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from backlight.vision.datasets.dataset import VisionDataset
from backlight.vision.transforms.pictures import pillow

IMG_EXTENSIONS = (".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp")

Extensions = str | tuple[str, ...]


def has_file_allowed_extension(filename: str, extensions: Extensions) -> bool:
    """Whether a name ends in one of these, in small or capital letters."""
    return filename.lower().endswith(extensions if isinstance(extensions, str) else tuple(extensions))


def is_image_file(filename: str) -> bool:
    """Whether a name is that of a picture.

    >>> is_image_file("cat.JPG")
    True
    """
    return has_file_allowed_extension(filename, IMG_EXTENSIONS)


def find_classes(directory: Any) -> tuple[list[str], dict[str, int]]:
    """The folders in a folder, sorted, and the number of each; FileNotFoundError if there are none."""
    classes = sorted([entry.name for entry in os.scandir(directory) if entry.is_dir()])
    if not classes:
        raise FileNotFoundError(f"Couldn't find any class folder in {directory}.")
    return classes, {name: n for n, name in enumerate(classes)}


def make_dataset(
    directory: Any,
    class_to_idx: dict[str, int] | None = None,
    extensions: Extensions | None = None,
    is_valid_file: Callable[[str], bool] | None = None,
    allow_empty: bool = False,
) -> list[tuple[str, int]]:
    """The files of each class, sorted, with the number of the class.

    Args:
        class_to_idx: the folders and their numbers; all of `find_classes` by default.
        extensions, is_valid_file: which files count: one of the two.
        allow_empty: a class may have no files; otherwise FileNotFoundError names those that have none.
    """
    directory = os.path.expanduser(directory)
    if class_to_idx is None:
        _, class_to_idx = find_classes(directory)
    elif not class_to_idx:
        raise ValueError("'class_to_index' must have at least one entry to collect any samples.")
    if (extensions is None) == (is_valid_file is None):
        raise ValueError("Both extensions and is_valid_file cannot be None or not None at the same time")

    def counts(path: str) -> bool:
        return is_valid_file(path) if is_valid_file else has_file_allowed_extension(path, extensions or ())

    found, empty = [], []
    for name in sorted(class_to_idx):
        before = len(found)
        for root, _, files in sorted(os.walk(os.path.join(directory, name), followlinks=True)):
            paths = [os.path.join(root, file) for file in sorted(files)]
            found += [(path, class_to_idx[name]) for path in paths if counts(path)]
        if len(found) == before:
            empty.append(name)
    if empty and not allow_empty:
        known = extensions if isinstance(extensions, str) else ", ".join(extensions or ())
        rest = f"Supported extensions are: {known}" if extensions is not None else ""
        raise FileNotFoundError(f"Found no valid file for the classes {', '.join(empty)}. {rest}")
    return found


class DatasetFolder(VisionDataset):
    """The files under `root/<class>/…`, each read by `loader`, with the number of its class.

    Args:
        root: the folder of the classes' folders.
        loader: reads a sample, given its path.
        extensions, is_valid_file: which files count: one of the two.
        transform, target_transform: change the sample, and the target.
        allow_empty: a class may have no files.
    """

    def __init__(
        self,
        root: Any,
        loader: Callable[[str], Any],
        extensions: tuple[str, ...] | None = None,
        transform: Callable[..., Any] | None = None,
        target_transform: Callable[..., Any] | None = None,
        is_valid_file: Callable[[str], bool] | None = None,
        allow_empty: bool = False,
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.classes, self.class_to_idx = self.find_classes(self.root)
        self.samples = self.make_dataset(
            self.root,
            class_to_idx=self.class_to_idx,
            extensions=extensions,
            is_valid_file=is_valid_file,
            allow_empty=allow_empty,
        )
        self.loader = loader
        self.extensions = extensions
        self.targets = [target for _, target in self.samples]

    @staticmethod
    def make_dataset(
        directory: Any,
        class_to_idx: dict[str, int],
        extensions: tuple[str, ...] | None = None,
        is_valid_file: Callable[[str], bool] | None = None,
        allow_empty: bool = False,
    ) -> list[tuple[str, int]]:
        """The samples; subclasses may find them elsewhere."""
        if class_to_idx is None:
            raise ValueError("The class_to_idx parameter cannot be None.")
        return make_dataset(directory, class_to_idx, extensions, is_valid_file, allow_empty)

    def find_classes(self, directory: Any) -> tuple[list[str], dict[str, int]]:
        """The classes and their numbers; subclasses may choose others."""
        return find_classes(directory)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        path, target = self.samples[index]
        return self._changed(self.loader(path), target)

    def __len__(self) -> int:
        return len(self.samples)


def pil_loader(path: Any) -> Any:
    """A picture file as a PIL picture in RGB; OSError names a file that cannot be read."""
    with open(path, "rb") as file:
        try:
            return pillow().open(file).convert("RGB")
        except OSError as error:
            if str(os.fspath(path)) in str(error):
                raise
            raise type(error)(f"{os.fspath(path)}: {error}") from error


def default_loader(path: Any) -> Any:
    """What reads pictures: `pil_loader`."""
    return pil_loader(path)


class ImageFolder(DatasetFolder):
    """The pictures under `root/<class>/…` in RGB, each with the number of its class.

    Args:
        root: the folder of the classes' folders.
        transform, target_transform: change the picture, and the target.
        loader: reads a picture, given its path.
        is_valid_file: which files count; by default those with the ending of a picture.
        allow_empty: a class may have no files.
    """

    def __init__(
        self,
        root: Any,
        transform: Callable[..., Any] | None = None,
        target_transform: Callable[..., Any] | None = None,
        loader: Callable[[str], Any] = default_loader,
        is_valid_file: Callable[[str], bool] | None = None,
        allow_empty: bool = False,
    ) -> None:
        extensions = IMG_EXTENSIONS if is_valid_file is None else None
        super().__init__(root, loader, extensions, transform, target_transform, is_valid_file, allow_empty)
        self.imgs = self.samples
